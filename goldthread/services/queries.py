"""What the agency offers today."""

from datetime import date

from goldthread.services.models import Modality, Program, Service


def names(on: date) -> list[str]:
    """The names of the services offered on a day."""
    return sorted(row.name for row in Service.objects.standing(on))


def modalities(on: date) -> list[str]:
    """The names of the treatment modalities in use on a day."""
    return sorted(row.name for row in Modality.objects.standing(on))


def programs(on: date) -> list[str]:
    """The names of the programs under which cases are served on a day."""
    return sorted(row.name for row in Program.objects.standing(on))

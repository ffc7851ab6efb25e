"""What the agency offers today."""

from datetime import date

from goldthread.services.models import Modality, Program, Service


def names(on: date) -> list[str]:
    """The names of the services offered on a day."""
    return list(Service.objects.current().true_on(on).order_by("name").values_list("name", flat=True))


def modalities(on: date) -> list[str]:
    """The names of the treatment modalities in use on a day."""
    return list(Modality.objects.current().true_on(on).order_by("name").values_list("name", flat=True))


def programs(on: date) -> list[str]:
    """The names of the programs under which cases are served on a day."""
    return list(Program.objects.current().true_on(on).order_by("name").values_list("name", flat=True))

"""What the agency offers on a day, who pays, and how much."""

from datetime import date

from goldthread.codes import queries as codes
from goldthread.services import rules
from goldthread.services.models import Modality, Payer, Program, Rate, Service
from goldthread.services.rules import PLACES, Details


def names(on: date) -> list[str]:
    """The names of the services offered on a day."""
    return sorted(row.name for row in Service.objects.standing(on))


def every_service() -> list[Service]:
    """The services as they stand on file, whenever they were offered."""
    rows: list[Service] = Service.objects.standing()
    return rows


def every_rate() -> list[Rate]:
    """What payers pay as it stands on file, whenever it held."""
    rows: list[Rate] = Rate.objects.standing()
    return rows


def every_payer() -> set[str]:
    """The names of all who pay, or paid once."""
    return {row.name for row in Payer.objects.standing()}


def places(*chosen: str) -> dict[str, str]:
    """The places of service that may be chosen, by code: as published where a list is on file, those of most visits first.

    What is `chosen` already may stay chosen.
    """
    published = codes.places()
    named = published.offered or {code: str(title) for code, title in PLACES.items()}
    usual = [code for code in PLACES if code in named]
    found = {code: named[code] for code in [*usual, *sorted(set(named) - set(usual))]}
    kept = {code: published.known.get(code) or str(PLACES.get(code, "")) for code in chosen if code}
    return {**{code: title for code, title in kept.items() if title}, **found} if set(kept) - set(found) else found


def known_places() -> set[str]:
    """Every code of a place of service that a note may name."""
    return {*PLACES, *codes.places().known}


def place_title(code: str) -> str:
    """A place of service with its code: its published title where a list is on file."""
    return f"{code} {title}" if (title := codes.places().known.get(code)) else rules.place_title(code)


def modalities(on: date) -> list[str]:
    """The names of the treatment modalities in use on a day."""
    return sorted(row.name for row in Modality.objects.standing(on))


def programs(on: date) -> list[str]:
    """The names of the programs under which cases are served on a day."""
    return sorted(row.name for row in Program.objects.standing(on))


def payers(on: date) -> list[str]:
    """The names of those who pay on a day."""
    return sorted(row.name for row in Payer.objects.standing(on))


def details_of(name: str, on: date) -> Details | None:
    """What a service allows on a day, for `rules.not_allowed`; None where it is not offered then."""
    row = max(Service.objects.standing(on, name=name), key=lambda each: each.true_from_on, default=None)
    return row.details if row else None

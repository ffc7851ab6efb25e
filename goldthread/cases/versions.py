"""Everything that was ever on file about somebody: when it was true, when and by whom it was recorded."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from goldthread.cases import queries
from goldthread.cases.models import Client, ClientDetail, Person, Referral
from goldthread.ledger import queries as ledger


@dataclass(frozen=True)
class Version:
    """One row of what was on file: when it was true, when and by whom it was recorded, and whether it was mended."""

    row: ClientDetail | Person | Referral
    recorded_by: str
    was_wrong: bool


def as_known(client: Client, day: date, zone: str) -> ClientDetail | None:
    """What was on file about a client when a day ended; None while there was nothing yet."""
    end = datetime.combine(day, time.max, ZoneInfo(zone))
    if not ClientDetail.objects.known_at(end).filter(client=client).exists():
        return None
    return queries.detail_of(client.pk, on=day, known_at=end)


def of_client(client: Client) -> list[Version]:
    """Every version of a client's details, newest first."""
    return _versions(ClientDetail.objects.filter(client=client))


def of_person(person: Person) -> list[Version]:
    """Every version of somebody around the clients of a case, newest first."""
    return _versions(Person.objects.filter(identity=person.identity, case=person.case_id))


def of_referral(referral: Referral) -> list[Version]:
    """Every version of a referral, newest first."""
    return _versions(Referral.objects.filter(identity=referral.identity, case=referral.case_id))


def _versions(rows: "QuerySet[Any]") -> list[Version]:
    """Rows that still stand, and rows that a further one mended; rows that only got an end are in it already."""
    ordered = list(rows.select_related("replaced_by").order_by("-true_from_on", "-recorded_at"))
    shown = [(row, _follower(row)) for row in ordered]
    kept = [(row, after is not None) for row, after in shown if after is None or after.true_to_on == row.true_to_on]
    contents = ledger.contents_of([row.entry_id for row, _ in kept])
    return [Version(row, _recorder(contents.get(row.entry_id, {})), was_wrong) for row, was_wrong in kept]


def _follower(row: ClientDetail | Person | Referral) -> ClientDetail | Person | Referral | None:
    follower: ClientDetail | Person | Referral | None = getattr(row, "replaced_by", None)
    return follower


def _recorder(content: dict[str, object]) -> str:
    signing = content.get("signing")
    by = signing.get("by") if isinstance(signing, dict) else None
    return str(by.get("name", "")) if isinstance(by, dict) else ""

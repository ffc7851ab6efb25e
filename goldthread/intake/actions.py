"""Bring in one row: made by the rooms' own actions, remembered in the record, told as changed where it is; nothing is overwritten."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.intake import files, placing, placing_staff, queries
from goldthread.intake.models import IntakeRow
from goldthread.intake.rules import Told
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused


class Outcome(Enum):
    """What became of a row that was not refused."""

    MADE = "made"
    ENDED = "ended"
    HERE = "here"


@dataclass(frozen=True)
class Place:
    """How the rows of one layout become facts, and how one that is in comes to its end."""

    make: Callable[[Told, str, Actor], UUID]
    end: Callable[[Told, UUID, Actor], None] | None = None


_PLACES = {
    "staff": Place(placing_staff.add, placing_staff.end),
    "credentials": Place(placing_staff.add_credential, placing_staff.end_credential),
    "supervision": Place(placing_staff.supervise, placing_staff.end_supervision),
    "cases": Place(placing.open_case, placing.close),
    "episodes": Place(placing.reopen, placing.close),
    "referrals": Place(placing.refer),
    "clients": Place(placing.add_client, placing.leave),
    "memberships": Place(placing.join, placing.leave_further),
    "people": Place(placing.relate, placing.end_relationship),
    "placements": Place(placing.place, placing.end_placement),
    "team": Place(placing.assign, placing.unassign),
}


@dataclass(frozen=True)
class Batch:
    """Rows of one layout that are brought in together, with what is known of them."""

    source: str
    folder: Path
    by: Actor
    known: dict[tuple[str, str], IntakeRow]


def begin(*, rows: Sequence[Told], source: str, folder: Path, by: Actor) -> Batch:
    """A batch of rows of one layout; which of them are in is looked up once for all."""
    return Batch(source, folder, by, queries.known(source, rows))


def bring(*, told: Told, batch: Batch) -> Outcome:
    """Make a row's facts, end them where it says so now, or find that it is here; refused with the reason, and nothing is left of it."""
    with transaction.atomic():
        outcome, row = _brought(told, batch)
        if row:
            # An entry of its own: what tells of one client can be released and disposed of without the others.
            ledger.record_facts(kind="row.brought_in", rows=[row], by=batch.by)
    if row:
        batch.known[row.key, row.part] = row
    return outcome


def _brought(told: Told, batch: Batch) -> tuple[Outcome, IntakeRow | None]:
    source, by = batch.source, batch.by
    if told.layout.kind == "documents":
        told, given = files.with_file(told, batch.folder)
        place = Place(lambda told, source, by: files.put_on_file(told, given, by))
    else:
        place = _PLACES[told.layout.kind]
    known = batch.known.get((told.key, told.part))
    if known is None:
        made = place.make(told, source, by)
        if told.ends and place.end:
            place.end(told, made, by)
        return Outcome.MADE, _row(told, source, made)
    if (known.digest, known.ends) == (told.digest, told.ends):
        return Outcome.HERE, None
    if known.digest != told.digest or known.ends or place.end is None:
        raise Refused(
            _(
                "This row was brought in before with other words. Nothing is overwritten: change what is on file on its page."
            )
        )
    place.end(told, known.made, by)
    return Outcome.ENDED, _row(told, source, known.made)


def _row(told: Told, source: str, made: UUID) -> IntakeRow:
    return IntakeRow(
        source=source,
        kind=told.layout.kind,
        key=told.key,
        part=told.part,
        digest=told.digest,
        ends=told.ends,
        made=made,
    )

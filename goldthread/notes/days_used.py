"""Authorizations that count days: of all notes of one service to one person on one day one uses the day, and the others none.

Which of them it is no note can say of itself, for the others may be corrected or struck: it follows from the notes as they now read.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.cases import queries as cases
from goldthread.notes import queries

# A day has few notes of one person; all of them are read.
_ALL = 10_000_000


@dataclass(frozen=True)
class Day:
    """One day of a service to one person (all records of whom are `same`), as one payer authorized it."""

    same: frozenset[UUID]
    service: str
    on: date
    payer: str


@dataclass(frozen=True)
class Taker:
    """A note that may use a day, with the thread that was frozen with it."""

    note: UUID
    thread: Mapping[str, Any]


def day_of(content: Mapping[str, Any]) -> Day | None:
    """The day of an authorization that a note, as it reads, would use; None where it uses something else, or nothing."""
    held = _held(content)
    if not content["occurred_on"] or not held.get("once_a_day"):
        return None
    same = frozenset(cases.same_person(UUID(content["client"]["id"])))
    return Day(same, content["service"], date.fromisoformat(content["occurred_on"]), held["payer"])


def is_taken(day: Day, without: Collection[UUID] = ()) -> bool:
    """Whether a signed note uses this day; those `without` are corrected, and reckoned anew."""
    notes = [each.note for each in _notes_of(day) if each.note not in without]
    return bool(authorizations.using_among(notes))


def next_taker(day: Day) -> Taker | None:
    """The note to which a day falls that no note uses: the one that was signed first; None where one uses it, or none would."""
    notes = _notes_of(day)
    if authorizations.using_among([each.note for each in notes]):
        return None
    wanting = [each for each in notes if _held(each.thread).get("once_a_day") and uses_of(each.thread)]
    on_file = authorizations.on_file({UUID(_held(each.thread)["identity"]) for each in wanting}) if wanting else ()
    return next((each for each in wanting if UUID(_held(each.thread)["identity"]) in on_file), None)


def uses_of(thread: Mapping[str, Any]) -> int:
    """Hundredths of a unit that a note with this thread uses of its authorization; 0 where nothing says how many."""
    units = thread.get("units") or {}
    return _held(thread).get("uses", units.get("hundredths")) or 0


def _notes_of(day: Day) -> list[Taker]:
    """The notes of a day under authorizations that count days, in the order in which they were signed."""
    read = queries.served_between(None, day.on, day.on, day.same, _ALL)
    found = [each for each in read if each.content["service"] == day.service and _counts_days(each.content, day.payer)]
    ordered = sorted(found, key=lambda each: (each.note.recorded_at, str(each.note.pk)))
    return [Taker(each.note.pk, each.content["thread"]) for each in ordered]


def _counts_days(content: Mapping[str, Any], payer: str) -> bool:
    held = _held(content)
    return held.get("label") == "day" and held.get("payer") == payer


def _held(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """The authorization in a content, or in a thread itself."""
    thread = told.get("thread", told) or {}
    held: Mapping[str, Any] = thread.get("authorization") or {}
    return held

"""By when a note had to be signed whose day a correction moved after it was signed."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from goldthread.lib.encoding import from_moment
from goldthread.notes.judging import Judge, due_for
from goldthread.notes.recalled import Noted
from goldthread.notes.times import Occurred
from goldthread.policies import queries as policies


@dataclass(frozen=True)
class Anew:
    """The last moment at which a signature was in time, None where no rule said one, and what follows if it was later."""

    at: datetime | None
    effect: str


def dues_anew(moved: Collection[Noted]) -> dict[UUID, Anew]:
    """For each note, by its entry, the deadline of the day that it has now.

    Rules and days off of that day count, as they were known when the note was signed: as with the thread that such a correction
    carries, a later change of them judges nothing anew.
    """
    if not moved:
        return {}
    past = policies.Past()
    judge = Judge({_author(each) for each in moved}, {each.note.case_id for each in moved if each.note.case_id})
    return {each.note.pk: _anew(each, judge, past) for each in moved}


def _anew(noted: Noted, judge: Judge, past: policies.Past) -> Anew:
    occurred = _occurred(noted)
    if occurred.on is None:
        return Anew(None, "")
    said = noted.content
    scope = judge.scope(occurred.on, author=_author(noted), service=said["service"], case=noted.note.case_id)
    standing = policies.Standing(occurred.on, past.known_at(noted.note.recorded_at))
    due = due_for(standing, occurred, scope)
    return Anew(due.get("at"), due.get("effect") or "")


def _author(noted: Noted) -> UUID:
    return UUID(noted.content["author"]["id"])


def _occurred(noted: Noted) -> Occurred:
    """When it happened, as corrected."""
    starts, ends = (from_moment(said["utc"]) if (said := noted.content[name]) else None for name in ("starts", "ends"))
    return Occurred(noted.on, starts, ends, noted.content["zone"])

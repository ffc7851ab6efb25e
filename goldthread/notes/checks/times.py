"""Checks of times: hours of one day, two places at once, the way between them, and what is late; pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.notes.checks.registry import Found

LONG_DAY, WHOLE_DAY = timedelta(hours=16), timedelta(hours=24)
# What a way between two places takes at least, where nobody said how long it was.
SHORTEST_WAY = timedelta(minutes=5)
# A shorter visit was hardly one, and one so long before its plan is hardly that one: a button may have been pressed by mistake.
SHORTEST_VISIT, LONG_BEFORE = timedelta(minutes=5), timedelta(hours=2)
ELSEWHERE = ("02", "10")  # telehealth: no way is gone


@dataclass(frozen=True)
class Worked:
    """A stretch of somebody's time as a note has it; `drive_minutes` is the way there, where known."""

    starts: datetime
    ends: datetime
    encounter: UUID
    clients: frozenset[UUID]
    place: str = ""
    how: str = ""
    drive_minutes: int | None = None
    is_draft: bool = False


def overlap(one: Worked, other: Worked) -> tuple[datetime, datetime] | None:
    """From when to when two stretches overlap; None where they do not, also where one begins as the other ends."""
    starts, ends = max(one.starts, other.starts), min(one.ends, other.ends)
    return (starts, ends) if starts < ends else None


def overlap_found(own: Worked, others: Sequence[Worked], zone: str) -> list[Found]:
    """Where the author's time is that of another note or draft as well."""
    signed = _("From %(starts)s to %(ends)s another note of yours has your time as well. Is one of them mistaken?")
    draft = _("From %(starts)s to %(ends)s another draft of yours has your time as well. Is one of them mistaken?")
    found = []
    for other in others:
        if both := overlap(own, other):
            clocks = {"starts": _clock(both[0], zone), "ends": _clock(both[1], zone)}
            sentence = (draft if other.is_draft else signed) % clocks
            found.append(Found("overlap", sentence, "starts", f"{clocks['starts']}–{clocks['ends']}"))
    return found


def travel_found(own: Worked, others: Sequence[Worked], zone: str) -> list[Found]:
    """Where the way from the visit before, or to the one after, does not fit between them."""
    found = []
    for other in others:
        first, second = sorted((own, other), key=lambda each: each.starts)
        if overlap(own, other) or not _far_apart(first, second):
            continue
        gap = second.starts - first.ends
        driven = second.drive_minutes
        if gap < (SHORTEST_WAY if driven is None else timedelta(minutes=driven)):
            told = {"ended": _clock(first.ends, zone), "began": _clock(second.starts, zone), "minutes": driven}
            if driven is None:
                sentence = _(
                    "One visit ended at %(ended)s, the next began at %(began)s at another place. Was there time for the way?"
                )
            else:
                sentence = _(
                    "One visit ended at %(ended)s, the next began at %(began)s, and the drive took %(minutes)s minutes. Was there time?"
                )
            found.append(Found("travel", sentence % told, "starts", f"{told['ended']} → {told['began']}"))
    return found


def _far_apart(one: Worked, other: Worked) -> bool:
    """Whether somebody had to go from one to the other: both in person, not at one place for the same people or our office."""
    if any(each.how != "in_person" or each.place in ELSEWHERE for each in (one, other)):
        return False
    return not (one.place == other.place and (one.place == "11" or one.clients & other.clients))


def day_found(own: Worked, others: Sequence[Worked], on: date, zone: str) -> list[Found]:
    """Where the notes of one day come to more hours than a person works, or than a day has."""
    begins = datetime.combine(on, time.min, ZoneInfo(zone))
    ends = datetime.combine(on + timedelta(days=1), time.min, ZoneInfo(zone))
    day = Worked(begins, ends, own.encounter, frozenset())
    parts = [both for each in (own, *others) if (both := overlap(each, day))]
    worked = sum((until - since for since, until in parts), timedelta())
    if worked <= LONG_DAY:
        return []
    hours = f"{worked.total_seconds() / 3600:.1f}".removesuffix(".0")
    if worked > WHOLE_DAY:
        sentence = _("With this note, yours of that day come to %(hours)s hours. Correct what is mistaken.")
        return [Found("over_a_day", sentence % {"hours": hours}, "ends", f"{hours} h")]
    sentence = _("With this note, yours of that day come to %(hours)s hours. Is that right?")
    return [Found("long_day", sentence % {"hours": hours}, "ends", f"{hours} h")]


def visit_found(own: Worked, planned_at: datetime | None, zone: str) -> list[Found]:
    """Where a visit was hardly there, or begins long before it was planned."""
    found = []
    if own.how == "in_person" and own.ends - own.starts < SHORTEST_VISIT:
        times = {"starts": _clock(own.starts, zone), "ends": _clock(own.ends, zone)}
        sentence = _("This visit went from %(starts)s to %(ends)s. Is that right?")
        found.append(Found("brief", sentence % times, "ends", f"{times['starts']}–{times['ends']}"))
    if planned_at and planned_at - own.starts > LONG_BEFORE:
        times = {"planned": _clock(planned_at, zone), "starts": _clock(own.starts, zone)}
        sentence = _("This visit was planned at %(planned)s, and the note begins at %(starts)s. Is that right?")
        found.append(Found("early", sentence % times, "starts", f"{times['starts']} → {times['planned']}"))
    return found


def birth_found(on: date, born: Mapping[str, date | None]) -> list[Found]:
    """Whose birth, by name, lies after the date of service."""
    sentence = _("On that day %(name)s was not born yet, by the date of birth on file. Check the date.")
    return [
        Found("before_birth", sentence % {"name": name}, "occurred_on")
        for name, day in born.items()
        if day and on < day
    ]


def closing_found(on: date, closed_on: date | None, note_type: str, usual: Collection[str]) -> list[Found]:
    """A service after the case was closed, of a kind that is not usual then."""
    if closed_on is None or on <= closed_on or note_type in usual:
        return []
    sentence = _("The case was closed on %(day)s, before this date. Is the date right?")
    return [Found("after_closing", sentence % {"day": formats.date_format(closed_on)}, "occurred_on")]


def late_found(due_at: datetime | None, now: datetime, effect: str, zone: str) -> list[Found]:
    """What will be said of a note that is past due."""
    if due_at is None or now <= due_at:
        return []
    day = formats.date_format(due_at.astimezone(ZoneInfo(zone)))
    sentence = _("This note was due by %(day)s. Signed now, it will say that it is late.")
    if effect == "blocks":
        sentence = _("This note was due by %(day)s. Signed now, it will say that it is late, and it may not be billed.")
    return [Found("late", sentence % {"day": day}, "occurred_on")]


def _clock(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).strftime("%H:%M")

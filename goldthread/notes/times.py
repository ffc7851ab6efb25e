"""Local times of a place made into moments: across midnight, and where a clock is set forward or back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from goldthread.lib import calendar
from goldthread.lib.encoding import from_moment, moment
from goldthread.lib.refusals import Finding, Refused

LONGEST = timedelta(hours=24)
SECOND = "second"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_CLOCK = re.compile(r"\d\d:\d\d(:\d\d)?", re.ASCII)
_ZONES = available_timezones()


@dataclass(frozen=True)
class Occurred:
    """When it happened: the day, and the moments where times were given; `zone` is IANA."""

    on: date | None
    starts: datetime | None
    ends: datetime | None
    zone: str

    @property
    def minutes(self) -> int | None:
        """The whole minutes between start and end; derived, never typed."""
        return minutes_between(self.starts, self.ends)


def minutes_between(starts: datetime | None, ends: datetime | None) -> int | None:
    """The whole minutes between two moments; None where one is not known."""
    return None if starts is None or ends is None else int((ends - starts).total_seconds() // 60)


def occurred_from(content: Mapping[str, Any], *, zone: str) -> Occurred:
    """Day and times out of a draft's content, in its own zone or `zone`; refuses by field what cannot be."""
    place = _place(content, zone)
    day = _day(str(content.get("occurred_on") or ""), "occurred_on")
    starts, ends = _clock(content, "starts"), _clock(content, "ends")
    if day is None:
        if starts or ends:
            raise Refused(_("There is a time without a date. Write the date."), field="occurred_on")
        return Occurred(None, None, None, place)
    began = _moment(day, starts, place, "starts", fold=_fold(content, "starts")) if starts else None
    if ends is None:
        return Occurred(day, began, None, place)
    if began is None or starts is None:
        raise Refused(_("There is an end without a start. Write when it began."), field="starts")
    last_day = _last_day(content, day)
    return Occurred(day, began, _end(last_day, ends, began, place, _fold(content, "ends")), place)


def _last_day(content: Mapping[str, Any], day: date) -> date:
    return day + timedelta(days=1) if content.get("overnight") == "on" else day


def _fold(content: Mapping[str, Any], field: str) -> int:
    """Which of two equal readings was meant, on the night on which the clocks go back: 0 the first, 1 the second."""
    return 1 if content.get(f"{field}_fold") == SECOND else 0


def _end(last_day: date, ends: time, began: datetime, place: str, fold: int) -> datetime:
    ended = _moment(last_day, ends, place, "ends", fold=fold)
    if ended <= began:
        # Where the clock was set back, the same reading comes twice; the end is the one after the start.
        ended = _moment(last_day, ends, place, "ends", fold=1)
    if ended <= began:
        raise Refused(
            _("The end lies before the start. Correct one of them, or tick that it ended the next day."), field="ends"
        )
    if ended - began > LONGEST:
        raise Refused(_("That is longer than a day. Correct start or end."), field="ends")
    return ended


@dataclass(frozen=True)
class Told:
    """What the editor says of the times typed: minutes as they will be sealed, what is amiss, which reading came twice."""

    minutes: int | None
    sentence: str
    twice: tuple[str, ...]

    @property
    def length(self) -> str:
        """How long it was in words, or what is amiss with the times."""
        if self.minutes is None:
            return self.sentence
        hours, minutes = divmod(self.minutes, 60)
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def told(content: Mapping[str, Any], *, zone: str) -> Told:
    """The same reckoning as at signing, for a draft that may still be incomplete."""
    amiss = [
        each for each in time_findings(content, zone=zone) if each.field in ("occurred_on", "starts", "ends", "zone")
    ]
    if amiss:
        return Told(None, amiss[0].sentence, ())
    occurred = occurred_from(content, zone=zone)
    if occurred.on is None:
        return Told(None, "", ())
    days = {"starts": occurred.on, "ends": _last_day(content, occurred.on)}
    twice = [name for name, day in days.items() if _came_twice(day, _clock(content, name), occurred.zone)]
    return Told(occurred.minutes, "", tuple(twice))


def _came_twice(day: date, clock: time | None, place: str) -> bool:
    if clock is None:
        return False
    local = datetime.combine(day, clock, ZoneInfo(place))
    return local.utcoffset() != local.replace(fold=1).utcoffset()


def time_findings(content: Mapping[str, Any], *, zone: str) -> list[Finding]:
    """Everything that cannot be in the days and times of a draft: its own, its attempts' and its requests'."""
    place = zone_or(str(content.get("zone") or ""), zone)
    found = _refusals(
        lambda: _place(content, zone),
        lambda: _day(str(content.get("occurred_on") or ""), "occurred_on"),
        lambda: _clock(content, "starts"),
        lambda: _clock(content, "ends"),
    ) or _refusals(lambda: occurred_from(content, zone=zone))
    known = not any(finding.field == "occurred_on" for finding in found)
    day = _day(str(content.get("occurred_on") or ""), "occurred_on") if known else None
    for at, row in enumerate(content.get("attempts", [])):
        text, field = str(row.get("at") or ""), f"attempts-{at}-at"
        found += _refusals(partial(tried_at, day, text, place, field) if known else partial(_time, text, field))
    for at, row in enumerate(content.get("requests", [])):
        found += _refusals(partial(due_from, str(row.get("due_on") or ""), f"requests-{at}-due_on"))
    return found


def _refusals(*checks: Callable[[], object]) -> list[Finding]:
    found = []
    for check in checks:
        try:
            check()
        except Refused as refused:
            found.append(Finding(refused.sentence, refused.field))
    return found


def tried_at(day: date | None, text: str, place: str, field: str) -> datetime | None:
    """The moment of an attempt at a time of the day, in the zone of the note; None where no time is written."""
    clock = _time(text, field)
    if clock is None:
        return None
    if day is None:
        raise Refused(_("There is a time without a date. Write the date."), field=field)
    return _moment(day, clock, place, field)


def _place(content: Mapping[str, Any], zone: str) -> str:
    place = str(content.get("zone") or zone)
    if place not in _ZONES:
        sentence = _("There is no time zone %(zone)s. Choose one from the list.")
        raise Refused(sentence % {"zone": place[:60]}, field="zone")
    return place


def zone_or(name: str, other: str) -> str:
    """The IANA zone of this name where there is one, else the other."""
    return name if name in _ZONES else other


def due_from(text: str, field: str) -> date | None:
    """A date typed in a block's row; None where it was left empty."""
    return _day(text, field)


def _day(text: str, field: str) -> date | None:
    if not text:
        return None
    try:
        if not _DAY.fullmatch(text):
            raise ValueError("another spelling")
        return calendar.within(date.fromisoformat(text))
    except ValueError:
        raise Refused(_("%(date)s is no date. Write it like 2026-01-31.") % {"date": text[:40]}, field=field) from None


def _clock(content: Mapping[str, Any], field: str) -> time | None:
    return _time(str(content.get(field) or ""), field)


def _time(text: str, field: str) -> time | None:
    if not text:
        return None
    try:
        if not _CLOCK.fullmatch(text):
            raise ValueError("another spelling")
        return time.fromisoformat(text)
    except ValueError:
        sentence = _("%(time)s is no time of day. Write it like 14:30.")
        raise Refused(sentence % {"time": text[:40]}, field=field) from None


def _moment(day: date, clock: time, place: str, field: str, *, fold: int = 0) -> datetime:
    local = datetime.combine(day, clock, ZoneInfo(place)).replace(fold=fold)
    at = local.astimezone(ZoneInfo("UTC"))
    if at.astimezone(ZoneInfo(place)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refused(
            _("At %(time)s the clocks had been set forward: that time was not on that day. Write the time after it.")
            % {"time": clock.strftime("%H:%M")},
            field=field,
        )
    return at


def stamp(at: datetime | None, zone: str) -> dict[str, str] | None:
    """A moment as sealed: UTC, the IANA zone of the place, and the offset that held there."""
    if at is None:
        return None
    # Before zones were agreed on, the offset of a place has seconds: its ISO spelling is read back whole.
    local = at.astimezone(ZoneInfo(zone)).replace(microsecond=0).isoformat()
    offset = local[len("2000-01-01T00:00:00") :]
    return {"utc": moment(at), "zone": zone, "offset": offset}


def fold_of(stamped: Mapping[str, str] | None) -> str:
    """What a sealed moment is typed as beside its reading: "second" where it is the later of two equal ones."""
    at = unstamp(stamped)
    return SECOND if at and stamped and at.astimezone(ZoneInfo(stamped["zone"])).fold else ""


def unstamp(stamped: Mapping[str, str] | None) -> datetime | None:
    """The moment that `stamp` wrote."""
    return from_moment(stamped["utc"]) if stamped else None

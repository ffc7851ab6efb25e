"""Local times of a place made into moments: across midnight, and where a clock is set forward or back."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext as _

from goldthread.lib import calendar
from goldthread.lib.encoding import from_moment, moment
from goldthread.lib.refusals import Refused

LONGEST = timedelta(hours=24)
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


def occurred_from(content: dict[str, Any], *, zone: str) -> Occurred:
    """Day and times out of a draft's content, in its own zone or `zone`; refuses by field what cannot be."""
    place = str(content.get("zone") or zone)
    if place not in _ZONES:
        raise Refused(
            _("There is no time zone %(zone)s. Choose one from the list.") % {"zone": place}, field="occurred_on"
        )
    day = _day(str(content.get("occurred_on") or ""), "occurred_on")
    starts, ends = _clock(content, "starts"), _clock(content, "ends")
    if day is None:
        if starts or ends:
            raise Refused(_("There is a time without a date. Write the date."), field="occurred_on")
        return Occurred(None, None, None, place)
    began = _moment(day, starts, place, "starts") if starts else None
    if ends is None:
        return Occurred(day, began, None, place)
    if began is None or starts is None:
        raise Refused(_("There is an end without a start. Write when it began."), field="starts")
    return Occurred(day, began, _end(day, starts, ends, began, place, content.get("overnight") == "on"), place)


def _end(day: date, starts: time, ends: time, began: datetime, place: str, overnight: bool) -> datetime:
    last_day = day + timedelta(days=1) if overnight else day
    ended = _moment(last_day, ends, place, "ends")
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


def _clock(content: dict[str, Any], field: str) -> time | None:
    text = str(content.get(field) or "")
    if not text:
        return None
    try:
        if not _CLOCK.fullmatch(text):
            raise ValueError("another spelling")
        return time.fromisoformat(text)
    except ValueError:
        raise Refused(
            _("%(time)s is no time of day. Write it like 14:30.") % {"time": text[:40]}, field=field
        ) from None


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


def unstamp(stamped: dict[str, str] | None) -> datetime | None:
    """The moment that `stamp` wrote."""
    return from_moment(stamped["utc"]) if stamped else None

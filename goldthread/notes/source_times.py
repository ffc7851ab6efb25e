"""Dates and times as other systems spell them, read without losing the time of day; pure."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from goldthread.lib import calendar
from goldthread.notes.times import LONGEST, Occurred

_DAYS = ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%d.%m.%Y")
_CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p", "%I:%M%p", "%I:%M:%S%p")


@dataclass(frozen=True)
class Stated:
    """A day with the time of day where one stands beside it; `offset_known` where it names its distance from UTC."""

    at: datetime
    has_time: bool

    @property
    def offset_known(self) -> bool:
        """Whether the moment is certain, and not only its reading on some clock."""
        return self.at.tzinfo is not None


def stated(text: str) -> Stated | None:
    """What a cell says of a day: ISO 8601, or as American and German systems write it; None where it says none.

    Midnight to the second is how many systems store a date without a time, so it counts as none.
    """
    found = _iso(text) or _spelled(text)
    if found is None or not calendar.FIRST <= found.date() <= calendar.LAST:
        return None
    return Stated(found, found.time() != time(0))


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _spelled(text: str) -> datetime | None:
    day_text, _space, clock_text = text.partition(" ")
    day = _parsed(day_text, _DAYS)
    if day is None or not clock_text:
        return day
    clock = _clock(clock_text)
    return datetime.combine(day, clock) if clock else None


def _clock(text: str) -> time | None:
    found = _parsed(text.strip().upper(), _CLOCKS)
    return found.time() if found else None


def _parsed(text: str, forms: tuple[str, ...]) -> datetime | None:
    # An archive names the same days again and again; a cell of megabytes is not kept.
    return _tried(text, forms) if len(text) <= 40 else _tried.__wrapped__(text, forms)


@lru_cache(maxsize=10_000)
def _tried(text: str, forms: tuple[str, ...]) -> datetime | None:
    for form in forms:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    return None


def occurred(day: Stated | None, starts: str, ends: str, *, zone: str) -> Occurred:
    """When it happened, as far as the source says so beyond doubt; a time that cannot have been is left out.

    `starts` and `ends` are cells of their own, with or without a day; without `starts` the time beside the day counts.
    """
    if day is None:
        return Occurred(None, None, None, "")
    began = _moment(day.at, zone) if day.has_time else None
    on = began.astimezone(ZoneInfo(zone)).date() if began and day.offset_known else day.at.date()
    began = _on_day(on, starts, zone) or began
    ended = _on_day(on, ends, zone) if began else None
    if began and ended and not timedelta(0) < ended - began <= LONGEST:
        # Which of the two is wrong, or whether it went past midnight, is not for us to say.
        ended = None
    return Occurred(on, began, ended, zone if began else "")


def _on_day(on: date, text: str, zone: str) -> datetime | None:
    """A time of day on this day; or a day with a time, where it is this day or the night after."""
    whole = stated(text)
    if whole is None:
        clock = _clock(text)
        return _moment(datetime.combine(on, clock), zone) if clock is not None else None
    at = _moment(whole.at, zone) if whole.has_time else None
    return at if at and at.astimezone(ZoneInfo(zone)).date() - on in (timedelta(0), timedelta(days=1)) else None


def _moment(at: datetime, zone: str) -> datetime | None:
    """The moment at which a clock of the place read so; None in the hour that its clocks left out."""
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    moment = at.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return moment if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == at else None

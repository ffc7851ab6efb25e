"""When documentation is due, by the calendar of the place and its days off; and what a policy's text means."""

import re
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from goldthread.policies.parameters import REQUIRED_FIELDS
from goldthread.policies.rounding import (
    ALGORITHMS,
    Diem,
    Encounter,
    Exact,
    Range,
    Ranges,
    Rounding,
    Table,
    Whole,
    read_rounding,
)

__all__ = ["ALGORITHMS", "REPEATS", "REQUIRED_FIELDS", "Diem", "Encounter", "Exact", "Range", "Ranges", "Rounding", "Table", "Whole", "due_at",
           "easter", "falls_on", "is_business_day", "levels_of", "observed", "read_rounding", "spelled"]  # fmt: skip

# How a day off comes round. Each is one spelling in Holiday.day: 2026-12-24 · 07-04 · 11 4 3 (the fourth Thursday of
# November, Monday is 0) · 11 4 3 +1 (the day after it; packs only) · 05 last 0 · easter -2.
REPEATS = ("once", "date", "weekday", "last_weekday", "easter")
_EACH_YEAR = re.compile(r"(\d\d)-(\d\d)")
_EACH_WEEKDAY = re.compile(r"(\d\d) (\d|last) (\d)(?: \+(\d))?")
_FROM_EASTER = re.compile(r"easter ([+-]\d+)")


def due_at(*, service_end: datetime, count: int, unit: str, zone: str, holidays: Collection[date] = ()) -> datetime:
    """The last moment at which a signature is in time.

    `service_end` is aware; `unit` is hours (elapsed), days or business_days (until the end of that day in `zone`, counted from
    the day after the service; Saturdays, Sundays and `holidays` are no business days).
    """
    if unit == "hours":
        return service_end + timedelta(hours=count)
    day = service_end.astimezone(ZoneInfo(zone)).date()
    if unit == "days":
        return _end_of(day + timedelta(days=count), zone)
    if unit != "business_days":
        raise ValueError(f"a deadline counts hours, days or business_days, not {unit}")
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day, holidays)
    return _end_of(day, zone)


def levels_of(text: str) -> tuple[str, ...]:
    """The staff levels that a policy names, separated by commas: "licensed, physician" gives two."""
    return tuple(level.strip() for level in text.split(",") if level.strip())


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    """Monday to Friday, save holidays."""
    return day.weekday() < 5 and day not in holidays


def _end_of(day: date, zone: str) -> datetime:
    """The last microsecond of a day, found from the next midnight so that a day of 23 or 25 hours ends rightly."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(ZoneInfo("UTC")) - timedelta(microseconds=1)


def spelled(day: date, repeats: str) -> str:
    """How a day off is kept, given one of its days and how it comes round (REPEATS)."""
    match repeats:
        case "once":
            return day.isoformat()
        case "date":
            return day.strftime("%m-%d")
        case "weekday":
            return f"{day.month:02} {(day.day - 1) // 7 + 1} {day.weekday()}"
        case "last_weekday":
            return f"{day.month:02} last {day.weekday()}"
        case "easter":
            return f"easter {(day - easter(day.year)).days:+}"
    raise ValueError(f"a day off does not come round {repeats}")


def falls_on(kept: str, year: int) -> date | None:
    """The day of a year on which a day off falls, as `spelled` keeps it; None in a year that has no such day."""
    try:
        if found := _EACH_YEAR.fullmatch(kept):
            return date(year, int(found[1]), int(found[2]))
        if found := _EACH_WEEKDAY.fullmatch(kept):
            day = _weekday_of(year, int(found[1]), found[2], int(found[3]))
            return day and day + timedelta(days=int(found[4] or 0))
        if found := _FROM_EASTER.fullmatch(kept):
            return easter(year) + timedelta(days=int(found[1]))
        once = date.fromisoformat(kept)
    except (ValueError, OverflowError):
        return None
    return once if once.year == year else None


def observed(day: date) -> date:
    """When a holiday on a weekend is kept: Saturday's on Friday, Sunday's on Monday (5 U.S.C. 6103(b), E.O. 11582)."""
    return day + timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Astronomical Algorithms, chapter 8)."""
    century, of_century = divmod(year, 100)
    leap, rest = divmod(century, 4)
    lunar = (19 * (year % 19) + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * rest + 2 * (of_century // 4) - lunar - of_century % 4) % 7
    shift = (year % 19 + 11 * lunar + 22 * weekday) // 451
    month, day = divmod(lunar + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)


def _weekday_of(year: int, month: int, which: str, weekday: int) -> date | None:
    first = date(year, month, 1)
    days = [first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * week) for week in range(5)]
    days = [day for day in days if day.month == month]
    if which == "last":
        return days[-1]
    return days[int(which) - 1] if int(which) <= len(days) else None

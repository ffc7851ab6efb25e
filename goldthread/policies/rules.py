"""When documentation is due, by the calendar of the place; and what a policy's text means."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


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

"""The days that a record reckons with: far enough from both ends of the calendar to count from, in every zone."""

from datetime import date

FIRST, LAST = date(1800, 1, 1), date(2999, 12, 31)


def within(day: date) -> date:
    """The day itself; ValueError where it lies before the year 1800 or after 2999."""
    if not FIRST <= day <= LAST:
        raise ValueError("beyond what is reckoned with")
    return day


def day_from(text: str) -> date | None:
    """The calendar day that an address asks for; None where it names none."""
    try:
        return within(date.fromisoformat(text))
    except ValueError:
        return None

"""Days as a story counts them: so many before the day on which it is loaded, never on a weekend."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = "America/Indiana/Indianapolis"
_SATURDAY, _SUNDAY = 5, 6
_DAY_IN_TEXT = re.compile(r"\{(-?\d+)( weekday)?\}")


def at(day: date, clock: time) -> datetime:
    """A moment at the agency's place."""
    return datetime.combine(day, clock, ZoneInfo(ZONE))


@dataclass(frozen=True)
class Calendar:
    """Turns -120 into the date that many days ago; a Saturday becomes the Friday, a Sunday the Monday."""

    today: date

    def on(self, day: int) -> date:
        """The working day; two days keep their order."""
        found = self.today + timedelta(days=day)
        if found.weekday() == _SATURDAY:
            return found - timedelta(days=1)
        if found.weekday() == _SUNDAY:
            return found - timedelta(days=2) if day == -1 else found + timedelta(days=1)
        return found

    def after(self, day: date, count: int) -> date:
        """So many days after a day; the Monday where that is a weekend."""
        found = day + timedelta(days=count)
        return found + timedelta(days=max(0, 7 - found.weekday())) if found.weekday() >= _SATURDAY else found

    def told(self, text: str) -> str:
        """A text with its days written out: {-120} as March 4, {-120 weekday} as Wednesday."""
        return _DAY_IN_TEXT.sub(self._written, text)

    def _written(self, found: re.Match[str]) -> str:
        day = self.on(int(found[1]))
        return f"{day:%A}" if found[2] else f"{day:%B} {day.day}"

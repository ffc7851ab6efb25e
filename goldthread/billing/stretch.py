"""From when to when a bill goes: its days without those that lie far from the rest, and the pieces in which they are read; pure."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

# A bill of one period has no gap of so many days; a day beyond one is most likely a slip of the pen.
FAR = timedelta(days=400)
# So many days are read at once, so that memory stays level.
_AT_ONCE = timedelta(days=31)


@dataclass(frozen=True)
class Stretch:
    """The days of a bill; `far` are those that lie far from the rest or in the future, by themselves."""

    since: date | None
    until: date | None
    far: tuple[date, ...]

    @property
    def pieces(self) -> Iterable[tuple[date, date]]:
        """What is read, from and to: the stretch in parts, then the far days, those near each other together."""
        day = self.since
        while day and self.until and day <= self.until:
            yield day, min(day + _AT_ONCE - timedelta(days=1), self.until)
            day += _AT_ONCE
        far = list(self.far)
        while far:
            near = [each for each in far if each - far[0] < _AT_ONCE]
            yield near[0], near[-1]
            far = far[len(near) :]

    def holds(self, day: date) -> bool:
        """Whether it is of the stretch, for which every signed note is asked."""
        return bool(self.since and self.until and self.since <= day <= self.until)


def stretch_of(days: Iterable[date], today: date) -> Stretch:
    """The stretch around the middle one of a bill's days, those of all lines counted, up to the first gap on either side."""
    listed = sorted(days)
    past = [day for day in listed if day <= today]
    if not past:
        return Stretch(None, None, tuple(dict.fromkeys(listed)))
    middle = len(past) // 2
    since = _as_far_as(past[middle::-1])
    until = _as_far_as(past[middle:])
    return Stretch(since, until, tuple(dict.fromkeys(day for day in listed if not since <= day <= until)))


def _as_far_as(days: list[date]) -> date:
    for day, following in itertools.pairwise(days):
        if abs(following - day) > FAR:
            return day
    return days[-1]

"""The picture of what was tried and what happened: lanes under each other over one stretch of days, as SVG.

The page beneath it says everything that it shows, point by point and with the same links; the picture is for who sees it and has a pointer.
"""

from datetime import date
from html import escape

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from goldthread.chart.tried import Lane, TriedAll, Turn

WIDTH, LEFT, RIGHT, TOP = 720.0, 76.0, 8.0, 28.0
_TITLE, _CURVE, _GOAL, _BAR, _GAP = 16.0, 66.0, 56.0, 16.0, 12.0
_LETTERS = 10.0  # how far apart the names of two steps of a scale stand at least


def picture(tried: TriedAll) -> SafeString:
    """The whole picture; nothing where there is no course."""
    days = tried.days
    if days is None:
        return mark_safe("")
    drawing = _Drawing(days)
    parts = []
    for lane in tried.lanes:
        parts.append(drawing.lane(lane))
    below = drawing.y
    lines = [drawing.turn(number, turn, below) for number, turn in enumerate(tried.turns, 1)]
    return mark_safe(
        f'<svg class="tried" viewBox="0 0 {WIDTH:g} {below + 4:g}" aria-hidden="true" focusable="false">'
        f"{drawing.scale()}{''.join(filter(None, lines))}{''.join(parts)}</svg>"
    )


class _Drawing:
    """Where a day stands across, and how far down the lanes have come."""

    def __init__(self, days: tuple[date, date]) -> None:
        self.first, self.last = days
        self.y = TOP
        self._taken = -100.0

    def free(self, x: float) -> float:
        """Where the number of a line at `x` has room beside the one before it."""
        self._taken = max(x, self._taken + 11)
        return self._taken

    def x(self, on: date) -> float:
        whole = max(1, (self.last - self.first).days)
        return LEFT + (WIDTH - LEFT - RIGHT) * (on - self.first).days / whole

    def scale(self) -> str:
        """The first of each month that has room for its name."""
        parts: list[str] = []
        free = 0.0
        year, month = self.first.year, self.first.month
        while (day := date(year, month, 1)) <= self.last:
            if day >= self.first and self.x(day) >= free:
                name = escape(formats.date_format(day, "M Y" if month == 1 or not parts else "M"))
                parts.append(f'<text class="t-scale" x="{self.x(day):.1f}" y="10">{name}</text>')
                free = self.x(day) + 44
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return "".join(parts)

    def turn(self, number: int, turn: Turn, below: float) -> str:
        """A line over all lanes, with its number and its words to point at; with a square at its foot where it is a placement."""
        if not self.first <= turn.on <= self.last:
            return ""
        x = self.x(turn.on)
        title = escape(f"{formats.date_format(turn.on)}: {turn.words}")
        foot = f'<rect x="{x - 3:.1f}" y="{below - 6:g}" width="6" height="6"/>' if turn.is_placement else ""
        kind = "t-turn t-placed" if turn.is_placement else "t-turn"
        return (
            f'<g class="{kind}"><title>{title}</title><path d="M{x:.1f} {TOP - 12:g}V{below:g}"/>{foot}'
            f'<text x="{self.free(x) + 2:.1f}" y="{TOP - 4:g}">{number}</text></g>'
        )

    def lane(self, lane: Lane) -> str:
        height = _CURVE if lane.is_curve else _BAR if lane.sessions else _GOAL
        top = self.y + _TITLE
        title = f'<text class="t-title" x="0" y="{self.y + 10:g}">{escape(_short(lane.title))}</text>'
        ground = f'<path class="t-ground" d="M{LEFT:g} {top + height:g}H{WIDTH - RIGHT:g}"/>'
        self.y = top + height + _GAP
        at = [(self.x(each.on), _down(top, height, each.height)) for each in lane.points]
        joined = ""
        if lane.is_curve and len(at) > 1:
            joined = f'<path class="t-curve" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in at)}"/>'
        elif lane.sessions:
            joined = (
                f'<path class="t-bar" d="M{at[0][0]:.1f} {top + height / 2:g}H{max(at[-1][0], at[0][0] + 1):.1f}"/>'
            )
        points = "".join(
            f'<a href="{escape(each.address)}" tabindex="-1"><title>{escape(f"{formats.date_format(each.on)}: {each.words}")}</title>'
            f'<circle class="t-point" cx="{x:.1f}" cy="{y:.1f}" r="{2.4 if lane.sessions else 3.6:g}"/></a>'
            for each, (x, y) in zip(lane.points, at, strict=True)
        )
        return title + ground + _steps(lane, top, height) + joined + points


def _down(top: float, height: float, share: float) -> float:
    """How far down something stands in a lane, from its share of the lane's height."""
    return top + 4 + (height - 8) * (1 - share)


def _steps(lane: Lane, top: float, height: float) -> str:
    """A faint line for each step of the lane's scale, with its name before it where there is room."""
    parts, free = [], float("inf")
    for mark in lane.scale:
        y = _down(top, height, mark.height)
        parts.append(f'<path class="t-step" d="M{LEFT:g} {y:.1f}H{WIDTH - RIGHT:g}"/>')
        if y <= free:
            parts.append(
                f'<text class="t-name" x="{LEFT - 8:g}" y="{y + 3:.1f}">{escape(_short(mark.words, 18))}</text>'
            )
            free = y - _LETTERS
    return "".join(parts)


def _short(words: str, longest: int = 90) -> str:
    return words if len(words) <= longest else f"{words[: longest - 2]}…"

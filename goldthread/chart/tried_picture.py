"""The picture of what was tried and what happened: lanes under each other over one stretch of days, as SVG.

The page beneath it says everything that it shows, point by point and with the same links; the picture is for who sees it and has a pointer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from itertools import pairwise

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from goldthread.chart.tried import Lane, Point, TriedAll, Turn

WIDTH, LEFT, RIGHT, TOP = 720.0, 76.0, 20.0, 28.0
_TITLE, _CURVE, _GOAL, _BAR, _GAP = 16.0, 66.0, 56.0, 16.0, 12.0
_LETTERS = 10.0  # how far apart the names of two steps of a scale stand at least
# How wide a letter of a month's name and of a line's number is at most, in any common font.
_OF_MONTH, _OF_NUMBER = 6.2, 5.8
_MONTHS = (1, 2, 3, 6, 12, 24, 60, 120)
_LINES_NEAR, _TOLD = 3.0, 12  # lines that a pointer cannot tell apart; of how many things one point tells


def picture(tried: TriedAll) -> SafeString:
    """The whole picture; nothing where there is no course."""
    days = tried.days
    if days is None:
        return mark_safe("")
    drawing = _Drawing(days)
    parts = [drawing.lane(anchor, lane) for anchor, lane in tried.anchored]
    below = drawing.y
    return mark_safe(
        f'<svg class="tried" viewBox="0 0 {WIDTH:g} {below + 4:g}" aria-hidden="true" focusable="false">'
        f"{drawing.scale()}{drawing.turns(tried.turns, below)}{''.join(parts)}</svg>"
    )


class _Drawing:
    """Where a day stands across, and how far down the lanes have come."""

    def __init__(self, days: tuple[date, date]) -> None:
        self.first, self.last = days
        self.y = TOP

    def x(self, on: date) -> float:
        whole = max(1, (self.last - self.first).days)
        return LEFT + (WIDTH - LEFT - RIGHT) * (on - self.first).days / whole

    def scale(self) -> str:
        """The first of each month, or of each second, third and so on, so that every name has room; years by their number."""
        for step in _MONTHS:
            names = [(self.x(day), name) for day, name in _named(self.first, self.last, step)]
            if all(one[0] + _wide(one[1]) < other[0] for one, other in pairwise(names)):
                break
        begins = formats.date_format(self.first)
        if not names or LEFT + _wide(begins) < names[0][0]:
            names = [(LEFT, begins), *names]
        return "".join(
            f'<path class="t-ground" d="M{x:.1f} 1V10"/><text class="t-scale" x="{x + 3:.1f}" y="10">{escape(name)}</text>'
            for x, name in names
            if x + _wide(name) < WIDTH
        )

    def turns(self, turns: Sequence[Turn], below: float) -> str:
        """A line over all lanes for each turn within the picture, and their numbers above."""
        shown = [(n, turn, self.x(turn.on)) for n, turn in enumerate(turns, 1) if self.first <= turn.on <= self.last]
        told = [(f"{n}. {formats.date_format(turn.on)}: {turn.words}", x) for n, turn, x in shown]
        lines = [
            _line(x, turn.is_placement, "\n".join(words for words, at in told if abs(at - x) < _LINES_NEAR), below)
            for _n, turn, x in shown
        ]
        return "".join(lines) + "".join(
            f'<text class="t-number" x="{x:.1f}" y="{TOP - 5:g}">{words}</text>'
            for x, words in _numbers([(n, x) for n, _turn, x in shown])
        )

    def lane(self, anchor: str, lane: Lane) -> str:
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
        radius = 2.4 if lane.sessions else 3.6
        groups = sorted(_together(lane.points, at, 1.6 * radius), key=len, reverse=True)
        points = [_point(each, radius, anchor) for each in groups]
        return title + ground + _steps(lane, top, height) + joined + "".join(points)


def _wide(name: str) -> float:
    return 6 + len(name) * _OF_MONTH


def _named(first: date, last: date, step: int) -> Iterator[tuple[date, str]]:
    """Each `step`th month that begins between two days, with its name; the first one and each January with the year."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [date(month // 12, month % 12 + 1, 1) for month in months if month % step == 0]
    days = [day for day in days if day >= first]
    for day in days:
        form = "Y" if step >= 12 else "M Y" if day.month == 1 or day == days[0] else "M"
        yield day, formats.date_format(day, form)


def _line(x: float, is_placement: bool, told: str, below: float) -> str:
    """A line over all lanes, with its words to point at; with a square at its foot where it is a placement."""
    foot = f'<rect x="{x - 3:.1f}" y="{below - 6:g}" width="6" height="6"/>' if is_placement else ""
    kind = "t-turn t-placed" if is_placement else "t-turn"
    return f'<g class="{kind}"><title>{escape(told)}</title><path d="M{x:.1f} {TOP - 2:g}V{below:g}"/>{foot}</g>'


def _numbers(lines: Sequence[tuple[int, float]]) -> list[tuple[float, str]]:
    """The numbers of lines, each above its own; those that have no room beside each other are told together (6–8)."""
    groups: list[_Numbers] = []
    for number, x in lines:
        group = _Numbers(number, number, x, x)
        while groups and groups[-1].ends + 3 >= group.begins:
            before = groups.pop()
            group = _Numbers(before.first, number, before.left, x)
        groups.append(group)
    return [(group.middle, group.words) for group in groups]


@dataclass(frozen=True)
class _Numbers:
    """The numbers of neighbouring lines, told together above the middle of them."""

    first: int
    last: int
    left: float
    right: float

    @property
    def words(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def begins(self) -> float:
        return self.middle - len(self.words) * _OF_NUMBER / 2

    @property
    def ends(self) -> float:
        return self.middle + len(self.words) * _OF_NUMBER / 2


_Placed = tuple[Point, float, float]


def _together(points: Sequence[Point], at: Sequence[tuple[float, float]], near: float) -> list[list[_Placed]]:
    """The points of a lane; those that would cover each other lie in one group, which is never wider than `near`."""
    groups: list[list[_Placed]] = []
    for point, (x, y) in sorted(zip(points, at, strict=True), key=lambda each: each[1][0]):
        for group in reversed(groups):
            _first, left, height = group[0]
            if x - left >= near:
                groups.append([(point, x, y)])
                break
            if abs(y - height) < near:
                group.append((point, x, y))
                break
        else:
            groups.append([(point, x, y)])
    return groups


def _point(group: Sequence[_Placed], radius: float, anchor: str) -> str:
    """A point that leads to its note; several that lie on each other are one larger point, which leads to their list."""
    told = [f"{formats.date_format(point.on)}: {point.words}" for point, _x, _y in group]
    told = told if len(told) <= _TOLD else [*told[: _TOLD - 1], "…"]
    x, y = sum(each[1] for each in group) / len(group), sum(each[2] for each in group) / len(group)
    address, kind = (group[0][0].address, "t-point") if len(group) == 1 else (f"#{anchor}", "t-point t-several")
    size = radius if len(group) == 1 else 1.3 * radius
    title = escape("\n".join(told))
    return (
        f'<a href="{escape(address)}" tabindex="-1"><title>{title}</title>'
        f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}"/></a>'
    )


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

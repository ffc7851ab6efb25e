"""The picture of a year as SVG: a row a month, a column a day; shapes tell the ways apart, colour only repeats it."""

from calendar import monthrange
from collections import Counter
from collections.abc import Sequence
from datetime import date
from html import escape

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from goldthread.chart.year import ATTEMPT, EVENTS, IN_PERSON, PHONE, VIDEO, WAYS, WRITTEN, Event, Gap, Year

# Measured in units of the picture, which is drawn at about one pixel each on a phone.
LEFT, TOP, COLUMN, ROW = 34.0, 16.0, 10.4, 38.0
WIDTH, HEIGHT = LEFT + 31 * COLUMN + 2, TOP + 12 * ROW
_SHAPES = {
    IN_PERSON: '<circle class="y-in-person" cx="{x}" cy="{y}" r="4"/>',
    VIDEO: '<rect class="y-video" x="{left}" y="{top}" width="7" height="7"/>',
    PHONE: '<path class="y-phone" d="M{x} {top}l4 7.4h-8z"/>',
    WRITTEN: '<circle class="y-written" cx="{x}" cy="{y}" r="3.2"/>',
    ATTEMPT: '<path class="y-attempt" d="M{left} {top}l7 7m0-7l-7 7"/>',
}


def picture(year: Year, *, label: str) -> SafeString:
    """The whole picture; `label` says in words what it shows, the table beside it says all of it."""
    parts = [_scale(), *(_month(year.number, month) for month in range(1, 13))]
    if year.gap:
        parts += _gap(year.gap)
    parts += [_day(on, ways) for on, ways in sorted(year.days.items())]
    parts += _events(year.events)
    size = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return mark_safe(
        f'<svg class="year" viewBox="{size}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def sign(kind: str) -> SafeString:
    """One shape by itself, for the legend."""
    if kind in _SHAPES:
        drawn = _shape(kind, 6, 6)
    elif kind == "gap":
        drawn = '<path class="y-gap" d="M0 6h12"/>'
    else:
        drawn = f'<text class="y-event" x="6" y="10">{escape(EVENTS[kind][1])}</text>'
    return mark_safe(f'<svg class="y-sign" viewBox="0 0 12 12" aria-hidden="true">{drawn}</svg>')


def _x(on: date) -> float:
    return LEFT + (on.day - 0.5) * COLUMN


def _y(on: date) -> float:
    return TOP + (on.month - 1) * ROW


def _shape(way: str, x: float, y: float) -> str:
    return _SHAPES[way].format(x=f"{x:.1f}", y=f"{y:.1f}", left=f"{x - 3.5:.1f}", top=f"{y - 3.5:.1f}")


def _scale() -> str:
    days = (1, 5, 10, 15, 20, 25, 31)
    return "".join(f'<text class="y-scale" x="{LEFT + (day - 0.5) * COLUMN:.1f}" y="11">{day}</text>' for day in days)


def _month(year: int, month: int) -> str:
    first = date(year, month, 1)
    top, length = _y(first), monthrange(year, month)[1] * COLUMN
    name = escape(formats.date_format(first, "M"))
    line = f'<path class="y-line" d="M{LEFT:g} {top + ROW - 2:g}h{length:.1f}"/>'
    return f'<text class="y-month" x="0" y="{top + 14:g}">{name}</text>{line}'


def _day(on: date, ways: Counter[str]) -> str:
    """One shape for each way of the day, at most two below each other; the table has every one."""
    told = [way for way in WAYS if ways[way]][:2]
    return "".join(_shape(way, _x(on), _y(on) + 7 + 9 * place) for place, way in enumerate(told))


def _events(events: Sequence[Event]) -> list[str]:
    """The weightiest event of a day as its sign, in the lane below the contacts."""
    by_day: dict[date, Event] = {}
    for event in sorted(events, key=lambda each: list(EVENTS).index(each.kind), reverse=True):
        by_day[event.on] = event
    return [
        f'<text class="y-event" x="{_x(on):.1f}" y="{_y(on) + 31:g}">{escape(event.sign)}</text>'
        for on, event in by_day.items()
    ]


def _gap(gap: Gap) -> list[str]:
    """A broken line under the days without a contact, a piece a month, and how many they are at its longest piece."""
    pieces = []
    for month in range(gap.first.month, gap.last.month + 1):
        start = gap.first if month == gap.first.month else date(gap.first.year, month, 1)
        end = gap.last if month == gap.last.month else date(gap.first.year, month, monthrange(gap.first.year, month)[1])
        pieces.append((start, end))
    drawn = [
        f'<path class="y-gap" d="M{_x(start) - COLUMN / 2:.1f} {_y(start) + ROW - 5:g}H{_x(end) + COLUMN / 2:.1f}"/>'
        for start, end in pieces
    ]
    longest = max(pieces, key=lambda piece: (piece[1] - piece[0]).days)
    middle = (_x(longest[0]) + _x(longest[1])) / 2
    if (longest[1] - longest[0]).days >= 4:
        told = escape(_("%(n)s days") % {"n": gap.days})
        drawn.append(f'<text class="y-length" x="{middle:.1f}" y="{_y(longest[0]) + 12:g}">{told}</text>')
    return drawn

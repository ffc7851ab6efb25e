"""The curve of a measure as SVG: a point for each score, broken lines where its words change; a table says the same."""

from html import escape

from django.utils import formats
from django.utils.safestring import SafeString, mark_safe

from goldthread.needs.courses import Course, days_of

# In units of the picture, about one pixel each on a phone.
WIDTH, HEIGHT = 340.0, 150.0
LEFT, RIGHT, TOP, BOTTOM = 30.0, 14.0, 12.0, 22.0


def curve(course: Course, *, label: str) -> SafeString:
    """The whole picture; `label` says in words what it shows."""
    parts = [*_bands(course), _line(course), *_points(course), *_days(course)]
    return mark_safe(
        f'<svg class="curve" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" role="img" aria-label="{escape(label)}">{"".join(parts)}</svg>'
    )


def _x(course: Course, at: int) -> float:
    first, last = days_of(course.scores)
    share = (course.scores[at].true_from_on - first).days / max((last - first).days, 1)
    return LEFT + share * (WIDTH - LEFT - RIGHT) if last > first else (LEFT + WIDTH - RIGHT) / 2


def _y(course: Course, total: int) -> float:
    least, most = course.instrument.least, course.instrument.most
    return HEIGHT - BOTTOM - (total - least) / (most - least) * (HEIGHT - TOP - BOTTOM)


def _bands(course: Course) -> list[str]:
    """A line from where on the score is called otherwise, with that number; and the top of the scale."""
    marks = [*(band.least for band in course.instrument.bands), course.instrument.most]
    return [
        f'<path class="c-band" d="M{LEFT:g} {_y(course, mark):.1f}H{WIDTH - RIGHT:g}"/>'
        f'<text class="c-scale" x="{LEFT - 5:g}" y="{_y(course, mark) + 3.5:.1f}">{mark}</text>'
        for mark in marks
    ]


def _line(course: Course) -> str:
    places = (f"{_x(course, at):.1f},{_y(course, score.total):.1f}" for at, score in enumerate(course.scores))
    return f'<polyline class="c-line" points="{" ".join(places)}"/>'


def _points(course: Course) -> list[str]:
    return [
        f'<circle class="c-point" cx="{_x(course, at):.1f}" cy="{_y(course, score.total):.1f}" r="4"/>'
        for at, score in enumerate(course.scores)
    ]


def _days(course: Course) -> list[str]:
    first, last = days_of(course.scores)
    drawn = [f'<text class="c-day" x="{LEFT:g}" y="{HEIGHT - 6:g}">{escape(formats.date_format(first, "SHORT_DATE_FORMAT"))}</text>']  # fmt: skip
    if last > first:
        day = escape(formats.date_format(last, "SHORT_DATE_FORMAT"))
        drawn.append(f'<text class="c-day c-last" x="{WIDTH - RIGHT:g}" y="{HEIGHT - 6:g}">{day}</text>')
    return drawn

"""What the pages of the thread cost: brief, as it stood, what was tried, and why; at a client with two thousand notes.

Their floor is no bare view but the case file of the same client as it is opened now, and for a note's answer the note's own page.
"""

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from goldthread.bench import sql
from goldthread.bench.browser import Browser
from goldthread.bench.measure import Operation, Reach, Work
from goldthread.bench.stage import Stage
from goldthread.demonstration.agency import ZONE
from goldthread.lib import clock
from goldthread.lib.shipped import ships
from goldthread.notes.queries import Journal

BRIEF, STOOD, STOOD_NOW, TRIED, WHY = NAMES = (
    ships("brief, 2,000 notes", "bench"),
    ships("as it stood", "bench"),
    ships("as it stood, now", "bench"),
    ships("what was tried", "bench"),
    ships("why it was needed", "bench"),
)


def operations(on: Stage, browser: Browser, calls: int, notes: Sequence[UUID]) -> list[Operation]:
    """The pages, each beside its floor; as it stood in the middle of the file, by both clocks."""
    file = f"/clients/{on.long.pk}/"
    today = clock.today(ZONE)
    first = Journal(on.staff, [on.long.pk]).first_day() or today
    day = first + (today - first) / 2
    now: Callable[[], Sequence[Work]] = lambda: [partial(browser.get, file)] * calls  # noqa: E731
    plainest: Callable[[], Sequence[Work]] = lambda: [partial(sql.file, on.long.pk)] * calls  # noqa: E731

    def page(name: str, address: str, reach: Reach) -> Operation:
        return Operation(
            name, {"product": lambda: [partial(browser.get, address)] * calls, "bare": now, "sql": plainest}, reach
        )

    def each(address: str) -> Callable[[], Sequence[Work]]:
        return lambda: [partial(browser.get, address.format(pk)) for pk in notes]

    return [
        page(BRIEF, f"{file}brief/", Reach("ms", 300)),
        page(STOOD, f"{file}as-of/?day={day}", Reach("time", 3)),
        page(STOOD_NOW, f"{file}as-of/?day={day}&known=now", Reach("time", 3)),
        page(TRIED, f"{file}tried/", Reach("ms", 300)),
        Operation(
            WHY,
            {
                "product": each("/notes/{}/why/"),
                "bare": each("/notes/{}/"),
                "sql": lambda: [partial(sql.note, pk) for pk in notes],
            },
            Reach("time", 1.5),
        ),
    ]

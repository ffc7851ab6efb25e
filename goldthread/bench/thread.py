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

# Of pages that take a tenth of a second and more a round has fewer calls: what is compared is the median of each round.
SLOW, SLOWEST = 4, 10
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

    def page(name: str, address: str, reach: Reach, fewer: int) -> Operation:
        def often(work: Work) -> Callable[[], Sequence[Work]]:
            return lambda: [work] * max(1, calls // fewer)

        ways = {
            "product": often(partial(browser.get, address)),
            "bare": often(partial(browser.get, file)),
            "sql": often(partial(sql.file, on.long.pk)),
        }
        return Operation(name, ways, reach)

    def each(address: str) -> Callable[[], Sequence[Work]]:
        return lambda: [partial(browser.get, address.format(pk)) for pk in notes]

    return [
        page(BRIEF, f"{file}brief/", Reach("ms", 300), SLOWEST),
        page(STOOD, f"{file}as-of/?day={day}", Reach("time", 3), SLOW),
        page(STOOD_NOW, f"{file}as-of/?day={day}&known=now", Reach("time", 3), SLOW),
        page(TRIED, f"{file}tried/", Reach("ms", 300), SLOWEST),
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

"""What the requests of all workers together came to: how long each kind took, how it was answered, and what went wrong."""

from collections import Counter, defaultdict
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _

from goldthread.bench.measure import Timed
from goldthread.lib.shipped import shown


class Unexpected(RuntimeError):
    """An answer after which a worker cannot go on with what it was at; the tally knows of it."""


class Tally:
    """Counts, for all threads at once."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.times: dict[str, list[float]] = defaultdict(list)
        self.answers: Counter[int] = Counter()
        self.refused: Counter[str] = Counter()
        self.failures: Counter[str] = Counter()

    def answered(self, kind: str, status: int, seconds: float, expected: tuple[int, ...]) -> None:
        """Note an answer; one that was not expected is a failure, and nothing for the worker to go on from."""
        with self._lock:
            self.times[kind].append(seconds)
            self.answers[status] += 1
            if status in expected:
                self.refused[kind] += status >= 400
                return
        told = {"kind": shown(kind, "bench"), "status": status}
        self.failed(_("A request (%(kind)s) was answered by %(status)s.") % told)
        raise Unexpected

    def unanswered(self, kind: str, why: Exception) -> None:
        """Note a request to which nothing came back."""
        told = {"kind": shown(kind, "bench"), "why": type(why).__name__}
        self.failed(_("A request (%(kind)s) got no answer: %(why)s.") % told)

    def failed(self, sentence: str) -> None:
        """Note something that must not be."""
        with self._lock:
            self.failures[sentence] += 1

    @property
    def requests(self) -> int:
        """How many were answered."""
        return sum(self.answers.values())

    @property
    def strange_refusals(self) -> int:
        """How many answers of 400 to 499 nobody expected."""
        every = sum(count for status, count in self.answers.items() if 400 <= status < 500)
        return every - sum(self.refused.values())

    def told(self) -> dict[str, Any]:
        """Milliseconds of each kind of request, and how many there were."""
        return {kind: {**Timed([took]).told(), "requests": len(took)} for kind, took in sorted(self.times.items())}

"""Rounds of the same work done in several ways, one after the other, so that a busy machine slows all of them."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Work = Callable[[], object]


@dataclass
class Timed:
    """How long one way took, call by call, in seconds, a list a round."""

    rounds: list[list[float]] = field(default_factory=list)

    def told(self) -> dict[str, float]:
        """Milliseconds at the 50th, 95th and 99th percentile, calls a second, and of how many calls."""
        every = sorted(took for each in self.rounds for took in each)

        def at(share: float) -> float:
            return round(every[min(len(every) - 1, int(len(every) * share))] * 1000, 3)

        return {
            "p50_ms": round(statistics.median(every) * 1000, 3),
            "p95_ms": at(0.95),
            "p99_ms": at(0.99),
            "per_second": round(len(every) / sum(every), 1),
            "calls": len(every),
        }

    def middles(self) -> list[float]:
        """The median of each round, in seconds."""
        return [statistics.median(each) for each in self.rounds]


@dataclass(frozen=True)
class Reach:
    """How a ratio to the bare view is read, and what it should be; of kind "ms" the product's own milliseconds."""

    kind: str
    bound: float

    def of(self, product: float, bare: float) -> float:
        """The ratio of one round's medians: of speed (higher is better) or of time (lower is better); or milliseconds."""
        if self.kind == "ms":
            return product * 1000
        return bare / product if self.kind == "speed" else product / bare

    def is_kept_by(self, ratio: float) -> bool:
        """Whether this ratio is good enough."""
        return ratio >= self.bound if self.kind == "speed" else ratio <= self.bound


@dataclass(frozen=True)
class Operation:
    """One thing that people do, and the ways in which it is done here: product, bare view, SQL."""

    name: str
    ways: dict[str, Callable[[], Sequence[Work]]]
    reach: Reach | None = None


def measured(operation: Operation, rounds: int, show: Callable[[], None]) -> dict[str, Any]:
    """Do an operation in all its ways, `rounds` times by turns; the first round only warms up."""
    timed = {way: Timed() for way in operation.ways}
    for number in range(rounds + 1):
        for way, prepared in operation.ways.items():
            took = [_time(work) for work in prepared()]
            if number:
                timed[way].rounds.append(took)
            show()
    told: dict[str, Any] = {way: each.told() for way, each in timed.items()}
    product = timed["product"].middles()
    for way in ("bare", "sql"):
        reach = operation.reach if way == "bare" else None
        told[f"to_{way}"] = _ratios(product, timed[way].middles(), reach or Reach("time", 0))
    if operation.reach:
        told["reach"] = {"ratio": operation.reach.kind, "bound": operation.reach.bound}
        told["reached"] = operation.reach.is_kept_by(told["to_bare"]["median"])
    return told


def timed(works: Sequence[Work]) -> dict[str, float]:
    """What these pieces of work took, one after the other; the first tenth only warms up."""
    took = [_time(work) for work in works]
    return Timed([took[len(took) // 10 :]]).told()


def _time(work: Work) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _ratios(product: Sequence[float], other: Sequence[float], reach: Reach) -> dict[str, float]:
    found = [reach.of(mine, theirs) for mine, theirs in zip(product, other, strict=True)]
    return {
        "min": round(min(found), 2),
        "median": round(statistics.median(found), 2),
        "max": round(max(found), 2),
    }

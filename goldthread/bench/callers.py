"""Several callers at once, each a process of its own, which begin together."""

import time
from collections.abc import Callable, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from typing import Any

from django.db import connections

from goldthread.bench.measure import Timed, Work

MANY = 8


class Failed(RuntimeError):
    """A caller that could not do its calls; the message names why."""


def together(callers: Sequence[Callable[[], Sequence[Work]]]) -> dict[str, float]:
    """What calls took while all callers were at it, and how many calls were done a second; Failed where one of them fails."""
    connections.close_all()
    context = get_context("fork")
    ready = context.Barrier(len(callers))
    told: list[Connection[Any, Any]] = []
    for prepare in callers:
        here, there = context.Pipe(duplex=False)
        context.Process(target=_call, args=(prepare, ready, there), daemon=True).start()
        there.close()
        told.append(here)
    answers = [each.recv() for each in told]
    if failed := [each for each in answers if isinstance(each, str)]:
        raise Failed("; ".join(sorted(set(failed))))
    began, ended = min(began for began, _ended, _took in answers), max(ended for _began, ended, _took in answers)
    took = [each for _began, _ended, calls in answers for each in calls]
    return {**Timed([took]).told(), "per_second": round(len(took) / (ended - began), 1)}


def _call(prepare: Callable[[], Sequence[Work]], ready: Barrier, tell: "Connection[Any, Any]") -> None:
    try:
        tell.send(_called(prepare, ready))
    except BaseException as error:
        # Nobody waits for a caller that is gone.
        ready.abort()
        tell.send(repr(error))
    connections.close_all()


def _called(prepare: Callable[[], Sequence[Work]], ready: Barrier) -> tuple[float, float, list[float]]:
    works, took = prepare(), []
    ready.wait(timeout=600)
    began = time.monotonic()
    for work in works:
        before = time.perf_counter()
        work()
        took.append(time.perf_counter() - before)
    return began, time.monotonic(), took

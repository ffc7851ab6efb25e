"""The worker: sequencing, tree heads and other chores, one job at a time until told to stop."""

import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.db import close_old_connections
from django.utils.translation import gettext as _

from goldthread.jobs import actions as jobs
from goldthread.jobs.models import Job
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, faults
from goldthread.lib.telling import tell
from goldthread.search import actions as search

STREAMS = ("record", "access")
IDLE_SECONDS = 1.0
# To look at every row for one without a place costs a second a million: what surfaces later than this waits for the next whole sweep.
SWEPT_BACK = timedelta(hours=1)


def sequence(job: Job | None = None) -> None:
    """Give a place in the trees to whatever has none yet."""
    for stream in STREAMS:
        ledger.sequence(stream=stream, sweep=True)


def sequence_lately(job: Job) -> None:
    """The same for what was recorded lately."""
    for stream in STREAMS:
        ledger.sequence(stream=stream, sweep=True, since=clock.now() - SWEPT_BACK)


def checkpoint(job: Job) -> None:
    """Sign the heads of trees that have grown."""
    for stream in STREAMS:
        ledger.checkpoint(stream=stream)


def index(job: Job) -> None:
    """Read what was signed into the search index, a batch at a time."""
    while read := search.catch_up():
        jobs.tell_progress(job=job, progress={"read": job.progress.get("read", 0) + read})


def forget_sessions(job: Job) -> None:
    """Remove sessions that ended."""
    from django.core.management import call_command

    call_command("clearsessions", verbosity=0)


# What recurs, and how long after it last ended.
CHORES: dict[str, tuple[Callable[[Job], None], timedelta]] = {
    "sequence": (sequence_lately, timedelta(seconds=10)),
    "sequence all": (sequence, SWEPT_BACK),
    "index": (index, timedelta(seconds=5)),
    "checkpoint": (checkpoint, timedelta(minutes=1)),
    "forget sessions": (forget_sessions, timedelta(hours=1)),
}


def work(stop: threading.Event) -> None:
    """Take and do jobs until `stop` is set; what breaks is put back and tried later.

    The last act is to sequence: while nobody serves, nobody else would, and `verify` calls a row without a place broken.
    """
    for kind in CHORES:
        jobs.ensure_chore(kind=kind)
    while not stop.is_set():
        close_old_connections()
        job = jobs.take(kinds={kind: every for kind, (_act, every) in CHORES.items()})
        if job is None:
            stop.wait(IDLE_SECONDS)
            continue
        _do(job)
    sequence()


def _do(job: Job) -> None:
    act, every = CHORES[job.kind]
    try:
        act(job)
    except Exception as broken:
        # The job's row keeps the kind of error and `doctor` shows it; the worker itself must go on sequencing.
        jobs.fail(job=job, why=type(broken).__name__)
        return
    jobs.again(job=job, at=clock.now() + every)


def run_until_told() -> None:
    """Work until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    began, told = time.monotonic(), ""
    while not stop.is_set():
        try:
            work(stop)
        except Exception as broken:
            # Without a database there is nothing to put back; a supervisor restarts the worker after a minute of that.
            if time.monotonic() - began > 60:
                raise
            if told != (told := _why(broken)):
                tell(_("The worker cannot go on and tries again: %(why)s") % {"why": told})
            stop.wait(2)


def _why(broken: Exception) -> str:
    fault = faults.of(broken)
    return (fault and faults.for_the_administrator(fault)) or type(broken).__name__

"""A soak from its beginning to its end: people, server, minutes of work, what is left of it, and the record check."""

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from goldthread.bench.soak import kept, people, telling
from goldthread.bench.soak.bringing import Bringing
from goldthread.bench.soak.people import Hand
from goldthread.bench.soak.serving import Memory, Served, served
from goldthread.bench.soak.tally import Tally, Unexpected
from goldthread.bench.soak.working import Worker
from goldthread.cases.models import Client
from goldthread.demonstration.agency import ZONE
from goldthread.demonstration.load import load
from goldthread.jobs.models import Job
from goldthread.ledger.models import Entry, TreeHead
from goldthread.lib import clock
from goldthread.search import queries as search

FAMILIES = 8
# All workers together ask so often a second, if the machine can: two cores are busy then, and nobody starves.
ASKED_A_SECOND = 20
SAMPLES, LOOK_SECONDS = 300, 0.5
_CATCH_UP_SECONDS = 120

Show = Callable[[int, int], None]


@dataclass
class Soak:
    """What is at work: those who write, who imports, and what is counted and sampled."""

    workers: list[Worker]
    bringing: Bringing
    tally: Tally
    memory: Memory
    stop: threading.Event


def soaked(minutes: float, workers: int, show: Show) -> dict[str, Any]:
    """Let so many work for so long; every figure, and a sentence for each thing that failed."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    load(clock.today(ZONE), show, FAMILIES)
    hands = people.engaged(workers, f"http://localhost:{port}", show)
    soak = _ready(hands, port)
    connection.close()
    log = settings.HOME / "serve.log"
    with served(port, log) as at:
        took = _work(soak, at, minutes * 60, show)
        _catch_up(soak)
    written = [each for worker in soak.workers for each in worker.written]
    for sentence in kept.lost(written, soak.bringing.words):
        soak.tally.failed(sentence)
    told = telling.told(soak.tally, soak.memory, took, at.complaints())
    return {**told, **_counted(soak), **_verified(told["failures"])}


def _ready(hands: list[Hand], port: int) -> Soak:
    tally, stop = Tally(), threading.Event()
    pause = len(hands) / ASKED_A_SECOND
    own = {client for hand in hands for client, _number in hand.clients}
    stranger = Client.objects.exclude(pk__in=own).values_list("pk", flat=True)[0]
    workers = [Worker(hand, stranger, port, tally, stop, pause) for hand in hands]
    numbers = [number for hand in hands for _client, number in hand.clients]
    return Soak(workers, Bringing(numbers, Path(settings.HOME), tally), tally, Memory(), stop)


def _work(soak: Soak, at: Served, seconds: float, show: Show) -> float:
    """Everybody at once until the time is over; how many seconds it took until the last was done."""
    every = [threading.Thread(target=each.work) for each in soak.workers]
    every.append(threading.Thread(target=soak.bringing.work, args=[soak.stop]))
    every.append(threading.Thread(target=soak.memory.follow, args=[at, soak.stop, seconds / SAMPLES]))
    soak.memory.look(at)
    began = time.monotonic()
    try:
        for each in every:
            each.start()
        while (passed := time.monotonic() - began) < seconds and at.process.poll() is None:
            show(int(passed), int(seconds))
            # A chore that fails is tried again after two seconds at the earliest, and tells nothing once it is done.
            _look_at_chores(soak.tally)
            time.sleep(LOOK_SECONDS)
    finally:
        soak.stop.set()
        for each in every:
            each.join()
    if at.process.poll() is not None:
        soak.tally.failed(_("The server ended by itself."))
    return time.monotonic() - began


def _catch_up(soak: Soak) -> None:
    """The worker gives everything its place and reads it into the index; then everybody's last note is found."""
    until = time.monotonic() + _CATCH_UP_SECONDS
    while waiting := _waiting():
        if time.monotonic() > until:
            sentence = _("The worker left %(count)s entries without a place in the log or in the index.")
            soak.tally.failed(sentence % {"count": waiting})
            break
        time.sleep(1)
    for worker in soak.workers:
        for signed in worker.signed[-1:]:
            try:
                worker.find(signed)
            except Unexpected:
                break  # the tally has it
    connection.close()


def _waiting() -> int:
    head = TreeHead.objects.filter(stream="record").values_list("size", flat=True).first() or 0
    return Entry.objects.count() - head + search.behind()


def _look_at_chores(tally: Tally) -> None:
    for job in Job.objects.exclude(last_error=""):
        told = {"kind": job.kind, "why": job.last_error}
        tally.failed(_("A chore of the worker failed: %(kind)s, %(why)s.") % told)


def _counted(soak: Soak) -> dict[str, int]:
    written = [each for worker in soak.workers for each in worker.written]
    return {
        "workers": len(soak.workers),
        "drafts": len(written),
        "saves": sum(len(each.words) + len(each.beside) for each in written),
        "kept_beside": sum(len(each.beside) for each in written),
        "signed": sum(each.entry is not None for each in written),
        "documents": sum(len(each.files) for each in written),
        "imported": len(soak.bringing.words),
    }


def _verified(failures: list[str]) -> dict[str, Any]:
    """The record check as anybody runs it, and its last line."""
    connection.close()
    done = subprocess.run([sys.executable, "-m", "goldthread", "verify"], capture_output=True, text=True, check=False)
    last = (done.stdout.strip() or done.stderr.strip()).splitlines()[-1:]
    if done.returncode:
        failures = [*failures, _("The record does not verify.")]
    return {"verify": "".join(last), "problems": done.stderr.splitlines(), "failures": failures}

"""The product as `goldthread serve` runs it, in processes of its own, and how much memory they hold."""

import os
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from goldthread.bench import processes
from goldthread.lib.refusals import Refused

_PATIENCE_SECONDS = 120
# What ends by itself after one document.
_PASSING = ("goldthread.paper.press", "goldthread.documents.looking")
_MEBIBYTE = 2**20
WEB, WORKER = "web", "worker"


@dataclass(frozen=True)
class Process:
    """A web process or the worker, its resident bytes, and the seconds of a processor that it took so far."""

    role: str
    resident: int
    seconds: float


@dataclass
class Served:
    """A running server: its port, its own process, and what it says of itself."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def processes(self) -> dict[int, "Process"]:
        """Each lasting process below it."""
        found = {}
        for pid in processes.below(self.process.pid):
            words, seconds = _told(pid)
            if words and not set(_PASSING) & set(words):
                found[pid] = Process(WORKER if "work" in words else WEB, processes.resident(pid), seconds)
        return found

    def complaints(self) -> list[str]:
        """What the server wrote where nobody looks, line by line."""
        return self.log.read_text(errors="replace").splitlines()


def _told(pid: int) -> tuple[list[str], float]:
    """The command line of a process, and its seconds of the processor with those that it waited for; nothing where it is over."""
    place = processes.PLACE / str(pid)
    try:
        told = (place / "stat").read_text().rpartition(")")[2].split()
        words = (place / "cmdline").read_text().split("\0")
    except OSError:
        return [], 0.0
    return words, sum(map(int, told[11:15])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(port: int, log: Path) -> Iterator[Served]:
    """Start it in this home, wait until it answers, and end it."""
    environment = {**os.environ, "GOLDTHREAD_URL": f"http://localhost:{port}"}
    with log.open("wb") as out:
        command = [sys.executable, "-m", "goldthread", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
        try:
            _wait_for(process, port)
            yield Served(port, process, log)
        finally:
            process.terminate()
            process.wait()


def _wait_for(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while process.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise Refused(_("The server did not start. Run goldthread serve, and read what it says."))


@dataclass
class Memory:
    """Resident bytes of the web processes together and of the worker, looked at again and again."""

    samples: list[dict[str, int]] = field(default_factory=list)
    first: set[int] = field(default_factory=set)
    last: set[int] = field(default_factory=set)
    seconds: list[float] = field(default_factory=list)

    def look(self, at: Served) -> None:
        """Take one sample."""
        sample: dict[str, int] = defaultdict(int)
        found = at.processes()
        for each in found.values():
            sample[each.role] += each.resident
        self.samples.append(dict(sample))
        self.seconds.append(sum(each.seconds for each in found.values() if each.role == WEB))
        self.last = set(found)
        self.first = self.first or self.last

    def follow(self, at: Served, stop: threading.Event, seconds: float) -> None:
        """Sample until told to stop."""
        while not stop.wait(seconds):
            self.look(at)

    @property
    def ended(self) -> int:
        """How many processes of the beginning are gone."""
        return len(self.first - self.last)

    @property
    def worked(self) -> float:
        """Seconds of a processor that the web processes took, with what they started, from the first sample to the last."""
        return self.seconds[-1] - self.seconds[0] if self.seconds else 0.0

    def told(self) -> dict[str, dict[str, float]]:
        """MiB at the start (when the first tenth of the time, in which caches fill, is over), the middle and the end."""
        places = {"start": 0.15, "middle": 0.5, "end": 0.95}
        return {role: {place: self._around(role, share) for place, share in places.items()} for role in (WEB, WORKER)}

    def _around(self, role: str, share: float) -> float:
        """The median of a tenth of the samples, so that one document that is being made tells nothing."""
        middle, half = int(len(self.samples) * share), max(1, len(self.samples) // 20)
        near = self.samples[max(0, middle - half) : middle + half]
        return round(statistics.median([each.get(role, 0) for each in near] or [0]) / _MEBIBYTE, 1)

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

from goldthread.lib.refusals import Refused

_PATIENCE_SECONDS = 120
_PROCESSES = Path("/proc")
# What ends by itself after one document.
_PASSING = ("goldthread.paper.press", "goldthread.documents.looking")
_MEBIBYTE = 2**20
WEB, WORKER = "web", "worker"


@dataclass
class Served:
    """A running server: its port, its own process, and what it says of itself."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def processes(self) -> dict[int, tuple[str, int]]:
        """Of each lasting process below it: whether it is a web process or the worker, and its resident bytes."""
        found, waiting = {}, [self.process.pid]
        children = _children()
        while waiting:
            for pid, words in children.get(waiting.pop(), ()):
                waiting.append(pid)
                if not set(_PASSING) & set(words):
                    found[pid] = (WORKER if "work" in words else WEB, _resident(pid))
        return found

    def complaints(self) -> list[str]:
        """The last lines of what the server wrote where nobody looks."""
        return self.log.read_text(errors="replace").splitlines()[-60:]


def _children() -> dict[int, list[tuple[int, list[str]]]]:
    found = defaultdict(list)
    for place in _PROCESSES.glob("[0-9]*"):
        try:
            parent = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            words = (place / "cmdline").read_text().split("\0")
        except OSError:
            continue  # it has ended meanwhile
        found[parent].append((int(place.name), words))
    return found


def _resident(pid: int) -> int:
    try:
        pages = int((_PROCESSES / str(pid) / "statm").read_text().split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


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

    def look(self, at: Served) -> None:
        """Take one sample."""
        sample: dict[str, int] = defaultdict(int)
        found = at.processes()
        for role, resident in found.values():
            sample[role] += resident
        self.samples.append(dict(sample))
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

    def told(self) -> dict[str, dict[str, float]]:
        """MiB at the start (when the first tenth of the time, in which caches fill, is over), the middle and the end."""
        places = {"start": 0.15, "middle": 0.5, "end": 0.95}
        return {role: {place: self._around(role, share) for place, share in places.items()} for role in (WEB, WORKER)}

    def _around(self, role: str, share: float) -> float:
        """The median of a tenth of the samples, so that one document that is being made tells nothing."""
        middle, half = int(len(self.samples) * share), max(1, len(self.samples) // 20)
        near = self.samples[max(0, middle - half) : middle + half]
        return round(statistics.median([each.get(role, 0) for each in near] or [0]) / _MEBIBYTE, 1)

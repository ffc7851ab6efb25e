"""Rows that are imported beside the workers, by `goldthread import notes` in a process of its own, file after file."""

import csv
import os
import random
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from django.utils.translation import gettext as _

from goldthread.bench.soak.people import mark
from goldthread.bench.soak.tally import Tally
from goldthread.demonstration.agency import ZONE
from goldthread.lib import clock

ROWS = 40
# As long as somebody takes to look at what came of one file before the next.
BETWEEN_SECONDS = 10


@dataclass
class Bringing:
    """Who imports: about which clients, where the files lie, and the words of rows that are in."""

    numbers: list[str]
    folder: Path
    tally: Tally
    words: list[str] = field(default_factory=list)
    files: int = 0

    def work(self, stop: threading.Event) -> None:
        """A file, a pause, the next; the last one is brought in whole."""
        while not stop.wait(BETWEEN_SECONDS if self.files else 0):
            self.files += 1
            path = self.folder / f"rows{self.files}.csv"
            words = self._written(path)
            command = [sys.executable, "-m", "goldthread", "import", "notes", str(path), "--yes"]
            done = subprocess.run(
                command, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}, check=False
            )
            if done.returncode == 0 and f"notes: {ROWS}," in done.stdout:
                self.words += words
            else:
                why = (done.stderr.strip() or done.stdout.strip()).splitlines()
                self.tally.failed(
                    _("An import did not bring in all its rows: %(why)s") % {"why": why[-1] if why else ""}
                )

    def _written(self, path: Path) -> list[str]:
        chance, words = random.Random(self.files), []
        with path.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["client_number", "date", "author", "type", "note"])
            for number in chance.choices(self.numbers, k=ROWS):
                words.append(mark(random.SystemRandom()))
                day = clock.today(ZONE) - timedelta(days=chance.randrange(700, 1400))
                rows.writerow([number, day.isoformat(), "A. Former", "Contact", f"Called about {words[-1]}."])
        return words

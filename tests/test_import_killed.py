"""goldthread import set killed again and again: started once more it goes on, and no row is doubled or lost."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.test_backup import goldthread
from tests.test_import_set import sums

pytestmark = pytest.mark.sqlite_only
TABLES = ("cases_case", "cases_client", "cases_referral", "notes_note")
FILES = {
    "cases.csv": ["number,name,opened_on", *(f"F-{n},Family {n},2020-01-06" for n in range(220))],
    "referrals.csv": ["case,referred_by", *(f"F-{n},County" for n in range(220))],
    "clients.csv": ["number,name,case", *(f"P-{n},Child {n},F-{n}" for n in range(220)), "P-x,,F-0"],
    "notes.csv": ["client_number,date,note", *(f"P-{n},2021-02-03,Note {n}." for n in range(260)), "P-1,2021-02-03,"],
}


def counted(home: Path) -> dict[str, int]:
    with closing(sqlite3.connect(home / "goldthread.sqlite3", timeout=60)) as database:
        return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}


def killed(home: Path, folder: Path, *, after: int) -> None:
    """Begin, and end by force once so many rows more are in."""
    before = sum(counted(home).values())
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": ""}
    words = [sys.executable, "-m", "goldthread", "import", "set", str(folder)]
    with subprocess.Popen(words, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while sum(counted(home).values()) < before + after:
            assert running.poll() is None, "it ended before it was killed"
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)


def test_a_set_that_is_killed_three_times_comes_in_whole(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "old"
    assert goldthread(home, "init", "--yes").returncode == 0
    folder.mkdir()
    for name, lines in FILES.items():
        (folder / name).write_text("\n".join(lines) + "\n")
    for _time in range(3):
        killed(home, folder, after=190)
    told = goldthread(home, "import", "set", str(folder))
    assert told.returncode == 3, told.stderr
    rows, new, ended, here, refused = sums(told.stdout)
    assert (rows, ended, refused) == (922, 0, 2)
    assert new + here == 920
    assert here >= 500
    in_whole = {"cases_case": 260, "cases_client": 260, "cases_referral": 220, "notes_note": 260}
    assert counted(home) == in_whole, "40 notes name clients whom they open, each with a case"
    again = goldthread(home, "import", "set", str(folder))
    assert sums(again.stdout) == [922, 0, 0, 920, 2]
    assert counted(home) == in_whole
    assert goldthread(home, "verify").returncode == 0

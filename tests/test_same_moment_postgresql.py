"""Two at the same moment on PostgreSQL: who comes second waits until the first one's transaction ends, and sees what that did."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from goldthread.lib import clock
from tests.test_backup import goldthread

pytestmark = pytest.mark.postgresql_only


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[dict[str, str]]:
    """The environment of a record of its own with the cast in it, for all of these, each on another day; gone afterwards."""
    import psycopg

    name = f"same_moment_{worker_id}"
    target = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{name}"')
        home = tmp_path_factory.mktemp("same") / "home"
        assert goldthread(home, "init", "--yes", DATABASE_URL=target).returncode == 0
        environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": target}
        told = subprocess.run(
            [sys.executable, "-m", "tests.hand", "bring_in", str(days_ago(30))],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert told.stdout == "ready\ndone\n", told.stderr
        yield environment
        server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def days_ago(count: int) -> date:
    """A day of service before today, where the cast works."""
    return clock.today("America/Indiana/Indianapolis") - timedelta(days=count)


def hand(environment: dict[str, str], *words: str) -> "subprocess.Popen[str]":
    """A process that acts upon the record; it has read what it acts on."""
    started = subprocess.Popen(
        [sys.executable, "-m", "tests.hand", *words], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert started.stdout
    assert started.stdout.readline() == "ready\n", started.communicate()[1]
    return started


def asked(environment: dict[str, str], query: str) -> Any:
    import psycopg

    with psycopg.connect(environment["DATABASE_URL"]) as server:
        found = server.execute(query).fetchone()
    assert found
    return found[0]


def both(environment: dict[str, str], first: str, second: str, day: date) -> str:
    """What the second is told, whose act begins while the first one's transaction is open."""
    one = hand(environment, first, str(day), "holds")
    assert one.stdout
    assert one.stdout.readline() == "done\n", one.communicate()[1]
    other = hand(environment, second, str(day))
    until = time.monotonic() + 60
    while not asked(environment, "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"):
        assert other.poll() is None, f"the second did not wait: {other.communicate()}"
        assert time.monotonic() < until, "the second neither waits nor ends"
        time.sleep(0.05)
    told, amiss = one.communicate("go on\n", timeout=60)
    assert one.returncode == 0, (told, amiss)
    told, amiss = other.communicate(timeout=60)
    assert other.returncode == 0, amiss
    return told


@pytest.mark.parametrize(
    ("first", "second", "sentence", "day"),
    [
        ("measure", "measure", "is on file already: 9", 1),
        ("note", "measure", "is on file already: 9", 2),
        ("measure", "note", "changed meanwhile. Read it again", 3),
    ],
)
def test_the_same_score_twice_is_one_score(
    served: dict[str, str], first: str, second: str, sentence: str, day: int
) -> None:
    assert sentence in both(served, first, second, days_ago(day))
    assert asked(served, f"SELECT count(*) FROM needs_score WHERE true_from_on = '{days_ago(day)}'") == 1


def test_two_notes_of_a_day_use_one_day_of_what_is_authorized(served: dict[str, str]) -> None:
    assert both(served, "visit", "visit", days_ago(4)) == "done\n"
    notes = f"SELECT entry_id FROM notes_note WHERE occurred_on = '{days_ago(4)}'"
    assert asked(served, f"SELECT count(*) FROM ({notes}) notes") == 2
    assert asked(served, f"SELECT sum(units_hundredths) FROM authorizations_unituse WHERE note_id IN ({notes})") == 100


def test_what_a_note_uses_units_of_is_not_struck_at_the_same_moment(served: dict[str, str]) -> None:
    assert "Signed notes use units of it" in both(served, "other", "strike", days_ago(5))

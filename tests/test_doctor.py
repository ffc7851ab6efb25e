"""doctor: each thing that can go wrong with a home is said in a plain sentence, and nothing else is."""

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.test_cli_home import goldthread

pytestmark = pytest.mark.sqlite_only
ONE = "0" * 31 + "1"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("doctor") / "home"
    assert goldthread(place, "init", "--yes").returncode == 0
    assert goldthread(place, "administrator", "pearl").returncode == 0
    return place


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def sentences(home: Path) -> list[str]:
    told = goldthread(home, "doctor")
    assert told.stderr == ""
    assert told.returncode == (told.stdout != "Nothing is wrong.\n")
    return told.stdout.splitlines()


def change(home: Path, *statements: str) -> None:
    with sqlite3.connect(home / "goldthread.sqlite3") as database:
        for statement in statements:
            database.execute(statement)
    database.close()


def without(pattern: str) -> Callable[[Path], None]:
    return lambda home: next(home.glob(f"keys/{pattern}")).unlink()


@pytest.mark.parametrize(
    ("harm", "begins"),
    [
        (without("seal-*"), "The agency's private key seal-"),
        (without("checkpoint-*"), "The agency's private key checkpoint-"),
        (without("home.key"), "The key home.key is missing."),
        (without("django.key"), "The key django.key is missing."),
        (lambda home: shutil.rmtree(home / "keys"), "The keys are gone from "),
        (lambda home: next(home.glob("keys/seal-*")).write_text("torn"), "The agency's private key seal-"),
        (lambda home: (home / "goldthread.sqlite3").chmod(0o640), "Others on this machine may read "),
        (lambda home: (home / "keys").chmod(0o755), "Others on this machine may read "),
        (lambda home: change(home, "DROP TRIGGER ledger_leaf_keeps_delete"), "The trigger ledger_leaf_keeps_delete"),
        (
            lambda home: (home / "goldthread.sqlite3").write_text("torn" * 99),
            "The database does not answer as it should",
        ),
        (lambda home: (home / "goldthread.sqlite3").unlink(), "There is no record yet."),
    ],
)
def test_what_is_broken_is_the_only_thing_it_tells(home: Path, harm: Callable[[Path], None], begins: str) -> None:
    harm(home)
    told = sentences(home)
    assert len(told) == 1
    assert told[0].startswith(begins)


def test_a_whole_home_has_nothing_wrong(home: Path) -> None:
    assert sentences(home) == ["Nothing is wrong."]


def test_a_file_of_another_account_is_named(home: Path) -> None:
    stray = home / "documents"
    if os.geteuid() == 0:
        stray.touch()
        os.chown(stray, 65534, 65534)
    else:
        # Only root can give a file away; what a link leads to is another's as well.
        stray.symlink_to("/etc/passwd")
    (told,) = sentences(home)
    assert told.startswith(f"Files in {home} belong to another account than the folder (1, the first is {stray})")
    assert told.endswith(f"Run: chown -R {home.owner()} {home}")


def test_a_stopped_worker_shows_in_its_jobs_and_in_the_log(home: Path) -> None:
    change(
        home,
        "INSERT INTO jobs_job (id, kind, payload, progress, run_after, attempts, last_error)"
        f" VALUES ('{ONE}', 'sequence', '{{}}', '{{}}', '2026-01-01 00:00:00', 1, '')",
        f"INSERT INTO ledger_entry SELECT '{ONE}', kind, schema_version, '2026-01-01 00:00:00', jws, evidence"
        " FROM ledger_entry LIMIT 1",
    )
    log, worker = sentences(home)
    assert log.startswith("Entries that have waited for their place in the log for over a minute: 1.")
    assert worker.startswith("The worker does not run: what was due at 2026-01-01 00:00 UTC has not been done")


def test_a_broken_job_is_named(home: Path) -> None:
    change(
        home,
        "INSERT INTO jobs_job (id, kind, payload, progress, run_after, attempts, last_error)"
        f" VALUES ('{ONE}', 'checkpoint', '{{}}', '{{}}', '2999-01-01 00:00:00', 1, 'OSError')",
    )
    assert sentences(home) == ["The job “checkpoint” failed with OSError and will be tried again."]


def test_looking_makes_nothing(tmp_path: Path) -> None:
    assert sentences(tmp_path / "none")[0].endswith("does not exist. Run: goldthread init")
    assert not (tmp_path / "none").exists()

"""init, verify, doctor, upgrade: a record begins, is whole, is looked after, and says what is wrong."""

import os
import shlex
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = pytest.mark.sqlite_only


def goldthread(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "goldthread", *words]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    assert goldthread(folder, "init", "--yes").returncode == 0
    return folder


def test_a_new_record_is_whole_and_nothing_is_wrong(home: Path) -> None:
    told = goldthread(home, "verify")
    assert told.returncode == 0
    access, whole = told.stdout.splitlines()
    assert access.startswith("access: 0 ")
    assert whole.startswith("whole: 35 ")
    assert "Nobody is an administrator" in goldthread(home, "doctor").stdout
    assert goldthread(home, "administrator", "pearl", "Pearl Okafor").returncode == 0
    doctor = goldthread(home, "doctor")
    assert (doctor.returncode, doctor.stdout) == (0, "Nothing is wrong.\n")


def test_init_and_upgrade_again_change_nothing_of_the_record(home: Path) -> None:
    before = goldthread(home, "verify").stdout
    assert goldthread(home, "init", "--yes").stdout.startswith("Already there")
    assert goldthread(home, "upgrade").returncode == 0
    assert list((home / "backups").glob("before-upgrade-*.sqlite3"))
    assert goldthread(home, "verify").stdout == before


def test_the_demonstration_does_not_go_into_a_record_in_use(tmp_path: Path) -> None:
    assert goldthread(tmp_path, "init", "--yes").returncode == 0
    assert goldthread(tmp_path, "administrator", "pearl").returncode == 0
    told = goldthread(tmp_path, "demo")
    assert told.returncode == 1
    assert "This record is in use already." in told.stderr
    assert not (tmp_path / "demonstration").exists()


def test_the_demonstration_is_served_on_localhost_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert goldthread(tmp_path, "init", "--yes").returncode == 0
    (tmp_path / "demonstration").touch()
    monkeypatch.setenv("GOLDTHREAD_URL", "https://notes.example.org")
    told = goldthread(tmp_path, "serve")
    assert (told.returncode, "it is served at http://localhost only" in told.stderr) == (1, True)
    assert "served at http://localhost only" in goldthread(tmp_path, "doctor").stdout


def test_only_the_owner_may_read_what_was_made(home: Path) -> None:
    for path in [home / "goldthread.sqlite3", *(home / "keys").iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_init_without_yes_and_without_somebody_to_ask_makes_nothing(tmp_path: Path) -> None:
    told = goldthread(tmp_path / "none", "init")
    assert (told.returncode, told.stderr) == (1, "Nothing was made. Say --yes, or answer y.\n")
    assert not (tmp_path / "none").exists()


def test_a_closed_standard_input_is_a_no(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "old.csv"
    archive.write_text("date,note\n2020-01-01,A call.\n")
    for place, words in ((tmp_path / "none", ["init"]), (home, ["import", "notes", str(archive)])):
        environment = {**os.environ, "GOLDTHREAD_HOME": str(place), "DATABASE_URL": ""}
        command = f"exec {shlex.join([sys.executable, '-m', 'goldthread', *words])} <&-"
        told = subprocess.run(
            ["sh", "-c", command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert told.returncode == 1
        assert told.stderr.startswith("Nothing was "), told.stderr
        assert len(told.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [["serve"], ["upgrade"], ["demo"], ["administrator", "ana"], ["verify"], ["backup"], ["move", "--to", "postgresql://a@b/c"],
     ["import", "notes", "old.csv", "--yes"]],
)  # fmt: skip
def test_a_command_refuses_in_one_sentence_where_there_is_no_record(tmp_path: Path, words: list[str]) -> None:
    told = goldthread(tmp_path / "none", *words)
    assert told.returncode == 1
    assert "Run: goldthread init" in told.stderr
    assert len(told.stderr.splitlines()) == 1
    assert not (tmp_path / "none").exists()


def test_verify_and_doctor_name_what_somebody_broke(home: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    subprocess.run(["cp", "-r", str(home), str(broken)], check=True)
    with sqlite3.connect(broken / "goldthread.sqlite3") as database:
        database.execute("DROP TRIGGER ledger_entry_keeps_update")
        database.execute("UPDATE ledger_entry SET kind = 'agency.other'")
    told = goldthread(broken, "verify")
    assert told.returncode == 1
    assert "ledger_entry_keeps_update" in told.stderr
    assert told.stdout.splitlines()[-1].startswith("broken: ")
    doctor = goldthread(broken, "doctor")
    assert doctor.returncode == 1
    assert "ledger_entry_keeps_update" in doctor.stdout
    assert goldthread(broken, "upgrade").returncode == 0
    assert goldthread(broken, "verify").returncode == 1

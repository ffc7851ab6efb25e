"""Wrong settings and wrong command lines: one sentence that names what is wrong, exit code 1 or 2, and nothing changed."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from goldthread import cli, settings
from goldthread.cli import reconcile
from goldthread.cli import verify as verify_command
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from tests.test_backup import goldthread
from tests.test_backup import home as home
from tests.test_backup import kept as kept

pytestmark = pytest.mark.sqlite_only
COMMANDS: dict[str, tuple[str, ...]] = {
    "init": ("--yes",),
    "administrator": ("pearl",),
    "upgrade": (),
    "demo": (),
    "serve": ("--port", "8199"),
    "work": (),
    "index": (),
    "import": ("notes", "none.csv", "--yes"),
    "export": ("--all", "--out", "archive"),
    "reconcile": ("none.csv", "--out", "report.csv"),
    "verify": (),
    "backup": ("kept.tar.gz",),
    "restore": ("kept.tar.gz",),
    "move": ("--to", "postgresql://u@localhost/n"),
    "bench": ("--quick",),
    "doctor": (),
}


def refused(told: "subprocess.CompletedProcess[str]", *words: str, code: int = 1) -> None:
    """It ended with that code and one sentence with these words, and with no traceback."""
    assert told.returncode == code, told.stderr
    assert "Traceback" not in told.stderr
    sentence = told.stderr.strip()
    assert code == 2 or len(sentence.splitlines()) == 1, sentence
    assert all(word in sentence for word in words), sentence


def test_every_command_is_tried_here() -> None:
    assert set(COMMANDS) == {name.split("_")[0] for name in cli.COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_names_the_setting_that_is_wrong(command: str, tmp_path: Path) -> None:
    told = goldthread(tmp_path, command, *COMMANDS[command], DATABASE_URL="postgresql://u@localhost:port/n")
    refused(told, "DATABASE_URL", "postgresql://user:password@host:5432/name")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("value", ["nonsense", "ftp://a", "https://", "https://a/b", "http://a:port", "http://a:99999", "http://a:0",
                                   "http://[::1", "http://me:pw@a", "http://a b", "http://a#b", "http://a?b", "http://a\x00"])  # fmt: skip
def test_an_address_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="GOLDTHREAD_URL must look like"):
        settings.address_from(value)


@pytest.mark.parametrize("value", ["nonsense", "mysql://u@h/n", "postgresql://h", "postgresql://h:99999/n", "postgresql://[h/n", "sqlite:///x",
                                   "postgresql://h/n?sslmode=require", "postgresql://h/n#x", "postgresql://h:port/n", "postgresql://h/n\n"])  # fmt: skip
def test_a_database_that_is_none_is_refused_by_name(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL must look like"):
        settings.database_from(value, "DATABASE_URL")


@pytest.mark.parametrize("value", [__file__, f"{__file__}/home", "x" * 5_000])
def test_a_home_that_is_no_folder_is_refused_by_name(value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^GOLDTHREAD_HOME "):
        settings.home_from(value)


def test_the_owners_database_is_looked_at_by_commands_that_do_not_need_it(tmp_path: Path) -> None:
    told = goldthread(tmp_path, "doctor", GOLDTHREAD_OWNER_DATABASE_URL="postgresql://u@h:port/n")
    refused(told, "GOLDTHREAD_OWNER_DATABASE_URL")


def test_a_setting_left_empty_is_one_not_set(tmp_path: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-c", "from goldthread.settings import HOME, URL; print(HOME, URL)"],
        env={**os.environ, "GOLDTHREAD_HOME": "", "GOLDTHREAD_URL": "", "DATABASE_URL": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == [str(tmp_path / "home"), "http://localhost:8000"]


@pytest.mark.parametrize("port", ["-1", "many", "8000.5", "٣٣٣٣", ""])
def test_a_port_that_is_none_is_named(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.parser().parse_args(["serve", f"--port={port}"])
    assert ended.value.code == 2
    assert "a whole number from 1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["demo", "work", "verify", "move"])
def test_without_a_record_one_is_told_to_make_it(command: str, tmp_path: Path) -> None:
    refused(goldthread(tmp_path / "none", command, *COMMANDS[command]), "There is no record", "goldthread init")
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "goldthread.sqlite3").write_bytes(b"Dear diary, " * 1_000)
    refused(goldthread(tmp_path, "backup"), "database")
    assert (tmp_path / "goldthread.sqlite3").read_bytes().startswith(b"Dear diary")


@pytest.mark.parametrize("command", ["backup", "init"])
def test_a_server_that_does_not_answer_is_said_so(command: str, tmp_path: Path) -> None:
    told = goldthread(tmp_path, command, *COMMANDS[command], DATABASE_URL="postgresql://u@127.0.0.1:1/n")
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert "refused" in told.stderr
    assert "goldthread init" not in told.stderr


WITNESSES = {
    "not text": b"\xff\xfe\x00",
    "nothing in it": b"",
    "no checkpoint": b"Dear diary\n",
    "half of one": b"a\n1\n\n",
}


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("what", ["missing", "a folder", *WITNESSES])
def test_a_witness_that_is_none_is_named(tmp_path: Path, what: str) -> None:
    file = tmp_path / "witness.txt"
    if what == "a folder":
        file.mkdir()
    elif what in WITNESSES:
        file.write_bytes(WITNESSES[what])
    (problem,) = verify(witness=str(file)).problems
    assert "witness" in problem


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("what", ["missing", "a folder"])
def test_the_record_is_not_called_broken_where_the_witness_was_mistyped(
    tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "witness.txt"
    if what == "a folder":
        file.mkdir()
    with pytest.raises(Refused, match=r"witness\.txt cannot be read: "):
        verify_command.run(cli.parser().parse_args(["verify", "--witness", str(file)]))
    assert "broken" not in capsys.readouterr().out


@pytest.mark.usefixtures("cast")
def test_a_map_of_columns_that_is_not_there_is_told_from_one_that_says_nothing(tmp_path: Path) -> None:
    bill, columns = tmp_path / "bill.csv", tmp_path / "map.json"
    bill.write_text("client,date,service,units\nP-1,2026-01-05,H0004,4\n")
    asked = ["reconcile", str(bill), "--out", str(tmp_path / "report.csv"), "--map", str(columns)]
    with pytest.raises(Refused, match=r"map\.json cannot be read: "):
        reconcile.run(cli.parser().parse_args(asked))
    columns.write_text("{bad")
    with pytest.raises(Refused, match=r"map\.json is no JSON file"):
        reconcile.run(cli.parser().parse_args(asked))


def test_a_backup_that_has_no_place_is_refused_and_leaves_nothing(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("Dear diary")
    refused(goldthread(home, "backup", str(file / "kept.tar.gz")), "cannot be written")
    refused(goldthread(home, "backup", str(tmp_path)), "cannot be written", "is a folder")
    assert [each.name for each in tmp_path.iterdir()] == ["file"]


def test_a_backup_never_takes_the_place_of_the_record(home: Path) -> None:
    refused(goldthread(home, "backup", str(home / "goldthread.sqlite3")), "among the record itself")
    assert (home / "goldthread.sqlite3").read_bytes().startswith(b"SQLite")


def limited(home: Path, largest: int, *words: str) -> "subprocess.CompletedProcess[str]":
    """The command where no file may grow beyond so many bytes, as on a disk that is full."""
    return subprocess.run(
        [sys.executable, "-m", "goldthread", *words],
        env={**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": ""},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_full_disk_leaves_no_half_backup_and_an_earlier_one_whole(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar.gz"
    file.write_bytes(b"an earlier one")
    told = limited(home, (home / "goldthread.sqlite3").stat().st_size - 100_000, "backup", str(file))
    refused(told, "cannot be written", "Nothing was kept.")
    assert [each.name for each in tmp_path.iterdir()] == ["kept.tar.gz"]
    assert file.read_bytes() == b"an earlier one"


def test_a_full_disk_restores_nothing_and_says_so(kept: Path, tmp_path: Path) -> None:
    refused(limited(tmp_path / "home", 200_000, "restore", str(kept)), "cannot be written", "Nothing was restored.")
    assert not (tmp_path / "home" / "goldthread.sqlite3").exists()
    assert goldthread(tmp_path / "home", "restore", str(kept)).returncode == 0


def test_an_import_that_nobody_can_answer_changes_nothing(home: Path, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("note\nx\n")
    told = subprocess.run(
        [sys.executable, "-m", "goldthread", "import", "notes", str(tmp_path / "old.csv")],
        env={**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    refused(told, "--yes")


@pytest.mark.parametrize("to", ["", "postgresql://u@h:port/n", "postgresql://u@127.0.0.1:1/n"])
def test_a_move_to_nowhere_says_so(home: Path, to: str) -> None:
    told = goldthread(home, "move", "--to", to)
    assert told.returncode == 1
    assert "Traceback" not in told.stderr
    assert len(told.stderr.strip().splitlines()) == 1


def test_whatever_a_command_is_told_it_never_shows_a_traceback(tmp_path: Path, capsys: Any) -> None:
    for words in (
        ["nonsense"],
        [],
        ["import"],
        ["import", "clients"],
        ["serve", "now"],
        ["move"],
        ["backup", "a", "b"],
    ):
        with pytest.raises(SystemExit) as ended:
            cli.parser().parse_args(words)
        assert ended.value.code == 2
        assert "usage: goldthread" in capsys.readouterr().err

"""backup, restore, move, demo: the record goes out and comes back with the same log head."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

BYTES = bytes(range(256)) * 300


def goldthread(home: Path, *words: str, **changes: str) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": "", **changes}
    return subprocess.run(
        [sys.executable, "-m", "goldthread", *words], env=environment, capture_output=True, text=True, check=False
    )


def head(home: Path, **changes: str) -> str:
    return goldthread(home, "verify", **changes).stdout.strip().rpartition("\n")[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("backup") / "home"
    assert goldthread(place, "init", "--yes").returncode == 0
    assert goldthread(place, "administrator", "pearl", "Pearl Okafor").returncode == 0
    with sqlite3.connect(place / "goldthread.sqlite3") as database:
        database.execute("INSERT INTO documents_blob VALUES ('a document', ?, x'', 'application/pdf')", [BYTES])
    database.close()
    return place


@pytest.fixture(scope="module")
def kept(home: Path) -> Path:
    file = home.parent / "kept.tar.gz"
    assert goldthread(home, "backup", str(file)).returncode == 0
    return file


def test_a_backup_comes_back_with_the_same_log_head(home: Path, kept: Path, tmp_path: Path) -> None:
    told = goldthread(tmp_path / "other", "restore", str(kept), "--yes")
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip().rpartition("\n")[2] == head(home)
    assert goldthread(tmp_path / "other", "doctor").returncode == 0
    with sqlite3.connect(tmp_path / "other" / "goldthread.sqlite3") as database:
        assert database.execute("SELECT data FROM documents_blob").fetchall() == [(BYTES,)]
    database.close()


def test_both_files_are_the_owners_alone(kept: Path) -> None:
    for file in (kept, kept.with_name(f"{kept.name}.keys")):
        assert file.stat().st_mode & 0o077 == 0


def test_the_record_does_not_hold_the_keys(home: Path, kept: Path) -> None:
    import tarfile

    with tarfile.open(kept) as tar:
        assert not [name for name in tar.getnames() if name.startswith("keys")]


def test_a_home_with_a_record_is_not_overwritten(home: Path, kept: Path) -> None:
    told = goldthread(home, "restore", str(kept))
    assert told.returncode == 1
    assert "already" in told.stderr


def test_without_its_keys_it_says_what_is_missing(kept: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone.tar.gz"
    alone.write_bytes(kept.read_bytes())
    told = goldthread(tmp_path / "home", "restore", str(alone))
    assert told.returncode == 1
    assert "--keys" in told.stderr


@pytest.mark.parametrize("harm", ["cut short", "a byte changed", "another file"])
def test_a_harmed_backup_puts_nothing_in_place(kept: Path, tmp_path: Path, harm: str) -> None:
    whole = kept.read_bytes()
    middle = len(whole) // 2
    harmed = {
        "cut short": whole[:middle],
        "a byte changed": whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        "another file": b"Dear diary",
    }
    file = tmp_path / "harmed.tar.gz"
    file.write_bytes(harmed[harm])
    (tmp_path / "harmed.tar.gz.keys").write_bytes(kept.with_name(f"{kept.name}.keys").read_bytes())
    told = goldthread(tmp_path / "home", "restore", str(file))
    assert told.returncode == 1
    assert len(told.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "home" / "goldthread.sqlite3").exists()
    assert goldthread(tmp_path / "home", "restore", str(kept)).returncode == 0


@pytest.mark.parametrize("name", ["../stray", "/tmp/stray"])
def test_a_backup_that_would_write_elsewhere_is_refused(kept: Path, tmp_path: Path, name: str) -> None:
    import tarfile

    file = tmp_path / "strange.tar.gz"
    with tarfile.open(file, "w:gz") as tar:
        tar.add(kept, arcname=name)
    told = goldthread(tmp_path / "home", "restore", str(file), "--keys", f"{kept}.keys")
    assert told.returncode == 1
    assert (
        told.stderr
        == f"{file} is not a whole backup: it is cut short, changed, or something else. Nothing was restored.\n"
    )
    assert not list(tmp_path.rglob("stray"))
    assert not Path("/tmp/stray").exists()


def test_an_interrupted_restore_is_begun_again(home: Path, kept: Path, tmp_path: Path) -> None:
    """As it is left when the machine fails between the keys and the database."""
    place = tmp_path / "home"
    (place / "restoring").mkdir(parents=True)
    (place / "keys").mkdir()
    for key in (home / "keys").iterdir():
        (place / "keys" / key.name).write_bytes(key.read_bytes())
    told = goldthread(place, "restore", str(kept))
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip().rpartition("\n")[2] == head(home)
    assert not (place / "restoring").exists()


@pytest.mark.postgresql_only
def test_the_record_moves_to_postgresql(home: Path, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> None:
    import psycopg

    name = f"moved_{worker_id}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    target = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    told = goldthread(home, "move", "--to", target)
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip().rpartition("\n")[2] == head(home) == head(home, DATABASE_URL=target)
    with psycopg.connect(target) as server:
        assert server.execute("SELECT data FROM documents_blob").fetchall() == [(BYTES,)]
    again = goldthread(home, "move", "--to", target)
    assert again.returncode == 1
    assert "already" in again.stderr


@pytest.mark.postgresql_only
def test_a_move_adds_nothing_to_what_is_somebody_elses(home: Path, worker_id: str) -> None:
    import psycopg

    name = f"occupied_{worker_id}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')
        server.execute(f'CREATE DATABASE "{name}"')
    target = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    with psycopg.connect(target, autocommit=True) as server:
        server.execute("CREATE TABLE diary (words text)")
    told = goldthread(home, "move", "--to", target)
    assert told.returncode == 1
    assert told.stderr == "The database holds other tables already (diary). Name an empty database.\n"
    with psycopg.connect(target) as server:
        tables = server.execute(
            "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"
        ).fetchone()
    assert tables == (1,)


def test_a_place_that_cannot_be_written_is_refused(home: Path, tmp_path: Path) -> None:
    (tmp_path / "in the way").touch()
    for place in (tmp_path / "in the way" / "kept.tar.gz", tmp_path):
        told = goldthread(home, "backup", str(place))
        assert told.returncode == 1
        assert told.stderr.startswith(f"{place} cannot be written: ")
        assert len(told.stderr.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["in the way"]
    assert not tmp_path.with_name(f"{tmp_path.name}.half").exists()


def test_nothing_is_backed_up_where_nothing_is(tmp_path: Path) -> None:
    told = goldthread(tmp_path / "none", "backup")
    assert told.returncode == 1
    assert "goldthread init" in told.stderr

"""Psychotherapy notes on the disk: no word of them in any file of the home, and their key made, missed, carried along."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_cli_home import goldthread

pytestmark = pytest.mark.sqlite_only
ROOT = Path(__file__).resolve().parent.parent
KEY = Path("keys") / "psychotherapy.key"
WORD = "pelican"
WRITE = f"""
import django; django.setup()
from tests.cast import assemble
from goldthread.psychotherapy.tests.thoughts import kept, written
assemble()
written("{WORD} in a draft")
kept("{WORD} in a note", note=kept("{WORD} at first"))
"""
READ = """
import django; django.setup()
from goldthread.psychotherapy import queries
from goldthread.psychotherapy.models import PsychotherapyNote
print([each.text for note in PsychotherapyNote.objects.all() for each in queries.versions(note)])
"""


def told_by(home: Path, script: str) -> str:
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": "",
                   "DJANGO_SETTINGS_MODULE": "goldthread.settings"}  # fmt: skip
    run = [sys.executable, "-c", script]
    return subprocess.run(run, env=environment, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("apart") / "home"
    assert goldthread(place, "init", "--yes").returncode == 0
    told_by(place, WRITE)
    return place


@pytest.fixture
def home(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "home"))


def test_no_file_of_the_home_holds_a_word_of_it(whole: Path) -> None:
    files = [path for path in whole.rglob("*") if path.is_file()]
    assert whole / KEY in files
    assert any(path.name == "goldthread.sqlite3" for path in files)
    for path in files:
        held = path.read_bytes()
        assert WORD.encode() not in held, path
        assert WORD.encode("utf-16-le") not in held, path


def test_init_makes_the_key_for_its_owner_alone(whole: Path) -> None:
    assert (whole / KEY).stat().st_mode & 0o077 == 0
    assert len((whole / KEY).read_bytes()) == 32


@pytest.mark.parametrize("harm", [lambda key: key.unlink(), lambda key: key.write_bytes(b"other key" + bytes(23))])
def test_doctor_says_where_the_key_is_missing_or_another_one_and_init_makes_none(home: Path, harm) -> None:  # type: ignore[no-untyped-def]
    harm(home / KEY)
    told = goldthread(home, "doctor").stdout
    assert told.count("psychotherapy.key") == 1
    assert "bring the keys folder back from its own backup" in told
    before = (home / KEY).exists() and (home / KEY).read_bytes()
    assert goldthread(home, "init", "--yes").returncode == 0
    assert ((home / KEY).exists() and (home / KEY).read_bytes()) == before


def test_upgrade_makes_the_key_where_nothing_lies_under_it_yet(tmp_path: Path) -> None:
    place = tmp_path / "home"
    assert goldthread(place, "init", "--yes").returncode == 0
    (place / KEY).unlink()
    assert "Run goldthread init for a new one" in goldthread(place, "doctor").stdout
    assert goldthread(place, "upgrade").returncode == 0
    assert (place / KEY).exists()


def test_a_backup_carries_the_notes_and_apart_from_them_their_key(whole: Path, tmp_path: Path) -> None:
    file, other = tmp_path / "kept.tar.gz", tmp_path / "other"
    assert goldthread(whole, "backup", str(file)).returncode == 0
    told = goldthread(other, "restore", str(file))
    assert told.returncode == 0, told.stderr
    assert (other / KEY).read_bytes() == (whole / KEY).read_bytes()
    assert told_by(other, READ) == f"['{WORD} in a note', '{WORD} at first']"


def test_keys_without_it_are_not_the_keys_of_this_record(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "kept.tar.gz"
    (home / KEY).unlink()
    assert goldthread(home, "backup", str(file)).returncode == 0
    told = goldthread(tmp_path / "other", "restore", str(file))
    assert told.returncode == 1
    assert "holds no keys of this record" in told.stderr

"""goldthread import archive: an export of everything becomes the record of a fresh home, whole or not at all."""

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from goldthread.codes.tests.lists import order_file
from tests.test_backup import goldthread

pytestmark = pytest.mark.sqlite_only
Rows = dict[str, list[tuple[Any, ...]]]


def told_by_verify(home: Path, **changes: str) -> list[str]:
    """The lines for programs: the head of the log of who looked, and that of the record."""
    return goldthread(home, "verify", **changes).stdout.splitlines()[-2:]


def rows_of(home: Path) -> Rows:
    """Every row of every table that an archive carries."""
    with closing(sqlite3.connect(home / "goldthread.sqlite3")) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        left_out = ("django_", "sqlite_", "search_", "jobs_", "auth_")
        return {
            name: sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)
            for name in names
            if not name.startswith(left_out)
        }


@pytest.fixture(scope="module")
def old(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home that is moved; nothing is written in it after its export."""
    place = tmp_path_factory.mktemp("old") / "home"
    shutil.copytree(seeded, place)
    listed = place.with_name("icd10cm_order_2026.txt")
    listed.write_bytes(order_file())
    said = goldthread(place, "import", "codes", str(listed), "--from", "2025-10-01")
    assert "ICD-10-CM FY2026 came in: 5 codes" in said.stdout, said.stderr
    return place


@pytest.fixture(scope="module")
def archive(old: Path) -> Path:
    out = old.with_name("archive")
    told = goldthread(old, "export", "--all", "--without-pdf", "--out", str(out))
    assert told.returncode == 0, told.stderr
    return out


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `init` makes, to be copied."""
    place = tmp_path_factory.mktemp("fresh") / "home"
    assert goldthread(place, "init", "--yes").returncode == 0
    return place


@pytest.fixture
def fresh(begun: Path, tmp_path: Path) -> Path:
    """A home in which nothing was done but `init`."""
    shutil.copytree(begun, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def copy(archive: Path, tmp_path: Path) -> Path:
    """The archive, to be changed."""
    shutil.copytree(archive, tmp_path / "archive")
    return tmp_path / "archive"


def test_it_comes_in_without_losing_a_row_and_ends_with_the_same_lines(old: Path, archive: Path, fresh: Path) -> None:
    told = goldthread(fresh, "import", "archive", str(archive), "--yes")
    assert told.returncode == 0, told.stderr
    heads = told_by_verify(old)
    assert [line.split(":")[0] for line in heads] == ["access", "whole"]
    assert told.stdout.splitlines()[-2:] == heads == told_by_verify(fresh)
    before = rows_of(old)
    assert rows_of(fresh) == before
    assert len(before["notes_note"]) > 100
    assert before["documents_blob"]
    assert before["codes_codeword"]
    for stream in ("record", "access"):
        kept = [(home / "checkpoints" / f"{stream}.txt").read_text() for home in (old, fresh)]
        assert kept[0] == kept[1]
        assert (archive / "log" / f"{stream}.txt").read_text() == kept[0]


def test_it_is_signed_on_once_the_keys_were_brought_by_hand(old: Path, archive: Path, fresh: Path) -> None:
    told = goldthread(fresh, "import", "archive", str(archive), "--yes")
    assert "private keys are not in an archive" in told.stdout
    assert str(fresh / "keys") in told.stdout
    lost = goldthread(fresh, "doctor", "--rotate-key", "seal")
    assert lost.returncode == 1
    assert "private key" in lost.stderr
    shutil.copytree(old / "keys", fresh / "keys", dirs_exist_ok=True)
    assert goldthread(fresh, "doctor").stdout == "Nothing is wrong.\n"
    assert goldthread(fresh, "doctor", "--rotate-key", "seal").returncode == 0
    size = int(told_by_verify(old)[-1].split()[1])
    assert told_by_verify(fresh)[-1].startswith(f"whole: {size + 1} ")


def test_keys_that_were_there_before_are_found(old: Path, archive: Path, fresh: Path) -> None:
    shutil.copytree(old / "keys", fresh / "keys", dirs_exist_ok=True)
    told = goldthread(fresh, "import", "archive", str(archive), "--yes")
    assert "private keys are here" in told.stdout


def test_it_moves_out_again_as_it_came(archive: Path, old: Path, fresh: Path, tmp_path: Path) -> None:
    shutil.copytree(old / "keys", fresh / "keys", dirs_exist_ok=True)
    assert goldthread(fresh, "import", "archive", str(archive), "--yes").returncode == 0
    assert goldthread(fresh, "export", "--all", "--out", str(tmp_path / "again")).returncode == 0
    for path in (archive / "clients").rglob("*.*"):
        assert (tmp_path / "again" / path.relative_to(archive)).read_bytes() == path.read_bytes()


def test_a_demonstration_stays_one(archive: Path, fresh: Path) -> None:
    assert goldthread(fresh, "import", "archive", str(archive), "--yes").returncode == 0
    assert (fresh / "demonstration").exists()


def refused(home: Path, archive: Path, *words: str) -> None:
    """It is refused in one sentence with these words, and the home is as it was."""
    before = rows_of(home)
    told = goldthread(home, "import", "archive", str(archive), "--yes")
    assert told.returncode == 1
    assert len(told.stderr.splitlines()) == 1, told.stderr
    assert all(word in told.stderr for word in words), told.stderr
    assert rows_of(home) == before


def test_a_home_that_is_in_use_is_left_alone(archive: Path, fresh: Path) -> None:
    assert goldthread(fresh, "administrator", "pearl", "Pearl Okafor").returncode == 0
    refused(fresh, archive, "in use already")


def test_nothing_is_asked_for_without_a_fresh_record(archive: Path, tmp_path: Path) -> None:
    told = goldthread(tmp_path / "none", "import", "archive", str(archive), "--yes")
    assert told.returncode == 1
    assert "goldthread init" in told.stderr
    assert not (tmp_path / "none").exists()


def test_nobody_there_to_answer_is_a_no(archive: Path, fresh: Path) -> None:
    told = goldthread(fresh, "import", "archive", str(archive))
    assert told.returncode == 1
    assert "Nothing was imported" in told.stderr


def test_one_client_is_no_record_to_go_on_with(old: Path, fresh: Path, tmp_path: Path) -> None:
    home = tmp_path / "copied"
    shutil.copytree(old, home)
    number = rows_of(home)["cases_client"][0][1]
    told = goldthread(home, "export", "--client", str(number), "--out", str(tmp_path / "one"))
    assert told.returncode == 0, told.stderr
    refused(fresh, tmp_path / "one", "one client only")


def _lengthened(folder: Path) -> None:
    with (folder / "tables" / "people_staff.jsonl").open("a") as file:
        file.write("{}\n")


def _without_a_document(folder: Path) -> None:
    next((folder / "documents").iterdir()).unlink()


def _without_its_last_line(folder: Path) -> None:
    listed = folder / "SHA256SUMS"
    listed.write_text("".join(listed.read_text().splitlines(keepends=True)[:-1]))


def _without_a_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def _with_half_a_manifest(folder: Path) -> None:
    half = (folder / "manifest.json").read_text()[:900]
    (folder / "manifest.json").write_text(half)


CHANGES: list[tuple[Callable[[Path], None], str]] = [
    (_lengthened, "people_staff.jsonl"),
    (_without_a_document, "documents/"),
    (_without_its_last_line, "SHA256SUMS"),
    (_without_a_manifest, "is no export"),
    (_with_half_a_manifest, "is no export"),
]


@pytest.mark.parametrize(("change", "words"), CHANGES, ids=lambda each: getattr(each, "__name__", ""))
def test_an_archive_that_is_not_whole_is_refused(
    copy: Path, fresh: Path, change: Callable[[Path], None], words: str
) -> None:
    change(copy)
    refused(fresh, copy, words)


def changed_manifest(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    change(manifest)
    path.write_text(json.dumps(manifest))


def test_another_version_is_named(copy: Path, fresh: Path) -> None:
    changed_manifest(copy, lambda manifest: manifest.update(goldthread="9.9"))
    changed_manifest(copy, lambda manifest: manifest["migrations"].append("notes.9999_later"))
    refused(fresh, copy, "later version (9.9)")
    changed_manifest(copy, lambda manifest: manifest["migrations"].remove("notes.9999_later"))
    changed_manifest(copy, lambda manifest: manifest["migrations"].pop())
    refused(fresh, copy, "earlier version (9.9)", "goldthread upgrade")
    changed_manifest(copy, lambda manifest: manifest.update(format=2))
    refused(fresh, copy, "later version (9.9)")


def test_another_head_than_the_rows_have_is_refused(copy: Path, fresh: Path) -> None:
    changed_manifest(copy, lambda manifest: manifest["heads"]["record"].update(size=5))
    refused(fresh, copy, "manifest.json")


def forged(folder: Path, name: str, old: str, new: str) -> None:
    """The archive with other words in one file, and every digest made to fit."""
    path, listed = folder / name, folder / "SHA256SUMS"
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    listed.write_text(listed.read_text().replace(before, hashlib.sha256(path.read_bytes()).hexdigest()))
    pinned = hashlib.sha256(listed.read_bytes()).hexdigest()
    changed_manifest(folder, lambda manifest: manifest["digests"].update(SHA256SUMS=pinned))


def test_a_forged_row_does_not_verify_and_nothing_of_it_stays(copy: Path, fresh: Path) -> None:
    forged(copy, "tables/people_staffdetail.jsonl", "Juniper", "Jasper")
    refused(fresh, copy, "does not verify", "people_staffdetail")
    assert told_by_verify(fresh)[-1].startswith("whole: ")


def test_a_line_that_is_no_row_is_refused(copy: Path, fresh: Path) -> None:
    forged(copy, "tables/people_staff.jsonl", '"login"', '"log in"')
    refused(fresh, copy, "people_staff.jsonl")

"""A backup that is cut short, changed, or another's, and a restore that was interrupted: nothing in place, and again."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
from contextlib import suppress
from pathlib import Path

import pytest

from goldthread.cli import restore
from goldthread.lib.refusals import Refused
from tests.test_backup import goldthread, head
from tests.test_backup import home as home
from tests.test_backup import kept as kept
from tests.test_bad_input_commands import refused

pytestmark = pytest.mark.sqlite_only


def keys_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.keys")


def held_in(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_byte_changed_anywhere_in_either_file_is_found(kept: Path, tmp_path: Path) -> None:
    missed = []
    for file in (kept, keys_of(kept)):
        whole = file.read_bytes()
        restore.unpack(file, tmp_path / "as it was")
        as_it_was = held_in(tmp_path / "as it was")
        shutil.rmtree(tmp_path / "as it was")
        # The head of a gzip file holds a name and a time that say nothing of what is in it.
        for at in range(64, len(whole) - 8, max(1, len(whole) // 60)):
            harmed = tmp_path / "harmed.tar.gz"
            harmed.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
            with suppress(Refused):
                restore.unpack(harmed, tmp_path / "into")
                # Packed bytes may differ and say the same: a run of zeros copied from another run of zeros.
                if held_in(tmp_path / "into") != as_it_was:
                    missed.append((file.name, at))
            shutil.rmtree(tmp_path / "into", ignore_errors=True)
    assert not missed


def test_a_file_cut_at_any_length_is_found(kept: Path, tmp_path: Path) -> None:
    whole = keys_of(kept).read_bytes()
    for length in range(0, len(whole) - 40, 37):
        (tmp_path / "cut.tar.gz").write_bytes(whole[:length])
        with pytest.raises(Refused, match="is not a whole backup"):
            restore.unpack(tmp_path / "cut.tar.gz", tmp_path / "into")
        shutil.rmtree(tmp_path / "into", ignore_errors=True)


def made(file: Path, manifest: object, members: dict[str, bytes]) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        head = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
        for name, held in {"manifest.json": head, **members}.items():
            info = tarfile.TarInfo(name)
            info.size = len(held)
            tar.addfile(info, io.BytesIO(held))
    return file


@pytest.mark.parametrize("manifest", [b"{", b"[]", b"7", b'{"members": 7, "format": 1}', b'{"members": {}}', b"[" * 50_000, b"\xff",
                                      b'{"members": {"a": "b"}, "format": 1}', b'{"members": {}, "format": 9}'])  # fmt: skip
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(Refused, match="Nothing was restored"):
        restore.unpack(made(tmp_path / "made.tar.gz", manifest, {}), tmp_path / "into")


@pytest.mark.parametrize("name", ["demonstration", "../outside", "/tmp/outside", "keys/more.pem"])
def test_a_file_that_the_manifest_does_not_name_is_not_put_in(tmp_path: Path, name: str) -> None:
    file = made(tmp_path / "made.tar.gz", {"format": restore.FORMAT, "members": {}}, {name: b"x"})
    with pytest.raises(Refused, match="Nothing was restored"):
        restore.unpack(file, tmp_path / "into")
    assert not (tmp_path / "outside").exists()


def whole(file: Path, members: dict[str, bytes]) -> Path:
    """A backup's file with these members, and a manifest that fits them."""
    digests = {name: hashlib.sha256(held).hexdigest() for name, held in members.items()}
    return made(file, {"format": restore.FORMAT, "members": digests}, members)


@pytest.fixture
def anothers(tmp_path: Path) -> Path:
    """The keys of another record."""
    return whole(tmp_path / "anothers.keys", {"keys/home.key": b"x" * 32, "keys/seal-other.pem": b"other"})


def test_the_two_files_in_each_others_place_are_refused(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="holds no record"):
        restore.check(keys_of(kept), kept, tmp_path / "first")
    with pytest.raises(Refused, match="no keys of this record"):
        restore.check(kept, kept, tmp_path / "second")


@pytest.mark.parametrize("what", ["a diary", "an empty file", "a database of something else"])
def test_a_record_that_is_none_is_refused(kept: Path, tmp_path: Path, what: str) -> None:
    known = {"a diary": b"Dear diary", "an empty file": b""}
    file = whole(
        tmp_path / "made.tar.gz", {restore.DATABASE: known[what] if what in known else _other_database(tmp_path)}
    )
    with pytest.raises(Refused, match=r"Nothing was restored\."):
        restore.check(file, keys_of(kept), tmp_path / "beside")


def _other_database(folder: Path) -> bytes:
    with sqlite3.connect(folder / "other.sqlite3") as database:
        database.execute("CREATE TABLE diary (words text)")
    return (folder / "other.sqlite3").read_bytes()


def test_the_keys_of_another_record_are_refused_and_nothing_is_put_in_place(
    kept: Path, anothers: Path, tmp_path: Path
) -> None:
    place = tmp_path / "home"
    refused(goldthread(place, "restore", str(kept), "--keys", str(anothers)), "no keys of this record")
    assert not list(place.iterdir())


def test_a_restore_that_was_interrupted_is_simply_started_again(
    home: Path, kept: Path, anothers: Path, tmp_path: Path
) -> None:
    place = tmp_path / "home"
    restore.check(kept, keys_of(kept), place / restore.BESIDE)
    os.replace(place / restore.BESIDE / "keys" / "keys", place / "keys")
    (place / "goldthread.sqlite3-wal").write_bytes(b"left behind")
    refused(goldthread(place, "restore", str(kept), "--keys", str(anothers)), "no keys of this record")
    told = goldthread(place, "restore", str(kept))
    assert told.returncode == 0, told.stderr
    assert told.stdout.strip().rpartition("\n")[2] == head(home)
    assert not (place / restore.BESIDE).exists()


def test_keys_without_their_record_are_not_taken_for_an_interrupted_restore(kept: Path, tmp_path: Path) -> None:
    restore.unpack(keys_of(kept), tmp_path / "home")
    refused(goldthread(tmp_path / "home", "restore", str(kept)), "already")
    assert (tmp_path / "home" / "keys" / "home.key").exists()


def test_a_backup_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused(goldthread(tmp_path / "home", "restore", str(tmp_path / "none.tar.gz")), "There is no backup at")

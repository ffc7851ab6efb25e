"""goldthread import archive under archives made to break it: refused in one sentence, and the home stays as it was."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from goldthread.cli import import_archive
from goldthread.lib.refusals import Refused
from tests.test_backup import goldthread
from tests.test_import_archive import archive, begun, changed_manifest, copy, forged, fresh, old, refused, rows_of

__all__ = ["archive", "begun", "copy", "fresh", "old"]
pytestmark = pytest.mark.sqlite_only


def pinned(folder: Path, lines: list[str]) -> None:
    """Another list of digests, and the manifest made to fit."""
    (folder / "SHA256SUMS").write_text("".join(lines))
    digest = hashlib.sha256((folder / "SHA256SUMS").read_bytes()).hexdigest()
    changed_manifest(folder, lambda manifest: manifest["digests"].update(SHA256SUMS=digest))


def listed(folder: Path) -> list[str]:
    return (folder / "SHA256SUMS").read_text().splitlines(keepends=True)


@pytest.mark.django_db
def test_a_changed_byte_a_missing_file_or_a_link_in_its_place_is_found_wherever_it_is(copy: Path) -> None:
    manifest = import_archive._manifest(copy)
    import_archive._check_digests(copy, manifest)
    paths = [path for path in sorted(copy.rglob("*")) if path.is_file() and path.name != "manifest.json"]
    assert len(paths) > 100
    aside = copy.with_name("aside")
    for path in paths:
        held = path.read_bytes()
        middle = len(held) // 2
        path.write_bytes(held[:middle] + bytes([held[middle] ^ 1]) + held[middle + 1 :] if held else b"x")
        refused_for(copy, manifest, path)
        path.rename(aside)
        refused_for(copy, manifest, path)
        aside.write_bytes(held)
        path.symlink_to(aside)
        refused_for(copy, manifest, path)
        path.unlink()
        aside.rename(path)
    import_archive._check_digests(copy, manifest)


def refused_for(folder: Path, manifest: import_archive.Manifest, path: Path) -> None:
    with pytest.raises(Refused) as told:
        import_archive._check_digests(folder, manifest)
    assert path.relative_to(folder).as_posix() in told.value.sentence


def _a_name_that_leads_out(folder: Path) -> str:
    (folder.parent / "outside").write_bytes(b"secret")
    digest = hashlib.sha256(b"secret").hexdigest()
    pinned(folder, [*listed(folder), f"{digest}  ../outside\n"])
    return "../outside"


def _a_name_from_the_root(folder: Path) -> str:
    pinned(
        folder, [*listed(folder), f"{hashlib.sha256(Path('/etc/hostname').read_bytes()).hexdigest()}  /etc/hostname\n"]
    )
    return "/etc/hostname"


def _a_name_that_never_ends(folder: Path) -> str:
    pinned(folder, [*listed(folder), f"{'0' * 64}  /dev/zero\n"])
    return "/dev/zero"


def _a_pipe(folder: Path) -> str:
    os.mkfifo(folder / "waits")
    pinned(folder, [*listed(folder), f"{'0' * 64}  waits\n"])
    return "waits"


def _a_manifest_that_never_ends(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    (folder / "manifest.json").symlink_to("/dev/zero")
    return "is no export"


def _a_manifest_of_brackets(folder: Path) -> str:
    (folder / "manifest.json").write_text("[" * 100_000)
    return "is no export"


def _a_document_from_elsewhere(folder: Path) -> str:
    blobs = (folder / "tables" / "documents_blob.jsonl").read_text().splitlines()
    row = json.loads(blobs[0])
    forged(folder, "tables/documents_blob.jsonl", row["sha256"], "../../../../../../etc/hostname")
    return "documents_blob"


def _a_number_too_large(folder: Path) -> str:
    forged(folder, "tables/ledger_leaf.jsonl", '"position": 0', f'"position": {10**30}')
    return "ledger_leaf"


def _another_checkpoint(folder: Path) -> str:
    line = (folder / "tables" / "ledger_checkpoint.jsonl").read_text().splitlines()[0]
    root = json.loads(line)["root"]
    forged(folder, "tables/ledger_checkpoint.jsonl", root, root[:3] + ("A" if root[3] != "A" else "B") + root[4:])
    return "does not verify"


def _an_entry_less(folder: Path) -> str:
    lines = (folder / "tables" / "ledger_access.jsonl").read_text().splitlines(keepends=True)
    forged(folder, "tables/ledger_access.jsonl", lines[-1], "")
    return "ledger_access"


HOSTILE = [
    _a_name_that_leads_out, _a_name_from_the_root, _a_name_that_never_ends, _a_pipe, _a_manifest_that_never_ends,
    _a_manifest_of_brackets, _a_document_from_elsewhere, _a_number_too_large, _another_checkpoint, _an_entry_less,
]  # fmt: skip


@pytest.mark.parametrize("made", HOSTILE)
def test_a_hostile_archive_is_refused_and_nothing_of_it_stays(
    copy: Path, fresh: Path, made: Callable[[Path], str]
) -> None:
    refused(fresh, copy, made(copy))


def test_a_file_that_the_list_does_not_name_is_never_read(copy: Path, old: Path, fresh: Path) -> None:
    (copy / "tables" / "people_more.jsonl").write_text('{"login": "intruder"}\n')
    (copy / "notes.exe").write_bytes(b"MZ")
    assert goldthread(fresh, "import", "archive", str(copy), "--yes").returncode == 0
    assert rows_of(fresh) == rows_of(old)


def test_an_agency_brings_nothing_into_anothers_home(archive: Path, old: Path, fresh: Path) -> None:
    assert goldthread(fresh, "import", "archive", str(archive), "--yes").returncode == 0
    refused(fresh, archive, "in use already")

"""goldthread backup: the record into one file, and its keys into another, to be kept apart."""

import argparse
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from pathlib import Path
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection, connections
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import copying
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar, Reading
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.encoding import moment
from goldthread.lib.refusals import Refused

NAME = "backup"
HELP = gettext_lazy("write the record into one file and its keys into another, to be kept apart")
FORMAT = 1
FOLDERS = ("checkpoints", "documents")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of backup."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help=_("where to; GOLDTHREAD_HOME/backups without")
    )


def run(options: argparse.Namespace) -> int:
    """Sequence what waits, copy consistently while people work, write both files whole or not at all."""
    if not has_record():
        raise Refused(_("There is no record here to back up. Run: goldthread init"))
    for stream in ("record", "access"):
        ledger.sequence(stream=stream, sweep=True)
        ledger.checkpoint(stream=stream)
    path = options.file or settings.HOME / "backups" / f"goldthread-{clock.now():%Y%m%dT%H%M%S}.tar.gz"
    keys_path = path.with_name(f"{path.name}.keys")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            database = Path(folder) / "goldthread.sqlite3"
            _copy_database(database)
            _write(path, {"goldthread.sqlite3": database, **_files(*FOLDERS), **_marker()})
        _write(keys_path, _files("keys"))
    except (OSError, sqlite3.Error) as broken:
        why = broken.strerror if isinstance(broken, OSError) else broken
        told = {"path": path, "why": why}
        raise Refused(_("%(path)s cannot be written: %(why)s. Nothing was kept.") % told) from None
    print(_("The record: %(path)s") % {"path": path})
    print(_("Its keys, to be kept apart from it: %(path)s") % {"path": keys_path})
    return 0


def _copy_database(to: Path) -> None:
    """A consistent copy as one SQLite file, whichever database this is."""
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as old, sqlite3.connect(to) as new:
            old.backup(new)
        return
    copying.open_target("archive", {**_sqlite(to)})
    bar = Bar(_("copying"))
    copying.copy("default", "archive", bar.show)
    bar.end()
    connections["archive"].cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections["archive"].close()


def _sqlite(path: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {},
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _files(*folders: str) -> dict[str, Path]:
    return {
        str(path.relative_to(settings.HOME)): path
        for folder in folders
        for path in sorted((settings.HOME / folder).rglob("*"))
        if path.is_file()
    }


def _marker() -> dict[str, Path]:
    marker = settings.HOME / "demonstration"
    return {"demonstration": marker} if marker.exists() else {}


def digest_of(file: Path) -> str:
    """SHA-256 of a file that may be larger than memory, in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write(path: Path, members: dict[str, Path]) -> None:
    """A tar file with a manifest first, under its name only once it is whole."""
    manifest = {
        "format": FORMAT,
        "made_at": moment(clock.now()),
        "members": {name: digest_of(file) for name, file in members.items()},
    }
    half = path.with_name(f"{path.name}.half")
    try:
        with tarfile.open(half, "w:gz") as tar:
            head = json.dumps(manifest, indent=1).encode()
            info = tarfile.TarInfo("manifest.json")
            info.size = len(head)
            tar.addfile(info, io.BytesIO(head))
            _add(tar, members)
        half.chmod(0o600)
        os.replace(half, path)
    finally:
        half.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, members: dict[str, Path]) -> None:
    bar = Bar(_("writing"), sum(file.stat().st_size for file in members.values()))
    done = 0
    for name, file in members.items():
        with file.open("rb") as content:
            info = tar.gettarinfo(arcname=name, fileobj=content)
            # Only read() is called of what is added.
            tar.addfile(info, cast("IO[bytes]", Reading(content, bar, done)))
        done += info.size
    bar.end()

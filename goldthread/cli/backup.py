"""goldthread backup: the record into one file, and its keys into another, to be kept apart."""

import argparse
import hashlib
import io
import json
import os
import sqlite3
import tarfile
import tempfile
from contextlib import suppress
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
    _refuse_place(path)
    _write_both(path, keys_path)
    print(_("The record: %(path)s") % {"path": path})
    print(_("Its keys, to be kept apart from it: %(path)s") % {"path": keys_path})
    return 0


def _refuse_place(path: Path) -> None:
    """A backup replaces a backup, and never the record or its keys."""
    within, folder = path.resolve(), settings.HOME / "backups"
    if within.is_relative_to(settings.HOME) and not within.is_relative_to(folder):
        sentence = _("%(path)s lies among the record itself. Name a file elsewhere, or in %(folder)s.")
        raise Refused(sentence % {"path": path, "folder": folder})
    if path.is_dir():
        raise Refused(_("%(path)s cannot be written: it is a folder. Name a file in it.") % {"path": path})


def _write_both(path: Path, keys_path: Path) -> None:
    """Both files whole beside their places, and only then under their names."""
    halves = {file: file.with_name(f"{file.name}.half") for file in (path, keys_path)}
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            database = Path(folder) / "goldthread.sqlite3"
            _copy_database(database)
            _write(halves[path], {"goldthread.sqlite3": database, **_files(*FOLDERS), **_marker()})
        _write(halves[keys_path], _files("keys"))
        for file, half in halves.items():
            os.replace(half, file)
    except (OSError, sqlite3.Error) as broken:
        for half in halves.values():
            with suppress(OSError):
                half.unlink(missing_ok=True)
        why = broken.strerror if isinstance(broken, OSError) else str(broken)
        told = {"path": path, "why": why}
        raise Refused(_("%(path)s cannot be written: %(why)s. Nothing was kept.") % told) from None


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
    """A tar file with a manifest first, the owner's alone."""
    manifest = {
        "format": FORMAT,
        "made_at": moment(clock.now()),
        "members": {name: digest_of(file) for name, file in members.items()},
    }
    with tarfile.open(path, "w:gz") as tar:
        head = json.dumps(manifest, indent=1).encode()
        info = tarfile.TarInfo("manifest.json")
        info.size = len(head)
        tar.addfile(info, io.BytesIO(head))
        _add(tar, members)
    path.chmod(0o600)


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

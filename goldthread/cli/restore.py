"""goldthread restore: a backup into an empty home, checked before anything is put in its place."""

import argparse
import json
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import IO, cast

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import copying, initialise, verify
from goldthread.cli.backup import FORMAT, _sqlite, digest_of
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar, Reading
from goldthread.ledger import keys
from goldthread.lib.refusals import Refused

NAME = "restore"
HELP = gettext_lazy("bring a backup back into an empty home, and verify it")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of restore."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=_("the file that goldthread backup wrote"))
    add("--keys", type=Path, metavar="FILE", help=_("the file of its keys; FILE.keys without"))
    add("--yes", action="store_true", help=_("ask nothing (it never asks; it refuses where a record is)"))


def run(options: argparse.Namespace) -> int:
    """Check both files, unpack beside, put in place, verify."""
    keys_file = options.keys or options.file.with_name(f"{options.file.name}.keys")
    if not keys_file.exists():
        sentence = _("The keys of this backup are not at %(path)s. Say where they are with --keys FILE.")
        raise Refused(sentence % {"path": keys_file})
    beside = settings.HOME / "restoring"
    # What an interrupted restore left, keys in their place among it, is no record yet, and is begun again.
    if has_record() or ((settings.HOME / "keys" / "home.key").exists() and not beside.exists()):
        sentence = _("There is a record in %(path)s already. Restore into an empty GOLDTHREAD_HOME.")
        raise Refused(sentence % {"path": settings.HOME})
    initialise.make_folder()
    shutil.rmtree(beside, ignore_errors=True)
    for file in (options.file, keys_file):
        _unpack(file, beside)
    _put_in_place(beside)
    keys.forget()
    return verify.run(argparse.Namespace(witness=None))


def _unpack(file: Path, into: Path) -> None:
    """Every member beside the home, each held against the manifest's digest."""
    try:
        _take_all(file, into)
        manifest = json.loads((into / "manifest.json").read_text(encoding="utf-8"))
        wanted = {str(name): str(digest) for name, digest in manifest["members"].items()}
        is_known = manifest["format"] == FORMAT
        found = {name: digest_of(into / name) for name in wanted}
    except (OSError, tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError):
        shutil.rmtree(into, ignore_errors=True)
        sentence = _("%(path)s is not a whole backup: it is cut short, changed, or something else.")
        raise Refused(sentence % {"path": file}) from None
    if not is_known or found != wanted:
        shutil.rmtree(into, ignore_errors=True)
        changed = next((name for name in wanted if found[name] != wanted[name]), _("its format"))
        sentence = _("%(path)s was changed since it was written (%(what)s). Nothing was restored.")
        raise Refused(sentence % {"path": file, "what": changed})
    (into / "manifest.json").unlink()


def _take_all(file: Path, into: Path) -> None:
    bar = Bar(_("reading"), file.stat().st_size)
    # As a stream ("|"), so that only read() is called and every byte is told once.
    with (
        file.open("rb") as packed,
        tarfile.open(fileobj=cast("IO[bytes]", Reading(packed, bar)), mode="r|gz") as tar,
    ):
        for member in tar:
            _take_out(tar, member, into)
    bar.end()


def _take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """One plain file under a name that stays inside; ValueError for anything else."""
    # tarfile's own filter="data" is newer than the Python 3.11.2 of Debian 12.
    path, content = into / member.name, tar.extractfile(member) if member.isfile() else None
    if content is None or not path.resolve().is_relative_to(into.resolve()):
        raise ValueError(member.name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with content, path.open("xb") as out:
        shutil.copyfileobj(content, out)


def _put_in_place(beside: Path) -> None:
    """Keys and the rest first, the database last: only then is there a record."""
    database = beside / "goldthread.sqlite3"
    if not database.exists():
        raise Refused(_("The backup holds no database. Nothing was restored."))
    for path in sorted(beside.iterdir()):
        if path != database:
            target = settings.HOME / path.name
            if target.is_dir():
                shutil.rmtree(target)
            path.replace(target)
    (settings.HOME / "keys").chmod(0o700)
    if connection.vendor == "sqlite":
        connection.close()
        database.replace(settings.HOME / "goldthread.sqlite3")
    else:
        connection.close()
        _into_postgresql(database)
    shutil.rmtree(beside)


def _into_postgresql(database: Path) -> None:
    from django.db import connections

    connections.settings["archive"] = {**connections.settings["default"], **_sqlite(database)}
    copying.open_target("target", initialise.owner_database())
    bar = Bar(_("restoring"))
    copying.copy("archive", "target", bar.show)
    bar.end()
    initialise.grant(connections["target"], initialise.web_role())

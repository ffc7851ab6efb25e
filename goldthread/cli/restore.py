"""goldthread restore: a backup into an empty home, checked before anything is put in its place."""

import argparse
import errno
import gzip
import shutil
import sqlite3
import tarfile
import zlib
from contextlib import closing
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
from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.psychotherapy.words import KEY as PSYCHOTHERAPY_KEY

NAME = "restore"
HELP = gettext_lazy("bring a backup back into an empty home, and verify it")
BESIDE = "restoring"
DATABASE = "goldthread.sqlite3"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES}
_NOT_WHOLE = (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError, OverflowError)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of restore."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=_("the file that goldthread backup wrote"))
    add("--keys", type=Path, metavar="FILE", help=_("the file of its keys; FILE.keys without"))
    add("--yes", action="store_true", help=_("ask nothing (it never asks; it refuses where a record is)"))


def run(options: argparse.Namespace) -> int:
    """Check both files, unpack beside, put in place, verify."""
    keys_file = options.keys or options.file.with_name(f"{options.file.name}.keys")
    _refuse_unready(options.file, keys_file)
    initialise.make_folder()
    beside = settings.HOME / BESIDE
    # What an interrupted restore left is no record yet, and is begun again.
    _empty(beside)
    try:
        check(options.file, keys_file, beside)
    except Refused:
        _empty(beside)
        if not _has_keys():
            beside.rmdir()
        raise
    _put_in_place(beside)
    keys.forget()
    return verify.run(argparse.Namespace(witness=None))


def _has_keys() -> bool:
    return (settings.HOME / "keys" / "home.key").exists()


def _refuse_unready(file: Path, keys_file: Path) -> None:
    if not file.is_file():
        sentence = _("There is no backup at %(path)s. Name the file that goldthread backup wrote.")
        raise Refused(sentence % {"path": file})
    if not keys_file.is_file():
        sentence = _("The keys of this backup are not at %(path)s. Say where they are with --keys FILE.")
        raise Refused(sentence % {"path": keys_file})
    # Keys beside an unpacked backup were put there by a restore that was interrupted.
    if has_record() or (_has_keys() and not (settings.HOME / BESIDE).exists()):
        sentence = _("There is a record in %(path)s already. Restore into an empty GOLDTHREAD_HOME.")
        raise Refused(sentence % {"path": settings.HOME})


def _empty(beside: Path) -> None:
    """The folder, with nothing in it; it stays until all is in place, as the sign of a restore under way."""
    beside.mkdir(parents=True, exist_ok=True, mode=0o700)
    for part in beside.iterdir():
        shutil.rmtree(part) if part.is_dir() else part.unlink()


def check(file: Path, keys_file: Path, beside: Path) -> None:
    """Both files unpacked beside the home; Refused where either is not whole, or they do not belong together."""
    unpack(file, beside / "record")
    unpack(keys_file, beside / "keys")
    _refuse_strangers(file, keys_file, beside)


def unpack(file: Path, into: Path) -> None:
    """Every member beside the home, each held against the manifest's digest, and none that it does not name."""
    try:
        _take_all(file, into)
        manifest = documents.read((into / "manifest.json").read_bytes())
        wanted = {str(name): str(digest) for name, digest in manifest["members"].items()}
        is_known = manifest["format"] == FORMAT
        (into / "manifest.json").unlink()
        found = {_name(path, into): digest_of(path) for path in into.rglob("*") if path.is_file()}
    except OSError as broken:
        if broken.errno not in _NO_ROOM:
            raise _not_whole(file) from None
        told = {"path": into, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be written: %(why)s. Nothing was restored.") % told) from None
    except _NOT_WHOLE:
        raise _not_whole(file) from None
    if not is_known or found != wanted:
        other = sorted({name for name, _digest in found.items() ^ wanted.items()})
        sentence = _("%(path)s was changed since it was written (%(what)s). Nothing was restored.")
        raise Refused(sentence % {"path": file, "what": other[0] if other else _("its format")})


def _not_whole(file: Path) -> Refused:
    sentence = _("%(path)s is not a whole backup: it is cut short, changed, or something else. Nothing was restored.")
    return Refused(sentence % {"path": file})


def _name(path: Path, within: Path) -> str:
    return path.relative_to(within).as_posix()


def _refuse_strangers(file: Path, keys_file: Path, beside: Path) -> None:
    """A record whose own keys these are not could never be signed again."""
    if not (beside / "record" / DATABASE).exists():
        raise Refused(_("%(path)s holds no record; is it the file of keys? Nothing was restored.") % {"path": file})
    try:
        with closing(sqlite3.connect(beside / "record" / DATABASE)) as database:
            named = database.execute(
                "SELECT purpose, kid FROM ledger_key"
                " WHERE kid NOT IN (SELECT replaces_id FROM ledger_key WHERE replaces_id IS NOT NULL)"
            ).fetchall()
            holds_apart = _holds_psychotherapy_notes(database)
    except sqlite3.Error:
        raise _not_whole(file) from None
    wanted = {"home.key", *(f"{purpose}-{kid}.pem" for purpose, kid in named)}
    wanted |= {PSYCHOTHERAPY_KEY.file_name} if holds_apart else set()
    if not named or any(not (beside / "keys" / "keys" / name).exists() for name in wanted):
        sentence = _(
            "%(path)s holds no keys of this record: they are another's, or another day's. Nothing was restored."
        )
        raise Refused(sentence % {"path": keys_file})


def _holds_psychotherapy_notes(database: sqlite3.Connection) -> bool:
    """Whether words are in there that only their own key opens; a backup of an older version has no such tables."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    kept = (("psychotherapy_version", "1 = 1"), ("psychotherapy_draft", "length(words) > 0"))
    return any(
        table in tables and database.execute(f"SELECT 1 FROM {table} WHERE {condition} LIMIT 1").fetchone()
        for table, condition in kept
    )


def _take_all(file: Path, into: Path) -> None:
    bar = Bar(_("reading"), file.stat().st_size)
    # As a stream ("|"), so that only read() is called and every byte is told once.
    with (
        file.open("rb") as packed,
        gzip.GzipFile(fileobj=cast("IO[bytes]", Reading(packed, bar)), mode="rb") as plain,
        tarfile.open(fileobj=plain, mode="r|") as tar,
    ):
        for member in tar:
            _take_out(tar, member, into)
        # Only at the end stands the checksum over everything, which unpacking never reaches.
        while plain.read(1 << 20):
            pass
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
    database = beside / "record" / DATABASE
    for path in sorted([*beside.glob("record/*"), *beside.glob("keys/*")]):
        if path != database:
            target = settings.HOME / path.name
            if target.is_dir():
                shutil.rmtree(target)
            path.replace(target)
    (settings.HOME / "keys").chmod(0o700)
    connection.close()
    if connection.vendor == "sqlite":
        for left in ("-wal", "-shm"):
            (settings.HOME / f"{DATABASE}{left}").unlink(missing_ok=True)
        database.replace(settings.HOME / DATABASE)
    else:
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

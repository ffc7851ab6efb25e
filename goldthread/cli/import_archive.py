"""goldthread import archive: an export of everything into a fresh record, which then is that record."""

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.cli import archive_rows, copying, initialise, verify
from goldthread.cli.archive_folder import DIGESTS, MANIFEST
from goldthread.cli.asking import agreed
from goldthread.cli.backup import digest_of
from goldthread.cli.export import ALL, FORMAT
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar
from goldthread.documents.models import Blob
from goldthread.ledger import actions as ledger
from goldthread.ledger import keys, triggers, witness
from goldthread.ledger.models import Access, AccessLeaf, Checkpoint
from goldthread.ledger.report import Report
from goldthread.ledger.streams import ACCESS, RECORD
from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.notes.models import NoteType, TypeOffered
from goldthread.search import actions as search

NAME = "import archive"
HELP = gettext_lazy("bring an export of everything into a fresh record, and verify it there")
# What `init` itself writes; a row anywhere else, and the record is in use.
_MADE_BY_INIT = {"ledger", "policies", "services"}
_UNREADABLE = (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError,
               ValidationError, IntegrityError, DataError)  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself: by which version, with which tables, and how many rows and leaves it holds."""

    what: str
    form: int
    made_by: str
    migrations: frozenset[str]
    digest: str
    rows: Mapping[str, int]
    heads: Mapping[str, Any]
    is_demonstration: bool


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of import archive."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=_("the folder that goldthread export --all wrote"))
    parser.add_argument("--yes", action="store_true", help=_("ask nothing"))


def run(options: argparse.Namespace) -> int:
    """Check the archive, put its record in the fresh one's place in one transaction, verify it before that ends."""
    if not has_record():
        raise Refused(_("There is no fresh record here yet. Run: goldthread init"))
    _refuse_used()
    manifest = _manifest(options.folder)
    _check_digests(options.folder, manifest)
    question = _("Put the record of %(folder)s in the place of the fresh one in %(path)s? [y/N] ")
    if not options.yes and not agreed(question % {"folder": options.folder, "path": settings.HOME}):
        raise Refused(_("Nothing was imported. Say --yes, or answer y."))
    with initialise.as_owner():
        rows, report = _replace(options.folder, manifest)
    keys.forget()
    if manifest.is_demonstration:
        (settings.HOME / "demonstration").touch()
    told = ngettext("%(rows)s row brought in.", "%(rows)s rows brought in.", rows)
    print(told % {"rows": f"{rows:,}"})
    _tell_of_keys()
    return verify.tell(report)


def _refuse_used() -> None:
    """Nothing of anybody's may stand here: what it replaces is only what `init` wrote."""
    for model in copying.tables():
        is_expected = model._meta.app_label in _MADE_BY_INIT and model not in (Access, AccessLeaf)
        is_expected = is_expected or model in (NoteType, TypeOffered)
        if not is_expected and model._meta.db_table not in archive_rows.LEFT_OUT and model._base_manager.exists():
            sentence = _(
                "The record in %(path)s is in use already. Import into a new GOLDTHREAD_HOME, after goldthread init"
                " and before anything else."
            )
            raise Refused(sentence % {"path": settings.HOME})


def _manifest(folder: Path) -> Manifest:
    """The manifest of an export of everything, of this very version of the tables."""
    try:
        manifest = _read_manifest(folder / MANIFEST)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sentence = _(
            "%(path)s is no export: it has no %(name)s that can be read. Name the folder of goldthread export --all."
        )
        raise Refused(sentence % {"path": folder, "name": MANIFEST}) from None
    here, told = set(archive_rows.migrations()), {"version": manifest.made_by}
    if manifest.form != FORMAT or manifest.migrations - here:
        sentence = _(
            "This archive was written by a later version (%(version)s). Install that version here, then import."
        )
        raise Refused(sentence % told)
    if here - manifest.migrations:
        sentence = _(
            "This archive was written by an earlier version (%(version)s). Import it with that version, then run"
            " goldthread upgrade; or upgrade where it came from and export again."
        )
        raise Refused(sentence % told)
    if manifest.what != ALL:
        raise Refused(_("This export holds one client only, which is no record to go on with. Export with --all."))
    return manifest


def _read_manifest(path: Path) -> Manifest:
    if not path.is_file():
        raise FileNotFoundError(path)
    found = documents.read(path.read_bytes())
    return Manifest(
        what=found["what"],
        form=found["format"],
        made_by=found["goldthread"],
        migrations=frozenset(found["migrations"]),
        digest=found["digests"][DIGESTS],
        rows={str(table): int(count) for table, count in dict(found["rows"]["tables"]).items()},
        heads=found["heads"],
        is_demonstration=found["is_demonstration"],
    )


def _check_digests(folder: Path, manifest: Manifest) -> None:
    """Every file that the list names is there and unchanged, and so is the list; others are never read."""
    if not _is(folder, DIGESTS, manifest.digest):
        raise _changed(folder, DIGESTS)
    tables = {archive_rows.file_of(model) for model in archive_rows.tables()}
    with (folder / DIGESTS).open(encoding="utf-8", errors="replace") as listed:
        bar = Bar(_("checking the archive"))
        for done, line in enumerate(listed):
            bar.show(done)
            digest, _space, name = line.rstrip("\n").partition("  ")
            if not _is(folder, name, digest):
                raise _changed(folder, name)
            tables.discard(name)
        bar.end()
    if tables or set(manifest.rows) != {model._meta.db_table for model in archive_rows.tables()}:
        raise _changed(folder, min(tables, default=MANIFEST))


def _is(folder: Path, name: str, digest: str) -> bool:
    """Whether a plain file of the folder itself has this digest: no link leads out of it, and nothing that never ends is read."""
    try:
        whole, file = folder.resolve(), (folder / name).resolve()
        is_own = file == whole / name and file.is_relative_to(whole) and file.is_file()
        return is_own and digest_of(file) == digest
    except (OSError, RuntimeError, ValueError):
        return False


def _changed(folder: Path, name: str) -> Refused:
    sentence = _("%(path)s was changed since it was written, or is not whole (%(what)s). Nothing was imported.")
    return Refused(sentence % {"path": folder, "what": name})


def _replace(folder: Path, manifest: Manifest) -> tuple[int, Report]:
    """The fresh record's rows away, the archive's in, and all of it checked; nothing of that stands unless all does."""
    models = archive_rows.tables()
    with transaction.atomic():
        triggers.remove(connection)
        search.begin_again()
        with connection.cursor() as cursor:
            for model in reversed(models):
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')
        rows = _load(folder, manifest, models)
        copying.go_on_numbering(models, "default")
        triggers.install(connection)
        if archive_rows.heads() != manifest.heads:
            raise _changed(folder, MANIFEST)
        for stream in (RECORD, ACCESS):
            # What was signed while the export began is in the archive, and has waited for its place since.
            ledger.sequence(stream=stream, sweep=True)
        report = verify.check()
        if report.problems:
            sentence = _("The record of this archive does not verify: %(why)s. Nothing was imported.")
            raise Refused(sentence % {"why": report.problems[0]})
        for stream in (RECORD, ACCESS):
            heads = Checkpoint.objects.filter(stream=stream).order_by("number").values_list("note", flat=True)
            witness.take_over(stream, heads.iterator())
    return rows, report


def _load(folder: Path, manifest: Manifest, models: list[type[Model]]) -> int:
    """Every row of every table; how many."""
    bar, done = Bar(_("bringing in"), sum(manifest.rows.values())), 0
    for model in models:
        before = done
        try:
            for some in _chunks(_rows(folder, model), 1 if model is Blob else archive_rows.CHUNK):
                model._base_manager.bulk_create(some)
                done += len(some)
                bar.show(done)
        except _UNREADABLE:
            raise _changed(folder, archive_rows.file_of(model)) from None
        if done - before != manifest.rows[model._meta.db_table]:
            raise _changed(folder, archive_rows.file_of(model))
    try:
        connection.check_constraints()
    except IntegrityError:
        raise _changed(folder, MANIFEST) from None
    bar.end()
    return done


def _rows(folder: Path, model: type[Model]) -> Iterator[Model]:
    with (folder / archive_rows.file_of(model)).open(encoding="utf-8") as lines:
        for line in lines:
            row = archive_rows.row_from(model, json.loads(line))
            if isinstance(row, Blob):
                name = archive_rows.document_name(row.sha256, row.media_type)
                if not _is(folder, name, row.sha256):
                    raise ValueError(name)
                row.data = (folder / name).read_bytes()
            yield row


def _chunks(rows: Iterator[Model], size: int) -> Iterator[list[Model]]:
    while some := list(islice(rows, size)):
        yield some


def _tell_of_keys() -> None:
    """Whether this home can sign for the record: private keys never leave with an export."""
    names = [f"{purpose}-{keys.current_kid(purpose)}.pem" for purpose in keys.PURPOSES]
    if all((keys.home() / name).exists() for name in names):
        print(_("The record's private keys are here: it goes on being signed."))
        return
    sentence = _(
        "The record's private keys are not in an archive. Copy every file of the old home's keys folder into %(path)s,"
        " over those of the same name; until then nobody can sign here, and authenticator codes and psychotherapy notes"
        " stay shut."
    )
    print(sentence % {"path": keys.home()})

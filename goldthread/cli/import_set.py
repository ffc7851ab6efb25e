"""goldthread import set: bring in a folder of another system's files, in the order in which they refer to each other."""

import argparse
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import refused_rows, sources
from goldthread.cli.import_notes import Taking, looked_over
from goldthread.cli.initialise import has_record
from goldthread.cli.intake_report import Totals, report
from goldthread.cli.progress import Bar
from goldthread.cli.refused_rows import Place, RefusedRows
from goldthread.cli.sources import Row, Torn
from goldthread.intake import actions, mapping, queries, rules
from goldthread.intake.actions import Outcome
from goldthread.intake.mapping import Map, Mapped
from goldthread.intake.rules import Told
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import importing
from goldthread.notes.importing import Columns
from goldthread.policies import queries as policies

NAME = "import set"
HELP = gettext_lazy(
    "bring in a folder of files: staff, cases, referrals, clients, people, team, documents, notes; a second run adds nothing"
)

BATCH = 100
# A file is looked at by a process of its own while the batch keeps others from saving.
BATCH_OF_DOCUMENTS = 5
# What is answered where everything that could be is in, and some rows were refused.
SOME_REFUSED = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of import set."""
    add = parser.add_argument
    add("folder", type=Path, metavar="FOLDER", help=_("a folder with any of staff.csv, cases.csv, clients.csv, ..."))
    add("--dry-run", action="store_true", help=_("tell what would come in and what would be refused; write nothing"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--map", type=Path, metavar="FILE", help=_("a TOML file that says which column is what"))
    which.add_argument("--from", dest="system", metavar="NAME", choices=[path.stem for path in mapping.paths()],
                       help=_("a map that comes along: %(names)s") % {"names": ", ".join(path.stem for path in mapping.paths())})  # fmt: skip
    add(
        "--encoding",
        choices=sorted(sources.ENCODINGS),
        default="",
        help=_("the encoding, if it is not UTF-8"),
    )
    add(
        "--files",
        type=Path,
        metavar="FOLDER",
        help=_("where the files of documents.csv lie, if not in the same folder"),
    )
    add("--refused", type=Path, metavar="FOLDER", help=_("where refused rows go, each with its reason"))


def run(options: argparse.Namespace) -> int:
    """Look all files over, then bring them in; 0 where every row is in, 3 where some were refused."""
    if not has_record():
        raise Refused(_("There is no record here to bring anything into. Run: goldthread init"))
    read_by = _map_of(options)
    encoding = options.encoding or read_by.encoding
    if encoding and encoding not in sources.ENCODINGS:
        told = {"encoding": encoding[:40], "known": ", ".join(sorted(sources.ENCODINGS))}
        raise Refused(_("The map's encoding is %(encoding)s, which is none of: %(known)s.") % told)
    found = _looked_over(options.folder, read_by, encoding)
    out = None if options.dry_run else options.refused or _beside(options.folder)
    if out:
        _refuse_places(out, found)
    for name, columns in _not_asked(found).items():
        told = {"name": name, "columns": ", ".join(columns)}
        print(_("%(name)s: these columns are not brought in: %(columns)s") % told)
    bringing = Bringing(read_by, encoding, options.files or options.folder, out, is_trial=options.dry_run)
    began = time.monotonic()
    with _trial() if options.dry_run else _lasting():
        totals = _brought(found, bringing)
        empty = queries.cases_without_clients()
    print(report(totals, time.monotonic() - began, is_trial=options.dry_run, empty_cases=empty))
    return _answer(totals, out)


def _not_asked(found: "list[Found]") -> dict[str, list[str]]:
    """By its name, the columns of each file that no layout which is read from it asks for."""
    columns: dict[str, list[str]] = {}
    for each in found:
        others = columns.get(each.path.name, each.not_asked)
        columns[each.path.name] = [name for name in each.not_asked if name in others]
    return {name: left for name, left in columns.items() if left}


def _beside(folder: Path) -> Path:
    whole = folder.resolve()
    return whole.with_name(f"{whole.name}.refused")


def _answer(totals: Sequence[Totals], out: Path | None) -> int:
    if not all(each.is_whole for each in totals):
        raise Refused(
            _("The sums do not agree with the rows of the files. Do not rely on this import; tell who made Goldthread.")
        )
    if not any(each.refused.count for each in totals):
        return 0
    if out:
        print(_("Refused rows are in %(path)s") % {"path": out})
    return SOME_REFUSED


def _brought(found: "list[Found]", bringing: "Bringing") -> list[Totals]:
    try:
        return [bringing.take(each) for each in found]
    finally:
        bringing.close()


def _map_of(options: argparse.Namespace) -> Map:
    if options.map:
        return mapping.load(options.map)
    return mapping.load(mapping.SHIPPED / f"{options.system}.toml") if options.system else mapping.own()


@contextmanager
def _trial() -> Iterator[None]:
    """All of it in one transaction that is taken back: the very same steps, and nothing stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def _lasting() -> Iterator[None]:
    yield
    for stream in ("record", "access"):
        ledger.sequence(stream=stream, sweep=True)


@dataclass(frozen=True)
class Found:
    """A file of the set that is there: how it is read, how many rows it has, and which columns nobody asked for."""

    path: Path
    mapped: Mapped
    delimiter: str
    header: list[str]
    rows: int
    not_asked: list[str]


def _refuse_unreadable(folder: Path) -> None:
    """A folder mistyped is another thing than a folder with none of the files in it."""
    try:
        os.listdir(folder)
    except OSError as broken:
        told = {"path": folder, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None


def _looked_over(folder: Path, read_by: Map, encoding: str) -> list[Found]:
    """Every file that is there, read once from end to end before anything is written; Refused where one cannot be used."""
    _refuse_unreadable(folder)
    there = [each for each in read_by.files if (folder / each.file).is_file()]
    if not there:
        names = ", ".join(dict.fromkeys(each.file for each in read_by.files))
        told = {"folder": folder, "names": names}
        raise Refused(_("%(folder)s holds none of these files: %(names)s.") % told)
    look_over = {True: _look_over_notes, False: _look_over}
    return [look_over[each.layout.kind == "notes"](folder / each.file, each, encoding) for each in there]


def _look_over(path: Path, mapped: Mapped, encoding: str) -> Found:
    header, delimiter = sources.header_of(path, encoding, lambda names: not _fitted(mapped, names).missing(names))
    fitted = _fitted(mapped, header)
    if missing := fitted.missing(header):
        told = {"name": path.name, "columns": ", ".join(missing)}
        raise Refused(_("%(name)s has no column %(columns)s. Nothing was imported.") % told)
    not_asked = [name for name in header if name not in fitted.asked()]
    rows = _rows_in(path, encoding, delimiter)
    return Found(path, fitted, delimiter, header, rows, not_asked)


def _rows_in(path: Path, encoding: str, delimiter: str) -> int:
    """How many rows a file has; Refused where it breaks off, for then nobody knows how many there are."""
    count = 0
    for line, row in sources.rows_of(path, encoding, delimiter):
        if isinstance(row, Torn):
            told = {"name": path.name, "line": line, "why": row}
            raise Refused(_("%(name)s, line %(line)s: %(why)s Mend it there. Nothing was imported.") % told)
        count += 1
    return count


def _fitted(mapped: Mapped, header: list[str]) -> Mapped:
    is_own = all(ours == said for ours, said in mapped.columns.items())
    return mapping.for_header(mapped, header) if is_own else mapped


def _look_over_notes(path: Path, mapped: Mapped, encoding: str) -> Found:
    if sources.holds_json(path):
        header, rows = looked_over(path, encoding)
        _note_columns(mapped, header)
        return Found(path, mapped, "", header, rows, [])
    header, delimiter = sources.header_of(path, encoding, lambda names: _is_of_notes(mapped, names))
    _note_columns(mapped, header)
    rows = _rows_in(path, encoding, delimiter)
    return Found(path, mapped, delimiter, header, rows, [])


def _note_columns(mapped: Mapped, header: list[str]) -> Columns:
    return importing.columns_said(mapped.notes, header) if mapped.notes else importing.guess(header)


def _is_of_notes(mapped: Mapped, header: list[str]) -> bool:
    try:
        return bool(_note_columns(mapped, header))
    except Refused:
        return False


def _refuse_places(out: Path, found: list[Found]) -> None:
    if out.exists() and not out.is_dir():
        raise Refused(_("%(path)s is something else already. Name another folder with --refused.") % {"path": out})
    for each in found:
        if out.is_dir():
            refused_rows.refuse_place(out / each.path.name, source=each.path)


class Bringing:
    """One run over a set: rows become facts in batches, each batch a transaction, so that a stopped run goes on where it was."""

    def __init__(self, read_by: Map, encoding: str, files: Path, out: Path | None, *, is_trial: bool) -> None:
        self.source, self.encoding, self.files, self.out, self.is_trial = read_by.source, encoding, files, out, is_trial
        # Several layouts may be read from one file, and its refused rows then stand in one.
        self.places: dict[str, Place] = {}

    def take(self, found: Found) -> Totals:
        """Bring in a file; what became of its rows."""
        refused = RefusedRows(self._place(found))
        rows = sources.rows_of(found.path, self.encoding, found.delimiter)
        totals = Totals(found.path.name, found.mapped.layout.kind, found.rows, refused)
        if found.mapped.layout.kind == "notes":
            self._take_notes(rows, found, totals)
        else:
            self._take_rows(rows, found, totals)
        return totals

    def close(self) -> None:
        """The files of refused rows are whole."""
        for place in self.places.values():
            place.close()

    def _place(self, found: Found) -> Place | None:
        if self.out is None:
            return None
        return self.places.setdefault(found.path.name, Place(self.out / found.path.name, found.header))

    def _take_notes(self, rows: Iterable[tuple[int, Row | str]], found: Found, totals: Totals) -> None:
        columns = _note_columns(found.mapped, found.header)
        columns = replace(columns, zone=columns.zone or policies.agency().zone)
        taking = Taking(found.path.name, columns, totals.refused)
        taking.take(rows, found.rows, is_trial=self.is_trial)
        totals.count = Counter({Outcome.MADE: taking.made, Outcome.HERE: taking.known})

    def _take_rows(self, rows: Iterable[tuple[int, Row | str]], found: Found, totals: Totals) -> None:
        bar, done, coming = Bar(found.path.name, found.rows), 0, iter(rows)
        size = BATCH_OF_DOCUMENTS if found.mapped.layout.kind == "documents" else BATCH
        while batch := list(islice(coming, size)):
            bar.show(done)
            done += len(batch)
            with transaction.atomic():
                self._bring(batch, found.mapped, totals)
            if not self.is_trial:
                # An entry waits a minute at most for its place in the log.
                ledger.sequence()
        bar.end()

    def _bring(self, rows: Sequence[tuple[int, Row | str]], mapped: Mapped, totals: Totals) -> None:
        read = [(line, row, _told(row, mapped)) for line, row in rows]
        meant = [told for _line, _row, told in read if isinstance(told, Told)]
        batch = actions.begin(rows=meant, source=self.source, folder=self.files, by=COMMAND_LINE)
        for line, row, told in read:
            try:
                if isinstance(told, Refused):
                    raise told
                outcome = actions.bring(told=told, batch=batch)
            except Refused as refused:
                totals.refused.add(line, refused.sentence, row if isinstance(row, dict) else {})
            else:
                totals.count[outcome] += 1


def _told(row: Row | str, mapped: Mapped) -> Told | Refused:
    """The row as what it means, or why it means nothing."""
    if isinstance(row, str):
        return Refused(row)
    try:
        return rules.read(mapped.layout, mapped.words(row), mapped.dates)
    except Refused as refused:
        return refused

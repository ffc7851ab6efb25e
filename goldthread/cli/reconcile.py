"""goldthread reconcile: hold the lines of a bill against the signed notes, and write a verdict on each."""

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.billing import giving, queries, reading
from goldthread.cli import sources
from goldthread.cli.export import BATCH
from goldthread.cli.initialise import has_record
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused

NAME = "reconcile"
HELP = gettext_lazy("hold the lines of a bill (CSV) against the signed notes; exit code 1 where one does not agree")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of reconcile."""
    add = parser.add_argument
    add(
        "file",
        type=Path,
        metavar="LINES.csv",
        help=_("client, date, service, units and perhaps amount and modifiers, a line each"),
    )
    add("--out", type=Path, required=True, metavar="REPORT.csv", help=_("where the report goes"))
    add(
        "--map",
        type=Path,
        metavar="FILE",
        help=_('a JSON file that says which column is what, such as {"client": "Member ID"}'),
    )
    add("--encoding", choices=sorted(sources.ENCODINGS), default="", help=_("the encoding, if it is not UTF-8"))


def run(options: argparse.Namespace) -> int:
    """Ask nothing: guess the columns or take them from --map, write the report, and say what was found."""
    if not has_record():
        raise Refused(_("There is no record here to hold a bill against. Run: goldthread init"))
    if options.out.exists() and options.out.resolve() == options.file.resolve():
        raise Refused(_("The report would take the place of the bill. Name another file with --out."))
    header, rows = reading.rows_in(_text(options.file, options.encoding))
    clients = queries.clients_named(None)
    columns = reading.mapping_of(header, _said(options.map), rows, clients)
    print(_("Columns: %(columns)s") % {"columns": ", ".join(f"{what} = {name}" for what, name in columns.items())})
    billed = reading.billed(rows, columns, clients)
    judged = queries.reconciled(None, billed)
    _look(giving.clients_in(judged))
    _write(options.out, giving.report_csv(judged))
    if far := giving.told_far(queries.days_of(None, billed).far):
        print(far)
    for title, count in Counter(giving.verdict_title(each.verdict) for each in judged).items():
        print(f"{count} {title}")
    print(_("The report is in %(path)s") % {"path": options.out})
    return 0 if all(each.agrees for each in judged) else 1


def _text(path: Path, encoding: str) -> str:
    with path.open(encoding=sources.codec_of(path, encoding), newline="") as file:
        return file.read()


def _look(clients: Sequence[UUID]) -> None:
    """Into the access stream, before anything is written: a row for each client of whom the report tells."""
    looked: list[UUID | None] = [*clients] or [None]
    for start in range(0, len(looked), BATCH):
        some = looked[start : start + BATCH]
        ledger.look_at_each(some, by=COMMAND_LINE, action="export", page="goldthread reconcile")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as broken:
        told = {"path": path, "why": broken.strerror}
        raise Refused(_("The report cannot be written to %(path)s: %(why)s.") % told) from None


def _said(path: Path | None) -> Mapping[str, str | None]:
    if path is None:
        return {}
    try:
        said: Any = json.loads(path.read_text(encoding="utf-8"))
    except OSError as broken:
        told = {"path": path, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not all(each is None or isinstance(each, str) for each in said.values()):
        raise Refused(_("%(path)s is no JSON file that says which column is what.") % {"path": path})
    return said

"""goldthread import notes: bring in an archive of notes from CSV or JSON Lines, sealed as imported."""

import argparse
import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.cases import actions as cases
from goldthread.cases import queries
from goldthread.cases.models import Client
from goldthread.cli import refused_rows as refusals
from goldthread.cli import sources
from goldthread.cli.asking import agreed
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar
from goldthread.cli.sources import Row
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, importing
from goldthread.notes.content import About
from goldthread.notes.importing import Columns, Imported
from goldthread.notes.models import ImportedRow
from goldthread.policies import queries as policies

NAME = "import notes"
HELP = gettext_lazy("bring in notes from a CSV or JSON Lines file; a second run adds nothing")

BATCH = 100
# So many clients are remembered at a time; others are looked up again.
CLIENTS_KEPT = 10_000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of import notes."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=_("a .csv file, or .jsonl with one object a line"))
    add("--encoding", choices=sorted(sources.ENCODINGS), default="", help=_("the encoding, if it is not UTF-8"))
    add("--yes", action="store_true", help=_("import without asking whether the columns are right"))
    add("--refused", type=Path, metavar="OUT.csv", help=_("where refused rows go, each with its reason"))
    add("--client", metavar="ID", help=_("every row is about this client (number or UUID)"))
    add("--map", type=Path, metavar="FILE", help=_("a JSON file that says which column is what"))


def run(options: argparse.Namespace) -> int:
    """Show what the columns mean, then import; exit code 0 also where rows were refused."""
    if not has_record():
        raise Refused(_("There is no record here to bring notes into. Run: goldthread init"))
    header, count = looked_over(options.file, options.encoding)
    out = options.refused or options.file.with_name(f"{options.file.stem}.refused.csv")
    refusals.refuse_place(out, source=options.file)
    columns = importing.mapped(options.map, header) if options.map else importing.guess(header)
    columns = replace(columns, zone=columns.zone or policies.agency().zone)
    print("\n".join(columns.told()))
    if not options.yes and not agreed(_("Import so? [y/N] ")):
        raise Refused(_("Nothing was imported. Say --yes, or what the columns are with --map FILE."))
    place = refusals.Place(out, header)
    kept = refusals.RefusedRows(place)
    taking = Taking(options.file.name, columns, kept, client_asked(options.client))
    began = time.monotonic()
    try:
        taking.take(sources.rows_of(options.file, options.encoding), count)
    finally:
        place.close()
    took = time.monotonic() - began
    for stream in ("record", "access"):
        ledger.sequence(stream=stream, sweep=True)
    if kept.count:
        print(_("Refused rows are in %(path)s") % {"path": out})
    print(taking.told(count, took))
    return 0


def looked_over(path: Path, encoding: str) -> tuple[list[str], int]:
    """The names of all columns and how many rows there are: one reading that keeps none, before the one that imports."""
    header: dict[str, None] = {}
    count, first = 0, (0, "")
    for line, row in sources.rows_of(path, encoding):
        count += 1
        if isinstance(row, dict):
            header.update(dict.fromkeys(row))
        elif not first[0]:
            first = (line, row)
    if count and not header:
        told = {"name": path.name, "line": first[0], "why": first[1]}
        raise Refused(_("%(name)s has no row that can be read. Line %(line)s: %(why)s") % told)
    return list(header), count


def client_asked(asked: str | None) -> Client | None:
    if not asked:
        return None
    found: Client | None = Client.objects.filter(number=asked).first()
    with suppress(ValueError):
        found = found or Client.objects.filter(pk=UUID(asked)).first()
    if found is None:
        sentence = _("There is no client %(number)s. Give a client's number, as it stands on the case file.")
        raise Refused(sentence % {"number": asked})
    return found


class Taking:
    """One run: rows become notes in batches, each batch a transaction, so that a stopped run goes on where it was."""

    def __init__(
        self, source: str, columns: Columns, refused: refusals.RefusedRows, client: Client | None = None
    ) -> None:
        self.source, self.columns, self.client, self.refused = source[:200], columns, client, refused
        self.made = self.known = self.clients = self.deactivated = 0
        self.seen: Counter[bytes] = Counter()
        self.found: dict[tuple[str, str], tuple[Client, About]] = {}

    def take(self, rows: Iterable[tuple[int, Row | str]], total: int, *, is_trial: bool = False) -> None:
        """Import every row, or keep it with the reason; a trial, which is taken back, gives no place in the log."""
        bar = Bar(_("importing"), total)
        done, coming = 0, iter(rows)
        while batch := list(islice(coming, BATCH)):
            bar.show(done)
            done += len(batch)
            with transaction.atomic():
                self._batch([each for each in (self._read(*row) for row in batch) if each])
            if not is_trial:
                # An entry waits a minute at most for its place in the log, and a long archive takes longer than that.
                ledger.sequence()
        bar.end()

    def told(self, rows: int, seconds: float) -> str:
        """What became of so many rows; the last line counts them."""
        counted = _(
            "rows: %(rows)s, notes: %(notes)s, here already: %(known)s, refused: %(refused)s, "
            "new clients: %(clients)s, rows per second: %(speed)s"
        ) % {
            "rows": rows,
            "notes": self.made,
            "known": self.known,
            "refused": self.refused.count,
            "clients": self.clients,
            "speed": f"{rows / max(seconds, 0.001):.0f}",
        }
        withdrawn = ngettext(
            "%(count)s of the notes was deactivated in the source and is marked as entered in error.",
            "%(count)s of the notes were deactivated in the source and are marked as entered in error.",
            self.deactivated,
        ) % {"count": self.deactivated}
        return f"{withdrawn}\n{counted}" if self.deactivated else counted

    def _read(self, line: int, row: Row | str) -> Imported | None:
        if isinstance(row, str):
            self.refused.add(line, row, {})
            return None
        spelled = hashlib.sha256(json.dumps(row, sort_keys=True).encode()).digest()
        try:
            read = importing.read_row(row, self.columns, self.seen[spelled])
        except Refused as refused:
            self.refused.add(line, refused.sentence, row)
            return None
        self.seen[spelled] += 1
        return read

    def _batch(self, batch: list[Imported]) -> None:
        identities = [each.identity for each in batch]
        here = set(ImportedRow.objects.filter(digest__in=identities).values_list("digest", flat=True))
        self.known += len(here)
        for row in batch:
            if row.identity in here:
                continue
            client, about = self._client_of(row)
            content = importing.content_of_row(
                row, self.columns, about=about, encounter=uuids.fresh(), source=self.source, now=clock.now()
            )
            actions.record_imported(content=content, client=client, by=COMMAND_LINE, is_deactivated=row.is_deactivated)
            self.made += 1
            self.deactivated += row.is_deactivated

    def _client_of(self, row: Imported) -> tuple[Client, About]:
        key = ("", "") if self.client else (row.number, row.name)
        if key not in self.found:
            if len(self.found) >= CLIENTS_KEPT:
                self.found.clear()
            client = self.client or self._find(row)
            case = queries.case_of(client.pk)
            name = queries.detail_of(client.pk).name
            self.found[key] = (client, About(client.pk, name, client.number, case.pk if case else None))
        return self.found[key]

    def _find(self, row: Imported) -> Client:
        client, is_new = cases.take_in(number=row.number, name=row.name, by=COMMAND_LINE)
        self.clients += is_new
        return client

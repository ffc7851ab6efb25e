"""A bill's lines out of the rows of a file: which column is what, and what of each row can be used."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.billing import rules
from goldthread.billing.rules import COLUMNS, NEEDED, Billed
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

Row = Mapping[str, str]
_DELIMITERS = ",;\t|"
MOST_LINES = 50_000


def rows_in(text: str) -> tuple[list[str], list[tuple[int, Row | str]]]:
    """The header and the rows of a CSV text, each with its line; Refused where it has no header."""
    plain = accept(text, field="lines").removeprefix("\ufeff")
    first = plain.partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(plain), delimiter=delimiter, strict=True)
    rows: list[tuple[int, Row | str]] = []
    header: list[str] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = [cell.strip() for cell in cells]
                continue
            rows.append((reader.line_num, _row(header, cells)))
    except csv.Error:
        rows.append((reader.line_num, _("The line cannot be read as CSV, nor what follows it.")))
    if not header:
        raise Refused(_("There is no line. Choose the file of the bill, or paste its lines."), field="lines")
    if len(rows) > MOST_LINES:
        raise Refused(_("More than %(most)s lines. Split the file.") % {"most": MOST_LINES}, field="lines")
    return header, rows


def _row(header: Sequence[str], cells: Sequence[str]) -> Row | str:
    if len(cells) > len(header):
        return _("The line has more cells than the header.")
    return dict(zip(header, [*cells, *[""] * (len(header) - len(cells))], strict=True))


def mapping_of(header: Sequence[str], said: Mapping[str, str]) -> dict[str, str]:
    """Which column is what: as said, else as guessed; Refused where one that is needed is none of the file."""
    known = rules.guess(header) | {what: column for what, column in said.items() if column}
    for what in NEEDED:
        if known.get(what) not in header:
            told = {"what": str(COLUMNS[what]), "columns": ", ".join(header)}
            raise Refused(_("No column is %(what)s. The file has: %(columns)s") % told, field=what)
    return {what: column for what, column in known.items() if column in header}


def billed(
    rows: Iterable[tuple[int, Row | str]], columns: Mapping[str, str], clients: Mapping[str, Sequence[UUID]]
) -> list[Billed]:
    """The lines, each read or with the reason for which it could not be."""
    return [_billed(number, row, columns, clients) for number, row in rows]


def _billed(number: int, row: Row | str, columns: Mapping[str, str], clients: Mapping[str, Sequence[UUID]]) -> Billed:
    if isinstance(row, str):
        return Billed(number, {}, why=row)
    said = {what: row.get(column, "") for what, column in columns.items()}
    found = clients.get(said["client"].strip().casefold(), ())
    day, units = rules.day_of(said["date"]), rules.hundredths_of(said["units"])
    # The day counts for the bill's stretch also where the rest of the line cannot be read.
    line = Billed(number, said, day=day)
    cents = rules.cents_of(said["amount"]) if said.get("amount", "").strip() else None
    if not said["client"].strip():
        return rules.unreadable(line, _("The client is empty."))
    if not found:
        return rules.unreadable(line, _("No client is called or numbered “%(name)s”.") % {"name": said["client"]})
    if len(found) > 1:
        return rules.unreadable(
            line, _("Several clients are called “%(name)s”; give the number.") % {"name": said["client"]}
        )
    if day is None:
        return rules.unreadable(line, _("“%(text)s” is no day.") % {"text": said["date"]})
    if not said["service"].strip():
        return rules.unreadable(line, _("The service is empty."))
    if units is None or units == 0:
        return rules.unreadable(line, _("“%(text)s” is no number of units.") % {"text": said["units"]})
    if said.get("amount", "").strip() and cents is None:
        return rules.unreadable(line, _("“%(text)s” is no amount.") % {"text": said["amount"]})
    return Billed(number, said, found[0], day, said["service"].strip(), units, cents)

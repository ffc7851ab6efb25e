"""A bill's lines out of the text of a file: which column is what, and what of each row can be used."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.billing import cells, rules
from goldthread.billing.rules import COLUMNS, NEEDED, Billed
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

Row = Mapping[str, str]
Rows = Sequence[tuple[int, Row | str]]
# The clients in sight by everything under which a bill may know them, in small letters.
Clients = Mapping[str, Sequence[UUID]]
_DELIMITERS = ",;\t|"
# A NUL can be kept nowhere and shown nowhere: this sign stands for it, so that one cell spoils no more than its line.
_NUL, _NUL_SHOWN = "\x00", "\u2400"
# So each interchange of X12 begins: 837, 835 and the like.
_CLAIMS = "ISA*"
MOST_LINES = 50_000
# Each column can be chosen as what it is: more than this is no bill, and would hold up everybody else.
MOST_COLUMNS = 500
# By so many rows it is judged which column names the clients.
_TRIED = 200


def rows_in(text: str) -> tuple[list[str], Rows]:
    """The header and the rows of a CSV text, each with its line; Refused where it has no header, or nothing below it."""
    plain = accept(readable(text), field="lines").removeprefix("\ufeff")
    if plain.startswith(_CLAIMS):
        raise Refused(_("This is a file of claims (X12), and no CSV. Export the lines of the bill as CSV."), field="lines")  # fmt: skip
    header, rows = _read(plain)
    if not header:
        raise Refused(_("There is no line. Choose the file of the bill, or paste its lines."), field="lines")
    if any(_NUL_SHOWN in name for name in header):
        accept(_NUL, field="lines")  # without a header to trust no line can be read
    if len(header) > MOST_COLUMNS:
        sentence = _("The first line has more than %(most)s columns. Choose the file with the lines of the bill.")
        raise Refused(sentence % {"most": MOST_COLUMNS}, field="lines")
    if twice := [name for name, count in Counter(header).items() if name and count > 1]:
        sentence = _("The first line names %(name)s twice. Give each column a name of its own.")
        raise Refused(sentence % {"name": twice[0]}, field="lines")
    if not rows:
        sentence = _("The bill has no line below its header. Choose the file with its lines, or paste them.")
        raise Refused(sentence, field="lines")
    if len(rows) > MOST_LINES:
        raise Refused(_("More than %(most)s lines. Split the file.") % {"most": MOST_LINES}, field="lines")
    return header, rows


def readable(text: str) -> str:
    """The text with a sign in place of each NUL, as it may stand on a page and be sent again."""
    return text.replace(_NUL, _NUL_SHOWN)


def _read(plain: str) -> tuple[list[str], Rows]:
    first = next((line for line in plain.split("\n") if line.strip()), "")
    reader = csv.reader(StringIO(plain), delimiter=max(_DELIMITERS, key=first.count), strict=True)
    rows: list[tuple[int, Row | str]] = []
    header: list[str] = []
    try:
        for found in reader:
            if not any(cell.strip() for cell in found):
                continue
            if len(rows) > MOST_LINES or len(header) > MOST_COLUMNS:
                break  # `rows_in` refuses it: nothing more is read
            if header:
                rows.append((reader.line_num, _row(header, found)))
            else:
                header = [cell.strip() for cell in found]
    except csv.Error:
        rows.append((reader.line_num, _("The line cannot be read as CSV, nor what follows it.")))
    return header, rows


def _row(header: Sequence[str], found: Sequence[str]) -> Row | str:
    if any(_NUL_SHOWN in cell for cell in found):
        sentence = _("A cell of the line holds a NUL character (%(sign)s), so what it says is not sure.")
        return sentence % {"sign": _NUL_SHOWN}
    if any(cell.strip() for cell in found[len(header) :]):
        return _("The line has more cells than the header.")
    # What is left out at the end is empty; to spell that for each of many columns and lines would fill the memory.
    return dict(zip(header, found, strict=False))


def mapping_of(header: Sequence[str], said: Mapping[str, str | None], rows: Rows, clients: Clients) -> dict[str, str]:
    """Which column is what: as said (None: no column is), else as guessed; Refused where one that is said or needed is none of the file."""
    columns = ", ".join(name for name in header if name)
    if unknown := [what for what in said if what not in COLUMNS]:
        sentence = _("A bill has no “%(what)s”. Say which column is one of: %(known)s.")
        raise Refused(sentence % {"what": unknown[0], "known": ", ".join(COLUMNS)})
    chosen = {what: column for what, column in said.items() if column}
    for what, column in chosen.items():
        if column not in header:
            sentence = _("No column is called “%(column)s”. The file has: %(columns)s")
            raise Refused(sentence % {"column": column, "columns": columns}, field=what)
    guessed = {**cells.guess(header), **_naming(header, rows, clients)}
    denied = {what for what, column in said.items() if column is None}
    known = {what: column for what, column in {**guessed, **chosen}.items() if what not in denied}
    for what in NEEDED:
        if what not in known:
            told = {"what": str(COLUMNS[what]), "columns": columns}
            raise Refused(_("No column is %(what)s. The file has: %(columns)s") % told, field=what)
    return known


def _naming(header: Sequence[str], rows: Rows, clients: Clients) -> dict[str, str]:
    """Of several columns that may say who the client is, that by which most rows are known here."""
    tried = [row for _line, row in rows[:_TRIED] if not isinstance(row, str)]
    found = cells.likely(header, "client")
    if not found:
        return {}
    return {
        "client": max(found, key=lambda name: sum(row.get(name, "").strip().casefold() in clients for row in tried))
    }


def billed(rows: Iterable[tuple[int, Row | str]], columns: Mapping[str, str], clients: Clients) -> list[Billed]:
    """The lines, each read or with the reason for which it could not be."""
    return [_billed(number, row, columns, clients) for number, row in rows]


def _billed(number: int, row: Row | str, columns: Mapping[str, str], clients: Clients) -> Billed:
    if isinstance(row, str):
        return Billed(number, {}, why=row)
    said = {what: row.get(column, "") for what, column in columns.items()}
    found = clients.get(said["client"].strip().casefold(), ())
    day, units = cells.day_of(said["date"]), cells.hundredths_of(said["units"])
    # The day counts for the bill's stretch also where the rest of the line cannot be read.
    line = Billed(number, said, day=day)
    cents = cells.cents_of(said["amount"]) if said.get("amount", "").strip() else None
    if not said["client"].strip():
        return replace(line, why=_("The client is empty."))
    if not found:
        return replace(line, why=_("No client is called or numbered “%(name)s”.") % {"name": said["client"]})
    if len(found) > 1:
        sentence = _("Several clients are called “%(name)s”; give the number.")
        return replace(line, why=sentence % {"name": said["client"]})
    if day is None:
        return replace(line, why=_("“%(text)s” is no day.") % {"text": said["date"]})
    if not said["service"].strip():
        return replace(line, why=_("The service is empty."))
    if units is None or units == 0:
        return replace(line, why=_("“%(text)s” is no number of units.") % {"text": said["units"]})
    if said.get("amount", "").strip() and cents is None:
        return replace(line, why=_("“%(text)s” is no amount.") % {"text": said["amount"]})
    modifiers = rules.modifiers_in(line.modifier_cells)
    if modifiers is None:
        sentence = _("“%(text)s” holds something that is no modifier of two letters or digits.")
        return replace(line, why=sentence % {"text": " ".join(line.modifier_cells)})
    return replace(
        line,
        client=found[0],
        service=said["service"].strip(),
        hundredths=units,
        cents=cents,
        modifiers=modifiers,
    )

"""The file of refused rows: safe to open in a spreadsheet, and read back to the very words that were refused.

A spreadsheet takes a cell that begins with = + - @ for a formula, and a formula can call out. But a note may well begin
with a dash, and its words are what is mended here and imported again. So such a cell gets an apostrophe before it, as
spreadsheets themselves mark text (OWASP, CSV injection), a cell that already begins with one gets another, and an import
of this file takes them off again.
"""

import csv
from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused

_OURS = ["refused line", "reason"]
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'")
Row = dict[str, str]


def refuse_place(out: Path, *, source: Path) -> None:
    """Before anything is imported: the file can be written, and takes the place of no other."""
    if out.is_dir() or (out.is_file() and (out.resolve() == source.resolve() or not _is_free(out))):
        raise Refused(_("%(path)s is something else already. Name another file with --refused.") % {"path": out})
    if not out.parent.is_dir():
        sentence = _("There is no folder %(path)s for refused rows. Name a file with --refused.")
        raise Refused(sentence % {"path": out.parent})


def _is_free(file: Path) -> bool:
    """Whether it is empty, or an earlier file of refused rows."""
    with file.open("rb") as held:
        begins = held.read(64)
    return not begins or begins.startswith(",".join(_OURS).encode())


def write(out: Path, header: list[str], refused: list[tuple[int, str, Row]]) -> None:
    """Each row with its line and reason; Refused where the file cannot be written."""
    try:
        with out.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            writer = csv.writer(file)
            writer.writerow([*_OURS, *map(_quiet, header)])
            for line, reason, row in refused:
                writer.writerow([line, reason, *(_quiet(row.get(name, "")) for name in header)])
    except OSError as broken:
        sentence = _(
            "The notes are in, but the refused rows cannot be written to %(path)s: %(why)s. Import again with --refused."
        )
        raise Refused(sentence % {"path": out, "why": broken.strerror}) from None


def _quiet(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUNS) else cell


def _loud(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RUNS) else cell


def undo_for(header: list[str]) -> Callable[[Row], Row]:
    """How a row of a file with this header is read: a file of ours loses what `write` added, any other loses nothing."""
    if header[: len(_OURS)] != _OURS:
        return lambda row: row
    return lambda row: {_loud(name): _loud(cell) for name, cell in row.items() if name not in _OURS}

"""The file of refused rows: safe to open in a spreadsheet, and read back to the very words that were refused.

A spreadsheet takes a cell that begins with = + - @ for a formula, and a formula can call out. But a note may well begin
with a dash, and its words are what is mended here and imported again. So such a cell gets an apostrophe before it, as
spreadsheets themselves mark text (OWASP, CSV injection), a cell that already begins with one gets another, and an import
of this file takes them off again.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from goldthread.lib.cells import loud
from goldthread.lib.cells import quiet as quiet
from goldthread.lib.refusals import Refused

_LINE, _REASON = "refused line", "reason"
# What the second column is called where the source has a "reason" of its own.
_OTHER_REASON = "refused because"
Row = dict[str, str]
# So many different reasons are told on screen; the file has all.
REASONS_TOLD = 20


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
    return not begins or is_ours(begins)


def is_ours(begins: bytes) -> bool:
    """Whether a file that begins so is one of refused rows."""
    return begins.startswith(f"{_LINE},{_REASON},".encode()) or begins.startswith(f"{_LINE},{_OTHER_REASON},".encode())


@dataclass
class Reason:
    """A reason for which rows were refused: the line of the first one, and how many there were."""

    line: int
    count: int = 0


class Place:
    """The file that takes refused rows of one source file; it comes to be with the first of them."""

    def __init__(self, out: Path, header: list[str]) -> None:
        self.out, self.header = out, header
        self._file: IO[str] | None = None

    def write(self, line: int, reason: str, row: Row) -> None:
        """Add a row with its line and reason; Refused where the file cannot be written."""
        try:
            if self._file is None:
                self.out.parent.mkdir(exist_ok=True)
                self._file = self.out.open("w", encoding="utf-8", newline="", errors="backslashreplace")
                csv.writer(self._file).writerow([*_ours(self.header), *map(quiet, self.header)])
            csv.writer(self._file).writerow([line, reason, *(quiet(row.get(name, "")) for name in self.header)])
        except OSError as broken:
            sentence = _(
                "Refused rows cannot be written to %(path)s: %(why)s. Import again with --refused; what is in stays in."
            )
            raise Refused(sentence % {"path": self.out, "why": broken.strerror}) from None

    def close(self) -> None:
        """The file is whole."""
        if self._file:
            self._file.close()


class RefusedRows:
    """The refused rows of one reading: counted, the first reasons kept to be told, and written to their place where there is one."""

    def __init__(self, place: Place | None) -> None:
        self.place, self.count = place, 0
        self.told: dict[str, Reason] = {}

    def add(self, line: int, reason: str, row: Row) -> None:
        """Keep a row with its reason."""
        self.count += 1
        if reason in self.told or len(self.told) < REASONS_TOLD:
            self.told.setdefault(reason, Reason(line)).count += 1
        if self.place:
            self.place.write(line, reason, row)


def names_in(header: list[str]) -> list[str]:
    """The names of the source's own columns in a header, also in that of a file of ours."""
    return [loud(name) for name in header[2:]] if _is_of_ours(header) else header


def _ours(header: list[str]) -> list[str]:
    return [_LINE, _OTHER_REASON if _REASON in header else _REASON]


def _is_of_ours(header: list[str]) -> bool:
    return header[:1] == [_LINE] and header[1:2] in ([_REASON], [_OTHER_REASON])


def undo_for(header: list[str]) -> Callable[[Row], Row]:
    """How a row of a file with this header is read: a file of ours loses what `write` added, any other loses nothing."""
    if not _is_of_ours(header):
        return lambda row: row
    return lambda row: {loud(name): loud(row[name]) for name in header[2:]}

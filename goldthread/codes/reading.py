"""Code lists as they are published, line by line: what each row says, or the one sentence why the file is none."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from goldthread.codes import rules
from goldthread.codes.models import System
from goldthread.lib.refusals import Refused

# What a file may be spelled in; never guessed.
ENCODINGS = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "iso-8859-1": "iso-8859-1"}

# CMS, icd10OrderFiles.pdf: order number 1-5, code 7-13, 15 whether it is valid for claims, short title 17-76, long title from 78.
_ORDER_LINE = re.compile(r"\d{5} (?P<code>.{7}) (?P<valid>[01]) (?P<short>.{60}) (?P<title>.+)")
_CODES_LINE = re.compile(r"(?P<code>[A-Z0-9]{3,7}) +(?P<title>\S.*)")
_ICD_CODE = re.compile(r"[A-Z]\d[0-9A-Z]{1,5}")
_HCPCS_CODE, _MODIFIER = re.compile(r"[A-Z]\d{4}"), re.compile(r"[A-Z][A-Z0-9]")
# Four digits and a digit or letter: Level I, which the American Medical Association licenses.
_CPT = re.compile(r"\d{4}[A-Z0-9]")
_PLACE = re.compile(r"(?P<code>\d\d)(?P<more>\s*[-–]\s*\d\d)?[\s,;|]+(?P<title>\S.*)")
_PLACES_HEAD = re.compile(r"place.of.service", re.IGNORECASE)
_BEGINS, _GOES_ON = {"3", "7"}, {"4", "8"}
# The whole list goes from cholera to chapter Z; chapter U, which came later, may stand behind it.
_FIRST_OF_ICD, _LAST_OF_ICD = ("A00", "A00.0"), ("Z", "U")
# HCPCS in fixed width: up to where the last column stands that is read.
_HCPCS_WIDTH = 292
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class Row:
    """One row of a list."""

    code: str
    title: str
    short: str = ""
    kind: str = "code"
    from_on: date | None = None
    to_on: date | None = None


class _NoRow(Exception):
    """A line is no row of the list for which it was read."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(frozen=True)
class Listed:
    """All rows of a file, and how many were left out because they are not for here."""

    rows: tuple[Row, ...]
    left_out: int = 0


def read(document: bytes, system: str, encoding: str = "") -> Listed:
    """The rows of a file of one of rules.KINDS; Refused, with the line, where it is another thing."""
    lines = list(_lines(document, encoding or "utf-8"))
    try:
        listed = _READERS[system](lines)
    except _NoRow as wrong:
        raise _no_such_list(system, wrong.line, lines) from None
    if not listed.rows:
        raise Refused(_("There is no code in this file. Nothing was brought in."), field="file")
    seen: set[str] = set()
    for row in listed.rows:
        if row.code in seen:
            raise Refused(
                _("The file names %(code)s twice. Nothing was brought in.") % {"code": row.code}, field="file"
            )
        seen.add(row.code)
    return listed


def _lines(document: bytes, encoding: str) -> Iterator[tuple[int, str]]:
    if encoding not in ENCODINGS:
        raise Refused(_("Nothing is chosen. Choose one from the list."), field="encoding")
    if document.startswith(_ZIP):
        raise Refused(_("The file is packed (ZIP). Unpack it, and choose the list that is in it."), field="file")
    try:
        text = document.decode(ENCODINGS[encoding])
    except UnicodeDecodeError as broken:
        sentence = _("The file is not %(encoding)s (byte %(byte)s). Say what it is spelled in, such as windows-1252.")
        told = {"encoding": encoding.upper(), "byte": broken.start}
        raise Refused(sentence % told, field="encoding") from None
    if "\x00" in text:
        raise Refused(_("The file holds a NUL character, so it is no list of codes. Choose another."), field="file")
    # Some files of CMS end with the mark by which DOS ended a text.
    for number, line in enumerate(text.removesuffix("\x1a").split("\n"), 1):
        if line.strip():
            yield number, line.rstrip("\r")


def _no_such_list(system: str, number: int, lines: list[tuple[int, str]]) -> Refused:
    """Why a file is not the list for which it was chosen: another of the lists, or none from this line on."""
    told = {"list": System(system).label, "line": number}
    for other in rules.KINDS:
        if other != system and _is_whole(other, lines):
            sentence = _("This is %(found)s, and not %(list)s. Nothing was brought in: choose the other list, or another file.")  # fmt: skip
            return Refused(sentence % {**told, "found": System(other).label}, field="file")
    sentence = _("Line %(line)s is no row of %(list)s. Nothing was brought in: choose the file as it is published.")
    return Refused(sentence % told, field="file")


def _is_whole(system: str, lines: list[tuple[int, str]]) -> bool:
    try:
        return bool(_READERS[system](lines).rows)
    except (_NoRow, Refused):
        return False


def _cut_short(told: str, system: str) -> Refused:
    sentence = _("The file ends at %(code)s, and %(list)s goes on: it is cut short. Nothing was brought in: fetch it again.")  # fmt: skip
    return Refused(sentence % {"code": told, "list": System(system).label}, field="file")


def _icd(lines: list[tuple[int, str]]) -> Listed:
    pattern = _ORDER_LINE if lines and _ORDER_LINE.fullmatch(lines[0][1]) else _CODES_LINE
    rows = tuple(_icd_row(number, pattern.fullmatch(line.rstrip())) for number, line in lines)
    if rows and rows[0].code in _FIRST_OF_ICD and not rows[-1].code.startswith(_LAST_OF_ICD):
        raise _cut_short(rows[-1].code, rules.ICD)
    return Listed(rows)


def _icd_row(number: int, found: "re.Match[str] | None") -> Row:
    code = found["code"].strip() if found else ""
    if found is None or not _ICD_CODE.fullmatch(code):
        raise _NoRow(number)
    told = found.groupdict()
    dotted = f"{code[:3]}.{code[3:]}" if len(code) > 3 else code
    kind = "heading" if told.get("valid") == "0" else "code"
    return Row(dotted, told["title"].strip(), (told.get("short") or "").strip(), kind)


def _hcpcs(lines: list[tuple[int, str]]) -> Listed:
    """CMS, HCPC_ANWEB: fixed width, or the same columns as CSV beneath a few lines about rights."""
    head = next((at for at, (_number, line) in enumerate(lines[:40]) if _is_head(line)), None)
    told = _hcpcs_lines(lines) if head is None else _hcpcs_cells(lines[head:])
    rows: list[Row] = []
    left_out, is_dental = 0, False
    for number, mark, row in told:
        if mark in _GOES_ON:
            if rows and not is_dental:
                rows[-1] = replace(rows[-1], title=f"{rows[-1].title} {row.title}".strip())
            continue
        if mark not in _BEGINS:
            raise _NoRow(number)
        if _CPT.fullmatch(row.code):
            sentence = _("Line %(line)s holds a code of CPT, which needs a licence of its own. Bring in CMS's file of HCPCS Level II.")  # fmt: skip
            raise Refused(sentence % {"line": number}, field="file")
        is_modifier = bool(_MODIFIER.fullmatch(row.code))
        if not is_modifier and not _HCPCS_CODE.fullmatch(row.code):
            raise _NoRow(number)
        # Dental codes belong to the American Dental Association.
        is_dental = row.code.startswith("D") and not is_modifier
        left_out += is_dental
        if not is_dental:
            rows.append(replace(row, kind="modifier" if is_modifier else "code"))
    return Listed(tuple(rows), left_out)


def _is_head(line: str) -> bool:
    return "HCPC" in line.upper() and "LONG DESC" in line.upper()


def _hcpcs_lines(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, Row]]:
    """Code 1-5, what kind of line 11, long title 12-91, short title 92-119, added 269-276, ended 285-292."""
    for number, line in lines:
        if line[10:11] in _BEGINS and len(line) < _HCPCS_WIDTH and number == lines[-1][0]:
            raise _cut_short(line[:5].strip(), rules.HCPCS)
        row = Row(
            line[:5].strip(),
            line[11:91].strip(),
            line[91:119].strip(),
            from_on=_day(line[268:276], number),
            to_on=_day(line[284:292], number),
        )
        yield number, line[10:11], row


def _hcpcs_cells(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, Row]]:
    cells = _cells(lines, "\t" if "\t" in lines[0][1] else ",")
    names = [name.upper().rstrip("S") for name in next(cells)[1]]
    if "RECID" not in names:
        raise _NoRow(lines[0][0])
    for number, values in cells:
        told = dict(zip(names, values, strict=False))
        row = Row(
            told.get("HCPC", ""),
            told.get("LONG DESCRIPTION", ""),
            told.get("SHORT DESCRIPTION", ""),
            from_on=_day(told.get("ADD DT", ""), number),
            to_on=_day(told.get("TERM DT", ""), number),
        )
        yield number, told.get("RECID", ""), row


def _day(text: str, line: int) -> date | None:
    if not text.strip().strip("0"):
        return None
    for form in ("%Y%m%d", "%m/%d/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise _NoRow(line)


def _places(lines: list[tuple[int, str]]) -> Listed:
    """CMS, Place of Service Code Set, as text or CSV: number, name and description; unassigned numbers are left out."""
    rows, left_out = [], 0
    for number, told in _place_lines(lines):
        found = _PLACE.fullmatch(told)
        if found is None:
            raise _NoRow(number)
        if found["more"] or found["title"].lower().startswith("unassigned"):
            left_out += 1
        else:
            rows.append(Row(found["code"], found["title"].strip()))
    return Listed(tuple(rows), left_out)


def _place_lines(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Number and name of each row, in one text."""
    if not lines or not _PLACES_HEAD.search(lines[0][1]):
        yield from ((number, line.strip()) for number, line in lines)
        return
    cells = _cells(lines, next((each for each in ("\t", ";", "|") if each in lines[0][1]), ","))
    next(cells)
    yield from ((number, " ".join(values[:2])) for number, values in cells)


def _cells(lines: list[tuple[int, str]], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV file with the line on which each ends; a cell may go over several."""
    reader = csv.reader((line for _number, line in lines), delimiter=delimiter, strict=True)
    try:
        for values in reader:
            yield lines[reader.line_num - 1][0], [value.strip() for value in values]
    except csv.Error:
        raise _NoRow(lines[max(reader.line_num - 1, 0)][0]) from None


_READERS: dict[str, Callable[[list[tuple[int, str]]], Listed]] = {
    rules.ICD: _icd,
    rules.HCPCS: _hcpcs,
    rules.PLACES: _places,
}

"""The rows of a file: CSV or JSON Lines, read as they come, so that memory stays level; a row that cannot be read gives a sentence in its place."""

import codecs
import csv
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from goldthread.cli import refused_rows
from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

Row = dict[str, str]
# What a file may be said to be spelled in; none of them is ever guessed.
ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "iso-8859-1": "iso-8859-1",
    "mac-roman": "mac-roman",
}
# These bytes at the very beginning say it themselves.
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_DELIMITERS = ",;\t|"
_PART = 1 << 20


class Torn(str):
    """The sentence that stands in the place of all rows from here on: the file is no CSV any more."""


def rows_of(path: Path, encoding: str = "", delimiter: str = ",") -> Iterator[tuple[int, Row | str]]:
    """Line number and row; Refused where the file as a whole cannot be used. `encoding` is a key of ENCODINGS, or empty for UTF-8."""
    if not path.name.isprintable():
        # It is kept with each note; surrogates stand in it for bytes that are not UTF-8.
        raise Refused(_("The name of this file cannot be kept with its notes. Give it a plain name and import again."))
    codec = codec_of(path, encoding)
    is_json = holds_json(path)
    # Only CR and LF end a line here: Python's splitlines would also cut at a form feed or U+2028 within somebody's words.
    with path.open(encoding=codec, newline="\n" if is_json else "") as file:
        yield from _json_rows(file) if is_json else _csv_rows(file, delimiter)


def holds_json(path: Path) -> bool:
    """Whether a file is JSON Lines, by its name."""
    return path.suffix.lower() in (".jsonl", ".ndjson", ".json")


def codec_of(path: Path, encoding: str = "") -> str:
    """How this file is spelled, by its first bytes or else as said; Refused where any byte of it is not."""
    try:
        with path.open("rb") as file:
            begins = file.read(64)
            file.seek(0)
            marked = next((name for mark, name in _MARKS.items() if begins.startswith(mark)), "")
            if not marked and not encoding and begins.count(0) * 3 > len(begins):
                sentence = _("%(name)s holds NUL bytes. If it is UTF-16, say so with --encoding utf-16.")
                raise Refused(sentence % {"name": path.name})
            # A file of refused rows is ours, and UTF-8, whatever the file was from which they were refused.
            name = marked or ("utf-8" if refused_rows.is_ours(begins) else encoding) or "utf-8"
            _check(file, path.name, name)
    except OSError as broken:
        told = {"path": path, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None
    return ENCODINGS[name]


def _check(file: Any, name: str, encoding: str) -> None:
    decoder, done = codecs.getincrementaldecoder(ENCODINGS[encoding])(), 0
    while True:
        part = file.read(_PART)
        waiting = len(decoder.getstate()[0])
        try:
            decoder.decode(part, final=not part)
        except UnicodeDecodeError as broken:
            sentence = _(
                "%(name)s is not %(encoding)s (byte %(byte)s). Say what it is with --encoding, or save it as UTF-8."
            )
            told = {"name": name, "encoding": encoding.upper(), "byte": done - waiting + broken.start}
            raise Refused(sentence % told) from None
        if not part:
            return
        done += len(part)


def header_of(path: Path, encoding: str, fits: Callable[[list[str]], bool]) -> tuple[list[str], str]:
    """The names in a CSV file's first line and what stands between them: the first of , ; tab | with which they fit, else the comma."""
    found, refusals = [], []
    codec = codec_of(path, encoding)
    for delimiter in _DELIMITERS:
        with path.open(encoding=codec, newline="") as file:
            try:
                first = next(csv.reader(file, delimiter=delimiter, strict=True), [])
                names = refused_rows.names_in(_header(first))
            except Refused as refused:
                refusals.append(refused)
                continue
            except csv.Error:
                continue
        if fits(names):
            return names, delimiter
        found.append((names, delimiter))
    if refusals:
        raise refusals[0]
    if not found:
        raise Refused(_("The first line must name the columns, each once."))
    return found[0]


def _json_rows(lines: Iterable[str]) -> Iterator[tuple[int, Row | str]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield number, _object(documents.read(line.removesuffix("\n")))
        except (ValueError, RecursionError):
            yield number, _("The line is no JSON object, names a field twice, or holds a number that JSON has not.")


def _object(found: Any) -> Row:
    if not isinstance(found, dict):
        raise ValueError("no object")
    return {key: _as_text(value) for key, value in found.items()}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _csv_rows(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, Row | str]]:
    csv.field_size_limit(1 << 30)
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    try:
        header = _header(next(reader, []))
        undo = refused_rows.undo_for(header)
        for values in reader:
            if not values:
                continue
            if any(values[len(header) :]):
                yield reader.line_num, _("The row has more fields than the first line has names.")
            else:
                filled = values + [""] * (len(header) - len(values))
                yield reader.line_num, undo(dict(zip(header, filled, strict=False)))
    except csv.Error as broken:
        sentence = _("The file cannot be read as CSV from here on (%(why)s).")
        yield reader.line_num, Torn(sentence % {"why": broken})


def _header(names: list[str]) -> list[str]:
    """The names of the columns; those that a spreadsheet left empty at the end are none."""
    while names and not names[-1].strip():
        names = names[:-1]
    if not names:
        raise Refused(_("The first line must name the columns, each once."))
    if twice := [name for name in dict.fromkeys(names) if names.count(name) > 1]:
        sentence = _("The first line names %(name)s twice. Give each column a name of its own.")
        raise Refused(sentence % {"name": twice[0][:60] or '""'})
    return [accept(name) for name in names]

"""The rows of a file of notes: CSV or JSON Lines, in UTF-8; what cannot be read gives a sentence in the row's place."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from goldthread.cli import refused_rows
from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

Row = dict[str, str]


class Torn(str):
    """The sentence that stands in the place of all rows from here on: the file is no CSV any more."""


def rows_of(path: Path) -> Iterator[tuple[int, Row | str]]:
    """Line number and row; Refused where the file as a whole cannot be used."""
    if not path.name.isprintable():
        # It is kept with each note; surrogates stand in it for bytes that are not UTF-8.
        raise Refused(_("The name of this file cannot be kept with its notes. Give it a plain name and import again."))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as broken:
        told = {"path": path, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None
    except UnicodeDecodeError as broken:
        sentence = _("%(name)s is not UTF-8 (byte %(byte)s). Save it as UTF-8 and import again.")
        raise Refused(sentence % {"name": path.name, "byte": broken.start}) from None
    yield from (_json_rows(text) if path.suffix.lower() in (".jsonl", ".ndjson", ".json") else _csv_rows(text))


def _json_rows(text: str) -> Iterator[tuple[int, Row | str]]:
    for line, part in enumerate(text.split("\n"), start=1):
        if not part.strip():
            continue
        try:
            yield line, _object(documents.read(part))
        except (ValueError, RecursionError):
            yield line, _("The line is no JSON object, names a field twice, or holds a number that JSON has not.")


def _object(found: Any) -> Row:
    if not isinstance(found, dict):
        raise ValueError("no object")
    return {key: _as_text(value) for key, value in found.items()}


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, ensure_ascii=False)


def _csv_rows(text: str) -> Iterator[tuple[int, Row | str]]:
    csv.field_size_limit(1 << 30)
    # Only CR and LF end a line here: Python's splitlines would also cut at a form feed or U+2028 within somebody's words.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = _header(next(reader, []))
        undo = refused_rows.undo_for(header)
        for values in reader:
            if not values:
                continue
            if len(values) > len(header):
                yield reader.line_num, _("The row has more fields than the first line has names.")
            else:
                filled = values + [""] * (len(header) - len(values))
                yield reader.line_num, undo(dict(zip(header, filled, strict=True)))
    except csv.Error as broken:
        sentence = _("The file cannot be read as CSV from here on (%(why)s).")
        yield reader.line_num, Torn(sentence % {"why": broken})


def _header(names: list[str]) -> list[str]:
    if len(set(names)) != len(names) or not names:
        raise Refused(_("The first line must name the columns, each once."))
    return [accept(name) for name in names]

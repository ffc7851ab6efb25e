"""Maps: which column of another system's files is which of ours, in TOML; and a row by our columns. Pure but for reading the map's file."""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from goldthread.intake.layouts import BY_KIND, LAYOUTS, Layout
from goldthread.intake.rules import DATES, DEFAULT_DATES
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept

SHIPPED = Path(__file__).resolve().parent / "maps"
OWN = "goldthread"
LONGEST_SOURCE = 80
_BRACED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True)
class Mapped:
    """How one file of the source is read: our column → its column, or a pattern of several in braces."""

    layout: Layout
    file: str
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Sequence[str] = DEFAULT_DATES
    # For notes, as goldthread.notes.importing reads a map.
    notes: Mapping[str, Any] = field(default_factory=dict)

    def asked(self) -> set[str]:
        """Every column of the source that is asked for."""
        return {name for said in self.columns.values() for name in _names(said)}

    def missing(self, header: Sequence[str]) -> list[str]:
        """Columns that the file must have and has not."""
        return sorted(self.asked() - set(header))

    def words(self, row: Mapping[str, str]) -> dict[str, str]:
        """A row by our columns; text with LF line ends, refused where it cannot be kept."""
        found = dict(self.constants)
        for ours, said in self.columns.items():
            text = _filled(said, row)
            found[ours] = self.codes.get(ours, {}).get(text, text)
        return found


@dataclass(frozen=True)
class Map:
    """A whole map: the system's name, how its files are spelled, and what each holds."""

    source: str
    files: tuple[Mapped, ...]
    encoding: str = ""


def own() -> Map:
    """The map of our own layouts: every file under its name, every column under its own."""
    files = [Mapped(each, each.file, {column.name: column.name for column in each.columns}) for each in LAYOUTS]
    return Map(OWN, tuple(files))


def for_header(mapped: Mapped, header: Sequence[str]) -> Mapped:
    """Of our own layout only the columns that are there, so that what need not be filled may be left out."""
    needed = {each.name for each in mapped.layout.columns if each.is_needed}
    kept = {name: said for name, said in mapped.columns.items() if said in header or name in needed}
    return Mapped(mapped.layout, mapped.file, kept)


def paths() -> list[Path]:
    """The maps that come with the product; each is called by its file's name."""
    return sorted(SHIPPED.glob("*.toml"))


def load(path: Path) -> Map:
    """The map in a file; refused by name where it is none."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as broken:
        told = {"name": path.name, "why": broken}
        raise Refused(_("The map %(name)s cannot be read: %(why)s. Nothing was imported.") % told) from None
    source, encoding = said.pop("source", ""), said.pop("encoding", "")
    is_name = isinstance(source, str) and source.isprintable() and 0 < len(source) <= LONGEST_SOURCE
    if not is_name or not isinstance(encoding, str):
        raise _wrong(path.name, _("source is a name of at most 80 characters, and encoding a name"))
    files: list[Mapped] = []
    for kind, tables in said.items():
        if kind not in BY_KIND:
            raise _wrong(path.name, _("there is no layout %(kind)s") % {"kind": kind})
        for table in tables if isinstance(tables, list) else [tables]:
            files.append(_file(path.name, BY_KIND[kind], table))
    if not files:
        raise _wrong(path.name, _("it names no files"))
    order = [each.kind for each in LAYOUTS]
    return Map(source, tuple(sorted(files, key=lambda each: order.index(each.layout.kind))), encoding)


def _file(name: str, layout: Layout, said: Any) -> Mapped:
    named = said.get("file") if isinstance(said, dict) else None
    # Refused rows go to a file of the same name, so that two of one name would be mixed up.
    if not isinstance(named, str) or not named or Path(named).name != named or "\\" in named:
        raise _wrong(name, _("%(kind)s names no file") % {"kind": layout.kind})
    parts = {part: said.get(part, {}) for part in ("columns", "constants", "codes")}
    if unknown := set(said) - {"file", "dates", *parts}:
        raise _wrong(name, _("%(kind)s has no part %(part)s") % {"kind": layout.kind, "part": sorted(unknown)[0]})
    if layout.kind == "notes":
        return Mapped(layout, said["file"], {}, notes=_table(name, parts["columns"]))
    columns, constants = (_texts(name, layout, parts[part]) for part in ("columns", "constants"))
    codes = {ours: _codes(name, layout, ours, table) for ours, table in _table(name, parts["codes"]).items()}
    for column in layout.columns:
        if column.is_needed and column.name not in {**columns, **constants}:
            told = {"kind": layout.kind, "column": column.name}
            raise _wrong(name, _("%(kind)s says nothing of %(column)s, which must be filled") % told)
    return Mapped(layout, said["file"], columns, constants, codes, _dates(name, said.get("dates")))


def _texts(name: str, layout: Layout, said: Any) -> dict[str, str]:
    found = _table(name, said)
    for ours, text in found.items():
        _refuse_unknown(name, layout, ours)
        if not isinstance(text, str):
            raise _wrong(name, _("%(column)s is no text") % {"column": ours})
    return found


def _codes(name: str, layout: Layout, ours: str, said: Any) -> dict[str, str]:
    _refuse_unknown(name, layout, ours)
    found = _table(name, said)
    if not all(isinstance(text, str) for text in found.values()):
        raise _wrong(name, _("%(column)s is no text") % {"column": ours})
    return found


def _refuse_unknown(name: str, layout: Layout, ours: str) -> None:
    if ours not in {each.name for each in layout.columns}:
        raise _wrong(name, _("%(kind)s has no column %(column)s") % {"kind": layout.kind, "column": ours})


def _table(name: str, said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _wrong(name, _("columns, constants and codes are tables"))
    return said


def _dates(name: str, said: Any) -> Sequence[str]:
    forms = [said] if isinstance(said, str) else said
    if forms is None:
        return DEFAULT_DATES
    if not isinstance(forms, list) or not forms or not all(isinstance(form, str) and form in DATES for form in forms):
        raise _wrong(name, _("dates are written as one of: %(forms)s") % {"forms": ", ".join(DATES)})
    return tuple(forms)


def _wrong(name: str, why: str) -> Refused:
    return Refused(_("The map %(name)s: %(why)s. Nothing was imported.") % {"name": name, "why": why})


def _names(said: str) -> Iterable[str]:
    return _BRACED.findall(said) or [said]


def _filled(said: str, row: Mapping[str, str]) -> str:
    """The words of one column, or of several in their pattern; nothing where all of these are empty."""
    cells = {name: accept(row.get(name, "")).strip() for name in _names(said)}
    if not _BRACED.search(said):
        return cells[said]
    if not any(cells.values()):
        return ""
    return re.sub(r"[ \t]+", " ", _BRACED.sub(lambda found: cells[found[1]], said)).strip()

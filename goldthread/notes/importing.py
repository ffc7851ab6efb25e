"""Notes of other systems: which column means what, and a row as the content of an entry; pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib.canonical import digest
from goldthread.lib.encoding import moment
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import ships, shown
from goldthread.lib.text import accept
from goldthread.notes.content import About, Frozen, entry_content
from goldthread.notes.definitions import BLOCKS, HEADER, Definition, Section
from goldthread.notes.times import Occurred

NOT_STATED = ships("not stated in source", "import")
LONGEST_NUMBER = 120
_DATES = ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%m/%d/%Y", "%m/%d/%y", "%Y%m%d", "%d.%m.%Y")


@dataclass(frozen=True)
class Columns:
    """Which columns of the source hold what; `text` may be several, each a section. Empty: the source does not say."""

    text: tuple[str, ...]
    client_number: str = ""
    client_name: tuple[str, ...] = ()
    date: str = ""
    author: str = ""
    type: str = ""

    def used(self) -> set[str]:
        """Every column that is mapped."""
        return {*self.text, *self.client_name, self.client_number, self.date, self.author, self.type} - {""}

    def told(self) -> list[str]:
        """One line for each meaning, to be shown before anything is imported."""
        return [
            f"{each.name}: {_listed(getattr(self, each.name)) or shown(NOT_STATED, 'import')}" for each in fields(self)
        ]


def _listed(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " + ".join(value)


# OpenEMR's tables as its documentation lists them (EHI export, one CSV a table).
_LAYOUTS = (
    (
        {"form_id", "pid", "description", "clinical_notes_type"},
        Columns(("description",), "pid", (), "date", "user", "clinical_notes_type"),
    ),
    (
        {"pid", "subjective", "objective", "assessment", "plan"},
        Columns(("subjective", "objective", "assessment", "plan"), "pid", (), "date", "user", ""),
    ),
)
_TEXTS = (
    "note",
    "case_note",
    "progress_note",
    "note_text",
    "narrative",
    "transcription",
    "section_text",
    "body",
    "text",
)
_NUMBERS = ("client_number", "client_id", "person_oid", "person_id", "patient_id", "pid", "mrn")
_NAMES = ("client_name", "patient_name", "client", "patient", "full_name")
_SPLIT_NAMES = (("first_name", "last_name"), ("patient_firstname", "patient_familyname"), ("firstname", "lastname"))
_DAYS = ("date_of_service", "service_date", "note_date", "occurred_on", "encounter_date", "date")
_AUTHORS = ("author", "author_name", "provider", "clinician", "worker", "staff", "doctor_name", "user")
_TYPES = ("note_type", "type", "section_header", "sample_name")


def guess(header: Sequence[str]) -> Columns:
    """What the columns of a header mean; refused where none holds a note's text."""
    names = {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): name for name in header}
    for needed, columns in _LAYOUTS:
        if needed <= set(header):
            return columns
    text = _first(names, _TEXTS)
    if not text:
        raise Refused(
            _("No column looks like the text of a note (%(header)s). Say which one with --map FILE.")
            % {"header": ", ".join(header)[:300]}
        )
    split = next((pair for pair in _SPLIT_NAMES if set(pair) <= set(names)), ())
    name = _first(names, _NAMES)
    return Columns(
        text=(text,),
        client_number=_first(names, _NUMBERS),
        client_name=(name,) if name else tuple(names[part] for part in split),
        date=_first(names, _DAYS),
        author=_first(names, _AUTHORS),
        type=_first(names, _TYPES),
    )


def _first(names: Mapping[str, str], wanted: Sequence[str]) -> str:
    return next((names[each] for each in wanted if each in names), "")


def mapped(path: Path, header: Sequence[str]) -> Columns:
    """The mapping of a JSON file like {"text": "Body", "client_name": ["First", "Last"]}; refused by name."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict):
        raise Refused(_("The map %(name)s is not readable JSON. Nothing was imported.") % {"name": path.name})
    known = {each.name for each in fields(Columns)}
    given: dict[str, Any] = {}
    for key, value in said.items():
        if key not in known:
            raise Refused(_("A map has no %(name)s. Nothing was imported.") % {"name": key})
        several = tuple(value) if isinstance(value, list) else ((value,) if value else ())
        for column in several:
            if column not in header:
                raise Refused(_("The file has no column %(name)s. Nothing was imported.") % {"name": column})
        given[key] = several if key in ("text", "client_name") else "".join(several)
    if not given.get("text"):
        raise Refused(_("A map says at least which column is the text. Nothing was imported."))
    return Columns(**given)


@dataclass(frozen=True)
class Imported:
    """One row understood: whom it names, and everything else an entry needs."""

    number: str
    name: str
    on: date | None
    author: str
    title: str
    texts: dict[str, str]
    rest: dict[str, str]
    identity: str


def read_row(row: Mapping[str, str], columns: Columns, repeat: int) -> Imported:
    """A row understood; refused with the reason. `repeat` counts equal rows before it in the file."""
    kept = {name: accept(value) for name, value in row.items()}
    texts = {name: kept[name] for name in columns.text if kept.get(name, "").strip()}
    if not texts:
        raise Refused(_("The row has no text."))
    number = kept.get(columns.client_number, "").strip()
    if len(number) > LONGEST_NUMBER:
        raise Refused(_("The client number is longer than 120 characters."))
    name = " ".join(kept.get(part, "").strip() for part in columns.client_name).strip()
    if len(name) > 200:
        raise Refused(_("The client's name is longer than 200 characters."))
    return Imported(
        number=number,
        name=name,
        on=_day(kept.get(columns.date, "").strip()),
        author=kept.get(columns.author, "").strip()[:200],
        title=kept.get(columns.type, "").strip()[:200],
        texts=texts,
        rest={column: value for column, value in kept.items() if column not in columns.used()},
        identity=digest({"row": kept, "repeat": repeat}).hex(),
    )


def _day(text: str) -> date | None:
    if not text:
        return None
    for form in _DATES:
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    raise Refused(_("The date %(date)s cannot be read.") % {"date": text[:40]})


def content_of_row(row: Imported, *, about: About, encounter: UUID, source: str, now: datetime) -> dict[str, Any]:
    """The content of an imported entry: what the source says, and that it says no more."""
    single = len(row.texts) == 1
    sections = tuple(
        Section(_key(name), ships("Note", "note type") if single else name, "", ("I19",), False, 4)
        for name in row.texts
    )
    definition = Definition(
        key="imported",
        version=1,
        title=row.title or ships("Imported note", "note type"),
        about="",
        group="",
        header=dict.fromkeys(HEADER, "none"),
        blocks=dict.fromkeys(BLOCKS, "none"),
        sections=sections,
        items={"I1": "header"} if row.on else {},
        multiple_clients=False,
        is_billable=False,
    )
    written = {"at": moment(now), "began_at": moment(now), "days_after": None, "due_at": None, "is_late": False,
               "late_effect": "", "policy": None, "citation": ""}  # fmt: skip
    frozen = Frozen(
        encounter=encounter,
        author={"id": None, "name": row.author or NOT_STATED, "credential": "", "level": ""},
        signing={"method": "import", "source": source},
        written=written,
        cosignature={"needed": False, "due_on": None, "policy": None},
    )
    typed = {"narrative": {_key(name): text for name, text in row.texts.items()}}
    occurred = Occurred(row.on, None, None, "")
    content = entry_content(typed, definition=definition, occurred=occurred, about=about, frozen=frozen)
    stated = {"client": bool(row.number or row.name), "date": row.on is not None, "author": bool(row.author)}
    return {**content, "source": {"name": source, "row": row.identity, "columns": row.rest, "stated": stated}}


def _key(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "note"

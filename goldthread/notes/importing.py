"""Notes of other systems: which column means what, and a row as the content of an entry; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from goldthread.lib import documents
from goldthread.lib.canonical import digest
from goldthread.lib.encoding import moment
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import ships, shown
from goldthread.lib.text import accept
from goldthread.notes import source_times
from goldthread.notes.content import About, Amends, Frozen, amending_content, entry_content
from goldthread.notes.definitions import BLOCKS, HEADER, Definition, Section
from goldthread.notes.times import Occurred

NOT_STATED = ships("not stated in source", "import")
DEACTIVATED = ships("deactivated in source", "import")
LONGEST_NUMBER = 120
# Columns of the journal hold this much; longer words stand shortened there, and whole beside the note.
_LONGEST_SHOWN = 200
_INACTIVE = {"0", "false", "no", "n", "inactive", "deleted"}


@dataclass(frozen=True)
class Columns:
    """Which columns of the source hold what; `text` may be several, each a section. Empty: the source does not say.

    `active` holds 0 or no where the other system no longer shows the note. `zone` is no column but the IANA zone of times
    that name none, and `layout` the name of the layout that was recognised.
    """

    text: tuple[str, ...]
    client_number: str = ""
    client_name: tuple[str, ...] = ()
    date: str = ""
    author: str = ""
    type: str = ""
    start: str = ""
    end: str = ""
    active: str = ""
    zone: str = ""
    layout: str = ""

    def used(self) -> set[str]:
        """Every column that is mapped."""
        single = {getattr(self, name) for name in _SINGLE}
        return {*self.text, *self.client_name, *single} - {""}

    def told(self) -> list[str]:
        """One line for each meaning, to be shown before anything is imported."""
        layout = [f"layout: {self.layout}"] if self.layout else []
        meanings = [each.name for each in fields(self) if each.name != "layout"]
        not_stated = shown(NOT_STATED, "import")
        return layout + [f"{name}: {_listed(getattr(self, name)) or not_stated}" for name in meanings]

    def of(self, header: Sequence[str]) -> "Columns":
        """The same without single columns that this file does not have."""
        missing: dict[str, Any] = {name: "" for name in _SINGLE if getattr(self, name) not in header}
        return replace(self, **missing)


def _listed(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " + ".join(value)


_SINGLE = ("client_number", "date", "author", "type", "start", "end", "active")
# OpenEMR's tables as its documentation lists them (EHI export, one CSV a table): the columns that tell each from others.
_LAYOUTS = (
    (
        {"form_id", "pid", "description", "clinical_notes_type"},
        Columns(
            ("description",),
            "pid",
            date="date",
            author="user",
            type="clinical_notes_type",
            active="activity",
            layout="OpenEMR, form_clinical_notes",
        ),
    ),
    (
        {"pid", "subjective", "objective", "assessment", "plan"},
        Columns(
            ("subjective", "objective", "assessment", "plan"),
            "pid",
            date="date",
            author="user",
            active="activity",
            layout="OpenEMR, form_soap",
        ),
    ),
    (
        {"pid", "dictation", "additional_notes"},
        Columns(
            ("dictation", "additional_notes"),
            "pid",
            date="date",
            author="user",
            active="activity",
            layout="OpenEMR, form_dictation",
        ),
    ),
)
# Exports that come along with notes and hold none.
_WITHOUT_NOTES = (
    ({"pid", "encounter", "reason", "facility"}, "OpenEMR, form_encounter"),
    ({"Client", "Clinician", "Services provided", "Uninvoiced"}, "SimplePractice, outstanding balances"),
    ({"date", "type", "amount", "client name"}, "SimplePractice, payments"),
    ({"Legal first name", "Legal last name", "Primary clinician"}, "SimplePractice, client list"),
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
_STARTS = ("start_time", "starts_at", "time_in", "begin_time")
_ENDS = ("end_time", "ends_at", "time_out")


def guess(header: Sequence[str]) -> Columns:
    """What the columns of a header mean; refused where none holds a note's text."""
    names = {re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_"): name for name in header}
    for needed, columns in _LAYOUTS:
        if needed <= set(header):
            return columns.of(header)
    for needed, layout in _WITHOUT_NOTES:
        if needed <= set(header):
            raise Refused(
                _("This is %(layout)s, which holds no notes. If a column is a note's text, say so with --map FILE.")
                % {"layout": layout}
            )
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
        start=_first(names, _STARTS),
        end=_first(names, _ENDS),
    )


def _first(names: Mapping[str, str], wanted: Sequence[str]) -> str:
    return next((names[each] for each in wanted if each in names), "")


def mapped(path: Path, header: Sequence[str]) -> Columns:
    """The mapping of a JSON file like {"text": "Body", "client_name": ["First", "Last"]}; refused by name."""
    try:
        said = documents.read(path.read_bytes())
    except (OSError, ValueError):
        said = None
    if not isinstance(said, dict):
        raise Refused(_("The map %(name)s is not readable JSON. Nothing was imported.") % {"name": path.name})
    return columns_said(said, header)


def columns_said(said: Mapping[str, Any], header: Sequence[str]) -> Columns:
    """What a map says of a file's columns; refused where it names what is not there."""
    known = {each.name for each in fields(Columns)} - {"layout"}
    given: dict[str, Any] = {}
    for key, value in said.items():
        if key not in known:
            raise Refused(_("A map has no %(name)s. Nothing was imported.") % {"name": key})
        given[key] = _zone(value) if key == "zone" else _columns_of(key, value, header)
    if not given.get("text"):
        raise Refused(_("A map says at least which column is the text. Nothing was imported."))
    return Columns(**given)


def _columns_of(key: str, value: Any, header: Sequence[str]) -> str | tuple[str, ...]:
    is_list = isinstance(value, list)
    several = tuple(value) if is_list else ((value,) if value else ())
    if is_list and key not in ("text", "client_name"):
        raise Refused(_("A map names one column for %(name)s. Nothing was imported.") % {"name": key})
    for column in several:
        if column not in header:
            raise Refused(_("The file has no column %(name)s. Nothing was imported.") % {"name": column})
    return several if key in ("text", "client_name") else "".join(several)


def _zone(value: Any) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise Refused(
            _("There is no time zone %(zone)s. Write it like America/Chicago. Nothing was imported.")
            % {"zone": str(value)[:60]}
        )
    return value


@dataclass(frozen=True)
class Imported:
    """One row understood: whom it names, when it was, and everything else an entry needs."""

    number: str
    name: str
    occurred: Occurred
    author: str
    title: str
    texts: dict[str, str]
    row: dict[str, str]
    identity: str
    is_deactivated: bool


def read_row(row: Mapping[str, str], columns: Columns, repeat: int) -> Imported:
    """A row understood; refused with the reason. `repeat` counts equal rows before it in the file."""
    kept = {accept(name): accept(value) for name, value in row.items()}
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
        occurred=_occurred(kept, columns),
        author=kept.get(columns.author, "").strip(),
        title=kept.get(columns.type, "").strip(),
        texts=texts,
        row=kept,
        identity=digest({"row": kept, "repeat": repeat}).hex(),
        is_deactivated=kept.get(columns.active, "").strip().lower() in _INACTIVE,
    )


def _occurred(kept: Mapping[str, str], columns: Columns) -> Occurred:
    text = kept.get(columns.date, "").strip()
    day = source_times.stated(text) if text else None
    if text and day is None:
        raise Refused(_("The date %(date)s cannot be read.") % {"date": text[:40]})
    starts, ends = (kept.get(name, "").strip() for name in (columns.start, columns.end))
    return source_times.occurred(day, starts, ends, zone=columns.zone or "UTC")


def content_of_row(
    row: Imported, columns: Columns, *, about: About, encounter: UUID, source: str, now: datetime
) -> dict[str, Any]:
    """The content of an imported entry: what the source says, and that it says no more."""
    keys = _keys(row.texts)
    written = {"at": moment(now), "began_at": moment(now), "days_after": None, "due_at": None, "is_late": False,
               "late_effect": "", "policy": None, "citation": ""}  # fmt: skip
    frozen = Frozen(
        encounter=encounter,
        author={"id": None, "name": _shortened(row.author) or NOT_STATED, "credential": "", "level": ""},
        signing={"method": "import", "source": source},
        written=written,
        cosignature={"needed": False, "due_on": None, "policy": None},
    )
    typed = {"narrative": {keys[name]: text for name, text in row.texts.items()}}
    definition = _definition(row, keys)
    content = entry_content(typed, definition=definition, occurred=row.occurred, about=about, frozen=frozen)
    return {**content, "source": _source(row, columns, content, source)}


def _definition(row: Imported, keys: Mapping[str, str]) -> Definition:
    """The form that an imported row has: a section for each column of text."""
    single = len(keys) == 1
    return Definition(
        key="imported",
        version=1,
        title=_shortened(row.title) or ships("Imported note", "note type"),
        about="",
        group="",
        header=dict.fromkeys(HEADER, "none"),
        blocks=dict.fromkeys(BLOCKS, "none"),
        sections=tuple(
            Section(key, ships("Note", "note type") if single else name, "", ("I19",), False, 4)
            for name, key in keys.items()
        ),
        items={"I1": "header"} if row.occurred.on else {},
        multiple_clients=False,
        is_billable=False,
    )


def _source(row: Imported, columns: Columns, content: Mapping[str, Any], source: str) -> dict[str, Any]:
    """Where the row came from, what it states, and every word of it that stands nowhere else in the content."""
    name = {part: row.row.get(part, "").strip() for part in columns.client_name}
    placed = {
        columns.client_number: content["client"]["number"],
        columns.date: content["occurred_on"],
        columns.author: content["author"]["name"],
        columns.type: content["note_type"]["title"],
        **(name if row.name == content["client"]["name"] else {}),
        **row.texts,
    }
    mapped_columns = columns.used()
    beside = {
        column: value
        for column, value in row.row.items()
        if column not in mapped_columns or (value and placed.get(column) != value)
    }
    stated = {
        "client": bool(row.number or row.name),
        "date": row.occurred.on is not None,
        "author": bool(row.author),
    }
    return {"name": source, "row": row.identity, "columns": beside, "stated": stated}


def withdrawal(content: Mapping[str, Any], entry: UUID) -> dict[str, Any]:
    """The content of the further entry which says that the other system had deactivated the note `entry`."""
    empty = {**content, **{block: [] for block in BLOCKS}, "narrative": [], "carries": {"items": []}}
    empty["author"] = {"id": None, "name": NOT_STATED, "credential": "", "level": ""}
    empty["source"] = {"name": content["source"]["name"], "columns": {}, "stated": {}}
    return amending_content(empty, Amends(entry, "entered_in_error", DEACTIVATED))


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _keys(names: Mapping[str, str]) -> dict[str, str]:
    """A section's key for each column of text, each another, so that no text takes another's place."""
    keys: dict[str, str] = {}
    for name in names:
        plain = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "note"
        plain = f"text_{plain}" if plain == "own" or plain[0].isdigit() else plain
        taken = set(keys.values())
        further = (f"{plain}_{n}" for n in count(2))
        keys[name] = next(key for key in chain([plain], further) if key not in taken)
    return keys

"""The rows that show a sealed note, as a pure function of its content; `verify` recomputes and compares them."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from goldthread.ledger.projection import Row
from goldthread.lib.encoding import from_moment
from goldthread.notes import attendance, markup, papers
from goldthread.notes.checks import alike
from goldthread.notes.definitions import EVERY_BLOCK
from goldthread.notes.times import unstamp

KIND = "note"
IMPORTED = "note.imported"
VERSION = 1
_WORDS = {"requests": "what", "judgments": "decision", "occurrences": "what", "compliance": "what"}


class UnknownVersion(ValueError):
    """Content of a form that this software does not know; the message names it."""


class NoteProjection:
    """Entries of notes become rows of seven tables."""

    kinds = (KIND, IMPORTED)
    tables = (
        "notes_note", "notes_noteitem", "notes_notepart", "notes_notedocument", "notes_importedrow", "notes_notefingerprint",
        "notes_notegoal",
    )  # fmt: skip

    def project(
        self, schema_version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]
    ) -> Sequence[Row]:
        """The rows of one entry: the note, what it carries, its parts, documents and fingerprints, and the imported row.

        UnknownVersion where the content is of a later form than this software knows.
        """
        if schema_version != 1:
            raise UnknownVersion(
                _("a note of version %(version)s, which this software is too old for") % {"version": schema_version}
            )
        rows = [Row("notes_note", _note(entry_id, recorded_at, content))]
        for item in content["carries"]["items"]:
            rows.append(Row("notes_noteitem", {"id": uuid5(entry_id, item), "note_id": entry_id, "item": item}))
        for kind in EVERY_BLOCK:
            rows += [_part(entry_id, kind, at, row) for at, row in enumerate(content.get(kind, ()))]
        rows += _goals(entry_id, content)
        for at, document in enumerate(content.get("documents", ())):
            rows.append(
                Row("notes_notedocument", papers.row(entry_id, uuid5(entry_id, f"documents/{at}"), at, document))
            )
        if row := (content.get("source") or {}).get("row"):
            rows.append(Row("notes_importedrow", {"digest": row, "entry_id": entry_id}))
        return [*rows, *fingerprint(entry_id, content)]


def fingerprint(entry_id: UUID, content: dict[str, Any]) -> list[Row]:
    """The row of a note's fingerprints, where it has words enough for any."""
    marks = alike.marks_in(content)
    if not marks:
        return []
    values = {
        "note_id": entry_id,
        "client_id": UUID(content["client"]["id"]),
        "author_id": _uuid(content["author"]["id"]),
        "occurred_on": _date(content["occurred_on"]),
        "bits": alike.packed(marks),
    }
    return [Row("notes_notefingerprint", values)]


PROJECTION = NoteProjection()


def _note(entry_id: UUID, recorded_at: datetime, content: dict[str, Any]) -> dict[str, Any]:
    amendment = content.get("amendment") or {}
    author, note_type, due = content["author"], content["note_type"], content["cosignature"]
    credential, driven = author.get("credential"), content.get("travel") or {}
    came_at, left_at = attendance.moments_of(content.get("attended"))
    return {
        "entry_id": entry_id,
        "encounter": UUID(content["encounter"]),
        "client_id": UUID(content["client"]["id"]),
        "case_id": _uuid(content["case"]),
        "author_id": _uuid(author["id"]),
        "author_name": f"{author['name']}, {credential}" if credential else author["name"],
        "note_type": note_type["key"],
        "type_version": note_type["version"],
        "type_title": note_type["title"],
        "amends_id": _uuid(amendment.get("entry")),
        "amendment": amendment.get("kind", ""),
        "occurred_on": _date(content["occurred_on"]),
        "starts_at": unstamp(content["starts"]),
        "ends_at": unstamp(content["ends"]),
        "zone": content["zone"],
        "duration_minutes": content["minutes"],
        "place_of_service": content["place_of_service"],
        "how": content["how"],
        "service": content["service"],
        "modality": content["modality"],
        "miles_tenths": driven.get("miles_tenths"),
        "drive_minutes": driven.get("drive_minutes"),
        "visit": _uuid(content.get("visit")),
        "came_at": came_at,
        "left_at": left_at,
        "group_size": content.get("group_size"),
        "days_after": content["written"]["days_after"],
        "is_late": content["written"]["is_late"],
        "needs_cosignature": bool(due["needed"]),
        "cosignature_due_on": _date(due["due_on"]),
        "cosignature_levels": ", ".join(due.get("levels", ())),
        "reviewed_by": (content.get("review") or {}).get("by", {}).get("name", ""),
        "reviewed_at": from_moment(content["review"]["at"]) if content.get("review") else None,
        "is_sample": due.get("reason") == "sample",
        "signing": content["signing"]["method"],
        "prepared_at": from_moment(content["written"]["at"]),
        "recorded_at": recorded_at,
        "source": (content.get("source") or {}).get("name", ""),
        "html": markup.body(content),
    }


def _part(entry_id: UUID, kind: str, at: int, row: dict[str, Any]) -> Row:
    values = {
        "id": uuid5(entry_id, f"{kind}/{at}"),
        "note_id": entry_id,
        "kind": kind,
        "position": at,
        "person": _uuid(row.get("person")),
        "name": row.get("name") or row.get("of") or row.get("with") or row.get("whose") or "",
        "role": row.get("role", ""),
        "how": row.get("how", ""),
        "outcome": row.get("outcome") or row.get("valence") or row.get("extent") or "",
        "due_on": _date(row.get("due_on")),
        "words": row.get(_WORDS.get(kind, ""), ""),
    }
    return Row("notes_notepart", values)


def _goals(entry_id: UUID, content: dict[str, Any]) -> list[Row]:
    """What is said of goals: the note's own lines, or all of them anew where a correction mends one."""
    mended = next((each for each in content.get("corrections", ()) if each["field"] == "goals"), None)
    lines = (mended["new"] or []) if mended else content.get("goals", [])
    said = {line["goal"] for line in lines}
    off = [line for line in (mended["old"] or []) if line["goal"] not in said] if mended else []
    first = UUID(content["amendment"]["entry"]) if mended else entry_id
    return [_goal(entry_id, first, at, line, is_off=at >= len(lines)) for at, line in enumerate([*lines, *off])]


def _goal(entry_id: UUID, first: UUID, at: int, line: dict[str, Any], *, is_off: bool) -> Row:
    values = {
        "id": uuid5(entry_id, f"goals/{at}"),
        "note_id": entry_id,
        "first": first,
        "goal": UUID(line["goal"]),
        "position": at,
        "is_off": is_off,
        **{name: line[name] for name in ("did", "response", "progress", "because")},
    }
    return Row("notes_notegoal", values)


def _uuid(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

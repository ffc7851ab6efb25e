"""Notes with what amends them, each as it reads with its corrections."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.ledger import queries as ledger
from goldthread.notes import alarms, attendance, markup
from goldthread.notes import content as contents
from goldthread.notes.entered import Entered
from goldthread.notes.models import Amendment, Note
from goldthread.notes.times import unstamp

# Stands in the kept HTML of a note that holds measures, and in no other: what is typed is escaped there.
_MEASURED = 'class="block measures"'


def entered_each(notes: Sequence[Note], further: Iterable[Note]) -> list[Entered]:
    """These notes with what amends them (`further`, oldest first), each as it reads with its corrections."""
    added: dict[UUID, list[Note]] = {}
    for amendment in further:
        added.setdefault(amendment.amends_id or amendment.pk, []).append(amendment)
    corrected = {note.pk for note in notes if any(map(_is_correction, added.get(note.pk, [])))}
    amending = {amendment.pk for amendments in added.values() for amendment in amendments}
    measured = {note.pk for note in notes if _MEASURED in note.html}
    held = ledger.contents_of([*corrected, *amending, *(measured - corrected)])
    return [_entered(note, added.get(note.pk, []), held) for note in notes]


def _is_correction(amendment: Note) -> bool:
    return amendment.amendment == Amendment.CORRECTION


def _entered(note: Note, amendments: list[Note], held: Mapping[UUID, dict[str, Any]]) -> Entered:
    corrections = [held[each.pk]["corrections"] for each in amendments if _is_correction(each)]
    body, content = "", held.get(note.pk, {})
    if corrections:
        content = contents.corrected(held[note.pk], corrections)
        _head_as_corrected(note, content)
        body = markup.body(content)
    added = [Entered(each, reason=_reason(held[each.pk])) for each in amendments]
    return Entered(note, added, body, alarms=alarms.sealed(content))


def _head_as_corrected(note: Note, content: Mapping[str, Any]) -> None:
    """Let a note that is about to be shown say day, times and place as corrected; what it said first stands below."""
    note.occurred_on = date.fromisoformat(content["occurred_on"]) if content["occurred_on"] else None
    note.starts_at, note.ends_at = unstamp(content["starts"]), unstamp(content["ends"])
    note.duration_minutes, note.zone = content["minutes"], content["zone"]
    note.came_at, note.left_at = attendance.moments_of(content.get("attended"))
    driven = content.get("travel") or {}
    note.miles_tenths, note.drive_minutes = driven.get("miles_tenths"), driven.get("drive_minutes")
    for name in contents.PLAIN:
        setattr(note, name, content[name])


def _reason(content: Mapping[str, Any]) -> str:
    """Why an amendment was made, as its author said."""
    return str((content.get("amendment") or {}).get("reason", ""))

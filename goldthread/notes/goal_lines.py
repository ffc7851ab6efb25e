"""What signed notes say of goals of plans, as they read now: for a review, for the editor's "last time", for a brief."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from goldthread.notes.models import Amendment, Note, NoteGoal
from goldthread.people.models import Staff
from goldthread.plans.queries import GoalLine


def lines(
    actor: Staff,
    client_ids: Collection[UUID],
    goals: Collection[UUID],
    since: date | None,
    until: date | None = None,
    without: Collection[UUID] = (),
) -> list[GoalLine]:
    """The lines of these goals in notes of these clients that `actor` sees, oldest first.

    Dated after `since` and on `until` at the latest; `without` are encounters that do not count.
    """
    if not goals or not _any_of(goals):
        return []
    seen = Note.objects.visible_to(actor).filter(client__in=client_ids)
    rows = NoteGoal.objects.filter(goal__in=goals, note__in=seen.values("pk")).order_by(
        "note__recorded_at", "note", "position"
    )
    last: dict[tuple[UUID, UUID], NoteGoal] = {(row.first, row.goal): row for row in rows}
    standing = _standing({first for first, _goal in last})
    held = [(row, standing[row.first]) for row in last.values() if row.first in standing and not row.is_off]
    found = [_line(row, note) for row, note in held if note.encounter not in without]
    told = [
        line for line in found if line and (since is None or line.on > since) and (until is None or line.on <= until)
    ]
    return sorted(told, key=lambda line: (line.on, str(line.entry)))


def _any_of(goals: Collection[UUID]) -> bool:
    """Whether any note says anything of these goals; asked first, because most editors open before one does."""
    field = NoteGoal._meta.get_field("goal")
    values = [field.get_db_prep_value(goal, connection) for goal in goals]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT 1 FROM notes_notegoal WHERE goal IN ({', '.join(['%s'] * len(values))}) LIMIT 1", values
        )
        return cursor.fetchone() is not None


def last_of(
    actor: Staff, client_ids: Collection[UUID], goals: Collection[UUID], day: date, without: Collection[UUID]
) -> dict[UUID, GoalLine]:
    """What was written last of each of these goals until a day; `without` are encounters that do not count."""
    return {line.goal: line for line in lines(actor, client_ids, goals, None, day, without)}


def _standing(firsts: Iterable[UUID]) -> dict[UUID, Note]:
    """The entries whose columns hold of these notes: each itself or its last correction; none that was entered in error."""
    held: dict[UUID, list[Note]] = {}
    wanted = list(firsts)
    amending = (Amendment.CORRECTION, Amendment.ENTERED_IN_ERROR)
    found = [
        *Note.objects.filter(pk__in=wanted).defer("html"),
        *Note.objects.filter(amends__in=wanted, amendment__in=amending).defer("html").order_by("recorded_at", "pk"),
    ]
    for note in found:
        held.setdefault(note.amends_id or note.pk, []).append(note)
    return {
        first: notes[-1]
        for first, notes in held.items()
        if all(note.amendment != Amendment.ENTERED_IN_ERROR for note in notes)
    }


def _line(row: NoteGoal, note: Note) -> GoalLine | None:
    if note.occurred_on is None:
        return None
    words = " ".join(part.strip() for part in (row.did, row.response) if part.strip())
    kept: dict[str, Any] = {"rating": row.progress, "because": row.because}
    return GoalLine(row.goal, note.occurred_on, note.author_name, row.first, words, **kept)

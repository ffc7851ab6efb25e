"""What signed notes say of goals of plans, as they read now: for a review, for the editor's "last time", for a brief."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from goldthread.notes.models import Amendment, Note, NoteGoal
from goldthread.people.models import Staff
from goldthread.plans.queries import GoalLine

# No rows of the models: a client may have two thousand notes, and making them costs several times what the database takes.
_OF_LINE = ("first", "goal", "did", "response", "progress", "because", "is_off")


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
    seen = Note.objects.visible_to(actor).filter(client__in=client_ids).exclude(encounter__in=list(without))
    written = NoteGoal.objects.filter(goal__in=goals, note__in=seen.values("pk")).order_by(
        "note__recorded_at", "note", "position"
    )
    last = {(row[0], row[1]): row for row in written.values_list(*_OF_LINE)}
    standing = _standing({first for first, _goal in last})
    found = [
        _line(row, *standing[row[0]])
        for row in last.values()
        if row[0] in standing and not row[-1] and _is_within(standing[row[0]][0], since, until)
    ]
    return sorted(found, key=lambda line: (line.on, str(line.entry)))


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


def _standing(firsts: Iterable[UUID]) -> dict[UUID, tuple[date, str]]:
    """Day and author of these notes, of each as its last correction says; none without a day, or that was entered in error."""
    wanted = list(firsts)
    columns = "amendment", "occurred_on", "author_name"
    amending = Note.objects.filter(
        amends__in=wanted, amendment__in=(Amendment.CORRECTION, Amendment.ENTERED_IN_ERROR)
    ).order_by("recorded_at", "pk")
    found = [
        *Note.objects.filter(pk__in=wanted).values_list("pk", *columns),
        *amending.values_list("amends", *columns),
    ]
    struck = {first for first, amendment, _on, _author in found if amendment == Amendment.ENTERED_IN_ERROR}
    held = {first: (on, author) for first, _amendment, on, author in found if first not in struck}
    return {first: (on, author) for first, (on, author) in held.items() if on}


def _is_within(day: date, since: date | None, until: date | None) -> bool:
    return (since is None or day > since) and (until is None or day <= until)


def _line(row: Sequence[Any], on: date, author: str) -> GoalLine:
    first, goal, did, response, rating, because, _is_off = row
    words = " ".join(part.strip() for part in (did, response) if part.strip())
    return GoalLine(goal, on, author, first, words, rating=rating, because=because)

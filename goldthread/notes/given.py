"""What signed notes gave of a service to a client between two days, as they read now: two statements, written by hand.

A client may have two thousand notes, and this is asked while somebody writes: rows are not made of them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection, models

from goldthread.notes.attendance import minutes_of
from goldthread.notes.models import Amendment

_IDENTITY, _DAY, _MOMENT = models.UUIDField(), models.DateField(), models.DateTimeField()
# Whatever stands on those days, first entry or correction: what it is, or what it corrects, with all that corrects or strikes it.
_WITHIN = "SELECT {column} FROM notes_note WHERE client_id IN ({clients}) AND occurred_on BETWEEN %s AND %s"
_COLUMNS = """
SELECT note.entry_id, note.amends_id, note.amendment, note.encounter, note.service, note.note_type, note.occurred_on,
note.duration_minutes, note.came_at, note.left_at
"""
# Where nobody took part and somebody was tried to be reached, no service was given.
_MET = "EXISTS (SELECT 1 FROM notes_notepart part WHERE part.note_id = note.entry_id AND part.kind = '{kind}')"
_FIRSTS = f"""{_COLUMNS} FROM notes_note note WHERE note.amends_id IS NULL AND note.entry_id IN ({_WITHIN})
AND ({_MET.format(kind="participants")} OR NOT {_MET.format(kind="attempts")})"""
_AMENDING = f"""{_COLUMNS} FROM notes_note note WHERE note.amends_id IN ({_WITHIN}) AND note.amendment IN (%s, %s)
ORDER BY note.recorded_at"""


@dataclass(slots=True)
class Given:
    """A signed note of a service: its day, how long the client was there, and the key of its type."""

    day: date
    minutes: int | None
    note_type: str


def given(clients: Collection[UUID], service: str, since: date, until: date, without: Collection[UUID]) -> list[Given]:
    """Each signed note of a service to these clients between two days; `without` are encounters that do not count."""
    firsts, amending = _read(clients, since, until)
    struck = {row[1] for row in amending if row[2] == Amendment.ENTERED_IN_ERROR}
    newest = {row[1]: row for row in amending if row[2] == Amendment.CORRECTION}
    left_out = {_IDENTITY.get_db_prep_value(encounter, connection) for encounter in without}
    days: dict[Any, date | None] = {}
    found = []
    for first in firsts:
        row = newest.get(first[0], first)
        if row[4] != service or row[3] in left_out or first[0] in struck:
            continue
        day = days[row[6]] if row[6] in days else days.setdefault(row[6], _DAY.to_python(row[6]))
        if day and since <= day <= until:
            found.append(Given(day, _minutes(row), row[5]))
    return found


Row = Sequence[Any]


def _read(clients: Collection[UUID], since: date, until: date) -> tuple[list[Row], list[Row]]:
    marks = ", ".join(["%s"] * len(clients))
    days = [_DAY.get_db_prep_value(day, connection) for day in (since, until)]
    values = [*(_IDENTITY.get_db_prep_value(pk, connection) for pk in clients), *days]
    column = "COALESCE(amends_id, entry_id)"
    statements: Iterable[tuple[str, Sequence[Any]]] = (
        (_FIRSTS, values),
        (_AMENDING, [*values, Amendment.CORRECTION.value, Amendment.ENTERED_IN_ERROR.value]),
    )
    found = []
    with connection.cursor() as cursor:
        for statement, needed in statements:
            cursor.execute(statement.format(column=column, clients=marks), needed)
            found.append(cursor.fetchall())
    return found[0], found[1]


def _minutes(row: Row) -> int | None:
    return minutes_of(row[7], *(_MOMENT.to_python(at) for at in row[8:10]))

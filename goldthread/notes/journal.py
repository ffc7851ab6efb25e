"""The journal as the database gives it: the notes about some clients that somebody may see, a page at a time.

In SQL by hand, because it stands in every page of the product: the ORM takes longer to compose these statements than the
database to answer them, and the page to be made of the answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db import connection, models

from goldthread.cases import queries as cases
from goldthread.lib import calendar, uuids
from goldthread.notes.attendance import minutes_of
from goldthread.notes.definitions import ITEMS
from goldthread.notes.models import Note
from goldthread.people.models import Staff

# What the case file shows of a first entry, and of what amends one; the rest stays in the table.
_OF_FIRST = (
    "entry_id", "type_title", "author_name", "occurred_on", "duration_minutes", "how", "place_of_service", "days_after",
    "is_late", "needs_cosignature", "source", "html",
)  # fmt: skip
_OF_AMENDING = (
    "entry_id", "amends_id", "amendment", "author_name", "recorded_at", "needs_cosignature", "signing", "html",
)  # fmt: skip
_WHOLE = tuple(str(field.column) for field in Note._meta.concrete_fields)
_TEXT, _IDENTITY = models.CharField(), models.UUIDField()
_DAY, _MOMENT = models.DateField(), models.DateTimeField()
# A corrected note stands under the day and the items that its last correction gives it.
_WITH_LAST_CORRECTION = """notes_note note LEFT JOIN notes_note mended
ON mended.amends_id = note.entry_id AND mended.amendment = 'correction' AND NOT EXISTS (
    SELECT 1 FROM notes_note later WHERE later.amends_id = note.entry_id AND later.amendment = 'correction'
    AND (later.recorded_at, later.entry_id) > (mended.recorded_at, mended.entry_id)
)"""
_DAY_AS_CORRECTED = "CASE WHEN mended.entry_id IS NULL THEN note.occurred_on ELSE mended.occurred_on END"
_IN_ERROR = (
    "EXISTS (SELECT 1 FROM notes_note mistake WHERE mistake.amends_id = note.entry_id"
    " AND mistake.amendment = 'entered_in_error')"
)
_NEWEST_FIRST = f"{_DAY_AS_CORRECTED} DESC NULLS LAST, note.recorded_at DESC, note.entry_id DESC"
_OLDEST_FIRST = f"{_DAY_AS_CORRECTED} NULLS LAST, note.recorded_at, note.entry_id"


@dataclass(frozen=True)
class Filters:
    """What narrows a journal; empty means everything. `item` is one of I1 to I19, `person` a Person's identity.

    `note_types` are several kinds, any of which will do; `part` is a kind of structured part that the note was signed with.
    """

    note_type: str = ""
    author: UUID | None = None
    person: UUID | None = None
    item: str = ""
    since: date | None = None
    until: date | None = None
    note_types: tuple[str, ...] = ()
    part: str = ""

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> "Filters":
        """What the query of an address asks for; what names nothing asks for nothing."""
        item = given.get("item", "")
        return cls(
            note_type=given.get("type", ""),
            author=uuids.or_none(given.get("author", "")),
            person=uuids.or_none(given.get("person", "")),
            item=item if item in ITEMS else "",
            since=calendar.day_from(given.get("since", "")),
            until=calendar.day_from(given.get("until", "")),
        )

    @property
    def fields(self) -> dict[str, str]:
        """What is asked for, by the names that an address or a form has for it."""
        asked: dict[str, object] = {
            "type": self.note_type,
            "author": self.author,
            "person": self.person,
            "item": self.item,
            "since": self.since,
            "until": self.until,
        }
        return {name: str(value) for name, value in asked.items() if value}

    @property
    def address(self) -> str:
        """The same as the query of an address, from its question mark on; empty where nothing is narrowed."""
        return f"?{urlencode(self.fields)}" if self.fields else ""


@dataclass(frozen=True)
class Mark:
    """One note as a year shows it: its day as corrected, its kind, by which way, and how many occurrences it tells of."""

    entry_id: UUID
    encounter: UUID
    on: date
    note_type: str
    type_title: str
    how: str
    occurrences: int


@dataclass(frozen=True)
class Tried:
    """How often one way of treating was used with a client, for how many minutes, and from which day to which."""

    modality: str
    sessions: int
    minutes: int
    first: date
    last: date


@dataclass(frozen=True)
class Session:
    """One note that names a way of treating: its day as corrected, which way, and how many minutes the client was there."""

    entry_id: UUID
    on: date
    modality: str
    minutes: int


class Journal:
    """The first entries about these clients that `actor` may see, narrowed by filters, newest first."""

    def __init__(self, actor: Staff, clients: Sequence[UUID], filters: Filters | None = None) -> None:
        self._actor = actor
        conditions = [_any_of("note.client_id", clients), ("note.amends_id IS NULL", ())]
        conditions += [_in_sight_of(actor), *_narrowing(filters or Filters())]
        self._where = " AND ".join(condition for condition, _ in conditions)
        self._values = [value for _, values in conditions for value in values]

    def count(self) -> int:
        """How many there are."""
        return int(self._rows("COUNT(*)")[0][0])

    def stretch(self, start: int, length: int) -> list[Note]:
        """So many of them from a place on, with what the case file shows."""
        order = f"ORDER BY {_NEWEST_FIRST} LIMIT %s OFFSET %s"
        return _notes(_OF_FIRST, f"{self._where} {order}", [*self._values, length, start])

    def identities(self) -> list[UUID]:
        """The entries of all of them, the oldest first: what a print goes by, however long the journal is."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT note.entry_id FROM {_WITH_LAST_CORRECTION} WHERE {self._where} ORDER BY {_NEWEST_FIRST}",
                self._values,
            )
            return [_IDENTITY.to_python(pk) for (pk,) in reversed(cursor.fetchall())]

    def place_of(self, entry_id: UUID) -> int | None:
        """Where a note stands, counted from 0; None where it is not among them."""
        statement = (
            f"SELECT place FROM (SELECT note.entry_id, ROW_NUMBER() OVER (ORDER BY {_NEWEST_FIRST}) AS place"
            f" FROM {_WITH_LAST_CORRECTION} WHERE {self._where}) placed WHERE placed.entry_id = %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self._values, _ready(entry_id)])
            found = cursor.fetchone()
        return int(found[0]) - 1 if found else None

    def at_day(self, day: date) -> UUID | None:
        """The note with which a day begins, read from the newest on: its last one, or the last before it.

        The oldest of all where every note is later; None where there is none.
        """
        held = _DAY.get_db_prep_value(day, connection)
        before = self._rows("note.entry_id", f"AND {_DAY_AS_CORRECTED} <= %s ORDER BY {_NEWEST_FIRST} LIMIT 1", held)
        found = before or self._rows("note.entry_id", f"ORDER BY {_OLDEST_FIRST} LIMIT 1")
        return _IDENTITY.to_python(found[0][0]) if found else None

    def beside(self, entry_id: UUID, *, older: bool) -> UUID | None:
        """The next older or newer note; None at the end, and where the note is not among them."""
        statement = (
            f"SELECT next FROM (SELECT note.entry_id, {'LEAD' if older else 'LAG'}(note.entry_id)"
            f" OVER (ORDER BY {_NEWEST_FIRST}) AS next FROM {_WITH_LAST_CORRECTION} WHERE {self._where}) placed"
            " WHERE placed.entry_id = %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self._values, _ready(entry_id)])
            found = cursor.fetchone()
        return _IDENTITY.to_python(found[0]) if found and found[0] else None

    def first_day(self) -> date | None:
        """The earliest day of any of them; None where there is none."""
        found = self._rows(f"MIN({_DAY_AS_CORRECTED})")[0][0]
        return _DAY.to_python(found) if found else None

    def kinds(self) -> set[tuple[str, str, UUID | None, str]]:
        """The types and authors that occur: key and title, identity and name as signed."""
        rows = self._rows("DISTINCT note.note_type, note.type_title, note.author_id, note.author_name")
        return {(key, title, _IDENTITY.to_python(author), name) for key, title, author, name in rows}

    def marks(self) -> list[Mark]:
        """Every note with a day that was not entered in error, without what it says, oldest first."""
        occurrences = "(SELECT COUNT(*) FROM notes_notepart part WHERE part.note_id = note.entry_id AND part.kind = 'occurrences')"
        how = "CASE WHEN mended.entry_id IS NULL THEN note.how ELSE mended.how END"
        columns = (
            "note.entry_id",
            "note.encounter",
            _DAY_AS_CORRECTED,
            "note.note_type",
            "note.type_title",
            how,
            occurrences,
        )
        rows = self._rows(", ".join((*columns, _IN_ERROR)))
        identity, day = _IDENTITY.to_python, _DAY.to_python
        found = [
            Mark(identity(pk), identity(encounter), day(on), kind, title, how, occurrences)
            for pk, encounter, on, kind, title, how, occurrences, mistaken in rows
            if on and not mistaken
        ]
        return sorted(found, key=lambda mark: (mark.on, mark.entry_id))

    def sessions(self) -> list[Session]:
        """Every note that names a treatment modality and has a day, none entered in error, oldest first."""
        said = "modality", "duration_minutes", "came_at", "left_at"
        last = [f"CASE WHEN mended.entry_id IS NULL THEN note.{name} ELSE mended.{name} END" for name in said]
        only = f"AND {last[0]} <> '' AND {_DAY_AS_CORRECTED} IS NOT NULL AND NOT {_IN_ERROR}"
        told = self._rows(", ".join(("note.entry_id", _DAY_AS_CORRECTED, *last)), only)
        found = [
            Session(_IDENTITY.to_python(pk), _DAY.to_python(on), modality, _minutes(whole, came, left))
            for pk, on, modality, whole, came, left in told
        ]
        return sorted(found, key=lambda each: (each.on, each.entry_id))

    def tried(self) -> list[Tried]:
        """What the notes name as treatment modality, none entered in error, the last used first."""
        held: dict[str, list[Session]] = {}
        for session in self.sessions():
            held.setdefault(session.modality, []).append(session)
        found = [
            Tried(name, len(of_it), sum(each.minutes for each in of_it), of_it[0].on, of_it[-1].on)
            for name, of_it in held.items()
        ]
        return sorted(found, key=lambda each: (each.last, each.sessions, each.modality), reverse=True)

    def _rows(self, what: str, further: str = "", *values: Any) -> list[tuple[Any, ...]]:
        statement = f"SELECT {what} FROM {_WITH_LAST_CORRECTION} WHERE {self._where} {further}"
        with connection.cursor() as cursor:
            cursor.execute(statement, [*self._values, *values])
            return list(cursor.fetchall())


def _minutes(whole: int | None, came: Any, left: Any) -> int:
    """How long the client was there; 0 where nobody says."""
    return minutes_of(whole, _MOMENT.to_python(came), _MOMENT.to_python(left)) or 0


def amendments_of(notes: Iterable[Note], actor: Staff) -> list[Note]:
    """What amends these notes, oldest first."""
    first, seen = _any_of("note.amends_id", [note.pk for note in notes]), _in_sight_of(actor)
    found = _notes(_OF_AMENDING, f"{first[0]} AND {seen[0]}", [*first[1], *seen[1]])
    return sorted(found, key=lambda note: (note.recorded_at, note.pk))


def of_the_same_encounter(entry_id: UUID, actor: Staff) -> list[Note]:
    """A note and all that share its encounter, oldest first, as far as `actor` may see them."""
    seen = _in_sight_of(actor)
    same = "note.encounter = (SELECT asked.encounter FROM notes_note asked WHERE asked.entry_id = %s)"
    found = _notes(_WHOLE, f"{same} AND {seen[0]}", [_ready(entry_id), *seen[1]])
    return sorted(found, key=lambda note: (note.recorded_at, note.pk))


Condition = tuple[str, Sequence[Any]]


def _in_sight_of(actor: Staff) -> Condition:
    return cases.in_sight_of(actor, "note.client_id", "note.case_id")


def _any_of(column: str, wanted: Sequence[UUID]) -> Condition:
    if not wanted:
        return "1 = 0", ()
    return f"{column} IN ({', '.join(['%s'] * len(wanted))})", [_ready(each) for each in wanted]


def _ready(identity: UUID) -> Any:
    return _IDENTITY.get_db_prep_value(identity, connection)


def _narrowing(filters: Filters) -> list[Condition]:
    asked: list[tuple[Any, str, models.Field[Any, Any]]] = [
        (filters.note_type, "note.note_type = %s", _TEXT),
        (filters.author, "note.author_id = %s", _IDENTITY),
        (filters.person, "EXISTS (SELECT 1 FROM notes_notepart part WHERE part.note_id = note.entry_id"
         " AND part.person = %s)", _IDENTITY),
        (filters.part, "EXISTS (SELECT 1 FROM notes_notepart part WHERE part.note_id = note.entry_id"
         " AND part.kind = %s)", _TEXT),
        (filters.item, "EXISTS (SELECT 1 FROM notes_noteitem item"
         " WHERE item.note_id = COALESCE(mended.entry_id, note.entry_id) AND item.item = %s)", _TEXT),
        (filters.since, f"{_DAY_AS_CORRECTED} >= %s", _DAY),
        (filters.until, f"{_DAY_AS_CORRECTED} <= %s", _DAY),
    ]  # fmt: skip
    narrowed: list[Condition] = [
        (condition, [kind.get_db_prep_value(value, connection)]) for value, condition, kind in asked if value
    ]
    if filters.note_types:
        narrowed.append((f"note.note_type IN ({', '.join(['%s'] * len(filters.note_types))})", filters.note_types))
    return narrowed


def _notes(columns: Sequence[str], where: str, values: Sequence[Any]) -> list[Note]:
    chosen = ", ".join(f"note.{column}" for column in columns)
    return list(Note.objects.raw(f"SELECT {chosen} FROM {_WITH_LAST_CORRECTION} WHERE {where}", values))

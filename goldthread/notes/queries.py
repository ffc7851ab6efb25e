"""Reads of the journal: note types, the case file's notes with what amends them, and one note as it stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from goldthread.cases import queries as cases
from goldthread.ledger import queries as ledger
from goldthread.lib.shipped import ships, shown
from goldthread.notes import content as contents
from goldthread.notes import definitions, markup
from goldthread.notes.definitions import ITEMS, Definition
from goldthread.notes.models import Amendment, Draft, Note, NoteType
from goldthread.people.models import Staff

PAGE = 50
# What the case file shows of each note; the rest stays in the table.
IN_JOURNAL = (
    "client", "note_type", "type_title", "author_name", "amends", "amendment", "occurred_on", "duration_minutes", "how",
    "place_of_service", "days_after", "is_late", "needs_cosignature", "source", "recorded_at", "html",
)  # fmt: skip
GROUPS = [
    ships("Seen", "note type"),
    ships("Tried and asked", "note type"),
    ships("Safety", "note type"),
    ships("Met and conferred", "note type"),
    ships("Planned and assessed", "note type"),
    ships("Narrative formats", "note type"),
    ships("Other", "note type"),
]


@dataclass(frozen=True)
class Filters:
    """What narrows a journal; empty means everything. `item` is one of I1 to I19, `person` a Person's identity."""

    note_type: str = ""
    author: UUID | None = None
    person: UUID | None = None
    item: str = ""
    since: date | None = None
    until: date | None = None


@dataclass
class Entered:
    """One note in the journal with the entries that amend it, oldest first."""

    note: Note
    amendments: list["Entered"] = field(default_factory=list)
    corrected: str = ""
    reason: str = ""
    level: int = 4

    @property
    def body(self) -> str:
        """The kept HTML as it reads now, in the reader's language, its headings at `level`."""
        return markup.read_aloud(self.corrected or self.note.html, level=self.level)

    @property
    def original(self) -> str:
        """The same as first signed; empty where nothing was corrected."""
        return markup.read_aloud(self.note.html, level=self.level) if self.corrected else ""

    @property
    def is_in_error(self) -> bool:
        """Whether it was entered in error."""
        return any(each.note.amendment == Amendment.ENTERED_IN_ERROR for each in self.amendments)

    @property
    def cosigned_by(self) -> str:
        """Who co-signed, if anybody did."""
        return next((a.note.author_name for a in self.amendments if a.note.amendment == Amendment.COSIGNATURE), "")


def offered() -> list[NoteType]:
    """The newest version of every note type in use, by group and title."""
    newest: dict[str, NoteType] = {}
    for row in NoteType.objects.filter(is_offered=True).order_by("version"):
        newest[row.key] = row
    return sorted(newest.values(), key=_in_order)


def newest_types() -> list[NoteType]:
    """The newest version of every note type, offered or not, by group and title."""
    newest = {row.key: row for row in NoteType.objects.order_by("version")}
    return sorted(newest.values(), key=_in_order)


def _in_order(row: NoteType) -> tuple[int, str, str]:
    """What is written most comes first, an agency's own groups after those that ship; titles as they are read."""
    group, title = row.definition["group"], row.definition["title"]
    return (GROUPS.index(group) if group in GROUPS else len(GROUPS), group, shown(title, "note type"))


def section_titles() -> dict[str, str]:
    """What the sections of all note types are called, by their keys, in the reader's language."""
    return {
        section.key: shown(section.title, "note type")
        for row in NoteType.objects.order_by("version")
        for section in definition_of(row).sections
    }


def items() -> dict[str, str]:
    """The nineteen kinds of information by their codes, I1 to I19, with what they are called."""
    return {code: str(title) for code, title in ITEMS.items()}


def newest_type(key: str) -> NoteType:
    """The newest version of a note type; NoteType.DoesNotExist where there is none."""
    return NoteType.objects.filter(key=key).latest("version")


def definition_of(note_type: NoteType) -> Definition:
    """The form that a row of NoteType holds."""
    return definitions.read(note_type.definition)


def journal(actor: Staff, clients: Sequence[UUID], filters: Filters | None = None) -> "QuerySet[Note]":
    """The first entries about these clients, newest first, as `actor` may see them."""
    notes = Note.objects.visible_to(actor).first_entries().filter(client__in=clients)
    if filters:
        notes = _narrowed(notes, filters)
    return notes.order_by(F("occurred_on").desc(nulls_last=True), "-recorded_at", "-pk")


def _narrowed(notes: Any, filters: Filters) -> Any:
    if filters.note_type:
        notes = notes.filter(note_type=filters.note_type)
    if filters.author:
        notes = notes.filter(author=filters.author)
    if filters.person:
        notes = notes.filter(pk__in=_parts_with(filters.person))
    if filters.item:
        notes = notes.filter(items__item=filters.item)
    if filters.since:
        notes = notes.filter(occurred_on__gte=filters.since)
    if filters.until:
        notes = notes.filter(occurred_on__lte=filters.until)
    return notes


def _parts_with(person: UUID) -> Any:
    from goldthread.notes.models import NotePart

    return NotePart.objects.filter(person=person).values("note")


def with_amendments(notes: Sequence[Note], *, actor: Staff) -> list[Entered]:
    """These notes as they read now: corrected where they were corrected, with what was added."""
    further = Note.objects.visible_to(actor).filter(amends__in=[note.pk for note in notes])
    return _entered_each(notes, further.order_by("recorded_at", "pk"))


def encounter_of(entry_id: UUID, *, actor: Staff) -> tuple[Entered | None, list[Note]]:
    """One note as it reads now, and the other notes of the same encounter; None where `actor` may not see it.

    An amendment is found at the note that it amends.
    """
    same = RawSQL("SELECT encounter FROM notes_note WHERE entry_id = %s", [_key(entry_id)])
    found = list(Note.objects.visible_to(actor).filter(encounter=same).order_by("recorded_at", "pk"))
    asked = next((note for note in found if note.pk == entry_id), None)
    if asked is None:
        return None, []
    first_id = asked.amends_id or asked.pk
    firsts = [note for note in found if not note.amends_id]
    added = [note for note in found if note.amends_id]
    (entered,) = _entered_each([note for note in firsts if note.pk == first_id], added)
    return entered, [note for note in firsts if note.pk != first_id]


def _key(entry_id: UUID) -> Any:
    return Note._meta.pk.get_db_prep_value(entry_id, connection)


def _entered_each(notes: Sequence[Note], further: Iterable[Note]) -> list[Entered]:
    added: dict[UUID, list[Note]] = {}
    for amendment in further:
        added.setdefault(amendment.amends_id or amendment.pk, []).append(amendment)
    return [_entered(note, added.get(note.pk, [])) for note in notes]


def _entered(note: Note, amendments: list[Note]) -> Entered:
    corrections = [each.pk for each in amendments if each.amendment == Amendment.CORRECTION]
    corrected = markup.body(as_corrected(note.pk, corrections)) if corrections else ""
    return Entered(note, [Entered(each) for each in amendments], corrected)


def as_corrected(entry_id: UUID, corrections: Sequence[UUID]) -> dict[str, Any]:
    """The content of a note with these corrections, in their order, applied."""
    held = ledger.contents_of([entry_id, *corrections])
    content = held[entry_id]
    for correction in corrections:
        content = contents.corrected(content, held[correction]["corrections"])
    return content


def standing_content(entry_id: UUID) -> dict[str, Any]:
    """The content of a note as it reads today, every correction applied."""
    corrections = Note.objects.filter(amends=entry_id, amendment=Amendment.CORRECTION).order_by("recorded_at", "pk")
    return as_corrected(entry_id, list(corrections.values_list("pk", flat=True)))


def reason_of(entry_id: UUID) -> str:
    """Why an amendment was made, as its author said."""
    return str((ledger.content_of(entry_id).get("amendment") or {}).get("reason", ""))


def open_drafts(actor: Staff) -> "QuerySet[Draft]":
    """Drafts in hand, last saved first."""
    return Draft.objects.visible_to(actor).open().select_related("note_type").order_by("-saved_at")


def awaiting_cosignature(actor: Staff, supervisees: Collection[UUID]) -> "QuerySet[Note]":
    """Notes of these people that need a co-signature and have none, oldest first."""
    cosigned = Note.objects.filter(amendment=Amendment.COSIGNATURE).values("amends")
    in_error = Note.objects.filter(amendment=Amendment.ENTERED_IN_ERROR).values("amends")
    waiting = Note.objects.visible_to(actor).first_entries().filter(needs_cosignature=True, author__in=supervisees)
    return waiting.exclude(Q(pk__in=cosigned) | Q(pk__in=in_error)).order_by("recorded_at")


def names_for(notes: Sequence[Note]) -> dict[UUID, str]:
    """The names of the clients whom these notes are about."""
    return cases.names_of({note.client_id for note in notes})

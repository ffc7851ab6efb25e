"""Reads of the journal: note types, the case file's notes with what amends them, and one note as it stands."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.lib.shipped import ships, shown
from goldthread.lib.statements import rows
from goldthread.notes import article, cosigning, definitions, matters, necessity, reviewing, versions
from goldthread.notes import content as contents
from goldthread.notes.about import clients_of
from goldthread.notes.choosing import options_of
from goldthread.notes.definitions import ITEMS, Definition
from goldthread.notes.entered import Entered
from goldthread.notes.indexing import MADE, NOT_MADE, author_tag, item_tag, person_tag, said, type_tag
from goldthread.notes.journal import Filters, Journal, Mark, Session, Tried, amendments_of, of_the_same_encounter
from goldthread.notes.models import Amendment, Draft, Note, NoteDocument, NoteType, Submission, TypeOffered
from goldthread.notes.moved import Anew, dues_anew
from goldthread.notes.news import last_signed, recorded_since
from goldthread.notes.recalled import Noted, Recalled, at_a_glance, noted_of
from goldthread.notes.returned import Returned, returned
from goldthread.notes.standing import entered_each
from goldthread.notes.tapped import short_drafts as short_drafts
from goldthread.notes.tapped import tapped as tapped
from goldthread.notes.unsigned import LOOKED_BACK, Unsigned, signed_for, unsigned
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.services import queries as services

__all__ = [
    "LOOKED_BACK", "MADE", "NOT_MADE", "Anew", "Entered", "Filters", "Journal", "Mark", "Noted", "Recalled", "Returned", "Session", "Tried", "Unsigned",
    "at_a_glance", "author_tag", "clients_of", "dues_anew", "item_tag", "last_signed", "person_tag", "recorded_since", "returned", "said", "signed_for", "type_tag", "unsigned",
]  # fmt: skip

PAGE = 50
GROUPS = [
    ships("Seen", "note type"),
    ships("Tried and asked", "note type"),
    ships("Safety", "note type"),
    ships("Met and conferred", "note type"),
    ships("Planned and assessed", "note type"),
    ships("Narrative formats", "note type"),
    ships("Other", "note type"),
]


def offered() -> list[NoteType]:
    """The newest version of every note type in use, by group and title."""
    return [row for row in newest_types() if row.is_offered]


def newest_types() -> list[NoteType]:
    """The newest version of every note type, offered or not, by group and title."""
    newest = {row.key: row for row in NoteType.objects.order_by("version")}
    for offer in sorted(TypeOffered.objects.standing(key=newest.keys()), key=lambda each: (each.recorded_at, each.pk)):
        newest[offer.key].is_offered = offer.is_offered
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
    return _items(get_language() or "")


@lru_cache(maxsize=16)
def _items(language: str) -> dict[str, str]:
    return {code: str(title) for code, title in ITEMS.items()}


def items_to_choose(chosen: str) -> SafeString:
    """The same as the lines of a list."""
    return options_of("item", chosen)


def newest_type(key: str) -> NoteType:
    """The newest version of a note type; NoteType.DoesNotExist where there is none."""
    return NoteType.objects.filter(key=key).latest("version")


def definition_of(note_type: NoteType) -> Definition:
    """The form that a row of NoteType holds; read once a process, and changed by nobody."""
    return _form(note_type.document)


@lru_cache(maxsize=512)
def _form(document: str) -> Definition:
    return definitions.kept(json.loads(document))


def unbilled_among(keys: Collection[str] | None = None) -> set[str]:
    """The keys, of these or of all, of the note types whose notes no payer pays for, as their newest version says."""
    if keys is not None and not keys:
        return set()
    rows = NoteType.objects.order_by("version")
    newest = {row.key: row for row in (rows if keys is None else rows.filter(key__in=keys))}
    return {key for key, row in newest.items() if not definition_of(row).is_billable}


def with_amendments(notes: Sequence[Note], *, actor: Staff) -> list[Entered]:
    """These notes as they read now: corrected where they were corrected, with what was added."""
    return entered_each(notes, amendments_of(notes, actor) if notes else [])


def stood(
    actor: Staff, clients: Collection[UUID], day: date, known_at: datetime | None, at_most: int
) -> tuple[list[Entered], int]:
    """The notes of these clients up to a day of service, as they read at a moment or read now; the newest, and how many.

    A note that was corrected stands under the day that the last correction known then gives.
    """
    seen = Note.objects.visible_to(actor).filter(client__in=clients)
    known = seen.filter(recorded_at__lte=known_at) if known_at else seen
    firsts = known.filter(amends__isnull=True).values_list("pk", "occurred_on", "recorded_at")
    mended = known.filter(amendment=Amendment.CORRECTION).order_by("recorded_at", "pk")
    days = dict(mended.values_list("amends", "occurred_on"))
    dated = [(days.get(pk, on), recorded_at, pk) for pk, on, recorded_at in firsts]
    held = sorted(((on, at, pk) for on, at, pk in dated if on and on <= day), reverse=True)
    chosen = [pk for _on, _at, pk in held[:at_most]]
    found = known.in_bulk(chosen)
    amending = list(known.filter(amends__in=chosen).order_by("recorded_at", "pk"))
    return entered_each([found[pk] for pk in chosen], amending), len(held)


def days_of(entries: Collection[UUID], known_at: datetime | None) -> dict[UUID, date]:
    """The day of service of each of these first entries that has one, as corrected by a moment or by now."""
    known = Note.objects.filter(recorded_at__lte=known_at) if known_at else Note.objects.all()
    mended = known.filter(amends__in=entries, amendment=Amendment.CORRECTION).order_by("recorded_at", "pk")
    days = dict(known.filter(pk__in=entries).values_list("pk", "occurred_on"))
    return {pk: day for pk, day in (days | dict(mended.values_list("amends", "occurred_on"))).items() if day}


def served_between(
    actor: Staff | None, since: date, until: date, clients: Collection[UUID] | None, at_most: int
) -> list[Noted]:
    """The notes of kinds that are billed whose day of service, as corrected, lies between two days, as far as `actor` sees them.

    None as `actor` is the machine's own command, which sees all. Where fewer than `at_most` come back, these are all.
    """
    seen = Note.objects.visible_to(actor) if actor else Note.objects.all()
    seen = seen if clients is None else seen.filter(client__in=clients)
    within = seen.filter(occurred_on__gte=since, occurred_on__lte=until)
    moved = within.filter(amendment=Amendment.CORRECTION).values("amends")
    firsts = (within.filter(amends__isnull=True) | seen.filter(pk__in=moved)).exclude(note_type__in=unbilled_among())
    ordered, read = firsts.defer("html").order_by("occurred_on", "starts_at", "pk"), 0
    found: list[Noted] = []
    while len(found) < at_most:
        held = list(ordered[read : read + at_most])
        amending = seen.filter(amends__in=[each.pk for each in held]).defer("html").order_by("recorded_at", "pk")
        told = noted_of(held, list(amending)).values()
        # What was struck or moved to another day falls out; as much is read further on.
        found += [each for each in told if each.on and since <= each.on <= until]
        read += len(held)
        if len(held) < at_most:
            break
    return found


why = necessity.answer


def address_of(entry_id: UUID) -> str:
    """Where a note is read; written here, because a page may have four thousand of them and each `reverse` costs."""
    return f"/notes/{entry_id}/"


def on_paper(ids: Sequence[UUID], *, actor: Staff) -> list[tuple[Entered, SafeString]]:
    """These notes, in their order, as they read now, each with the list of its files; those not in sight are left out."""
    found = {note.pk: note for note in Note.objects.visible_to(actor).filter(pk__in=ids)}
    entered = with_amendments([found[pk] for pk in ids if pk in found], actor=actor)
    held = _documents([part.pk for each in entered for part in _parts(each)])
    return [
        (each, article.papers(paper for part in _parts(each) for paper in held.get(part.pk, ()))) for each in entered
    ]


def files_of(ids: Collection[UUID], clients: Collection[UUID], *, actor: Staff) -> list[NoteDocument]:
    """The files that were signed with these notes of clients, or with what was added to them, in the order of the notes."""
    at = {pk: place for place, pk in enumerate(ids)}
    seen = (
        Note.objects.visible_to(actor).filter(client__in=clients, documents__isnull=False).values_list("pk", "amends")
    )
    of = {pk: at[amends or pk] for pk, amends in seen if (amends or pk) in at}
    found = NoteDocument.objects.filter(note__in=of).select_related("note")
    return sorted(found, key=lambda each: (of[each.note_id], each.note.recorded_at, each.position))


printed_by = article.printed_by


def _parts(entered: Entered) -> list[Note]:
    return [entered.note, *(each.note for each in entered.amendments)]


def encounter_of(entry_id: UUID, *, actor: Staff) -> tuple[Entered | None, list[Note]]:
    """One note as it reads now, and the other notes of the same encounter; None where `actor` may not see it.

    An amendment is found at the note that it amends.
    """
    found = of_the_same_encounter(entry_id, actor)
    asked = next((note for note in found if note.pk == entry_id), None)
    if asked is None:
        return None, []
    first_id = asked.amends_id or asked.pk
    firsts = [note for note in found if not note.amends_id]
    added = [note for note in found if note.amends_id]
    (entered,) = entered_each([note for note in firsts if note.pk == first_id], added)
    return entered, [note for note in firsts if note.pk != first_id]


def as_corrected(entry_id: UUID, corrections: Sequence[UUID]) -> dict[str, Any]:
    """The content of a note with these corrections, in their order, applied."""
    held = ledger.contents_of([entry_id, *corrections])
    return contents.corrected(held[entry_id], [held[correction]["corrections"] for correction in corrections])


def standing_content(entry_id: UUID) -> dict[str, Any]:
    """The content of a note as it reads today, every correction applied."""
    corrections = Note.objects.filter(amends=entry_id, amendment=Amendment.CORRECTION).order_by("recorded_at", "pk")
    return as_corrected(entry_id, list(corrections.values_list("pk", flat=True)))


def most_used(author: Staff) -> list[NoteType]:
    """The types that somebody lately wrote most, of those offered; at most five."""
    lately = Note.objects.visible_to(author).first_entries().filter(author=author).order_by("-recorded_at")
    counted = Counter(lately.values_list("note_type", flat=True)[:200])
    rows = [row for row in offered() if counted[row.key]]
    return sorted(rows, key=lambda row: -counted[row.key])[:5]


def usual(author: Staff, note_type: NoteType) -> dict[str, str]:
    """What a new note of a type begins with: today, and how and under which service its author last wrote one."""
    today = clock.today(author.zone)
    of_this_type = Note.objects.visible_to(author).first_entries().filter(author=author, note_type=note_type.key)
    last = of_this_type.order_by("-recorded_at").first()
    wants, begun = definition_of(note_type).wants, {"occurred_on": today.isoformat()}
    if last and wants("how") != "none":
        begun["how"] = last.how
    if last and wants("service") != "none" and last.service in services.names(today):
        begun["service"] = last.service
    return begun


def last_group(author: Staff, note_type: NoteType) -> list[UUID]:
    """The clients of the last note of this type that somebody wrote, those whom they still serve: a group meets again."""
    written = Note.objects.visible_to(author).first_entries().filter(author=author, note_type=note_type.key)
    last = written.order_by("-recorded_at").first()
    if last is None:
        return []
    members = written.filter(encounter=last.encounter).values("client")
    return list(Client.objects.served_by(author).filter(pk__in=members).values_list("pk", flat=True))


def reason_of(entry_id: UUID) -> str:
    """Why an amendment was made, as its author said."""
    return str((ledger.content_of(entry_id).get("amendment") or {}).get("reason", ""))


def documents_of(entered: Entered) -> list[NoteDocument]:
    """The files that were signed with a note and with what was added to it."""
    held = _documents([part.pk for part in _parts(entered)])
    return [each for part in _parts(entered) for each in held.get(part.pk, ())]


def _documents(notes: Sequence[UUID]) -> dict[UUID, list[NoteDocument]]:
    """The files of these entries, those of each in their order."""
    if not notes:
        return {}
    columns = ", ".join(f'"{each.column}"' for each in NoteDocument._meta.concrete_fields)
    statement = f"SELECT {columns} FROM notes_notedocument WHERE note_id IN ({', '.join(['%s'] * len(notes))}) ORDER BY position"
    identity = NoteDocument._meta.get_field("note").target_field
    held: dict[UUID, list[NoteDocument]] = {}
    for each in rows(NoteDocument, statement, [identity.get_db_prep_value(pk, connection) for pk in notes]):
        held.setdefault(each.note_id, []).append(each)
    return held


def document_of(actor: Staff, entry_id: UUID, document_id: UUID) -> NoteDocument | None:
    """A file of a note that `actor` may see; None where there is none."""
    if not Note.objects.visible_to(actor).filter(pk=entry_id).exists():
        return None
    found: NoteDocument | None = (
        NoteDocument.objects.select_related("note").filter(pk=document_id, note=entry_id).first()
    )
    return found


def documents_named() -> Iterator[tuple[str, str]]:
    """Title and digest of every file that was signed with a note."""
    return NoteDocument.objects.order_by("pk").values_list("title", "sha256").iterator()


def called(actor: Staff, states: Iterable[Mapping[str, Any]], names: Mapping[str, str]) -> versions.Called:
    """What a reader is told of the goals in these states of a draft; `names` are those of the clients."""
    said = {goal for state in states for goal in versions.goals_in(state)}
    return versions.Called(names, plans.words_of_goals(actor, said), section_titles())


def parts_of_draft(draft: Draft, names: Mapping[str, str], actor: Staff) -> list[tuple[str, str]]:
    """Everything that a draft says to who did not write it, as titles and texts in the order of the page; `names` are those of clients."""
    content = reviewing.of_clients_ticked(draft.content)
    told = called(actor, [content], names)
    return list(versions.reviewed_parts(content, definition_of(draft.note_type), told).values())


def open_drafts(actor: Staff) -> "QuerySet[Draft]":
    """Drafts in hand, last saved first."""
    return Draft.objects.visible_to(actor).open().select_related("note_type", "author").order_by("-saved_at")


def drafts_of(authors: Sequence[UUID]) -> list[Draft]:
    """The open drafts of several authors, last saved first; of another's only that it is there is shown."""
    held = Draft.objects.open().filter(author__in=list(authors)).select_related("note_type", "author")
    return list(held.order_by("-saved_at", "pk"))


def kinds() -> list[tuple[str, str]]:
    """The types offered, by key and title in the reader's language."""
    return [(row.key, shown(row.definition["title"], "note type")) for row in offered()]


def drafts_for(author: UUID, visits: Sequence[UUID]) -> dict[UUID, Draft]:
    """The open draft that somebody saved last of each of these planned visits, by the visit."""
    if not visits:
        return {}
    begun = Draft.objects.open().filter(author=author, amends=None, content__visit__in=[str(each) for each in visits])
    return {UUID(each.content["visit"]): each for each in begun.select_related("note_type").order_by("saved_at")}


awaiting_cosignature = cosigning.awaiting
cosigner = cosigning.cosigner
matters_problems = matters.problems


def submitted_to(actor: Staff) -> int:
    """How many submitted drafts wait for somebody, the same count as in the queue."""
    if not people.below(actor):
        return 0
    waiting = Submission.objects.of_those_below(actor).waiting().select_related("draft")
    return sum(reviewing.may_review(each, actor) for each in waiting)


def names_for(actor: Staff, notes: Sequence[Note]) -> dict[UUID, str]:
    """The names of the clients whom these notes are about, as `actor` may know them."""
    return cases.names_for(actor, {note.client_id for note in notes})

"""What the checks of a draft look at beside its words: the author's other time, and earlier notes that are alike; reads only."""

import heapq
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.ledger import queries as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import rows
from goldthread.notes import travel
from goldthread.notes.checks import alike
from goldthread.notes.checks.bounds import Beside
from goldthread.notes.checks.registry import Found
from goldthread.notes.checks.times import Worked
from goldthread.notes.models import Amendment, Draft, Note, NotePart
from goldthread.notes.queries import unbilled_among
from goldthread.notes.times import occurred_from
from goldthread.people.models import Staff
from goldthread.schedule import queries as schedule

# How far back the text is compared: so many notes about the clients, so many of the author, and the caseload's last month.
ABOUT_CLIENTS, BY_AUTHOR, IN_CASELOAD, LATELY = 2000, 300, 300, timedelta(days=31)
# Of so many that seem alike, the likeliest, it is asked what they tell of, and of so many the words are read.
RATED, READ = 50, 3
# The parts of a note that tell of somebody who was met, and of somebody who was not reached.
_MET, _TRIED = "participants", "attempts"
_IDENTITY, _DAY, _MOMENT = models.UUIDField(), models.DateField(), models.DateTimeField()
_MARKS = "SELECT note_id, bits FROM notes_notefingerprint WHERE"
_NEAR = f"""
SELECT * FROM ({_MARKS} client_id IN ({{clients}}) ORDER BY occurred_on DESC LIMIT %s) about
UNION ALL SELECT * FROM ({_MARKS} author_id = %s ORDER BY occurred_on DESC LIMIT %s) own
UNION ALL SELECT * FROM ({_MARKS} client_id IN ({{caseload}}) AND occurred_on >= %s ORDER BY occurred_on DESC LIMIT %s) lately
"""
_DRAFTS = """
SELECT id, CAST(content AS text) FROM notes_draft WHERE author_id = %s AND signed_at IS NULL AND discarded_at IS NULL
AND amendment = '' AND content ->> 'occurred_on' IN (%s, %s, %s)
"""


@dataclass(frozen=True)
class Candidate:
    """An earlier note that seems to hold much of the draft's words."""

    entry: UUID
    client: UUID


def candidates(author: Staff, clients: Collection[UUID], day: date) -> tuple[str, list[Any]]:
    """The one statement that gives the fingerprints of all notes that a draft is compared with, and its values."""
    served, values = cases.caseload_of(author)
    own = [_IDENTITY.get_db_prep_value(pk, connection) for pk in (*clients, author.pk)]
    since = _DAY.get_db_prep_value(day - LATELY, connection)
    statement = _NEAR.format(clients=", ".join(["%s"] * len(clients)), caseload=served)
    return statement, [*own[:-1], ABOUT_CLIENTS, own[-1], BY_AUTHOR, *values, since, IN_CASELOAD]


def alike_found(
    texts: Mapping[str, str],
    names: Collection[str],
    *,
    author: Staff,
    clients: Collection[UUID],
    day: date,
    without: Collection[UUID],
) -> list[Found]:
    """Earlier notes of which these texts, by field, repeat much; `without` are its own encounters.

    An earlier note that the author may not see is told of without its words and without whose it is.
    """
    known = alike.name_words(names)
    here = {field: marks for field, text in texts.items() if len(marks := alike.marks(text, known)) >= alike.LEAST}
    if not here or not clients:
        return []
    likely = _likeliest(here, candidates(author, clients, day), without)
    if not likely:
        return []
    ids = [each.entry for each in likely]
    seen = set(Note.objects.visible_to(author).filter(pk__in=ids).values_list("pk", flat=True))
    mistaken = Note.objects.filter(amends__in=ids, amendment=Amendment.ENTERED_IN_ERROR)
    struck = set(mistaken.values_list("amends", flat=True))
    contents = ledger.contents_of([pk for pk in ids if pk not in struck])
    found: dict[str, Found] = {}
    for each in likely:
        if each.entry in contents:
            told = _told(each, contents[each.entry], here, texts, known, each.client in clients, each.entry in seen)
            if told and (told.check not in found or told.detail > found[told.check].detail):
                found[told.check] = told
    return list(found.values())


def _likeliest(
    here: Mapping[str, Collection[int]], statement: tuple[str, list[Any]], without: Collection[UUID]
) -> list[Candidate]:
    """The notes that seem most alike, one of an encounter for each client."""
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rated = alike.seeming_alike(here.values(), cursor.fetchall())
    first = heapq.nlargest(RATED, rated, key=lambda entry: rated[entry]) if rated else []
    held = {note.pk: note for note in Note.objects.filter(pk__in=first).only("encounter", "client")} if first else {}
    found: dict[UUID, Candidate] = {}
    for note in (held[_IDENTITY.to_python(entry)] for entry in first):
        if note.encounter not in without:
            found.setdefault(note.encounter, Candidate(note.pk, note.client_id))
    return list(found.values())[:READ]


def _told(
    each: Candidate,
    content: Mapping[str, Any],
    here: Mapping[str, Collection[int]],
    texts: Mapping[str, str],
    known: Collection[str],
    is_own: bool,
    is_seen: bool,
) -> Found | None:
    """What to say of one earlier note, compared in full; None where it is not alike after all."""
    there = alike.marks_in(content)
    shares = {field: alike.shared(marks, there) for field, marks in here.items()}
    field = max(shares, key=lambda name: shares[name])
    if not alike.is_alike(shares[field]):
        return None
    percent = f"{int(shares[field] * 100)}"
    key = "alike_own" if is_own else "alike_other"
    if not is_seen:
        sentence = _(
            "%(percent)s%% of this stands in another note of the agency. Write what was so on this day, for this client."
        )
        return Found(key, sentence % {"percent": percent}, field, f"{percent} %")
    on = content["occurred_on"]
    told = {"percent": percent, "day": formats.date_format(date.fromisoformat(on)) if on else "—"}
    if is_own:
        sentence = _("%(percent)s%% of this stands in the note of %(day)s. What was different this time?")
    else:
        sentence = _(
            "%(percent)s%% of this stands in your note of %(day)s about another client. Is each word true of this one?"
        )
    names = {*known, *alike.names_in(content)}
    pairs = alike.pairs([texts[field]], alike.texts_in(content), names)
    return Found(key, sentence % told, field, f"{percent} %", note=each.entry, pairs=pairs)


def encounter_of(entry_id: UUID) -> UUID | None:
    """The encounter that a note tells of."""
    return Note.objects.filter(pk=entry_id).values_list("encounter", flat=True).first()


def own_encounters(draft: Draft) -> list[UUID]:
    """The encounter that a draft will become, and that of the note which it amends."""
    amended = encounter_of(draft.amends_id) if draft.amends_id else None
    return [draft.pk, amended] if amended else [draft.pk]


def worked_beside(author: Staff, own: Worked, without: Collection[UUID]) -> list[Worked]:
    """What else the author did around that time, by signed notes as they read now and by open drafts, once an encounter."""
    since, until = own.starts - timedelta(hours=36), own.ends + timedelta(hours=24)
    return [*_signed(author, since, until, without), *_drafted(author, own, without)]


def _signed(author: Staff, since: datetime, until: datetime, without: Collection[UUID]) -> list[Worked]:
    ready = _IDENTITY.get_db_prep_value(author.pk, connection)
    moments = [connection.ops.adapt_datetimefield_value(each) for each in (since, until)]
    held = _held("author_id = %s AND starts_at >= %s AND starts_at < %s", [ready, *moments])
    stretches = (_as_it_reads(notes) for encounter, notes in held.items() if encounter not in without)
    return [each for each in stretches if each]


def _held(where: str, values: Sequence[Any]) -> dict[UUID, list[Note]]:
    """The entries of some encounters, with what corrects or strikes them, in the order in which they were recorded."""
    columns = ", ".join(f'note."{field.column}"' for field in Note._meta.concrete_fields if field.name != "html")
    statement = (
        f"SELECT {columns}, '' FROM notes_note note WHERE note.encounter IN (SELECT encounter FROM notes_note WHERE {where})"
        " AND (note.amends_id IS NULL OR note.amendment IN (%s, %s)) ORDER BY note.recorded_at"
    )
    amending = [Amendment.CORRECTION.value, Amendment.ENTERED_IN_ERROR.value]
    held: dict[UUID, list[Note]] = {}
    for note in rows(Note, statement, [*values, *amending]):
        held.setdefault(note.encounter, []).append(note)
    return held


def _of_clients(clients: Collection[UUID], since: date, until: date) -> list[Note]:
    """The notes about these clients of some days as they read now, each encounter once, none that was entered in error."""
    known = [_IDENTITY.get_db_prep_value(pk, connection) for pk in clients]
    days = [_DAY.get_db_prep_value(day, connection) for day in (since, until)]
    marks = ", ".join(["%s"] * len(known))
    held = _held(f"client_id IN ({marks}) AND occurred_on BETWEEN %s AND %s", [*known, *days])
    standing = (_standing([note for note in notes if note.client_id in clients]) for notes in held.values())
    return [each for each in standing if each]


def _standing(notes: Sequence[Note]) -> Note | None:
    """Of the entries of one encounter the one whose columns hold: the last correction, or the first entry."""
    struck = {note.amends_id for note in notes if note.amendment == Amendment.ENTERED_IN_ERROR}
    firsts = [note for note in notes if not note.amends_id and note.pk not in struck]
    if not firsts:
        return None
    mended = [note for note in notes if note.amendment == Amendment.CORRECTION and note.amends_id not in struck]
    return (mended or firsts)[-1]


def _services(notes: Iterable[Note]) -> list[Note]:
    """Of these notes those of a service that somebody was given: of a kind that is billed, and no mere attempt."""
    served = [each for each in notes if each.service]
    unbilled = unbilled_among({each.note_type for each in served})
    billed = {each.amends_id or each.pk: each for each in served if each.note_type not in unbilled}
    kinds: dict[UUID, set[str]] = {}
    parts = NotePart.objects.filter(note__in=list(billed), kind__in=(_MET, _TRIED)) if billed else ()
    for part in parts:
        kinds.setdefault(part.note_id, set()).add(part.kind)
    return [note for first, note in billed.items() if kinds.get(first) != {_TRIED}]


def days_of_service(clients: Collection[UUID], service: str, day: date, without: Collection[UUID]) -> list[date]:
    """On which days of the month before a day these clients were given a service, as the notes read now."""
    since = day - LATELY
    notes = [each for each in _of_clients(clients, since, day) if each.service == service]
    given = _services(each for each in notes if each.encounter not in without)
    # A correction may have moved what was written of one of these days to another.
    return sorted({each.occurred_on for each in given if each.occurred_on and since <= each.occurred_on < day})


def beside_client(clients: Collection[UUID], starts: datetime, ends: datetime, author: Staff) -> list[Beside]:
    """What others than the author did with these clients between two moments; the author's own time is judged by itself."""
    notes = _of_clients(clients, (starts - timedelta(hours=36)).date(), (ends + timedelta(hours=14)).date())
    others = _services(each for each in notes if each.author_id != author.pk and _meets(each, starts, ends))
    seen = set(Note.objects.visible_to(author).filter(pk__in=[each.pk for each in others]).values_list("pk", flat=True))
    found = [
        Beside(
            each.service,
            max(starts, each.starts_at),
            min(ends, each.ends_at),
            each.author_name,
            is_seen=each.pk in seen,
        )
        for each in others
        if each.starts_at and each.ends_at
    ]
    return sorted(found, key=lambda each: each.starts)


def _meets(note: Note, starts: datetime, ends: datetime) -> bool:
    """Whether a note tells of some time between two moments."""
    return bool(note.starts_at and note.ends_at and max(starts, note.starts_at) < min(ends, note.ends_at))


def _as_it_reads(notes: Sequence[Note]) -> Worked | None:
    """The stretch that the entries of one encounter tell of, in the order in which they were recorded."""
    note = _standing(notes)
    if note is None or note.starts_at is None or note.ends_at is None:
        return None
    struck = {each.amends_id for each in notes if each.amendment == Amendment.ENTERED_IN_ERROR}
    clients = frozenset(each.client_id for each in notes if not each.amends_id and each.pk not in struck)
    return Worked(
        note.starts_at, note.ends_at, note.encounter, clients, note.place_of_service, note.how, note.drive_minutes
    )


def _drafted(author: Staff, own: Worked, without: Collection[UUID]) -> list[Worked]:
    days = [(own.starts + timedelta(days=shift)).date().isoformat() for shift in (-1, 0, 1)]
    with connection.cursor() as cursor:
        cursor.execute(_DRAFTS, [_IDENTITY.get_db_prep_value(author.pk, connection), *days])
        held = {_IDENTITY.to_python(pk): json.loads(typed) for pk, typed in cursor.fetchall()}
    found = (worked_of(pk, typed, author.zone) for pk, typed in held.items() if pk not in without)
    return [each for each in found if each]


def planned_at(author: Staff, typed: Mapping[str, Any], day: date) -> datetime | None:
    """When the visit that a draft is of was to begin; None of a draft that is of none, or of one of another day."""
    visit = uuids.or_none(typed.get("visit", ""))
    planned = schedule.of_worker(author, author.pk, day, day) if visit else []
    return next((each.begins_at for each in planned if each.pk == visit), None)


def worked_of(encounter: UUID, typed: Mapping[str, Any], zone: str) -> Worked | None:
    """The stretch that a draft tells of; None while its times are not whole, or cannot be."""
    try:
        occurred = occurred_from(typed, zone=zone)
        driven = travel.minutes_from(str(typed.get("drive_minutes", "")))
    except (Refused, ValueError):
        return None
    if occurred.starts is None or occurred.ends is None:
        return None
    clients = frozenset(found for each in typed.get("clients", ()) if (found := uuids.or_none(each)))
    place, how = str(typed.get("place_of_service", "")), str(typed.get("how", ""))
    return Worked(occurred.starts, occurred.ends, encounter, clients, place, how, driven, is_draft=True)

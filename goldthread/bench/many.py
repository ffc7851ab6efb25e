"""Many notes at once: sealed by the real functions, put into the tables in bulk, without drafts, checks and passkeys."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate, islice, repeat
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.db.models import Model

from goldthread.bench.stage import Stage, draft
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Client, ClientDetail, Membership
from goldthread.demonstration.agency import ZONE
from goldthread.ledger import actions as ledger
from goldthread.ledger import keys, seal
from goldthread.ledger.models import Content, Entry
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.encoding import moment
from goldthread.notes import checking, matters, sealing
from goldthread.notes.models import Note
from goldthread.notes.projection import KIND, PROJECTION
from goldthread.notes.times import stamp
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, Staff

A_CLIENT, A_FAMILY, WORKERS = 200, 4, 50
BATCH = 250
# So few minutes each that nobody comes to 24 hours of a day, and so many of them wait to be co-signed.
MINUTES, WAITING = 20, 200
# Words as often as people use them (Zipf): the first stands in nearly every note, the last hardly ever.
VOCABULARY, WORDS = 20_000, 230
COMMON, MIDDLING, RARE = 3, 400, 15_000
_LETTERS, _VOWELS = "bdfgklmnprstvz", "aeiou"
_SECTIONS = 3
_LOGINS = [f"w{number:03}" for number in range(WORKERS)]
_HEADS, _SEES = "heads", "sees"


@dataclass
class Agency:
    """Who works in the large agency: those with a caseload, each with one client of it, and who sees everything."""

    held: list[tuple[Staff, Client]]
    supervisor: Staff
    reviewer: Staff


def words() -> list[str]:
    """Made-up words, the same in every run."""
    chance = random.Random(20_000)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = range(chance.randint(2, 4))
        found["".join(chance.choice(_LETTERS) + chance.choice(_VOWELS) for _each in syllables)] = None
    return list(found)


def load(on: Stage, notes: int, show: Callable[[int, int], None]) -> None:
    """So many notes, 200 about each client in four of a family, by fifty workers."""
    workers = _staff()
    clients = _clients(workers, max(1, notes // A_CLIENT))
    told = _contents(on, workers, clients)
    done = 0
    while batch := list(islice(told, min(BATCH, notes - done))):
        _insert(batch)
        done += len(batch)
        show(done, notes)
    ledger.sequence(sweep=True)


def on_file() -> Agency:
    """The large agency that was loaded into this database."""
    staff = {each.login: each for each in Staff.objects.filter(login__in=[*_LOGINS, _HEADS, _SEES])}
    firsts = [(staff[login], Client.objects.served_by(staff[login]).order_by("number").first()) for login in _LOGINS]
    return Agency([(worker, client) for worker, client in firsts if client], staff[_HEADS], staff[_SEES])


def _staff() -> list[Staff]:
    """The workers; there are also one who supervises them all, and one who sees everything."""
    began = clock.today(ZONE) - timedelta(days=1500)

    def new(login: str, *roles: str) -> Staff:
        # Nobody signs in with a password here; the browsers of the benchmark have a session of their own.
        person = NewStaff(login, f"Worker {login}", roles, began, credential_title="BSW", credential_level="bachelor")
        return people.add_staff(new=person, password=uuids.fresh().hex, by=COMMAND_LINE)

    workers = [new(login, Role.CASE_MANAGER) for login in _LOGINS]
    supervisor = new(_HEADS, Role.SUPERVISOR)
    for worker in workers:
        people.supervise(supervisor=supervisor, supervisee=worker, from_on=began, by=COMMAND_LINE)
    new(_SEES, Role.QUALITY_REVIEWER)
    return workers


def _clients(workers: list[Staff], wanted: int) -> list[tuple[Client, UUID, str, Staff]]:
    """Client, case, name and worker of so many clients."""
    opened = clock.today(ZONE) - timedelta(days=1400)
    found = []
    for number in range(0, wanted, A_FAMILY):
        worker = workers[number // A_FAMILY % WORKERS]
        members = [
            NewClient(f"Client {number + each:06}", date(2014, 5, 3)) for each in range(min(A_FAMILY, wanted - number))
        ]
        held = [(worker, "case manager")]
        case = cases.open_case(
            new=NewCase(f"Family {number:06}", "family", members, opened, "Referred.", held), by=COMMAND_LINE
        )
        for belonging in Membership.objects.filter(case=case).select_related("client"):
            name = ClientDetail.objects.get(client=belonging.client).name
            found.append((belonging.client, case.pk, name, worker))
    return found


def _contents(
    on: Stage, workers: list[Staff], clients: list[tuple[Client, UUID, str, Staff]]
) -> Iterator[dict[str, Any]]:
    """Contents like that of a real draft, each with a client, a day and words of its own; the clients by turns."""
    first = draft(on)
    waits = repeat(True, WAITING)
    ready = checking.checked(draft=first, author=on.staff, asks=False)
    facts = sealing.facts_for(draft=first, author=on.staff, abouts=ready.abouts)
    like = sealing.contents_for(
        draft=first, author=on.staff, facts=facts, checked=ready, signing={"method": "bulk load"}
    )[0].content
    chance, vocabulary = random.Random(1), words()
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    today = clock.today(ZONE)
    for turn in range(A_CLIENT * 1000):
        for client, case, name, worker in clients:
            day = today - timedelta(days=2 + 7 * (A_CLIENT - turn % A_CLIENT) + chance.randrange(7))
            begins = datetime.combine(day, time(8 + turn % 9), ZoneInfo(ZONE))
            said = chance.choices(vocabulary, cum_weights=weights, k=WORDS)
            texts = [" ".join(said[part::_SECTIONS]) + "." for part in range(_SECTIONS)]
            sections = like["narrative"][:_SECTIONS]
            yield {
                **like,
                "encounter": str(uuids.fresh()),
                "client": {"id": str(client.pk), "name": name, "number": client.number},
                "case": str(case),
                "author": {**like["author"], "id": str(worker.pk), "name": worker.name},
                "occurred_on": day.isoformat(),
                "starts": stamp(begins, ZONE),
                "ends": stamp(begins + timedelta(minutes=MINUTES), ZONE),
                "minutes": MINUTES,
                "cosignature": {**like["cosignature"], "needed": next(waits, False)},
                "narrative": [{**part, "text": text} for part, text in zip(sections, texts, strict=False)],
            }


@transaction.atomic
def _insert(contents: list[dict[str, Any]]) -> None:
    """Entries, contents and the rows that show them, each table by as few statements as there can be."""
    signer, now = keys.signer(keys.SEAL), clock.now()
    entries: list[Model] = []
    kept: list[Model] = []
    rows: dict[str, list[Model]] = {}
    models = {model._meta.db_table: model for model in apps.get_app_config("notes").get_models()}
    for content in contents:
        content["written"] = {**content["written"], "at": moment(now)}
        frozen = ledger.prepare(entry_id=uuids.fresh(), kind=KIND, content=content, prepared_at=now)
        entry = Entry(
            id=frozen.entry_id, kind=KIND, schema_version=1, recorded_at=now, jws=seal.sign(frozen, signer.sign), evidence=""
        )  # fmt: skip
        entries.append(entry)
        kept.append(Content(entry=entry, disclosures="~".join(frozen.disclosures)))
        for row in PROJECTION.project(1, entry.pk, now, content):
            rows.setdefault(row.table, []).append(models[row.table](**row.values))
    for made in (entries, kept, *rows.values()):
        ledger.add_rows(made)
    matters.follow([note for note in rows["notes_note"] if isinstance(note, Note)])

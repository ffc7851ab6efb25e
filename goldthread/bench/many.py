"""Many notes at once: sealed by the real functions, put into the tables in bulk, without drafts, checks and passkeys."""

import random
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from itertools import accumulate, count, islice
from multiprocessing import get_context
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import connections, transaction
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
_PROCESSES = 2
# Client, case, name and worker.
_Held = tuple[Client, UUID, str, Staff]
_LOGINS = [f"w{number:03}" for number in range(WORKERS)]
_HEADS, _SEES = "heads", "sees"


@dataclass
class Agency:
    """Who works in the large agency: those with a caseload, each with one client of it, and who sees everything."""

    held: list[tuple[Staff, Client]]
    supervisor: Staff
    reviewer: Staff


@dataclass(frozen=True)
class _Planned:
    """One note that is to be: its number, how often its client had their turn, and whom it is about and by."""

    number: int
    turn: int
    client: Client
    case: UUID
    name: str
    worker: Staff


@dataclass
class _Made:
    """The rows of a batch."""

    entries: list[Model] = field(default_factory=list)
    kept: list[Model] = field(default_factory=list)
    rows: dict[str, list[Model]] = field(default_factory=dict)


@cache
def words() -> list[str]:
    """Made-up words, the same in every run."""
    chance = random.Random(20_000)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = range(chance.randint(2, 4))
        found["".join(chance.choice(_LETTERS) + chance.choice(_VOWELS) for _each in syllables)] = None
    return list(found)


@cache
def _weights() -> list[float]:
    return list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))


def load(on: Stage, notes: int, show: Callable[[int, int], None]) -> None:
    """So many notes, 200 about each client in four of a family, by fifty workers.

    Processes of their own seal and project them, a batch at a time; this one alone writes to the database.
    """
    workers = _staff()
    clients = _clients(workers, max(1, notes // A_CLIENT))
    seal_all = partial(_sealed, _like(on))
    planned = islice(_planned(clients), notes)
    batches = iter(lambda: list(islice(planned, BATCH)), [])
    done = 0
    connections.close_all()
    with ProcessPoolExecutor(_PROCESSES, mp_context=get_context("fork")) as processes:
        for made in _in_order(processes, seal_all, batches):
            _insert(made)
            done += len(made.entries)
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


def _clients(workers: list[Staff], wanted: int) -> list[_Held]:
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


def _like(on: Stage) -> dict[str, Any]:
    """The content of a real draft, which all of them take after."""
    first = draft(on)
    ready = checking.checked(draft=first, author=on.staff, asks=False)
    facts = sealing.facts_for(draft=first, author=on.staff, ready=ready)
    signing = {"method": "bulk load"}
    return sealing.contents_for(draft=first, author=on.staff, facts=facts, checked=ready, signing=signing)[0].content


def _planned(clients: list[_Held]) -> Iterator["_Planned"]:
    """Which note is about whom and from when, the clients by turns."""
    return (
        _Planned(number, turn, *client)
        for number, (turn, client) in enumerate((turn, client) for turn in count() for client in clients)
    )


def _in_order(
    processes: ProcessPoolExecutor, work: Callable[[list["_Planned"]], "_Made"], batches: Iterator[list["_Planned"]]
) -> Iterator["_Made"]:
    """What becomes of each batch, in their order; only a few are in hand at a time."""
    in_hand = deque(processes.submit(work, batch) for batch in islice(batches, 2 * _PROCESSES))
    while in_hand:
        yield in_hand.popleft().result()
        in_hand.extend(processes.submit(work, batch) for batch in islice(batches, 1))


def _content(like: dict[str, Any], planned: "_Planned", now: datetime) -> dict[str, Any]:
    """A content with a client, a day and words of its own, the same in every run."""
    chance = random.Random(planned.number)
    day = clock.today(ZONE) - timedelta(days=2 + 7 * (A_CLIENT - planned.turn % A_CLIENT) + chance.randrange(7))
    begins = datetime.combine(day, time(8 + planned.turn % 9), ZoneInfo(ZONE))
    said = chance.choices(words(), cum_weights=_weights(), k=WORDS)
    texts = [" ".join(said[part::_SECTIONS]) + "." for part in range(_SECTIONS)]
    worker = planned.worker
    return {
        **like,
        "encounter": str(uuids.fresh()),
        "client": {"id": str(planned.client.pk), "name": planned.name, "number": planned.client.number},
        "case": str(planned.case),
        "author": {**like["author"], "id": str(worker.pk), "name": worker.name},
        "occurred_on": day.isoformat(),
        "starts": stamp(begins, ZONE),
        "ends": stamp(begins + timedelta(minutes=MINUTES), ZONE),
        "minutes": MINUTES,
        "cosignature": {**like["cosignature"], "needed": planned.number < WAITING},
        "narrative": [{**part, "text": text} for part, text in zip(like["narrative"], texts, strict=False)],
        "written": {**like["written"], "at": moment(now)},
    }


def _sealed(like: dict[str, Any], batch: list["_Planned"]) -> "_Made":
    """Entries, contents and the rows that show them."""
    signer, now, made = keys.signer(keys.SEAL), clock.now(), _Made()
    models = {model._meta.db_table: model for model in apps.get_app_config("notes").get_models()}
    for planned in batch:
        content = _content(like, planned, now)
        frozen = ledger.prepare(entry_id=uuids.fresh(), kind=KIND, content=content, prepared_at=now)
        entry = Entry(
            id=frozen.entry_id, kind=KIND, schema_version=1, recorded_at=now, jws=seal.sign(frozen, signer.sign), evidence=""
        )  # fmt: skip
        made.entries.append(entry)
        made.kept.append(Content(entry=entry, disclosures="~".join(frozen.disclosures)))
        for row in PROJECTION.project(1, entry.pk, now, content):
            made.rows.setdefault(row.table, []).append(models[row.table](**row.values))
    return made


@transaction.atomic
def _insert(made: "_Made") -> None:
    """Each table by as few statements as there can be."""
    for rows in (made.entries, made.kept, *made.rows.values()):
        ledger.add_rows(rows)
    matters.follow([note for note in made.rows["notes_note"] if isinstance(note, Note)])

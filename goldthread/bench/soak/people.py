"""Who works in the soak: each with families, some notes on file, a passkey and two browsers."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import transaction

from goldthread.bench import many
from goldthread.bench.browser import session_of
from goldthread.bench.passkey import Passkey
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Client
from goldthread.demonstration.agency import ZONE
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.notes import actions
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import NoteType
from goldthread.notes.queries import newest_type
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.backends import BACKEND
from goldthread.people.models import Role, Staff

CLIENTS, NOTES = 4, 3
# Notes already on file stand on days before those that the soak writes.
BEFORE = 650
MARK = re.compile(r"\bzq[a-z]{14}\b")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Hand:
    """A worker as the soak needs one after the database is let go: plain values alone."""

    number: int
    staff: UUID
    clients: list[tuple[UUID, str]]
    passkey: Passkey
    sessions: tuple[str, str]
    sections: list[str]


def mark(chance: random.Random) -> str:
    """A word that stands nowhere else (MARK), of letters only, as every page shows it."""
    return "zq" + "".join(chance.choices(_LETTERS, k=14))


def engaged(count: int, origin: str, show: Callable[[int, int], None]) -> list[Hand]:
    """So many workers with their families."""
    note_type = newest_type("session")
    hands = []
    for number in range(count):
        hands.append(_engaged(number, origin, note_type))
        show(number + 1, count)
    return hands


@transaction.atomic
def _engaged(number: int, origin: str, note_type: NoteType) -> Hand:
    began = clock.today(ZONE) - timedelta(days=800)
    new = NewStaff(
        f"s{number:03}", f"Worker s{number:03}", [Role.CASE_MANAGER], began, credential_title="BSW", credential_level="bachelor"
    )  # fmt: skip
    # Nobody signs in with a password: that would measure how slowly it is hashed.
    staff = people.add_staff(new=new, password=None, by=COMMAND_LINE)
    passkey = Passkey(f"s{number:03}".encode(), origin=origin)
    passkey.kept_for(staff)
    clients = _family(number, staff)
    chance = random.Random(number)
    sections = [each["key"] for each in note_type.definition["sections"]]
    by = Actor(staff.pk, staff.name)
    for turn in range(CLIENTS * NOTES):
        content = visit(clients[turn % CLIENTS][0], sections, BEFORE + turn, chance)
        draft = actions.start(new=NewDraft(uuids.fresh(), note_type, content), by=by)
        actions.sign_directly(draft=draft, method="demonstration", by=by)
    sessions = (session_of(staff, BACKEND), session_of(staff, BACKEND))
    return Hand(number, staff.pk, clients, passkey, sessions, sections)


def _family(number: int, worker: Staff) -> list[tuple[UUID, str]]:
    """Id and number of the clients of one new case."""
    opened = clock.today(ZONE) - timedelta(days=700)
    members = [NewClient(f"Soak {number:03} {each}", date(2014, 5, 3)) for each in range(CLIENTS)]
    case = cases.open_case(
        new=NewCase(f"Soak family {number:03}", "family", members, opened, "Referred.", [(worker, "case manager")]),
        by=COMMAND_LINE,
    )
    return list(Client.objects.filter(memberships__case=case).order_by("number").values_list("pk", "number"))


def visit(client: UUID, sections: list[str], days: int, chance: random.Random) -> dict[str, Any]:
    """A visit so many days ago, in words of an order of its own; every key that the editor's script sends."""
    empty: dict[str, Any] = {key: [] for key in ("attempts", "requests", "judgments", "occurrences", "corrections")}
    return {
        **empty,
        "labels": [], "documents": [], "own": {}, "came": {}, "left": {}, "answers": {}, "origins": {},
        "clients": [str(client)], "occurred_on": (clock.today(ZONE) - timedelta(days=days)).isoformat(),
        "starts": "14:00", "ends": "14:50", "zone": ZONE, "how": "in_person", "place_of_service": "12",
        "service": "Home-based casework", "participants": [{"name": "Their grandmother", "role": "kin"}],
        "narrative": {key: _sentences(chance) for key in sections},
    }  # fmt: skip


def _sentences(chance: random.Random) -> str:
    return " ".join(" ".join(chance.choices(_words(), k=12)).capitalize() + "." for _each in range(4))


@lru_cache(maxsize=1)
def _words() -> list[str]:
    return many.words()[:2000]

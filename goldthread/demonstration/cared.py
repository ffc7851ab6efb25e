"""What the invented agency planned with two families: a plan that was changed and signed, and one whose review is overdue."""

from collections.abc import Iterator, Mapping
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.demonstration.calendar import at
from goldthread.demonstration.planned import open_cases
from goldthread.demonstration.telling import Event
from goldthread.lib import signatures, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.signatures import Signer
from goldthread.people.models import Staff
from goldthread.plans import actions
from goldthread.plans.actions import NewDraft, Typed
from goldthread.plans.models import PlanDraft, PlanVersion

_STROKES = "[[80,190,120,90,150,200,190,100,215,210,260,150,300,185,340,140,380,190,430,160],[120,235,470,225]]"


def _row(name: str, **words: Any) -> dict[str, Any]:
    """A row of a plan under an identity that is the same in every loading."""
    return {"id": str(uuid5(NAMESPACE_URL, f"goldthread:demonstration:{name}")), **words}


_COACHING = _row(
    "coaching",
    words="Walk through the evening with the parents, step by step, and write down what fails.",
    modality="Parent coaching",
    frequency="weekly",
    duration="60 minutes",
    who="case manager",
)
_EVENINGS = _row(
    "evenings",
    words="Evenings end without shouting.",
    need="The parents want calm evenings and have managed some.",
    objectives=[
        _row(
            "calm",
            words="The parents go by the evening plan on their own.",
            measure="evenings of seven that went by the plan",
            baseline="2",
            target="6",
            interventions=[_COACHING],
        )
    ],
)


def _school(place: int) -> dict[str, Any]:
    objective = _row(
        f"on-time-{place}",
        words="Late at most once a week.",
        measure="the school's attendance list",
        baseline="4 a week",
        target="1 a week",
    )
    return _row(f"school-{place}", words="Gets to school on time.", need="Likes the art class.", objectives=[objective])


_WHY = (
    "Referred because evenings at home ended in shouting and the children slept too little.\n\n"
    "Both parents ask for help with the evening and want the family to stay together."
)


def events(staff: Mapping[str, Staff], today: date) -> Iterator[Event]:
    """A plan forty days ago, its change and a signature twenty days later; and a plan of which the review is overdue."""
    for ago, act in ((40, _write), (20, _change), (19, _sign), (18, _review)):
        day = today - timedelta(days=ago)
        yield Event(at(day, time(18, 10)), partial(act, staff["juniper"], day, 0))
    day = today - timedelta(days=39)
    yield Event(at(day, time(18, 20)), partial(_write, staff["juniper"], day, 1))


def _client(worker: Staff, place: int, day: date) -> Client | None:
    """The first client of one of the worker's open cases; none where a small agency has no such case yet."""
    held = open_cases(worker)[place : place + 1]
    clients = [pk for case, _role in held for pk in cases.clients_of(case, day)]
    return Client.objects.get(pk=clients[0]) if clients else None


def _standing(client: Client) -> PlanVersion | None:
    found: PlanVersion | None = PlanVersion.objects.filter(client=client).order_by("-number").first()
    return found


def _write(worker: Staff, day: date, place: int) -> None:
    client = _client(worker, place, day)
    if client is None:
        return
    due = day + timedelta(days=90 if place == 0 else 30)
    typed = {
        "valid_from_on": day.isoformat(),
        "review_due_on": due.isoformat(),
        "why": _WHY,
        "goals": [_EVENINGS, _school(0)] if place == 0 else [_school(1)],
        "services": [_row(f"service-{place}", service="Home-based casework", frequency="once a week, 90 minutes")],
        "participants": [str(client.pk)],
    }
    _signed(worker, _begun(worker, client, "version", None), typed)


def _change(worker: Staff, day: date, place: int) -> None:
    client = _client(worker, place, day)
    version = _standing(client) if client else None
    if client is None or version is None:
        return
    draft = _begun(worker, client, "version", version)
    goals = [dict(goal) for goal in draft.content["goals"]]
    goals[0]["objectives"] = [{**goals[0]["objectives"][0], "baseline": "4", "target": "7"}]
    because = "They reached four evenings of seven. The family wants to aim for the whole week."
    _signed(worker, draft, {**draft.content, "goals": goals, "because": because})


def _sign(worker: Staff, day: date, place: int) -> None:
    client = _client(worker, place, day)
    version = _standing(client) if client else None
    if client is None or version is None:
        return
    around = cases.signers_around(worker, client.pk, zone=worker.zone)
    parent = next((each for each in around if each.role == "parent"), around[0])
    signer = Signer(parent.person, parent.name, parent.role)
    said = {"capacity": "guardian", "signature": signatures.signature(signer, _STROKES, "")}
    new = NewDraft(uuids.fresh(), client, "signature", version, content=said)
    draft = actions.begin(new=new, author=worker, by=Actor(worker.pk, worker.name))
    actions.sign_directly(draft=draft, method="demonstration", by=Actor(worker.pk, worker.name))


def _review(worker: Staff, day: date, place: int) -> None:
    client = _client(worker, place, day)
    version = _standing(client) if client else None
    if client is None or version is None:
        return
    words = ("Four evenings of seven, two at the beginning.", "Late three times last week, as before.")
    rated = zip(version.goals.order_by("position"), ("better", "no_change"), words, strict=False)
    typed = {
        "reviewed_on": day.isoformat(),
        "decision": "continue",
        "next_due_on": (day + timedelta(days=90)).isoformat(),
        "words": "The evening plan works where both parents are home. School comes next.",
        "goals": {str(goal.goal): {"rating": rating, "words": told} for goal, rating, told in rated},
    }
    _signed(worker, _begun(worker, client, "review", version), typed)


def _begun(worker: Staff, client: Client, act: str, version: PlanVersion | None) -> PlanDraft:
    new = NewDraft(uuids.fresh(), client, act, version)
    return actions.begin(new=new, author=worker, by=Actor(worker.pk, worker.name))


def _signed(worker: Staff, draft: PlanDraft, typed: dict[str, Any]) -> None:
    by = Actor(worker.pk, worker.name)
    actions.save(draft=draft, typed=Typed(typed, draft.revision), by=by)
    draft.refresh_from_db()
    actions.sign_directly(draft=draft, method="demonstration", by=by)

"""How the cast plans: a plan for Mateo Rivera, written, read and signed by the real actions."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from goldthread.ledger.models import Entry
from goldthread.lib import clock, uuids
from goldthread.lib.signatures import STATEMENT
from goldthread.people.actions import Signature
from goldthread.plans import actions, queries
from goldthread.plans.actions import NewDraft, Typed
from goldthread.plans.models import PlanDraft, PlanReading, PlanVersion
from goldthread.policies import actions as policies
from tests.cast import PASSWORD, acting, client_named, named

ZONE = "America/Indiana/Indianapolis"


def today() -> date:
    """The day on which the cast writes."""
    return clock.today(ZONE)


def rule(**values: Any) -> None:
    """A policy that holds everywhere."""
    policies.add(values={"true_from_on": "2025-01-01", "source_citation": "Rule 5", **values}, by=acting("hana"))


def intervention(words: str = "Coach Rosa at home.", **more: str) -> dict[str, Any]:
    """What is done, once a week."""
    kept = {
        "words": words,
        "modality": "Parent coaching",
        "frequency": "weekly",
        "duration": "60 minutes",
        "who": "Ana",
    }
    return {"id": str(uuids.fresh()), **kept, **more}


def goal(words: str = "Mateo goes to school every day.", **more: Any) -> dict[str, Any]:
    """A goal with one objective and one intervention."""
    objective = {
        "id": str(uuids.fresh()),
        "words": "Absences go down.",
        "measure": "days absent a month",
        "baseline": "9",
        "target": "2",
        "due_on": (today() + timedelta(days=60)).isoformat(),
        "interventions": [intervention()],
    }
    return {"id": str(uuids.fresh()), "words": words, "need": "Attendance", "objectives": [objective], **more}


def goal_due(day: date) -> dict[str, Any]:
    """A goal whose objective is to be reached by a day."""
    made = goal()
    made["objectives"][0]["due_on"] = day.isoformat()
    return made


def service(**more: str) -> dict[str, str]:
    """A service of a plan, for as long as the plan or from and until a day."""
    return {
        "id": str(uuids.fresh()),
        "service": "Home-based casework",
        "frequency": "weekly",
        "from_on": "",
        "to_on": "",
        **more,
    }


def plan(**changes: Any) -> dict[str, Any]:
    """What Ana types into a first plan."""
    typed = {
        "valid_from_on": today().isoformat(),
        "valid_to_on": "",
        "review_due_on": (today() + timedelta(days=90)).isoformat(),
        "why": "Mateo stays away from school.\n\nHis mother asked for help.",
        "because": "",
        "goals": [goal()],
        "services": [service()],
        "participants": [str(client_named("Mateo Rivera").pk)],
        "others": "Mrs. Quill of the school",
    }
    return {**typed, **changes}


def begun(
    act: str = "version", *, login: str = "ana", version: PlanVersion | None = None, goal: UUID | None = None,
    content: dict[str, Any] | None = None, client: str = "Mateo Rivera",
) -> PlanDraft:  # fmt: skip
    """A draft of somebody's, with this typed into it where something is."""
    new = NewDraft(uuids.fresh(), client_named(client), act, version, goal)
    draft = actions.begin(new=new, author=named(login), by=acting(login))
    return typed(draft, content) if content else draft


def typed(draft: PlanDraft, content: dict[str, Any]) -> PlanDraft:
    """The draft after a save of all of this."""
    actions.save(draft=draft, typed=Typed(content, draft.revision), by=acting(draft.author.login))
    draft.refresh_from_db()
    return draft


def read(draft: PlanDraft) -> PlanReading:
    """What its author is shown before signing."""
    return actions.prepare(draft=draft, passkey=None, by=acting(draft.author.login))


def signed(draft: PlanDraft) -> Entry:
    """The entry of a draft, signed by password."""
    return actions.sign(reading=read(draft), signature=Signature(password=PASSWORD), by=acting(draft.author.login))


def first(**changes: Any) -> PlanVersion:
    """A first plan of Mateo's, signed by Ana."""
    return PlanVersion.objects.get(pk=signed(begun(content=plan(**changes))).pk)


def changed(version: PlanVersion, login: str = "ana", **changes: Any) -> PlanVersion:
    """A further version, which says otherwise what is given."""
    draft = begun(login=login, version=version)
    content = {**draft.content, "because": "The school asked for it.", **changes}
    return PlanVersion.objects.get(pk=signed(typed(draft, content)).pk)


def reviewed(version: PlanVersion, **changes: Any) -> Entry:
    """A review by Ana, which rates every goal as better."""
    draft = begun("review", version=version)
    goals = {str(each.goal): {"rating": "better", "words": "Two days this month."} for each in version.goals.all()}
    said = {"decision": "continue", "words": "It helps.", "goals": goals}
    return signed(typed(draft, {**draft.content, **said, **changes}))


def goal_ended(version: PlanVersion, **changes: Any) -> Entry:
    """The end of the first goal of a version."""
    draft = begun("goal_end", version=version, goal=version.goals.get(position=0).goal)
    said = {"outcome": "met", "words": "He has gone every day for two months."}
    return signed(typed(draft, {**draft.content, **said, **changes}))


def witnessed(version: PlanVersion, capacity: str = "guardian", login: str = "ana", **said: Any) -> Entry:
    """Rosa's typed signature, or what else was said, which somebody of the staff confirms."""
    rosa = {"person": None, "name": "Rosa Rivera", "role": "parent"}
    given = {"by": rosa, "method": "typed", "strokes": [], "typed": "R. Rivera", "statement": STATEMENT}
    content = {"capacity": capacity, **(said or {"signature": given})}
    return signed(_begun_signature(version, login, content))


def own_signature(version: PlanVersion, login: str, capacity: str) -> Entry:
    """A version signed by one more of the staff."""
    return signed(_begun_signature(version, login, {"capacity": capacity, "own": True}))


def _begun_signature(version: PlanVersion, login: str, content: dict[str, Any]) -> PlanDraft:
    new = NewDraft(uuids.fresh(), version.client, "signature", version, content=content)
    return actions.begin(new=new, author=named(login), by=acting(login))


def waiting(login: str = "ana", day: date | None = None) -> list[queries.Due]:
    """What the plans of somebody's caseload wait for on a day."""
    worker = named(login)
    return queries.due_of([worker], day or today())[worker.pk]


def standing(day: date | None = None, **more: Any) -> queries.Standing:
    """How Mateo's plan stands on a day."""
    return queries.standing_on([client_named("Mateo Rivera").pk], day or today(), **more)

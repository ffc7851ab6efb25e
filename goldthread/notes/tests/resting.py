"""How the cast's services come to rest on something: a plan of Mateo's, a rule of units, an authorization."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations import queries as remaining
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import Authorization
from goldthread.notes.models import Note
from goldthread.notes.tests.writing import begun, filled, signed, yesterday
from goldthread.plans.models import PlanVersion
from goldthread.plans.tests import writing as plans
from tests.cast import acting, client_named

SERVICE = "Home-based casework"
BEFORE = timedelta(days=30)


def planned(**changes: Any) -> PlanVersion:
    """A plan of Mateo's that holds since a month."""
    began = yesterday() - BEFORE
    return plans.first(**{"valid_from_on": began.isoformat(), **changes})


def goal_of(version: PlanVersion) -> UUID:
    """The first goal of a version."""
    goal: UUID = version.goals.get(position=0).goal
    return goal


def worked(goal: UUID, **said: str) -> dict[str, dict[str, str]]:
    """What is typed of a goal that was worked on."""
    told = {"did": "We practised the morning.", "response": "He laughed and got up.", "progress": "better", "because": "Up twice by himself.", **said}  # fmt: skip
    return {"worked": {str(goal): "on"}, **{field: {str(goal): words} for field, words in told.items()}}


def quarters() -> None:
    """A rule: quarters of an hour, to the nearest."""
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15}, unit_label="unit")


def authorized(units: int = 40, *, ends: date | None = None, begins: date | None = None) -> Authorization:
    """An authorization of so many units for Mateo."""
    new = NewAuthorization("Medicaid", SERVICE, units * 100, "unit", begins or yesterday() - BEFORE, ends, "A-17")
    return authorizations.authorize(client=client_named("Mateo Rivera"), new=new, by=acting("ana"))


def left(row: Authorization) -> tuple[str, str, str]:
    """Units used, drafted and left of an authorization, as people read them."""
    found = remaining.of_identity(row.identity, [client_named("Mateo Rivera").pk], yesterday())
    assert found is not None
    return found.used, found.drafted, found.left


def visited(**changes: Any) -> Note:
    """A signed session of 90 minutes with Mateo."""
    (note,) = signed(begun(content=filled("session", **changes)))
    return note

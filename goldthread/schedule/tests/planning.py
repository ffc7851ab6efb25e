"""How the cast plans: a visit of Ana's with the Riveras, by the real actions."""

from datetime import date, timedelta
from typing import Any

from goldthread.lib import clock
from goldthread.schedule import actions, queries
from goldthread.schedule.actions import NewVisit
from goldthread.schedule.models import Visit
from goldthread.schedule.queries import Planned
from tests.cast import acting, case_named, client_named, named

ZONE = "America/Indiana/Indianapolis"


def today() -> date:
    """The day on which the cast works."""
    return clock.today(ZONE)


def new_visit(login: str = "ana", *clients: str, **changes: Any) -> NewVisit:
    """A visit at home, today at nine."""
    values = {
        "worker": named(login),
        "clients": [client_named(name) for name in clients or ("Mateo Rivera",)],
        "first_on": today(),
        "starts": "09:00",
        "minutes": 60,
        "zone": ZONE,
        "note_type": "session",
        "place_of_service": "12",
        "service": "Home-based casework",
        "purpose": "Bring the forms.",
    }
    return NewVisit(**{**values, **changes})


def planned_visit(login: str = "ana", *clients: str, by: str = "", **changes: Any) -> Planned:
    """A visit as it was just planned."""
    new = new_visit(login, *clients, **changes)
    visit = actions.plan(case=case_named("Rivera"), new=new, by=acting(by or login))
    return found(visit, new.first_on)


def found(visit: Visit, day: date, login: str = "ana") -> Planned:
    """A visit on the day on which its plan has it."""
    planned = queries.planned(named(login), visit.identity, day)
    assert planned is not None
    return planned


def days_of(login: str = "ana", length: int = 40) -> list[int]:
    """On which of the coming days somebody has a visit, counted from today."""
    until = today() + timedelta(days=length)
    return [(each.day - today()).days for each in queries.of_worker(named(login), named(login).pk, today(), until)]

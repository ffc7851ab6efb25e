"""A worker who left twelve days before the loading: what was planned goes to a colleague with the cases, and a draft stays behind."""

from collections.abc import Iterator, Mapping
from datetime import date, time
from functools import partial

from goldthread.cases import queries as cases
from goldthread.cases.models import CareTeamMember, Case, Client
from goldthread.demonstration.calendar import ZONE, Calendar, at
from goldthread.demonstration.telling import Event
from goldthread.lib.actor import Actor
from goldthread.people import actions as people
from goldthread.people.models import Staff
from goldthread.schedule import actions as schedule
from goldthread.schedule import departing
from goldthread.schedule.actions import NewVisit
from goldthread.schedule.models import Repeats

# Days before the loading: the visits that go on after the last day are planned, the last day.
_PLANNED, _LAST = -20, -12
# The first of those visits, days after the loading.
_NEXT = 3
_LEFT, _TAKES_OVER, _HANDS_OVER, _CLOSES = "mallow", "hazel", "wren", "marigold"


def events(staff: Mapping[str, Staff], calendar: Calendar) -> Iterator[Event]:
    """The next visits are planned, a supervisor hands everything over, and an administrator closes the log-in."""
    planned_on, last_on = calendar.on(_PLANNED), calendar.on(_LAST)
    yield Event(at(planned_on, time(16)), partial(_plan, staff[_LEFT], calendar.on(_NEXT)))
    yield Event(at(last_on, time(17)), partial(_hand_over, staff, last_on))
    yield Event(at(last_on, time(17, 30)), partial(people.deactivate, staff=staff[_LEFT], by=_acting(staff[_CLOSES])))


def _acting(worker: Staff) -> Actor:
    return Actor(worker.pk, worker.name)


def _cases_of(worker: Staff) -> list[Case]:
    """The cases on whose care team somebody is, by number."""
    held = CareTeamMember.objects.current().filter(staff=worker, true_to_on=None).select_related("case")
    return sorted({each.case for each in held}, key=lambda case: case.number)


def _plan(worker: Staff, first_on: date) -> None:
    """A visit every second week to the first of the families."""
    case = _cases_of(worker)[0]
    new = NewVisit(
        worker=worker,
        clients=list(Client.objects.filter(pk__in=cases.clients_of(case, first_on)).order_by("number")),
        first_on=first_on,
        starts="11:00",
        minutes=45,
        zone=ZONE,
        note_type="session",
        repeats=Repeats.WEEKS,
        every=2,
        service="Home-based casework",
        place_of_service="12",
        purpose="Nap time, from the kitchen.",
    )
    schedule.plan(case=case, new=new, by=_acting(worker))


def _hand_over(staff: Mapping[str, Staff], last_on: date) -> None:
    worker, boss = staff[_LEFT], staff[_HANDS_OVER]
    to = {case.pk: staff[_TAKES_OVER] for case in _cases_of(worker)}
    departing.hand_over(worker=worker, to=to, last_on=last_on, actor=boss, by=_acting(boss))

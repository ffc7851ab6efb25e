"""The visits that the invented workers plan for the coming weeks, and what one of them must beware of."""

from collections.abc import Mapping
from datetime import date, timedelta

from goldthread.cases import actions as cases
from goldthread.cases import queries
from goldthread.cases.models import CareTeamMember, Case, Client
from goldthread.demonstration.calendar import ZONE
from goldthread.lib.actor import Actor
from goldthread.people.models import Staff
from goldthread.schedule import actions
from goldthread.schedule.actions import NewVisit
from goldthread.schedule.models import Repeats

# The first visits to a worker's families, days from the day of loading and clocks: two of them today.
_DAYS = (0, 0, 1, 2, 3)
_STARTS = {
    "case manager": ("09:30", "13:00", "15:30", "11:00", "16:00"),
    "therapist": ("10:45", "14:15", "17:00", "12:30", "17:30"),
}
_SERVICES = {"therapist": "Home-based therapy", "case manager": "Home-based casework"}
_PURPOSE = (
    "Bring the release for the school.",
    "",
    "Look at the week's chart together.",
    "",
    "With the foster parent.",
)
_WARNED, _ALERT = "juniper", "A large dog in the yard. Call before you come, and wait at the gate until it is inside."


def plan(staff: Mapping[str, Staff], today: date) -> None:
    """Let everybody who visits families plan their next visits, and one of them say what to beware of."""
    for login, worker in staff.items():
        by = Actor(worker.pk, worker.name)
        for place, (case, role) in enumerate(open_cases(worker)[: len(_DAYS)]):
            if login == _WARNED and place == 0:
                cases.warn(case=case, kind="dog", words=_ALERT, from_on=today - timedelta(days=1), by=by)
            actions.plan(case=case, new=_visit(case, worker, role, place, today), by=by)


def open_cases(worker: Staff) -> list[tuple[Case, str]]:
    """The open cases on whose care team somebody is, by number, each with their role there."""
    held = CareTeamMember.objects.current().filter(staff=worker, true_to_on=None, role__in=_SERVICES)
    on_teams = {row.case: row.role for row in held.select_related("case")}
    ordered = sorted(on_teams, key=lambda case: case.number)
    return [(case, on_teams[case]) for case in ordered if queries.open_episode_of(case)]


def _visit(case: Case, worker: Staff, role: str, place: int, today: date) -> NewVisit:
    first_on = today + timedelta(days=_DAYS[place])
    return NewVisit(
        worker=worker,
        clients=list(Client.objects.filter(pk__in=queries.clients_of(case, first_on)).order_by("number")),
        first_on=first_on,
        starts=_STARTS[role][place],
        minutes=60,
        zone=ZONE,
        note_type="session",
        repeats=Repeats.WEEKS,
        every=1 + place % 2,
        service=_SERVICES[role],
        place_of_service="12",
        purpose=_PURPOSE[place],
    )

"""The departure of a worker: their cases, and the visits planned for them, go to colleagues in one step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import actions as cases
from goldthread.cases.models import CareTeamMember, Case
from goldthread.cases.rules import may as may_in_cases
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.people.models import RoleHeld, Staff
from goldthread.people.queries import below, find_staff
from goldthread.people.rules import may
from goldthread.schedule import queries
from goldthread.schedule.actions import NewVisit, change
from goldthread.schedule.models import Visit
from goldthread.schedule.queries import Planned

# How far ahead it is looked for the next visit of a row.
AHEAD = timedelta(days=370)


@dataclass(frozen=True)
class Load:
    """One case of a worker: the assignments that have not ended, and the visits planned after the last day."""

    case: Case
    members: list[CareTeamMember]
    visits: list[Planned]


def may_hand_over(actor: Staff, worker: Staff) -> bool:
    """Whether somebody hands over the caseload of a worker: who supervises them, and the records officer."""
    return may_in_cases(actor.roles, "assign") and (worker.pk in below(actor) or "records_officer" in actor.roles)


def caseload_of(actor: Staff, worker: Staff, last_on: date) -> list[Load]:
    """The cases that `actor` sees and on whose care team the worker is, by name, with what is planned after a day."""
    open_ones = CareTeamMember.objects.current().filter(staff=worker, true_to_on__isnull=True)
    members: dict[UUID, list[CareTeamMember]] = {}
    for member in open_ones.select_related("staff"):
        members.setdefault(member.case_id, []).append(member)
    seen = Case.objects.visible_to(actor).named().filter(pk__in=members)
    planned = queries.of_worker(actor, worker.pk, last_on + timedelta(days=1), last_on + AHEAD)
    first: dict[UUID, dict[UUID, Planned]] = {}
    for each in planned:
        first.setdefault(each.visit.case_id, {}).setdefault(each.visit.identity, each)
    loads = [Load(case, members[case.pk], list(first.get(case.pk, {}).values())) for case in seen]
    return sorted(loads, key=lambda load: (load.case.name.casefold(), load.case.pk))


def colleagues_of(worker: Staff, today: date) -> list[Staff]:
    """Everybody else who serves clients today, by name."""
    serving = {held.staff_id for held in RoleHeld.objects.standing(today) if may(frozenset([held.role]), "write_notes")}
    return [each for each in find_staff("") if each.pk in serving and each.pk != worker.pk]


@transaction.atomic
def hand_over(*, worker: Staff, to: Mapping[UUID, Staff], last_on: date, actor: Staff, by: Actor) -> int:
    """Give cases (by identity) to colleagues: these join today, the worker leaves on the last day; how many cases.

    What is planned after that day is theirs as well. All of it, or nothing.
    """
    today = clock.today(actor.zone)
    if not may_hand_over(actor, worker):
        raise Refused(_("Only who supervises this worker hands over their caseload."))
    if last_on < today:
        raise Refused(_("The last day lies in the past. Choose today, or a day to come."), field="last_on")
    done = 0
    for load in caseload_of(actor, worker, last_on):
        colleague = to.get(load.case.pk)
        if colleague is None:
            continue
        if colleague.pk == worker.pk or not colleague.is_active:
            raise Refused(_("Choose a colleague who stays for %(case)s.") % {"case": load.case.short_name})
        _give(load, colleague, last_on, today, by)
        done += 1
    if not done:
        raise Refused(_("Nobody is chosen for any case. Choose who takes over, for all of them or for each."))
    return done


def _give(load: Load, colleague: Staff, last_on: date, today: date, by: Actor) -> None:
    held = CareTeamMember.objects.current().filter(case=load.case, staff=colleague, true_to_on__isnull=True)
    roles = set(held.values_list("role", flat=True))
    for member in load.members:
        if member.role not in roles:
            cases.assign(case=load.case, staff=colleague, role=member.role, from_on=today, by=by)
            roles.add(member.role)
    for planned in load.visits:
        change(planned=planned, new=_the_same(planned, colleague), by=by, hands_over=True)
    for member in load.members:
        cases.unassign(member=member, to_on=max(last_on, member.true_from_on), by=by)


def _the_same(planned: Planned, colleague: Staff) -> NewVisit:
    visit: Visit = planned.visit
    return NewVisit(
        worker=colleague,
        clients=visit.clients,
        first_on=planned.planned_on,
        starts=visit.starts,
        zone=visit.zone,
        note_type=visit.note_type,
        minutes=visit.minutes,
        repeats=visit.repeats,
        every=visit.every,
        last_on=visit.true_to_on,
        service=visit.service,
        place_of_service=visit.place_of_service,
        purpose=visit.purpose,
    )

"""Every write about planned visits; each adds facts and one sealed entry that says so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import AppendOnly, Fact
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Finding, Refused, refuse
from goldthread.lib.text import accept
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.schedule import queries, rules
from goldthread.schedule.models import NotHeld, Occurrence, PlannedFor, Repeats, Visit
from goldthread.schedule.queries import Planned
from goldthread.services import queries as services

Row = TypeVar("Row", bound=Fact)


@dataclass(frozen=True)
class NewVisit:
    """A visit to be planned, or a row of them; times are those of the clock in `zone`."""

    worker: Staff
    clients: Sequence[Client]
    first_on: date
    starts: str
    zone: str
    note_type: str
    minutes: int | None = None
    repeats: str = Repeats.ONCE
    every: int = 1
    last_on: date | None = None
    service: str = ""
    place_of_service: str = ""
    purpose: str = ""


@transaction.atomic
def plan(*, case: Case, new: NewVisit, by: Actor) -> Visit:
    """Plan a visit, or a row of them, for clients of one case."""
    if cases.open_episode_of(case) is None:
        raise Refused(_("The case is closed. Open it again before you plan a visit."))
    visit, planned_for = _version(case, new, by, may_plan=_may_plan_for(new.worker, by))
    ledger.record_following(kind="visit.planned", rows=[visit, *planned_for], by=by)
    return visit


@transaction.atomic
def change(*, planned: Planned, new: NewVisit, by: Actor, hands_over: bool = False) -> Visit:
    """Change a visit that comes once, or of a row of them this one and all that follow; earlier ones stay as they were.

    `hands_over` where it was judged before that its worker leaves, and that this colleague takes over.
    """
    former = planned.visit
    if not hands_over:
        _refuse_other_planner(former, by)
    changed, planned_for = _version(former.case, new, by, may_plan=hands_over or _may_plan_for(new.worker, by))
    changed.identity = former.identity
    rows: list[AppendOnly] = [changed, *planned_for]
    last_on = min(planned.planned_on, new.first_on) - timedelta(days=1)
    if former.repeats == Repeats.ONCE or last_on < former.true_from_on:
        changed.replaces_id = former.pk
    else:
        rows = [*_again(former, true_to_on=last_on), *rows]
    ledger.record_following(kind="visit.changed", rows=rows, by=by)
    return changed


@transaction.atomic
def move(*, planned: Planned, to: date, starts: str, minutes: int | None, by: Actor) -> Planned:
    """Move this one visit of a row to another day or time; the others stay."""
    _refuse_other_planner(planned.visit, by)
    found = rules.time_findings(starts, minutes, planned.visit.zone)
    found += rules.near_findings(to, today=queries.today_at(planned), field="first_on")
    if planned.is_underway:
        found.append(Finding(_("Something is noted of this visit already. Undo that first.")))
    refuse(found)
    return _with("visit.moved", planned, by, moved_on=to, starts=starts, minutes=minutes)


@transaction.atomic
def end(*, planned: Planned, by: Actor) -> None:
    """Cancel this visit and all that would follow; what was before stays in the plan."""
    former = planned.visit
    _refuse_other_planner(former, by)
    if planned.planned_on == former.true_from_on:
        rows = _again(former, is_withdrawn=True)
    else:
        rows = _again(former, true_to_on=planned.planned_on - timedelta(days=1))
    ledger.record_following(kind="visit.ended", rows=rows, by=by)


@transaction.atomic
def arrive(*, planned: Planned, by: Actor) -> Planned:
    """Note the moment at which the worker arrived: now."""
    today = queries.today_at(planned)
    _refuse_another(planned, by)
    has_arrived = planned.arrived_at is not None
    refuse(rules.arriving_findings(planned.day, today=today, has_arrived=has_arrived, outcome=planned.not_held))
    return _with("visit.arrived", planned, by, arrived_at=clock.now())


@transaction.atomic
def leave(*, planned: Planned, by: Actor) -> Planned:
    """Note the moment at which the worker left: now."""
    _refuse_another(planned, by)
    has_arrived, has_left = planned.arrived_at is not None, planned.left_at is not None
    refuse(rules.leaving_findings(has_arrived=has_arrived, has_left=has_left, outcome=planned.not_held))
    return _with("visit.left", planned, by, left_at=clock.now())


@transaction.atomic
def call_off(*, planned: Planned, why: str, by: Actor) -> Planned:
    """Note that a visit did not take place, or will not, and why (NotHeld)."""
    _refuse_other_planner(planned.visit, by)
    refuse(rules.not_held_findings(why, NotHeld.values, former=planned.not_held))
    return _with("visit.not_held", planned, by, not_held=why)


@transaction.atomic
def undo(*, planned: Planned, by: Actor) -> Planned:
    """Take back what was noted last: that it did not take place, else that one left, else that one arrived."""
    _refuse_other_planner(planned.visit, by)
    if planned.not_held:
        return _with("visit.undone", planned, by, not_held="")
    if planned.left_at:
        return _with("visit.undone", planned, by, left_at=None)
    if planned.arrived_at:
        return _with("visit.undone", planned, by, arrived_at=None)
    raise Refused(_("Nothing is noted of this visit. There is nothing to undo."))


def _may_plan_for(worker: Staff, by: Actor) -> bool:
    return by.staff_id is None or queries.may_plan_for(Staff.objects.get(pk=by.staff_id), worker.pk)


def _version(case: Case, new: NewVisit, by: Actor, *, may_plan: bool) -> tuple[Visit, list[PlannedFor]]:
    """The rows of one version of a plan, judged but not recorded: the plan, and for whom it is."""
    found = rules.worker_findings(may_plan=may_plan, serves=queries.serves(new.worker, case))
    clients = [client.pk for client in new.clients]
    found += rules.clients_findings(clients, cases.clients_of(case, new.first_on))
    found += rules.near_findings(new.first_on, today=people.today_of(by))
    found += rules.repeating_findings(new.first_on, new.last_on, new.repeats, new.every)
    found += rules.time_findings(new.starts, new.minutes, new.zone)
    known = services.known_places()
    found += rules.choice_findings(new.place_of_service, known, new.service, services.names(new.first_on))
    if new.note_type not in dict(queries.kinds()):
        found.append(Finding(_("Choose from the list which note will be written."), "note_type"))
    refuse(found)
    visit = Visit(
        case=case,
        worker=new.worker,
        true_from_on=new.first_on,
        true_to_on=new.first_on if new.repeats == Repeats.ONCE else new.last_on,
        starts=new.starts,
        minutes=new.minutes,
        zone=new.zone,
        repeats=new.repeats,
        every=new.every,
        service=accept(new.service, field="service"),
        place_of_service=new.place_of_service,
        note_type=new.note_type,
        purpose=accept(new.purpose, field="purpose"),
    )
    return visit, [PlannedFor(visit=visit, client=client) for client in new.clients]


def _again(former: Visit, **changes: Any) -> list[AppendOnly]:
    """The same version of a plan but for `changes`, which replaces it; for the same clients."""
    further = ledger.further(former, **changes)
    rows = PlannedFor.objects.filter(visit=former).order_by("pk")
    return [further, *(PlannedFor(visit=further, client_id=row.client_id) for row in rows)]


def _with(kind: str, planned: Planned, by: Actor, **changes: Any) -> Planned:
    """The visit with a further row about it."""
    if planned.row is None:
        visit = planned.visit
        row = Occurrence(
            id=planned.pk,
            occurrence=planned.pk,
            identity=visit.identity,
            case_id=visit.case_id,
            true_from_on=planned.planned_on,
            true_to_on=planned.planned_on,
            **changes,
        )
    else:
        row = ledger.further(planned.row, **changes)
    ledger.record_following(kind=kind, rows=[row], by=by)
    return replace(planned, row=row)


def _refuse_other_planner(visit: Visit, by: Actor) -> None:
    if by.staff_id is not None and not queries.may_change(Staff.objects.get(pk=by.staff_id), visit):
        raise Refused(_("Only who goes there and their supervisor may change this visit. Ask one of them."))


def _refuse_another(planned: Planned, by: Actor) -> None:
    if by.staff_id is not None and planned.visit.worker_id != by.staff_id:
        raise Refused(_("Only who goes there notes arrival and leaving."))

"""Reads of planned visits: those of a worker or a case between two days, each with what became of it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from goldthread.cases.models import Case, Episode
from goldthread.lib import clock
from goldthread.people.models import Staff
from goldthread.people.queries import below
from goldthread.people.rules import may
from goldthread.schedule import rules
from goldthread.schedule.models import NotHeld, Occurrence, PlannedFor, Repeats, Visit, VisitQuerySet

Kinds = Callable[[], list[tuple[str, str]]]
A_MONTH = timedelta(days=31)
_kinds: list[Kinds] = []


def take_kinds_from(source: Kinds) -> None:
    """Let the room above that has note types say which a visit may be planned for: key and title of each."""
    _kinds[:] = [source]


def kinds() -> list[tuple[str, str]]:
    """The note types that a visit may be planned for, by key and title."""
    return [pair for source in _kinds for pair in source()]


@dataclass(frozen=True)
class Planned:
    """One visit of a plan: the day on which the plan has it, and what became of it."""

    visit: Visit
    planned_on: date
    row: Occurrence | None = None

    @property
    def pk(self) -> UUID:
        """The identity of this one visit, which its note names."""
        return rules.occurrence_id(self.visit.identity, self.planned_on, self.visit.repeats)

    @property
    def day(self) -> date:
        """The day on which it is to be, moved or not."""
        return (self.row and self.row.moved_on) or self.planned_on

    @property
    def starts(self) -> str:
        """The time of day at which it is to begin."""
        return (self.row and self.row.starts) or self.visit.starts

    @property
    def minutes(self) -> int | None:
        """How long it is planned for."""
        return (self.row and self.row.minutes) or self.visit.minutes

    @property
    def ends(self) -> str:
        """The time of day at which it is to end; empty where no length is planned."""
        if self.minutes is None:
            return ""
        began = datetime.combine(self.day, datetime.strptime(self.starts, "%H:%M").time())
        return (began + timedelta(minutes=self.minutes)).strftime("%H:%M")

    @property
    def begins_at(self) -> datetime:
        """The moment at which it is to begin."""
        return datetime.combine(self.day, datetime.strptime(self.starts, "%H:%M").time(), ZoneInfo(self.visit.zone))

    @property
    def ends_at(self) -> datetime:
        """The moment at which it is to end; at which it is to begin, where no length is planned."""
        return self.begins_at + timedelta(minutes=self.minutes or 0)

    @property
    def arrived_at(self) -> datetime | None:
        """When *Arrived* was pressed."""
        return self.row.arrived_at if self.row else None

    @property
    def left_at(self) -> datetime | None:
        """When *Left* was pressed."""
        return self.row.left_at if self.row else None

    @property
    def not_held(self) -> str:
        """Why it did not take place, of NotHeld; empty where nobody said so."""
        return self.row.not_held if self.row else ""

    @property
    def not_held_title(self) -> str:
        """The same in words."""
        return str(NotHeld(self.not_held).label) if self.not_held else ""

    @property
    def is_moved(self) -> bool:
        """Whether this one was moved to another day or time than the plan has."""
        return (self.day, self.starts) != (self.planned_on, self.visit.starts)

    @property
    def is_underway(self) -> bool:
        """Whether anything became of it that its worker pressed a button for."""
        return bool(self.arrived_at or self.not_held)

    def local(self, at: datetime) -> datetime:
        """A moment by the clock of the place."""
        return at.astimezone(ZoneInfo(self.visit.zone))


def may_plan_for(actor: Staff, worker: UUID) -> bool:
    """Whether somebody plans the visits of a worker: their own, and those of the people below them."""
    return may(actor.roles, "write_notes") and (worker == actor.pk or worker in below(actor))


def may_change(actor: Staff, visit: Visit) -> bool:
    """Whether somebody changes a plan that they see: who may plan for its worker, and anybody who writes notes once that
    worker serves the case no longer."""
    if may_plan_for(actor, visit.worker_id):
        return True
    return may(actor.roles, "write_notes") and not serves(visit.worker, visit.case)


def of_worker(actor: Staff, worker: UUID, since: date, until: date) -> list[Planned]:
    """The visits of a worker that `actor` may see, of the days from `since` to `until`, in their order."""
    return of_workers(actor, [worker], since, until)


def of_workers(actor: Staff, workers: Collection[UUID], since: date, until: date) -> list[Planned]:
    """The same of several workers together."""
    return between(Visit.objects.visible_to(actor).filter(worker__in=list(workers)), since, until)


def is_of(worker: Staff, visit: UUID, day: date, clients: Collection[UUID]) -> bool:
    """Whether one visit, by its own identity, is or was planned for a worker and one of these clients, within a month of a day where it repeats."""
    theirs = PlannedFor.objects.filter(client__in=list(clients))
    versions = Visit.objects.filter(worker=worker, pk__in=theirs.values("visit"))
    if versions.filter(identity=visit).exists():
        return True
    since, until = day - A_MONTH, day + A_MONTH
    repeating = versions.exclude(repeats=Repeats.ONCE).filter(true_from_on__lte=until)
    return any(
        rules.occurrence_id(each.identity, on, each.repeats) == visit
        for each in repeating
        for on in _days(each, since, until)
    )


def of_cases(actor: Staff, cases: Collection[UUID], since: date, until: date) -> list[Planned]:
    """The visits of some cases that `actor` may see, of the days from `since` to `until`, in their order."""
    return between(Visit.objects.visible_to(actor).filter(case__in=list(cases)), since, until)


def planned(actor: Staff, identity: UUID, planned_on: date) -> Planned | None:
    """One visit by its plan and the day on which that has it; None where there is none that `actor` may see."""
    versions = Visit.objects.visible_to(actor).current().select_related("worker").filter(identity=identity)
    for version in versions:
        if planned_on in _days(version, planned_on, planned_on):
            return _with_rows([Planned(version, planned_on)])[0]
    return None


def between(visits: VisitQuerySet, since: date, until: date) -> list[Planned]:
    """The visits of these plans, of the days from `since` to `until`, in their order, each with what became of it."""
    moved = Occurrence.objects.current().filter(moved_on__gte=since, moved_on__lte=until)
    runs = Q(true_from_on__lte=until) & (Q(true_to_on__isnull=True) | Q(true_to_on__gte=since))
    standing = list(visits.current().filter(runs | Q(identity__in=moved.values("identity"))).select_related("worker"))
    wanted = {Planned(each, day).pk: Planned(each, day) for each in standing for day in _days(each, since, until)}
    # What was moved into these days has its place in the plan outside of them.
    from_elsewhere = dict(moved.values_list("occurrence", "true_from_on"))
    for each in standing:
        for day in from_elsewhere.values():
            if (one := Planned(each, day)).pk in from_elsewhere and day in _days(each, day, day):
                wanted.setdefault(one.pk, one)
    kept = [each for each in _with_rows(list(wanted.values())) if since <= each.day <= until]
    return sorted(_while_open(kept), key=lambda each: (each.day, each.starts, each.pk))


def _days(version: Visit, since: date, until: date) -> list[date]:
    first, last = version.true_from_on, version.true_to_on
    return list(rules.days(first, last, version.repeats, version.every, since, until))


def _with_rows(found: Sequence[Planned]) -> list[Planned]:
    """The same, each with what became of it and for whom it is."""
    if not found:
        return []
    rows = {row.occurrence: row for row in Occurrence.objects.standing(occurrence={each.pk for each in found})}
    _take_in_clients({each.visit.pk: each.visit for each in found}.values())
    return [replace(each, row=rows.get(each.pk)) for each in found]


def _take_in_clients(visits: Iterable[Visit]) -> None:
    by_visit: dict[UUID, list[PlannedFor]] = {}
    for row in (
        PlannedFor.objects.filter(visit__in=[each.pk for each in visits]).select_related("client").order_by("pk")
    ):
        by_visit.setdefault(row.visit_id, []).append(row)
    for visit in visits:
        visit.clients = [row.client for row in by_visit.get(visit.pk, [])]


def _while_open(found: Sequence[Planned]) -> list[Planned]:
    """Without visits after a case was closed, unless something became of them."""
    cases = {each.visit.case_id for each in found}
    closed: dict[UUID, date | None] = {}
    for episode in Episode.objects.standing(case=cases) if cases else ():
        former = closed.get(episode.case_id, date.min)
        closed[episode.case_id] = None if None in (former, episode.true_to_on) else max(former, episode.true_to_on)
    return [each for each in found if each.is_underway or each.day <= (closed.get(each.visit.case_id) or date.max)]


def workers_for(actor: Staff, case: Case) -> list[Staff]:
    """For whom `actor` may plan a visit of a case: themselves and the people below them, those who may open it; by name."""
    own = [actor.pk, *below(actor)] if may(actor.roles, "write_notes") else []
    staff = Staff.objects.filter(pk__in=own, is_active=True).order_by("name") if own else ()
    return [each for each in staff if serves(each, case)]


def serves(worker: Staff, case: Case) -> bool:
    """Whether somebody works here, writes notes and may open a case today."""
    return (
        worker.is_active
        and may(worker.roles, "write_notes")
        and Case.objects.visible_to(worker).filter(pk=case.pk).exists()
    )


def today_at(each: Planned) -> date:
    """The calendar day at the place of a visit."""
    return clock.today(each.visit.zone)

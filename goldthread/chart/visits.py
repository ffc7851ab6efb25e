"""The planned visits of a day, a week or a case, each with its alerts, its draft and its signed note."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.cases.models import SafetyAlert
from goldthread.lib import clock
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft
from goldthread.people.models import Staff
from goldthread.schedule import queries as schedule
from goldthread.schedule.models import NotHeld
from goldthread.schedule.queries import Planned
from goldthread.services.queries import place_title

WEEK = timedelta(days=6)
# How far ahead the page of a case shows its visits.
AHEAD = timedelta(weeks=8)


@dataclass(frozen=True)
class Stop:
    """One visit as it stands on a list."""

    actor: Staff
    planned: Planned
    names: str
    alerts: Sequence[SafetyAlert]
    draft: Draft | None
    note: UUID | None
    today: date
    reasons = NotHeld.choices

    @property
    def is_own(self) -> bool:
        """Whether it is the reader who goes there."""
        return self.planned.visit.worker_id == self.actor.pk

    @property
    def may_change(self) -> bool:
        """Whether the reader may change it, or say that it did not take place."""
        return schedule.may_change(self.actor, self.planned.visit)

    @property
    def place(self) -> str:
        """Where it is to be, with the code."""
        return place_title(self.planned.visit.place_of_service)

    @property
    def is_due(self) -> bool:
        """Whether its day has come, so that its note may be written."""
        return self.planned.day <= self.today

    @property
    def is_today(self) -> bool:
        """Whether it is today, so that somebody may arrive."""
        return self.planned.day == self.today

    @property
    def is_unfinished(self) -> bool:
        """Whether neither a signed note nor a cancellation closes it."""
        return self.note is None and not self.planned.not_held


@dataclass(frozen=True)
class Listed:
    """One day of a list."""

    day: date
    is_today: bool
    stops: Sequence[Stop]


def of_today(actor: Staff) -> list[Stop]:
    """One's own visits of today, after those of yesterday that are unfinished."""
    today = clock.today(actor.zone)
    found = _stops(actor, schedule.of_worker(actor, actor.pk, today - timedelta(days=1), today))
    return [each for each in found if each.planned.day == today or each.is_unfinished]


def of_week(actor: Staff, worker: UUID, first: date) -> list[Listed]:
    """The visits of a worker on seven days, day by day; days without a visit are left out, but not today."""
    today = clock.today(actor.zone)
    stops = _stops(actor, schedule.of_worker(actor, worker, first, first + WEEK))
    days = [first + timedelta(days=n) for n in range(7)]
    listed = [Listed(day, day == today, [each for each in stops if each.planned.day == day]) for day in days]
    return [each for each in listed if each.stops or each.is_today]


def of_case(actor: Staff, case: UUID) -> list[Listed]:
    """The visits of a case from today on, day by day."""
    today = clock.today(actor.zone)
    stops = _stops(actor, schedule.of_cases(actor, [case], today, today + AHEAD))
    days = sorted({each.planned.day for each in stops})
    return [Listed(day, day == today, [each for each in stops if each.planned.day == day]) for day in days]


def one(actor: Staff, identity: UUID, planned_on: date) -> Stop | None:
    """One visit; None where there is none that `actor` may see."""
    found = schedule.planned(actor, identity, planned_on)
    return _stops(actor, [found])[0] if found else None


def _stops(actor: Staff, planned: Sequence[Planned]) -> list[Stop]:
    if not planned:
        return []
    today = clock.today(actor.zone)
    names = cases.names_for(actor, {client.pk for each in planned for client in each.visit.clients})
    alerts = cases.alerts_of({each.visit.case_id for each in planned}, today)
    signed = notes.signed_for(actor, [each.pk for each in planned])
    drafts = notes.drafts_for(actor.pk, [each.pk for each in planned])
    return [
        Stop(
            actor,
            each,
            ", ".join(names.get(client.pk, client.number) for client in each.visit.clients),
            alerts[each.visit.case_id],
            drafts.get(each.pk),
            signed.get(each.pk),
            today,
        )
        for each in planned
    ]

"""What took place and is not signed: drafts of a day that came, visits whose note nobody began; each by when it is due."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import formats

from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.notes.about import clients_of
from goldthread.notes.judging import Judge
from goldthread.notes.models import Draft, Note
from goldthread.notes.times import Occurred, occurred_from
from goldthread.people.models import Staff
from goldthread.schedule.queries import Planned

# How far back planned visits without a note are looked for; a draft is due however old it is.
LOOKED_BACK = timedelta(days=62)


@dataclass(frozen=True)
class Unsigned:
    """One note that is to be signed: whose, of which day, about whom, by when; its draft, or the visit it is of."""

    worker: UUID
    occurred: Occurred
    clients: Sequence[UUID]
    draft: Draft | None = None
    planned: Planned | None = None
    due_at: datetime | None = None
    is_overdue: bool = False

    @property
    def due_there(self) -> datetime | None:
        """By when, on the clock of the place."""
        return self.due_at.astimezone(ZoneInfo(self.occurred.zone)) if self.due_at else None

    @property
    def due(self) -> str:
        """By when, as the place reckons: the day, and the hour where it is not the end of it; empty without a rule."""
        at = self.due_there
        if at is None:
            return ""
        hour = "" if (at.hour, at.minute) == (23, 59) else f" {formats.time_format(at.time(), 'H:i')}"
        return formats.date_format(at.date()) + hour


def signed_for(actor: Staff, visits: Collection[UUID]) -> dict[UUID, UUID]:
    """The first signed note that `actor` may see of each of these planned visits, by the visit."""
    if not visits:
        return {}
    signed = Note.objects.visible_to(actor).first_entries().filter(visit__in=list(visits)).order_by("-recorded_at")
    return dict(signed.values_list("visit", "pk"))


def unsigned(actor: Staff, drafts: Sequence[Draft], planned: Sequence[Planned]) -> list[Unsigned]:
    """Of these drafts and visits those that are to be signed, soonest due first, as far as `actor` sees their cases.

    A draft stands for its visit. What is called off, or lies ahead, asks for no note; what amends a note has no deadline.
    """
    begun = [_of_draft(each, day) for each in drafts if (day := _day_of(each)) and each.amends_id is None]
    written = {(each.author_id, str(each.content.get("visit", ""))) for each in drafts}
    over = [each for each in planned if _is_over(each) and (each.visit.worker_id, str(each.pk)) not in written]
    told = signed_for(actor, [each.pk for each in over])
    found = [*begun, *(_of_visit(each) for each in over if each.pk not in told)]
    return sorted(_judged(actor, found), key=_soonest)


def _soonest(each: Unsigned) -> tuple[bool, float, date]:
    return (each.due_at is None, each.due_at.timestamp() if each.due_at else 0, each.occurred.on or date.max)


def _day_of(draft: Draft) -> date | None:
    """The day that a draft is about, where it has come; None where it names none."""
    try:
        day = date.fromisoformat(str(draft.content.get("occurred_on") or ""))
    except ValueError:
        return None
    return day if day <= clock.today(draft.author.zone) else None


def _of_draft(draft: Draft, day: date) -> Unsigned:
    zone = draft.author.zone
    try:
        occurred = occurred_from(draft.content, zone=zone)
    except Refused:  # times that cannot be are said in the editor; the day stands
        occurred = Occurred(day, None, None, zone)
    return Unsigned(draft.author_id, occurred, clients_of(draft), draft=draft)


def _is_over(each: Planned) -> bool:
    return not each.not_held and (each.left_at is not None or each.ends_at <= clock.now())


def _of_visit(each: Planned) -> Unsigned:
    occurred = Occurred(each.day, each.arrived_at or each.begins_at, each.left_at or each.ends_at, each.visit.zone)
    return Unsigned(each.visit.worker_id, occurred, [client.pk for client in each.visit.clients], planned=each)


def _judged(actor: Staff, found: Sequence[Unsigned]) -> list[Unsigned]:
    """The same with their deadlines; what is judged by is read at once for all of them."""
    wanted = {(client, each.occurred.on) for each in found if each.occurred.on for client in each.clients}
    under = {key: case.pk for key, case in cases.cases_on(actor, wanted).items()} if wanted else {}
    judge = Judge({each.worker for each in found}, set(under.values())) if found else None
    return [_with_due(each, judge, under) for each in found if judge]


def _with_due(each: Unsigned, judge: Judge, under: Mapping[tuple[UUID, date], UUID]) -> Unsigned:
    day = each.occurred.on
    served = {under.get((client, day)) for client in each.clients} if day else set()
    due_at = judge.due_at(each.occurred, author=each.worker, service=_service_of(each), served=served)
    late = due_at is not None and due_at < clock.now()
    return Unsigned(each.worker, each.occurred, each.clients, each.draft, each.planned, due_at, late)


def _service_of(each: Unsigned) -> str:
    said: Mapping[str, Any] = each.draft.content if each.draft else {}
    return each.planned.visit.service if each.planned else str(said.get("service", ""))

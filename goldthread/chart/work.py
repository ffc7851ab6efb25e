"""What somebody has in hand: every list of it, made in one place, so that a figure is the same wherever it stands."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft, Note
from goldthread.notes.queries import Returned, Unsigned
from goldthread.people.models import Staff
from goldthread.people.queries import below
from goldthread.plans import queries as plans
from goldthread.plans.models import Capacity
from goldthread.plans.queries import Due
from goldthread.schedule import queries as schedule
from goldthread.schedule.queries import Planned


@dataclass
class Work:
    """What one of the staff has in hand; `to_cosign` and `for_others` are their own notes that wait for a co-signature,
    of the reader's or of somebody else."""

    staff: Staff
    visits: list[Planned] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    due: list[Unsigned] = field(default_factory=list)
    overdue: list[Unsigned] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)
    to_cosign: list[Note] = field(default_factory=list)
    for_others: list[Note] = field(default_factory=list)
    plans: list[Due] = field(default_factory=list)

    @property
    def oldest(self) -> int | None:
        """How many days ago the oldest draft was begun."""
        today = clock.today(self.staff.zone)
        zone = ZoneInfo(self.staff.zone)
        return max(((today - each.began_at.astimezone(zone).date()).days for each in self.drafts), default=None)

    @property
    def unsigned(self) -> list[Unsigned]:
        """What is to be signed: overdue first."""
        return [*self.overdue, *self.due]

    @property
    def undated(self) -> list[Draft]:
        """The drafts that do not stand among what is to be signed: without a day, of one to come, or amending a note."""
        listed = {each.draft.pk for each in self.unsigned if each.draft}
        return [each for each in self.drafts if each.pk not in listed]

    def named(self, reader: Staff) -> set[UUID]:
        """About whom any of it is that `reader` is shown: of a draft that was not submitted only its author is."""
        is_own = reader.pk == self.staff.pk
        drafts = {pk for each in self.drafts if is_own for pk in notes.clients_of(each)}
        unsigned = [each for each in self.unsigned if is_own or each.planned]
        visits = {client.pk for each in self.visits for client in each.visit.clients}
        others = {pk for rows in (unsigned, self.returned) for each in rows for pk in each.clients}
        planned = {each.client for each in self.plans}
        return drafts | visits | others | planned | {note.client_id for note in (*self.to_cosign, *self.for_others)}


def work_of(actor: Staff, workers: Collection[Staff]) -> list[Work]:
    """What each of these people has in hand, by a number of statements that does not grow with what it is."""
    found = {worker.pk: Work(worker) for worker in workers}
    drafts = notes.drafts_of(list(found))
    planned = _planned(actor, found)
    for draft in drafts:
        found[draft.author_id].drafts.append(draft)
    for each in planned:
        work = found[each.visit.worker_id]
        if each.day == clock.today(work.staff.zone):
            work.visits.append(each)
    for unsigned in notes.unsigned(actor, drafts, planned):
        work = found[unsigned.worker]
        # Nobody can sign the draft of who left: it is listed as such, and no figure asks for it for ever.
        if unsigned.draft and not work.staff.is_active:
            continue
        (work.overdue if unsigned.is_overdue else work.due).append(unsigned)
    for returned in notes.returned(actor, workers, drafts):
        found[returned.author].returned.append(returned)
    for worker, waiting in plans.due_of(workers, clock.today(actor.zone)).items():
        found[worker].plans = waiting
    mine, others = to_cosign(actor, among=found)
    for note in mine:
        if note.author_id:
            found[note.author_id].to_cosign.append(note)
    for note in others:
        if note.author_id:
            found[note.author_id].for_others.append(note)
    return list(found.values())


def to_cosign(actor: Staff, among: Collection[UUID] | None = None) -> tuple[list[Note], list[Note]]:
    """The notes of those below somebody that wait for a co-signature, oldest first: theirs to give, and another's."""
    authors = below(actor) if among is None else below(actor) & set(among)
    waiting = notes.awaiting_cosignature(actor, authors) if authors else []
    cosigner = notes.cosigner(actor) if waiting else None
    others = {note.pk for note in waiting if cosigner and cosigner.findings(note)}
    return [n for n in waiting if n.pk not in others], [n for n in waiting if n.pk in others]


def plans_to_sign(actor: Staff) -> list[Due]:
    """The plans of those below somebody that wait for a supervisor's signature, the oldest first."""
    team = list(Staff.objects.filter(pk__in=below(actor)))
    due = plans.due_of(team, clock.today(actor.zone)) if team else {}
    waiting = {each.version: each for own in due.values() for each in own if _is_for_supervisor(each, below(actor))}
    return sorted(waiting.values(), key=lambda each: each.on)


def _is_for_supervisor(each: Due, team: Collection[UUID]) -> bool:
    return each.what == plans.SIGNATURE and Capacity.SUPERVISOR in each.capacities and each.author in team


def _planned(actor: Staff, found: dict[UUID, Work]) -> list[Planned]:
    """Their visits up to today, without those of cases that they serve no longer: nobody waits for these from them."""
    days = [clock.today(work.staff.zone) for work in found.values()]
    if not days:
        return []
    visits = schedule.of_workers(actor, list(found), min(days) - notes.LOOKED_BACK, max(days))
    others = {(found[each.visit.worker_id].staff, each.visit.case_id) for each in visits}
    held = cases.may_open({(worker, case) for worker, case in others if worker.pk != actor.pk})
    own = actor.pk
    return [v for v in visits if v.visit.worker_id == own or (v.visit.worker_id, v.visit.case_id) in held]


def names_in(actor: Staff, works: Iterable[Work], more: Iterable[UUID] = ()) -> dict[UUID, str]:
    """What those are called whom some work is about, as far as `actor` sees them."""
    wanted = {pk for work in works for pk in work.named(actor)} | set(more)
    return cases.names_for(actor, [client.pk for client in cases.clients_in_sight(actor, wanted)])


def about(clients: Sequence[UUID], names: dict[UUID, str]) -> str:
    """The names of those of these clients that are known."""
    return ", ".join(names[pk] for pk in clients if pk in names)


@dataclass(frozen=True)
class Line:
    """One note to be signed as a list shows it; without an address where the reader may not open it."""

    about: str
    title: str
    address: str
    unsigned: Unsigned


def lines(actor: Staff, rows: Sequence[Unsigned], names: dict[UUID, str]) -> list[Line]:
    """These notes as lists show them: one's own drafts lead to the editor, a visit without a draft to its page.

    Of another's draft only its kind, day and deadline are told.
    """
    kinds = dict(schedule.kinds())
    found = []
    for each in rows:
        title, address = "", ""
        if each.draft:
            title = shown(each.draft.note_type.definition["title"], "note type")
            address = reverse("notes:draft", args=[each.draft.pk]) if each.worker == actor.pk else ""
        elif each.planned:
            title = kinds.get(each.planned.visit.note_type, "")
            address = reverse("chart:visit", args=[each.planned.visit.identity, each.planned.planned_on])
        told = about(each.clients, names) if each.planned or each.worker == actor.pk else str(_("a draft of theirs"))
        found.append(Line(told, title, address, each))
    return found

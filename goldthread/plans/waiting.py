"""What the plans of a whole caseload wait for, by a number of statements that grows neither with clients nor with workers."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.cases import queries as cases
from goldthread.cases.models import CareTeamMember, Episode, Membership
from goldthread.lib import clock
from goldthread.people.models import Staff
from goldthread.plans import rules
from goldthread.plans.held import History, history
from goldthread.plans.models import PlanReview, PlanSignature, PlanVersion
from goldthread.policies import queries as policies

FIRST, REVIEW, SIGNATURE, ENDING, LAPSED = "first", "review", "signature", "ending", "lapsed"
# A review and the end of a plan are told of so long before their day.
SOON = timedelta(days=14)


@dataclass(frozen=True)
class Due:
    """What a client's plan waits for: a first version, a review, signatures, or a version after one that ends or lapsed.

    `on` is by or since when; `author` is of the version that waits for signatures in these capacities.
    """

    what: str
    client: UUID
    on: date
    version: UUID | None = None
    capacities: tuple[str, ...] = ()
    author: UUID | None = None

    def is_overdue(self, today: date) -> bool:
        """Whether the day is over."""
        return self.on < today


def due_of(workers: Collection[Staff], today: date) -> dict[UUID, list[Due]]:
    """What plans wait for, the longest first, of the clients of those open cases on whose care team each of these workers is."""
    load = _Caseload(workers, today)
    waiting = _Waiting(load.everybody(), today)
    return {
        worker.pk: sorted(
            (each for client in load.clients_of(worker) for each in waiting.of(client)), key=lambda each: each.on
        )
        for worker in workers
    }


def due_about(known: cases.Known, case_ids: Collection[UUID], seen: "Seen") -> list[Due]:
    """The same of one client, of the plans that a reader sees (`seen`), as that reader knows the client; the longest first.

    `case_ids` are the cases that the reader sees. Of who left it is how the plan stood on the last day; a first one is not asked for.
    """
    served = _served_of(known, case_ids)
    if served is None:
        return []
    found = _Waiting([served], known.day, known.known_at, seen).of(served)
    return sorted((each for each in found if not known.left or each.what != FIRST), key=lambda each: each.on)


def _served_of(known: cases.Known, case_ids: Collection[UUID]) -> "Served | None":
    """The client in the open case to which they came last; of who left, in none that is still open."""
    client, same = known.same[0], frozenset(known.same)
    if known.left:
        return Served(client, same, next(iter(case_ids)), date.min) if case_ids else None
    opened = _opened(case_ids, known.day) if case_ids else {}
    belonging: list[Membership] = (
        Membership.objects.standing(known.day, case=list(opened), client=known.same) if opened else []
    )
    held = [(max(opened[each.case_id], each.true_from_on), each.case_id) for each in belonging]
    return Served(client, same, max(held)[1], max(held)[0]) if held else None


@dataclass(frozen=True)
class Served:
    """Somebody who is served: the records that are of the same person, the case, and the day since when."""

    client: UUID
    same: frozenset[UUID]
    case: UUID
    admitted_on: date


class _Caseload:
    """The clients of some workers on a day, each once though several records are of the same person."""

    def __init__(self, workers: Collection[Staff], today: date) -> None:
        self.today = today
        self._cases = _cases_held(workers)
        opened = _opened({case for held in self._cases.values() for case in held}, today)
        belonging: list[Membership] = Membership.objects.standing(today, case=list(opened))
        same = cases.same_persons({each.client_id for each in belonging})
        self.served: dict[UUID, list[Served]] = {}
        # Of several records that are in one case the first that came stands for all.
        for each in sorted(belonging, key=lambda row: (row.true_from_on, row.recorded_at, row.pk)):
            records = same[each.client_id]
            held = self.served.setdefault(each.case_id, [])
            if not any(one.client in records for one in held):
                admitted = max(opened[each.case_id], each.true_from_on)
                held.append(Served(each.client_id, records, each.case_id, admitted))

    def everybody(self) -> list[Served]:
        """All of them; who is in several cases stands there several times."""
        return [each for held in self.served.values() for each in held]

    def clients_of(self, worker: Staff) -> list[Served]:
        """Whom one of the workers serves, each once: in the case to which they came last."""
        found: list[Served] = []
        own = [each for case in self._cases.get(worker.pk, ()) for each in self.served.get(case, ())]
        for each in sorted(own, key=lambda one: (one.admitted_on, one.case), reverse=True):
            if not any(one.client in each.same for one in found):
                found.append(each)
        return found


def _cases_held(workers: Collection[Staff]) -> dict[UUID, set[UUID]]:
    """The cases on whose care team each of these people is today; the day before an assignment ends is its last."""
    zones = {worker.pk: worker.zone for worker in workers}
    held: dict[UUID, set[UUID]] = {}
    members: list[CareTeamMember] = CareTeamMember.objects.standing(staff=list(zones))
    for each in members:
        today = clock.today(zones[each.staff_id])
        if each.true_from_on <= today and (each.true_to_on is None or each.true_to_on > today):
            held.setdefault(each.staff_id, set()).add(each.case_id)
    return held


def _opened(case_ids: Collection[UUID], today: date) -> dict[UUID, date]:
    """Since when each of these cases is open, of those that are."""
    stretches: list[Episode] = Episode.objects.standing(today, case=list(case_ids))
    return {each.case_id: each.true_from_on for each in stretches if each.true_to_on is None}


# What of a history somebody may see.
Seen = Callable[[History], History]


class _Waiting:
    """What each of some clients waits for, as known at a moment or now; everything is read when it is made."""

    def __init__(
        self, everybody: list[Served], day: date, known_at: datetime | None = None, seen: Seen | None = None
    ) -> None:
        self.day = day
        whole = history({pk for each in everybody for pk in each.same}, known_at)
        whole = seen(whole) if seen else whole
        self._versions, self._reviews = _by_client(whole.versions), _by_client(whole.reviews)
        self._given = _signatures_of([each.pk for each in whole.versions if each.signers], known_at)
        self._terms = cases.details_of({each.case for each in everybody})
        self._began = authorizations.began_on({pk for each in everybody for pk in each.same}, self.day)
        self._standing, self._agency = policies.Standing(self.day), policies.agency(self.day)

    def of(self, served: Served) -> list[Due]:
        """What one client's plan waits for."""
        own = self._history_of(served)
        state, version = own.on(self.day)
        ended_on = own.ended_on(state, version)
        ahead = own.ahead(self.day)
        # A plan that was over before somebody was admitted anew is none of this time.
        is_former = ended_on is not None and ended_on < served.admitted_on
        if version is None or is_former:
            on = None if ahead else self._first_due(served)
            return [Due(FIRST, served.client, on)] if on else self._unsigned(served, ahead)
        found = []
        ends = version.valid_to_on
        if state == rules.EXPIRED and ends:
            found.append(Due(LAPSED, served.client, ends, version.pk))
        if state == rules.IN_FORCE and ends and ends <= self.day + SOON and not _goes_on(own, ends):
            found.append(Due(ENDING, served.client, ends, version.pk))
        due = own.review_due(version) if state == rules.IN_FORCE else None
        # Where another version begins by that day, what is reviewed next is that one.
        if due and due <= self.day + SOON and own.on(max(due, self.day))[1] == version:
            found.append(Due(REVIEW, served.client, due, version.pk))
        begun = [version] if state == rules.IN_FORCE else []
        return found + self._unsigned(served, [*begun, *ahead])

    def _unsigned(self, served: Served, versions: Iterable[PlanVersion]) -> list[Due]:
        """Those of these versions of a client's plan for which signatures are missing."""
        missing = [(each, rules.missing_signers(each.needed, self._given.get(each.pk, ()))) for each in versions]
        return [
            Due(SIGNATURE, served.client, each.valid_from_on, each.pk, tuple(capacities), each.author_id)
            for each, capacities in missing
            if capacities
        ]

    def _history_of(self, served: Served) -> History:
        versions = [each for pk in served.same for each in self._versions.get(pk, ())]
        reviews = [each for pk in served.same for each in self._reviews.get(pk, ())]
        return History(sorted(versions, key=lambda each: (each.recorded_at, each.number)), reviews, [])

    def _first_due(self, served: Served) -> date | None:
        """By when the first plan is due, where a policy asks for one; the first day where it says no number of days."""
        terms = cases.terms_among(self._terms.get(served.case, ()), self.day)
        scope = {"state": self._agency.state}
        scope |= {"program": terms.program, "payer": terms.payer} if terms else {}
        within = self._standing.resolve("plan_initial_due_days", **scope).value
        is_required = self._standing.resolve("plan_required", **scope).value
        if is_required is False or (within is None and not is_required):
            return None
        counts_from_authorization = self._standing.resolve("plan_initial_anchor", **scope).value == rules.AUTH_START
        if within is None or not counts_from_authorization:
            return rules.first_due(served.admitted_on, within or 0)
        began = min((self._began[pk] for pk in served.same if pk in self._began), default=None)
        return rules.first_due(began, within) if began else None


def _goes_on(own: History, ends: date) -> bool:
    """Whether a version is on file that holds from the day after another's last, or before."""
    return own.on(ends + timedelta(days=1))[0] == rules.IN_FORCE


Told = TypeVar("Told", PlanVersion, PlanReview)


def _by_client(rows: Iterable[Told]) -> dict[UUID, list[Told]]:
    found: dict[UUID, list[Told]] = {}
    for each in rows:
        found.setdefault(each.client_id, []).append(each)
    return found


def _signatures_of(version_ids: Collection[UUID], known_at: datetime | None) -> dict[UUID, set[str]]:
    """In which capacities each of these versions was signed, by a moment or by now."""
    found: dict[UUID, set[str]] = {}
    signed = PlanSignature.objects.filter(version__in=version_ids, is_given=True).known_at(known_at)
    for version, capacity in signed.values_list("version", "capacity"):
        found.setdefault(version, set()).add(capacity)
    return found

"""What planned visits would use of authorizations until these end, as it is shown where a visit is planned; reads only."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.models import Authorization
from goldthread.authorizations.queries import Standing
from goldthread.authorizations.rules import ASKED_OF_UNITS, Takes, Units, falls_to, spelled, takes, units_for
from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.policies import queries as policies
from goldthread.schedule import rules
from goldthread.schedule.models import PlannedFor, Visit
from goldthread.schedule.queries import between

# An authorization without an end is looked at so far ahead.
A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Typed:
    """A plan as somebody types it: its days as `rules.days` takes them, planned minutes, and the plan that it changes.

    `changes` are the identity of that plan and the day from which on this one stands in its place; with `only_one`, on which it
    does: a single visit of a row is moved.
    """

    worker: UUID
    service: str
    first_on: date
    minutes: int | None
    last_on: date | None = None
    repeats: str = rules.ONCE
    every: int = 1
    changes: tuple[UUID, date] | None = None
    only_one: bool = False


@dataclass(frozen=True)
class Meant:
    """One visit that is planned: the day, and the units that it would give by the policy; None where nobody can say."""

    day: date
    units: Units | None

    def takes(self, row: Authorization) -> Takes | None:
        """What it would take of an authorization; None where nobody can say."""
        return takes(self.units, row.unit_label)


@dataclass(frozen=True)
class Share:
    """One planned visit that falls to an authorization: its day, and the hundredths of a unit that it would use; None where nobody can say."""

    day: date
    uses: int | None


@dataclass(frozen=True)
class Ahead:
    """One authorization on the day of a visit, and what planned visits would use of it: how many, until when, how many units.

    `unknown` are the visits of which nobody can say how many units they would use.
    """

    name: str
    standing: Standing
    visits: int
    unknown: int
    hundredths: int
    until: date | None

    @property
    def units(self) -> str:
        """How many units, as people write them."""
        return spelled(self.hundredths)

    @property
    def is_short(self) -> bool:
        """Whether fewer are left than the planned visits would use."""
        return self.hundredths > max(0, self.standing.remaining.left)


@dataclass(frozen=True)
class Missing:
    """A client for whom nothing is on file of a service that a policy wants authorized."""

    name: str


def ahead(actor: Staff, case: Case, clients: Sequence[Client], plan: Typed, today: date) -> list[Ahead | Missing]:
    """For each of these clients whom `actor` serves: the authorizations of the service that the plan touches first.

    Units are reckoned by the policies of the day of the first visit; whose level gives it is the worker of the plan.
    """
    served = set(
        authorizations.clients_of(actor).filter(pk__in=[each.pk for each in clients]).values_list("pk", flat=True)
    )
    if not plan.service or not served or abs(plan.first_on - today) > rules.FURTHEST:
        return []
    names = cases.names_for(actor, served)
    scope = _scope(case, plan)
    said = _said(scope, plan.first_on)
    found: list[Ahead | Missing] = []
    for client in (each.pk for each in clients if each.pk in served):
        name = names[client] if len(served) > 1 else ""
        same = cases.same_person(client)
        held = authorizations.for_service(same, plan.service, plan.first_on)
        if not held and said["auth_required"].value:
            found.append(Missing(name))
        meant = _meant(actor, same, plan, today, _furthest(held, plan.first_on, today), said) if held else []
        shares = _shares(held, meant, scope["payer"])
        found += [_told(name, each, shares[each.row.identity]) for each in authorizations.worth_showing(held)]
    return found


def _scope(case: Case, plan: Typed) -> dict[str, str]:
    day = plan.first_on
    credential, terms = people.credential_on(plan.worker, day), cases.terms_of(case.pk, day)
    return {
        "state": policies.agency(day).state,
        "service": plan.service,
        "staff_level": credential.level if credential else "",
        "program": terms.program if terms else "",
        "payer": terms.payer if terms else "",
    }


def _said(scope: dict[str, str], day: date) -> dict[str, policies.Resolved]:
    standing = policies.Standing(day)
    return {column: standing.resolve(column, **scope) for column in (*ASKED_OF_UNITS, "auth_required")}


def _furthest(held: Iterable[Standing], day: date, today: date) -> date:
    return min(today + rules.FURTHEST, max([day, *(each.row.true_to_on or day + A_YEAR for each in held)]))


def _meant(
    actor: Staff, same: Collection[UUID], plan: Typed, today: date, until: date, said: dict[str, policies.Resolved]
) -> list[Meant]:
    """The visits of this plan, and all others of the service to this client that are yet to come, in their order."""
    for_them = PlannedFor.objects.filter(client__in=same).values("visit")
    others = between(Visit.objects.visible_to(actor).filter(pk__in=for_them, service=plan.service), today, until)
    planned = [
        (each.day, each.minutes)
        for each in others
        if not each.is_underway and not _is_replaced(plan, each.visit.identity, each.planned_on)
    ]
    days = rules.days(plan.first_on, plan.last_on, plan.repeats, plan.every, today, until)
    planned += [(day, plan.minutes) for day in days]
    counted = {minutes: units_for(said, minutes) for _day, minutes in planned}
    return sorted((Meant(day, counted[minutes]) for day, minutes in planned), key=lambda each: each.day)


def _is_replaced(plan: Typed, identity: UUID, planned_on: date) -> bool:
    if plan.changes is None or plan.changes[0] != identity:
        return False
    return planned_on == plan.changes[1] if plan.only_one else planned_on >= plan.changes[1]


def _shares(held: Sequence[Standing], meant: Iterable[Meant], payer: str) -> dict[UUID, list[Share]]:
    """Which of the visits fall to which authorization, if each were signed in its turn; a day is used by the first of them."""
    rows = {each.row.identity: each.row for each in held}
    spans = {each.row.identity: authorizations.held_by(each) for each in held}
    shares: dict[UUID, list[Share]] = {identity: [] for identity in spans}
    days: set[tuple[str, date]] = set()
    for each in meant:
        identity = falls_to(spans.values(), each.day, payer)
        if identity is None:
            continue
        row, span = rows[identity], spans[identity]
        taken = each.takes(row)
        uses = taken.hundredths if taken else None
        if taken and taken.once_a_day and uses:
            uses = 0 if (row.payer, each.day) in days else uses
            days.add((row.payer, each.day))
        shares[identity].append(Share(each.day, uses))
        spans[identity] = replace(span, unused=span.unused - (uses or 0))
    return shares


def _told(name: str, each: Standing, share: Sequence[Share]) -> Ahead:
    known = [visit.uses for visit in share if visit.uses is not None]
    last = each.row.true_to_on or (share[-1].day if share else None)
    return Ahead(name, each, len(share), len(share) - len(known), sum(known), last)

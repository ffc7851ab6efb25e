"""Who inside may see which case and client: by care team, supervision and role, in one statement."""

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet, Subquery

from goldthread.lib import clock
from goldthread.people import queries as people
from goldthread.people.models import Role, Staff

if TYPE_CHECKING:
    from goldthread.cases.models import CaseQuerySet, ClientQuerySet

SEES_ALL = frozenset({Role.BILLER, Role.QUALITY_REVIEWER, Role.RECORDS_OFFICER})
SEES_OWN = frozenset({Role.CASE_MANAGER, Role.THERAPIST, Role.SUPERVISOR})

Rows = TypeVar("Rows", bound="QuerySet")  # type: ignore[type-arg]


def cases_visible_to(rows: "CaseQuerySet", actor: Staff) -> "CaseQuerySet":
    """The cases among `rows` that `actor` may open today; none for an administrator alone or somebody who left."""
    return _limited(rows, actor, "pk")


def clients_visible_to(rows: "ClientQuerySet", actor: Staff) -> "ClientQuerySet":
    """The clients of those cases, and the records that a merge says are the same person."""
    from goldthread.cases.models import Client, Membership, Merge

    if not actor.is_active:
        return rows.none()
    if actor.roles & SEES_ALL:
        return rows
    if not actor.roles & SEES_OWN:
        return rows.none()
    own = Client.objects.filter(
        pk__in=Subquery(Membership.objects.current().filter(case__in=_held_by(actor)).values("client"))
    ).values("pk")
    merges = Merge.objects.current().filter(true_to_on__isnull=True)
    return rows.filter(
        Q(pk__in=own)
        | Q(pk__in=merges.filter(kept__in=own).values("merged"))
        | Q(pk__in=merges.filter(merged__in=own).values("kept"))
    )


def limited_by_case(rows: Rows, actor: Staff) -> Rows:
    """Rows with a `case` (people, episodes, care team), as `actor` may see them."""
    return _limited(rows, actor, "case")


def _limited(rows: Rows, actor: Staff, column: str) -> Rows:
    if not actor.is_active:
        return rows.none()
    if actor.roles & SEES_ALL:
        return rows
    if not actor.roles & SEES_OWN:
        return rows.none()
    return rows.filter(**{f"{column}__in": _held_by(actor)})


def _held_by(actor: Staff) -> "QuerySet":  # type: ignore[type-arg]
    """Ids of cases whose care team holds the actor today, or somebody whom the actor supervises.

    An assignment gives sight until the day before it ends: who is taken off a case today is a stranger today.
    """
    from goldthread.cases.models import CareTeamMember

    today = clock.today(actor.zone)
    held = CareTeamMember.objects.current().filter(
        Q(true_to_on__isnull=True) | Q(true_to_on__gt=today), staff__in=_seen_through(actor), true_from_on__lte=today
    )
    return held.values("case")


def _seen_through(actor: Staff) -> set[UUID]:
    """The actor, and for a supervisor everybody below; read once per object, that is once per request."""
    known: set[UUID] | None = getattr(actor, "_seen_through", None)
    if known is None:
        known = {actor.pk}
        if Role.SUPERVISOR in actor.roles:
            known |= set(people.supervisees_of(actor.pk))
        actor._seen_through = known  # type: ignore[attr-defined]
    return known

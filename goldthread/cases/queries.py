"""Reads across the tables of cases: names, people around a client, care team, and who is the same person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from goldthread.cases import access, rules
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    CaseQuerySet,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Merge,
    Person,
    Relationship,
)
from goldthread.lib import clock
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Around:
    """Somebody around a client, with every role that held on the day asked for."""

    person: Person
    roles: tuple[Relationship, ...]


def seen_by(actor: Staff, column: str) -> Q:
    """What narrows rows of another room to clients whom `actor` may see; `column` holds the client."""
    return access.by_client(actor, column)


def detail_of(client_id: UUID, *, on: date | None = None, known_at: datetime | None = None) -> ClientDetail:
    """Name, birth date and the rest that held on a day (today in UTC), as the record stands or stood at a moment."""
    versions = ClientDetail.objects.filter(client=client_id)
    standing = versions.known_at(known_at) if known_at else versions.current()
    found: ClientDetail | None = standing.true_on(on or clock.today("UTC")).order_by("-true_from_on").first()
    first: ClientDetail = found or standing.earliest("true_from_on")
    return first


def names_of(client_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name of each client today."""
    details = ClientDetail.objects.current().true_on(clock.today("UTC")).filter(client__in=set(client_ids))
    return dict(details.values_list("client", "name"))


def find(actor: Staff, words: str) -> QuerySet[ClientDetail]:
    """Today's details of visible clients of whom some name, also a former one, has words that begin so; by name."""
    matching = ClientDetail.objects.current().filter(client__in=Client.objects.visible_to(actor))
    for word in rules.sought(words):
        matching = matching.filter(folded_name__contains=word)
    today = ClientDetail.objects.current().true_on(clock.today("UTC"))
    return today.filter(client__in=matching.values("client")).order_by("folded_name", "pk")


def clients_of(case: Case, on: date) -> list[UUID]:
    """The clients who belonged to a case on a day."""
    return list(Membership.objects.current().true_on(on).filter(case=case).values_list("client", flat=True))


def cases_of(client_id: UUID) -> CaseQuerySet:
    """Every case that a client belongs or belonged to, newest first."""
    memberships = Membership.objects.current().filter(client=client_id)
    cases: CaseQuerySet = Case.objects.filter(memberships__in=memberships).order_by("-recorded_at")
    return cases


def care_team_of(case: Case, on: date) -> list[CareTeamMember]:
    """Who was on the care team on a day."""
    return list(
        CareTeamMember.objects.current().true_on(on).filter(case=case).select_related("staff").order_by("staff__name")
    )


def people_around(client_id: UUID, on: date) -> list[Around]:
    """The people around a client on a day, each once, by name."""
    held = Relationship.objects.current().true_on(on).filter(client=client_id, person__isnull=False)
    roles: dict[UUID, list[Relationship]] = {}
    for relationship in held.order_by("role"):
        roles.setdefault(relationship.person or UUID(int=0), []).append(relationship)
    people = Person.objects.current().true_on(on).filter(identity__in=roles).order_by("name")
    return [Around(person, tuple(roles[person.identity])) for person in people]


def open_episode_of(case: Case) -> Episode | None:
    """The episode that has not been closed, if there is one."""
    return Episode.objects.current().filter(case=case, true_to_on__isnull=True).first()


def same_person(client_id: UUID) -> set[UUID]:
    """The client and every record that a merge says is the same person."""
    merges = Merge.objects.current().filter(true_to_on__isnull=True)
    touching = dict(merges.filter(Q(merged=client_id) | Q(kept=client_id)).values_list("merged", "kept"))
    if not touching:
        return {client_id}
    kept = touching.get(client_id, client_id)
    return {kept, *merges.filter(kept=kept).values_list("merged", flat=True)}

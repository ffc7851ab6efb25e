"""What the page of one case shows: its clients, the people around them, care team, episodes and what was so before."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from goldthread.cases import around, clocks, overview, queries, rules
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    CaseDetail,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Merge,
    Person,
    Placement,
    Referral,
    Relationship,
    SafetyAlert,
)
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.people.models import Role, RoleHeld, Staff
from goldthread.policies import queries as policies

# So long whoever took a client out may find that this was the mistake; later the client's life is none of their business.
_BY_WHO_DID_IT = timedelta(days=7)


@dataclass(frozen=True)
class Held:
    """One role towards one or more clients, between the same days."""

    role: str
    clients: tuple[str, ...]
    true_from_on: date
    true_to_on: date | None


@dataclass(frozen=True)
class Around:
    """Somebody around the clients, as they are known now, with the roles that hold and those that ended."""

    person: Person
    held: tuple[Held, ...]
    ended: tuple[Held, ...]

    @property
    def dial(self) -> str:
        """The phone number as a telephone dials it; empty where what was typed is none."""
        return rules.dial(self.person.phone)


@dataclass(frozen=True)
class Member:
    """A client of the case, with former details and records that are the same person."""

    row: overview.Row
    true_from_on: date
    merges: tuple[Merge, ...]
    true_to_on: date | None = None
    siblings: tuple[queries.Sibling, ...] = ()
    placements: tuple[Placement, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A case, as it stands today."""

    case: Case
    terms: CaseDetail | None
    episodes: tuple[Episode, ...]
    open_episode: Episode | None
    members: tuple[Member, ...]
    former: tuple[Member, ...]
    around: tuple[Around, ...]
    gone: tuple[Around, ...]
    team: tuple[CareTeamMember, ...]
    former_team: tuple[CareTeamMember, ...]
    referrals: tuple[Referral, ...]
    taken_out: tuple[Member, ...]
    alerts: tuple[SafetyAlert, ...]
    former_alerts: tuple[SafetyAlert, ...]


@dataclass(frozen=True)
class Link:
    """One role towards one client."""

    pk: UUID
    role: str
    client: str
    true_from_on: date
    true_to_on: date | None


def standing(case: Case, actor: Staff, today: date) -> Standing:
    """Everything about a case that its page shows to somebody."""
    episodes = tuple(Episode.objects.current().filter(case=case).order_by("-true_from_on"))
    everybody = _ever_in(case, today)
    members = _placed(
        [
            replace(member, siblings=tuple(queries.siblings_of(actor, [member.row.client.pk], today)))
            for member in everybody
            if not _has_left(member, today)
        ],
        today,
    )
    people = people_of(case, everybody, today)
    terms = queries.terms_of(case.pk, today)
    alerts = list(
        SafetyAlert.objects.current().filter(case=case).select_related("recorded_by").order_by("-recorded_at")
    )
    team = list(CareTeamMember.objects.current().filter(case=case).select_related("staff").order_by("staff__name"))
    return Standing(
        case=case,
        terms=terms,
        episodes=episodes,
        open_episode=next((episode for episode in episodes if episode.true_to_on is None), None),
        members=members,
        former=tuple(member for member in everybody if _has_left(member, today)),
        around=tuple(each for each in people if each.held),
        gone=tuple(each for each in people if not each.held),
        team=tuple(member for member in team if not _is_over(member.true_to_on, today)),
        former_team=tuple(member for member in team if _is_over(member.true_to_on, today)),
        referrals=clocks.timed(queries.referrals_of([case.pk], today), terms, clock.now()),
        taken_out=_taken_out(case, actor, today),
        alerts=tuple(alert for alert in alerts if not _has_ended(alert, today)),
        former_alerts=tuple(alert for alert in alerts if _has_ended(alert, today)),
    )


def _placed(members: list[Member], today: date) -> tuple[Member, ...]:
    """The same members, each with where they live, also where a record says so that is the same person."""
    same = queries.same_persons(member.row.client.pk for member in members) if members else {}
    placements = queries.placements_on({pk for every in same.values() for pk in every}, today) if members else []
    return tuple(
        replace(member, placements=tuple(row for row in placements if row.client_id in same[member.row.client.pk]))
        for member in members
    )


def placed_members(case: Case, today: date) -> tuple[Member, ...]:
    """The clients of a case who have not left it, each with where they live."""
    return _placed(list(members_of(case, today)), today)


def _taken_out(case: Case, actor: Staff, today: date) -> tuple[Member, ...]:
    """Who was taken out as added by mistake and did not come back: for whoever may bring them back."""
    rows = {row.client_id: row for row in struck_from(case, actor)}
    details = overview.details_of(list(rows), today) if rows else {}
    return tuple(
        Member(overview.Row(detail.client, detail, rules.age_on(detail.born_on, today)), rows[pk].true_from_on, ())
        for pk, detail in details.items()
    )


def struck_from(case: Case, actor: Staff) -> list[Membership]:
    """The memberships that somebody may bring back: whoever serves the client today, and for a week whoever took them out."""
    rows = list(Membership.objects.filter(case=case, replaced_by__isnull=True).exclude(in_error=""))
    if not rows:
        return []
    here = {row.client_id for row in Membership.objects.standing(case=case.pk) if row.true_to_on is None}
    served = set(
        Client.objects.served_by(actor).filter(pk__in=[row.client_id for row in rows]).values_list("pk", flat=True)
    )
    lately = [row for row in rows if row.recorded_at > clock.now() - _BY_WHO_DID_IT]
    contents = ledger.contents_of([row.entry_id for row in lately])
    own = {row.pk for row in lately if _by_whom(contents.get(row.entry_id, {})) == str(actor.pk)}
    return [row for row in rows if row.client_id not in here and (row.client_id in served or row.pk in own)]


def _by_whom(content: dict[str, Any]) -> object:
    return content.get("signing", {}).get("by", {}).get("staff")


def referral_of(case: Case, identity: UUID) -> Referral | None:
    """The latest version of a referral of a case."""
    return Referral.objects.current().filter(case=case, identity=identity).order_by("-true_from_on").first()


def _is_over(to_on: date | None, today: date) -> bool:
    """Assignments give no sight on the day they end, so they are shown as ended from that day."""
    return to_on is not None and to_on <= today


def _has_ended(alert: SafetyAlert, today: date) -> bool:
    return alert.true_to_on is not None and alert.true_to_on < today


def alert_of(case: Case, alert: UUID) -> SafetyAlert | None:
    """An alert of a case that nobody ended yet."""
    return SafetyAlert.objects.current().filter(pk=alert, case=case, true_to_on__isnull=True).first()


def _has_left(member: Member, today: date) -> bool:
    return member.true_to_on is not None and member.true_to_on < today


def members_of(case: Case, today: date) -> tuple[Member, ...]:
    """The clients of a case who have not left it, the eldest first, with the records that are the same person."""
    return tuple(member for member in _ever_in(case, today) if not _has_left(member, today))


def _ever_in(case: Case, today: date) -> tuple[Member, ...]:
    """Everybody who is or was a client of a case; who left is shown as on their last day there."""
    held = {m.client_id: m for m in Membership.objects.current().filter(case=case).order_by("true_from_on")}
    since = {pk: m.true_from_on for pk, m in held.items()}
    ends = {pk: min(m.true_to_on, today) for pk, m in held.items() if m.true_to_on is not None}
    details = overview.details_of(held, today, queries.details_then(ends, policies.agency().zone) if ends else {})
    merges: dict[UUID, list[Merge]] = defaultdict(list)
    standing = Merge.objects.current().filter(true_to_on__isnull=True).select_related("kept", "merged")
    for merge in standing.filter(Q(kept__in=since) | Q(merged__in=since)):
        for client in {merge.kept_id, merge.merged_id} & since.keys():
            merges[client].append(merge)
    return tuple(
        Member(
            overview.Row(d.client, d, rules.age_on(d.born_on, today)),
            since[d.client_id],
            tuple(merges[d.client_id]),
            held[d.client_id].true_to_on,
        )
        for d in sorted(details.values(), key=lambda d: (d.born_on or date.max, d.folded_name))
    )


def people_of(case: Case, members: Iterable[Member], today: date) -> list[Around]:
    """The people of a case, each once in the latest version, by name; towards who left they have no role any more.

    What they became to a client who had left, or what another case then said of it, is not this case's to know.
    """
    clients = {member.row.client.pk: member.row.detail for member in members}
    left = _ends(members, today)
    versions = Person.objects.current().filter(case=case).order_by("true_from_on")
    latest = {person.identity: person for person in versions}
    links: dict[UUID | None, list[Relationship]] = defaultdict(list)
    every = Relationship.objects.current().filter(person__in=latest, client__in=clients)
    ordered = list(every.order_by("true_from_on", "client__number"))
    for link in _told(case, ordered, left):
        links[link.person].append(link)
    people = sorted(latest.values(), key=lambda person: rules.folded(person.name))
    ended = {link.pk for held in links.values() for link in held if _is_past(link, today) or link.client_id in left}
    return [_around(person, links[person.identity], clients, ended) for person in people]


def _ends(members: Iterable[Member], today: date) -> dict[UUID, date]:
    """The last day of each of these clients who left."""
    return {each.row.client.pk: each.true_to_on for each in members if each.true_to_on and _has_left(each, today)}


def _told(case: Case, links: list[Relationship], left: Mapping[UUID, date]) -> list[Relationship]:
    """Of these roles those that the page of a case tells, of which clients left."""
    return around.roles_told(links, left, [case.pk], policies.agency().zone) if left else links


def _is_past(link: Relationship, today: date) -> bool:
    return link.true_to_on is not None and link.true_to_on < today


def _around(person: Person, links: list[Relationship], clients: dict[UUID, ClientDetail], ended: set[UUID]) -> Around:
    over = [link for link in links if link.pk in ended]
    held = [link for link in links if link not in over]
    return Around(person, _held(held, clients), _held(over, clients))


def _held(links: Iterable[Relationship], clients: dict[UUID, ClientDetail]) -> tuple[Held, ...]:
    """Roles with the clients they are towards: mother of Mateo and Lucía is one line, not two."""

    def span(link: Relationship) -> tuple[date, date, str]:
        return (link.true_from_on, link.true_to_on or date.max, link.role_title)

    groups = groupby(sorted(links, key=span), span)
    return tuple(
        Held(role, tuple(called(clients[link.client_id]) for link in same), from_on, None if to == date.max else to)
        for (from_on, to, role), same in groups
    )


def called(detail: ClientDetail) -> str:
    """What a client is called among those who know them."""
    return detail.preferred_name or detail.name


def person_of(case: Case, identity: UUID) -> Person | None:
    """The latest version of somebody around the clients of a case."""
    return Person.objects.current().filter(case=case, identity=identity).order_by("-true_from_on").first()


def roles_of(case: Case, person: UUID | None, today: date) -> list[Link]:
    """Everything that somebody is or was to the clients of a case, what still holds first."""
    members = _ever_in(case, today)
    details = {member.row.client.pk: member.row.detail for member in members}
    every = Relationship.objects.current().filter(person=person, client__in=details)
    links = _told(case, list(every.order_by("true_from_on", "client__number")), _ends(members, today))
    shown = [Link(r.pk, r.role_title, called(details[r.client_id]), r.true_from_on, r.true_to_on) for r in links]
    return sorted(shown, key=lambda link: link.true_to_on is not None)


def link_of(case: Case, link: UUID, *, also_ended: bool = False) -> Relationship | None:
    """A relationship towards a client of a case, one that has not ended unless `also_ended`."""
    clients = Membership.objects.current().filter(case=case).values("client")
    found = Relationship.objects.current().filter(pk=link, client__in=clients)
    return (found if also_ended else found.filter(true_to_on__isnull=True)).first()


def membership_of(case: Case, client: UUID) -> Membership | None:
    """That somebody is a client of a case and has not left it."""
    return Membership.objects.current().filter(case=case, client=client, true_to_on__isnull=True).first()


def member_of(case: Case, member: UUID) -> CareTeamMember | None:
    """An assignment that has not ended."""
    standing = CareTeamMember.objects.current().select_related("staff")
    return standing.filter(pk=member, case=case, true_to_on__isnull=True).first()


def sibling_link_of(client: Client, link: UUID) -> Relationship | None:
    """That somebody is a sibling of a client in another case."""
    linked = Relationship.objects.current().filter(pk=link, other_client__isnull=False, true_to_on__isnull=True)
    return linked.filter(Q(client=client) | Q(other_client=client)).first()


def merge_of(client: Client, merge: UUID) -> Merge | None:
    """A merge that stands, of a client on either side."""
    standing = Merge.objects.current().filter(true_to_on__isnull=True).select_related("kept", "merged")
    return standing.filter(Q(kept=client) | Q(merged=client), pk=merge).first()


def workers(today: date) -> list[tuple[Staff, frozenset[str]]]:
    """Active staff who may be on a care team, with their roles, by name."""
    serving = (Role.CASE_MANAGER, Role.THERAPIST, Role.SUPERVISOR)
    held = RoleHeld.objects.current().true_on(today).filter(role__in=serving, staff__is_active=True)
    roles: dict[Staff, set[str]] = defaultdict(set)
    for row in held.select_related("staff").order_by("staff__name"):
        roles[row.staff].add(row.role)
    return [(staff, frozenset(found)) for staff, found in roles.items()]

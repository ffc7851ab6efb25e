"""Every write about cases and clients; each adds facts and one sealed entry that says so."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from goldthread.cases import opening, queries, rules
from goldthread.cases.following import successors as successors
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
    PersonRole,
    Relationship,
)
from goldthread.cases.opening import UNASSIGNED as UNASSIGNED
from goldthread.cases.opening import UNASSIGNED_NAME as UNASSIGNED_NAME
from goldthread.cases.opening import NewCase as NewCase
from goldthread.cases.opening import NewClient as NewClient
from goldthread.cases.opening import NewPerson as NewPerson
from goldthread.cases.opening import NewTerms as NewTerms
from goldthread.cases.opening import add_client as add_client
from goldthread.cases.opening import bring_back as bring_back
from goldthread.cases.opening import join_case as join_case
from goldthread.cases.opening import open_case as open_case
from goldthread.cases.opening import receive_case as receive_case
from goldthread.cases.opening import take_in as take_in
from goldthread.cases.placing import NewPlacement as NewPlacement
from goldthread.cases.placing import end_placement as end_placement
from goldthread.cases.placing import mend_placement as mend_placement
from goldthread.cases.placing import place as place
from goldthread.cases.placing import strike_placement as strike_placement
from goldthread.cases.referring import NewReferral as NewReferral
from goldthread.cases.referring import change_referral as change_referral
from goldthread.cases.referring import mend_referral as mend_referral
from goldthread.cases.referring import refer as refer
from goldthread.cases.referring import strike_referral as strike_referral
from goldthread.cases.warning import end_warning as end_warning
from goldthread.cases.warning import warn as warn
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.people import queries as people
from goldthread.people.models import Staff


@transaction.atomic
def change_case(*, case: Case, new: NewTerms, from_on: date, by: Actor) -> CaseDetail:
    """Give a case another name, program or payer from a day on; the former ones stay readable."""
    refuse(rules.name_findings(new.name) + rules.ahead_findings(from_on, today=people.today_of(by)))
    detail = CaseDetail(case=case, true_from_on=from_on, **opening.accepted(new))
    former = queries.terms_of(case.pk, from_on)
    ledger.record_following(kind="case.changed", rows=successors(former, detail) if former else [detail], by=by)
    # Kept by the instance, and another one from now on.
    case.__dict__.pop("name", None)
    return detail


def leave_case(*, member: Membership, to_on: date, by: Actor) -> Membership:
    """Say that somebody is a client of a case no longer; what was written about them there stays in its team's sight."""
    refuse(rules.leaving_findings(member.true_from_on, to_on, today=people.today_of(by)))
    return ledger.replace(kind="client.left", row=member, by=by, true_to_on=to_on)


def take_out(*, member: Membership, reason: str, by: Actor) -> Membership:
    """Say that somebody never was a client of a case: entered in error, and why. Their record itself stays."""
    refuse(rules.reason_findings(reason))
    return ledger.replace(kind="client.in_error", row=member, by=by, in_error=accept(reason, field="reason"))


@transaction.atomic
def change_client(*, client: Client, new: NewClient, from_on: date, by: Actor) -> ClientDetail:
    """Put a new version of a client's details on file; the former one stays readable."""
    former = queries.detail_of(client.pk, on=from_on)
    detail = opening.detail(client, new, from_on, by)
    ledger.record_following(kind="client.changed", rows=successors(former, detail), by=by)
    return detail


@transaction.atomic
def add_person(
    *,
    case: Case,
    new: NewPerson,
    roles: Sequence[tuple[Client, str]],
    from_on: date,
    by: Actor,
    known: Person | None = None,
) -> Person:
    """Add somebody around the clients of a case, with what they are to each; `known` from another case is the same one."""
    refuse(rules.name_findings(new.name))
    person = Person(case=case, true_from_on=from_on, **opening.accepted(new))
    if known:
        person.identity = known.identity
        here = Person.objects.current().filter(case=case, identity=known.identity)
        refuse(rules.joining_findings(is_here_already=here.exists()))
    links = [_relationship(client, person.identity, role, from_on) for client, role in roles]
    ledger.record_facts(kind="person.added", rows=[person, *links], by=by)
    return person


@transaction.atomic
def change_person(*, person: Person, new: NewPerson, from_on: date, by: Actor, also: Sequence[Person] = ()) -> Person:
    """Put a new version of somebody's details on file under the same identity; `also` where other cases know them."""
    refuse(rules.name_findings(new.name))
    changed = _changed(person, new, from_on)
    rows = successors(person, changed)
    for elsewhere in also:
        # Where they became known later, the new details hold from there on.
        rows += successors(elsewhere, _changed(elsewhere, new, max(from_on, elsewhere.true_from_on)))
    ledger.record_following(kind="person.changed", rows=rows, by=by)
    return changed


def _changed(person: Person, new: NewPerson, from_on: date) -> Person:
    return Person(case=person.case, identity=person.identity, true_from_on=from_on, **opening.accepted(new))


@transaction.atomic
def link_sibling(*, client: Client, sibling: Client, from_on: date, by: Actor) -> Relationship:
    """Say that two clients of different cases are siblings; those of one case are, without anybody saying so."""
    both = {client.pk, sibling.pk}
    linked = Relationship.objects.current().filter(client__in=both, other_client__in=both, true_to_on__isnull=True)
    refuse(
        rules.sibling_findings(
            is_same=not queries.same_person(client.pk).isdisjoint({sibling.pk}),
            is_here=bool(set(queries.cases_of(client.pk)) & set(queries.cases_of(sibling.pk))),
            is_linked=linked.exists(),
        )
    )
    link = Relationship(client=client, other_client=sibling, role=PersonRole.SIBLING, true_from_on=from_on)
    ledger.record_facts(kind="relationship.began", rows=[link], by=by)
    return link


def relate(*, client: Client, person: UUID, role: str, from_on: date, by: Actor) -> Relationship:
    """Say what somebody (Person.identity) is to a client from a day on."""
    return relate_all(clients=[client], person=person, role=role, from_on=from_on, by=by)[0]


@transaction.atomic
def relate_all(*, clients: Sequence[Client], person: UUID, role: str, from_on: date, by: Actor) -> list[Relationship]:
    """Say what somebody is to several clients from a day on, in one entry."""
    standing = Relationship.objects.current().filter(person=person, role=role, true_to_on__isnull=True)
    refuse(rules.relating_findings(holds_already=standing.filter(client__in=clients).exists()))
    links = [_relationship(client, person, role, from_on) for client in clients]
    ledger.record_facts(kind="relationship.began", rows=links, by=by)
    return links


def mend_relationship(*, link: Relationship, role: str, from_on: date, to_on: date | None, by: Actor) -> Relationship:
    """Say what somebody truly was to a client, and when, where it was recorded wrongly; the mistake stays readable."""
    refuse(rules.choice_findings(role, PersonRole.values))
    refuse(rules.span_findings(from_on, to_on) if to_on else [])
    standing = Relationship.objects.current().filter(
        client=link.client_id, person=link.person, role=role, true_to_on__isnull=True
    )
    refuse(rules.relating_findings(holds_already=to_on is None and standing.exclude(pk=link.pk).exists()))
    return ledger.replace(
        kind="relationship.mended", row=link, by=by, role=role, true_from_on=from_on, true_to_on=to_on
    )


def strike_relationship(*, link: Relationship, reason: str, by: Actor) -> Relationship:
    """Say that somebody never was that to a client: entered in error, and why."""
    refuse(rules.reason_findings(reason))
    return ledger.replace(kind="relationship.in_error", row=link, by=by, in_error=accept(reason, field="reason"))


def end_relationship(*, link: Relationship, to_on: date, by: Actor) -> Relationship:
    """Say until when somebody was what they were to a client."""
    refuse(rules.span_findings(link.true_from_on, to_on))
    return ledger.replace(kind="relationship.ended", row=link, by=by, true_to_on=to_on)


@transaction.atomic
def close_episode(*, case: Case, closed_on: date, reason: str, by: Actor) -> Episode:
    """Close the episode that is open, with the reason."""
    episode = queries.open_episode_of(case)
    opened_on = episode.true_from_on if episode else None
    refuse(rules.closing_findings(opened_on, closed_on, today=people.today_of(by)) + rules.reason_findings(reason))
    if episode is None:
        raise AssertionError("a closed case passed closing_findings")
    return ledger.replace(
        kind="episode.closed", row=episode, by=by, true_to_on=closed_on, closing_reason=accept(reason, field="reason")
    )


@transaction.atomic
def reopen(*, case: Case, opened_on: date, reason: str, by: Actor) -> Episode:
    """Open a further episode of a case that was closed."""
    last = Episode.objects.current().filter(case=case).order_by("-true_from_on").first()
    findings = rules.opening_findings(
        opened_on,
        today=people.today_of(by),
        last_closed_on=last.true_to_on if last else None,
        is_open=queries.open_episode_of(case) is not None,
    )
    refuse(findings + rules.reason_findings(reason))
    episode = Episode(case=case, true_from_on=opened_on, opening_reason=accept(reason, field="reason"))
    ledger.record_facts(kind="episode.opened", rows=[episode], by=by)
    return episode


@transaction.atomic
def assign(*, case: Case, staff: Staff, role: str, from_on: date, by: Actor) -> CareTeamMember:
    """Put somebody on the care team of a case."""
    standing = CareTeamMember.objects.current().filter(case=case, staff=staff, role=role, true_to_on__isnull=True)
    refuse(rules.assigning_findings(is_on_already=standing.exists()))
    member = CareTeamMember(case=case, staff=staff, role=role, true_from_on=from_on)
    ledger.record_facts(kind="care_team.assigned", rows=[member], by=by)
    return member


def unassign(*, member: CareTeamMember, to_on: date, by: Actor) -> CareTeamMember:
    """Let somebody leave a care team; from that day they are a stranger to the case."""
    refuse(rules.span_findings(member.true_from_on, to_on))
    return ledger.replace(kind="care_team.left", row=member, by=by, true_to_on=to_on)


@transaction.atomic
def merge(*, kept: Client, merged: Client, reason: str, by: Actor) -> Merge:
    """Say that two records are one person; nothing is moved or removed."""
    # Two merges at the same moment could make a chain of two stars, whose far end nobody would see.
    opening.one_at_a_time()
    standing = Merge.objects.current().filter(true_to_on__isnull=True)
    refuse(
        rules.merge_findings(
            same=kept == merged,
            kept_is_merged=standing.filter(merged=kept).exists(),
            merged_is_merged=standing.filter(merged=merged).exists(),
            merged_holds_others=standing.filter(kept=merged).exists(),
        )
    )
    refuse(rules.reason_findings(reason))
    link = Merge(kept=kept, merged=merged, reason=accept(reason, field="reason"), true_from_on=people.today_of(by))
    ledger.record_facts(kind="client.merged", rows=[link], by=by)
    return link


def unmerge(*, link: Merge, by: Actor) -> Merge:
    """Take a merge back: both records stand by themselves again."""
    return ledger.replace(
        kind="client.unmerged", row=link, by=by, true_to_on=max(people.today_of(by), link.true_from_on)
    )


def _relationship(client: Client, person: UUID, role: str, from_on: date) -> Relationship:
    refuse(rules.choice_findings(role, PersonRole.values))
    return Relationship(client=client, person=person, role=role, true_from_on=from_on)

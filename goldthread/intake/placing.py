"""Rows of cases, their episodes and referrals, clients, people around them, placements and care teams as facts."""

from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import actions as cases
from goldthread.cases import queries as held
from goldthread.cases.actions import NewCase, NewClient, NewPerson, NewPlacement, NewReferral
from goldthread.cases.models import CareTeamMember, Case, Client, Membership, Person, Placement, Relationship
from goldthread.intake import queries
from goldthread.intake.placing_staff import already_changed
from goldthread.intake.rules import NOT_STATED, Told
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused


def open_case(told: Told, _source: str, by: Actor) -> UUID:
    """A case under its own number; its clients come by their own rows."""
    new = NewCase(
        name=told.text("name"),
        kind=told.text("kind") or "family",
        clients=(),
        opened_on=told.needed_day("opened_on"),
        reason=told.text("opening_reason") or NOT_STATED,
        program=told.text("program"),
        payer=told.text("payer"),
    )
    case = cases.receive_case(number=told.text("number"), new=new, by=by)
    if told.text("referred_by") or told.day("referred_on"):
        referred = NewReferral(
            referred_by=told.text("referred_by") or NOT_STATED,
            received_on=told.day("referred_on") or new.opened_on,
            reason=new.reason,
            status="accepted",
        )
        cases.refer(case=case, new=referred, by=by)
    return case.pk


def reopen(told: Told, _source: str, by: Actor) -> UUID:
    """A further episode of a case that was closed."""
    case = queries.case_of(told.text("case"))
    reason = told.text("opening_reason") or NOT_STATED
    cases.reopen(case=case, opened_on=told.needed_day("opened_on"), reason=reason, by=by)
    return case.pk


def refer(told: Told, _source: str, by: Actor) -> UUID:
    """A referral of a case, as a fact of its own."""
    case = queries.case_of(told.text("case"))
    new = NewReferral(
        referred_by=told.text("referred_by"),
        received_on=told.day("received_on") or queries.opened_on(case),
        reason=told.text("reason") or NOT_STATED,
        priority=told.text("priority") or "routine",
        status=told.text("status") or "accepted",
        **{name: told.text(name) for name in ("person", "number", "service")},
    )
    return cases.refer(case=case, new=new, by=by).identity


def close(told: Told, made: UUID, by: Actor) -> None:
    """The end of the episode that the row opened."""
    case = Case.objects.get(pk=made)
    closed_on = told.day("closed_on")
    if closed_on is None:
        raise Refused(_("There is a closing_reason, but closed_on is empty. Write the day, or take the reason out."))
    episode = held.open_episode_of(case)
    if episode and episode.true_from_on != told.day("opened_on"):
        raise Refused(already_changed())
    cases.close_episode(case=case, closed_on=closed_on, reason=told.text("closing_reason") or NOT_STATED, by=by)


def add_client(told: Told, _source: str, by: Actor) -> UUID:
    """A client of a case that is here, or of one of their own."""
    number, name, from_on = told.text("number"), told.text("name"), told.day("from_on")
    if told.text("case"):
        case = queries.case_of(told.text("case"))
        _refuse_second_of_single(case)
    elif from_on is None:
        raise Refused(_("Both case and from_on are empty. Give the case, or the day on which service began."))
    else:
        alone = NewCase(name, "single", (), from_on, NOT_STATED)
        case = cases.receive_case(number=number, new=alone, by=by)
    new = NewClient(
        name=name,
        born_on=told.day("born_on"),
        preferred_name=told.text("preferred_name"),
        pronouns=told.text("pronouns"),
        address=told.text("address"),
        phone=told.text("phone"),
        language=told.text("language"),
    )
    joined_on = from_on or queries.opened_on(case)
    return cases.add_client(case=case, new=new, from_on=joined_on, by=by, number=number).pk


def _refuse_second_of_single(case: Case) -> None:
    if case.kind == "single" and Membership.objects.current().filter(case=case).exists():
        raise Refused(
            _("Case %(number)s is of a single client and has one. Make it a family in its row, or give another case.")
            % {"number": case.number}
        )


def leave(told: Told, made: UUID, by: Actor) -> None:
    """The day on which a client left the case of their row."""
    of_row = Membership.objects.current().filter(client=made, case__number=told.text("case") or told.text("number"))
    _leave(of_row.filter(true_to_on__isnull=True).first(), told, by)


def join(told: Told, _source: str, by: Actor) -> UUID:
    """A client who is on file, in a further case."""
    client, case = queries.client_of(told.text("client")), queries.case_of(told.text("case"))
    from_on = told.day("from_on") or queries.opened_on(case)
    return cases.join_case(case=case, client=client, from_on=from_on, by=by).pk


def leave_further(told: Told, made: UUID, by: Actor) -> None:
    """The day on which they left that case."""
    _leave(Membership.objects.current().filter(pk=made, true_to_on__isnull=True).first(), told, by)


def _leave(member: Membership | None, told: Told, by: Actor) -> None:
    if member is None:
        raise Refused(already_changed())
    cases.leave_case(member=member, to_on=told.needed_day("to_on"), by=by)


def relate(told: Told, source: str, by: Actor) -> UUID:
    """What somebody is to a client; the first row of an id puts them on file in the client's case, others find them there."""
    client = queries.client_of(told.text("client"))
    case = held.case_of(client.pk)
    if case is None:
        raise Refused(_("Client %(number)s is in no case.") % {"number": client.number})
    from_on = told.day("from_on") or queries.opened_on(case)
    new = NewPerson(*(told.text(name) for name in ("name", "organization", "phone", "email", "address")))
    role = told.text("role")
    known = queries.person_of(source, told.key)
    for person in known:
        _refuse_other_details(person, new)
    if here := next((person for person in known if person.case_id == case.pk), None):
        cases.relate(client=client, person=here.identity, role=role, from_on=from_on, by=by)
    else:
        first = known[0] if known else None
        here = cases.add_person(case=case, new=new, roles=[(client, role)], from_on=from_on, by=by, known=first)
    identity: UUID = here.identity
    return identity


def _refuse_other_details(person: Person, new: NewPerson) -> None:
    here = NewPerson(person.name, person.organization, person.phone, person.email, person.address)
    if here != new:
        sentence = _(
            "This id is %(name)s, with other details than in this row. Give the person another id, or mend the row."
        )
        raise Refused(sentence % {"name": person.name})


def end_relationship(told: Told, made: UUID, by: Actor) -> None:
    """Until when somebody was that to a client."""
    client: Client = queries.client_of(told.text("client"))
    link = Relationship.objects.current().filter(
        client=client, person=made, role=told.text("role"), true_to_on__isnull=True
    )
    if not (found := link.first()):
        raise Refused(already_changed())
    cases.end_relationship(link=found, to_on=told.needed_day("to_on"), by=by)


def place(told: Told, _source: str, by: Actor) -> UUID:
    """Where a client lived; with its end, where the row has one, so that it lies beside those that came later."""
    client = queries.client_of(told.text("client"))
    new = NewPlacement(
        kind=told.text("kind"),
        from_on=told.needed_day("from_on"),
        to_on=told.day("to_on"),
        with_whom=told.text("with_whom"),
        address=told.text("address"),
        reason=told.text("reason"),
        end_reason=told.text("end_reason"),
    )
    return cases.place(client=client, new=new, by=by).pk


def end_placement(told: Told, made: UUID, by: Actor) -> None:
    """Until when a client lived there; nothing where the row came in with its end."""
    placement = Placement.objects.current().filter(pk=made).first()
    if placement is None:
        raise Refused(already_changed())
    if placement.true_to_on is None:
        cases.end_placement(placement=placement, to_on=told.needed_day("to_on"), reason=told.text("end_reason"), by=by)


def assign(told: Told, _source: str, by: Actor) -> UUID:
    """Who of the staff is on the care team."""
    case, staff = queries.case_of(told.text("case")), queries.staff_of(told.text("staff"))
    from_on = told.day("from_on") or queries.opened_on(case)
    return cases.assign(case=case, staff=staff, role=told.text("role"), from_on=from_on, by=by).pk


def unassign(told: Told, made: UUID, by: Actor) -> None:
    """Until when they were on it."""
    member = CareTeamMember.objects.current().filter(pk=made).first()
    if member is None:
        raise Refused(already_changed())
    cases.unassign(member=member, to_on=told.needed_day("to_on"), by=by)

"""The people around the clients of a case: who they are, what they are to whom, and until when."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, standing, versions
from goldthread.cases.forms import AddPersonForm, ChangePersonForm, EndForm, MendRoleForm, RoleForm
from goldthread.cases.models import Case, Client, Person, Relationship
from goldthread.cases.views.doors import case_of, look, staff_of
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody new around the clients."""
    case = case_of(request, case_id, to="change_case")
    members = _members(request, case)
    initial = {"from_on": clock.today(staff_of(request).zone), "clients": [str(client.pk) for client, _name in members]}
    form = AddPersonForm(typed(request), initial=initial, clients=_choices(members))
    sheet = Sheet(
        title=_("Add a person to %(case)s") % {"case": case.name},
        beneath=_("Family, foster (resource) parents, FCM, school, court: everybody around the clients but staff."),
        button=_("Add the person"),
        back=reverse("cases:case", args=[case.pk]) + "#people",
    )

    def act() -> str:
        asked = form.cleaned_data
        roles = [(client, asked["role"]) for client, _name in members if str(client.pk) in asked["clients"]]
        actions.add_person(case=case, new=form.new(), roles=roles, from_on=asked["from_on"], by=actor_of(request))
        return _("%(name)s is on file.") % {"name": asked["name"]}

    look(request, "cases:add_person", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, case_id: UUID, identity: UUID) -> HttpResponse:
    """Somebody's details and roles, with what was on file before."""
    case = case_of(request, case_id, to="change_case")
    person = _person(case, identity)
    words = ("name", "organization", "phone", "email", "address")
    initial = {name: getattr(person, name) for name in words}
    initial |= {"from_on": clock.today(staff_of(request).zone), "how": "changed"}
    form = ChangePersonForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("Details of %(name)s") % {"name": person.name},
        button=_("Save the details"),
        back=reverse("cases:case", args=[case.pk]) + "#people",
        template="cases/person.html",
        more={
            "case": case,
            "person": person,
            "links": standing.roles_of(case, identity, clock.today(staff_of(request).zone)),
            "versions": versions.of_person(identity),
        },
    )

    def act() -> str:
        new = form.new()
        day = form.day(person.true_from_on)
        actions.change_person(person=person, new=new, from_on=day, by=actor_of(request))
        return _("The details of %(name)s are saved. What was on file before stays readable.") % {"name": new.name}

    look(request, "cases:change_person", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def relate(request: HttpRequest, case_id: UUID, identity: UUID) -> HttpResponse:
    """A further role of somebody who is on file."""
    case = case_of(request, case_id, to="change_case")
    person = _person(case, identity)
    members = _members(request, case)
    initial = {"from_on": clock.today(staff_of(request).zone), "clients": [str(client.pk) for client, _name in members]}
    form = RoleForm(typed(request), initial=initial, clients=_choices(members))
    sheet = Sheet(
        title=_("What else %(name)s is") % {"name": person.name},
        beneath=_("One person may be several things: aunt and foster (resource) parent, say."),
        button=_("Add the role"),
        back=reverse("cases:change_person", args=[case.pk, identity]),
    )

    def act() -> str:
        asked = form.cleaned_data
        chosen = [client for client, _name in members if str(client.pk) in asked["clients"]]
        actions.relate_all(
            clients=chosen, person=identity, role=asked["role"], from_on=asked["from_on"], by=actor_of(request)
        )
        return _("The role of %(name)s is on file.") % {"name": person.name}

    look(request, "cases:relate", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """Until when somebody was what they were to a client."""
    case = case_of(request, case_id, to="change_case")
    link = standing.link_of(case, link_id)
    if link is None or link.person is None:
        raise Http404
    person = _person(case, link.person)
    client = _called(request, case, link)
    form = EndForm(typed(request), initial={"to_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("%(name)s is no longer %(role)s of %(client)s")
        % {"name": person.name, "role": link.get_role_display(), "client": client},
        button=_("End the role"),
        back=reverse("cases:change_person", args=[case.pk, person.identity]),
        notice=_("That it was so until that day stays on file."),
    )

    def act() -> str:
        actions.end_relationship(link=link, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The end of the role is on file.")

    look(request, "cases:end_relationship", client=link.client_id, about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, case_id: UUID, link_id: UUID) -> HttpResponse:
    """A role that was recorded wrongly: another role, other days, or never."""
    case = case_of(request, case_id, to="change_case")
    link = standing.link_of(case, link_id, also_ended=True)
    if link is None or link.person is None:
        raise Http404
    person = _person(case, link.person)
    initial = {"role": link.role, "from_on": link.true_from_on, "to_on": link.true_to_on}
    form = MendRoleForm(typed(request), initial=initial)
    told = {"name": person.name, "role": link.get_role_display(), "client": _called(request, case, link)}
    sheet = Sheet(
        title=_("Mend: %(name)s, %(role)s of %(client)s") % told,
        button=_("Save"),
        back=reverse("cases:change_person", args=[case.pk, person.identity]),
        notice=_("For what was recorded wrongly. When something changed, end the role and add another."),
    )

    def act() -> str:
        asked = form.cleaned_data
        if asked["never"]:
            actions.strike_relationship(link=link, reason=asked["reason"], by=actor_of(request))
            return _("The role is taken out, as entered by mistake.")
        said = {name: asked[name] for name in ("role", "from_on", "to_on")}
        actions.mend_relationship(link=link, **said, by=actor_of(request))
        return _("The role is mended.")

    look(request, "cases:mend_relationship", client=link.client_id, about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _called(request: HttpRequest, case: Case, link: Relationship) -> str:
    today = clock.today(staff_of(request).zone)
    return next(each.client for each in standing.roles_of(case, link.person, today) if each.pk == link.pk)


def _person(case: Case, identity: UUID) -> Person:
    person = standing.person_of(case, identity)
    if person is None:
        raise Http404
    return person


def _members(request: HttpRequest, case: Case) -> list[tuple[Client, str]]:
    members = standing.members_of(case, clock.today(staff_of(request).zone))
    return [(member.row.client, member.row.detail.name) for member in members]


def _choices(members: list[tuple[Client, str]]) -> list[tuple[str, str]]:
    return [(str(client.pk), name) for client, name in members]

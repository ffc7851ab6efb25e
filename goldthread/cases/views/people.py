"""The people around the clients of a case: who they are, what they are to whom, and until when."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goldthread.cases import actions, finding, standing, versions
from goldthread.cases.forms import AddPersonForm, ChangePersonForm, EndForm, MendRoleForm, RoleForm
from goldthread.cases.models import Case, Client, Person, Relationship
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, show, typed
from goldthread.people.queries import actor_of, staff_of

_WORDS = ("name", "organization", "phone", "email", "address")


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody new around the clients."""
    case = case_of(request, case_id, to="change_case")
    members = _members(request, case)
    initial: dict[str, Any] = {
        "from_on": clock.today(staff_of(request).zone),
        "clients": [str(client.pk) for client, _name in members],
    }
    taken = _taken(request)
    if taken:
        initial |= {**_as_typed(request), **{name: getattr(taken, name) for name in _WORDS}, "known": taken.identity}
    # Who is taken over is shown with all that was typed, to be looked at before it is saved.
    form = AddPersonForm(None if taken else typed(request), initial=initial, clients=_choices(members))
    sheet = Sheet(
        title=_("Add a person to %(case)s") % {"case": case.short_name},
        beneath=_("Family, foster (resource) parents, FCM, school, court: everybody around the clients but staff."),
        button=_("Add the person"),
        back=reverse("cases:case", args=[case.pk]) + "#people",
        template="cases/add_person.html",
        more={"case": case, "taken": taken},
    )

    def act() -> str:
        asked = form.cleaned_data
        roles = [(client, asked["role"]) for client, _name in members if str(client.pk) in asked["clients"]]
        known = _known(request, asked["known"])
        actions.add_person(
            case=case, new=form.new(), roles=roles, from_on=asked["from_on"], by=actor_of(request), known=known
        )
        return _("%(name)s is on file.") % {"name": asked["name"]}

    look(request, "cases:add_person", about=case.pk)
    if taken:
        return show(request, form, sheet)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_POST
def known(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """People of other cases whose names begin as typed, for the script that offers them."""
    case = case_of(request, case_id, to="change_case")
    found = finding.known_people(staff_of(request), request.POST.get("name", ""), case)
    look(request, "cases:known_people", about=case.pk)
    return page(request, "cases/_known.html", {"found": found})


def _known(request: HttpRequest, identity: UUID | None) -> Person | None:
    """Somebody as a case that the asker sees has them; 404 where none does."""
    if identity is None:
        return None
    rows = finding.known_rows(staff_of(request), identity)
    if not rows:
        raise Http404
    return rows[-1]


def _taken(request: HttpRequest) -> Person | None:
    """Whom the asker chose of those offered."""
    try:
        return _known(request, UUID(request.POST["take"])) if "take" in request.POST else None
    except ValueError:
        raise Http404 from None


def _as_typed(request: HttpRequest) -> dict[str, Any]:
    held = {name: request.POST[name] for name in ("role", "from_on") if name in request.POST}
    return {**held, "clients": request.POST.getlist("clients")}


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, case_id: UUID, identity: UUID) -> HttpResponse:
    """Somebody's details and roles, with what was on file before."""
    case = case_of(request, case_id, to="change_case")
    person = _person(case, identity)
    rows = finding.known_rows(staff_of(request), identity)
    elsewhere = {str(row.case_id): row for row in rows if row.case_id != case.pk}
    initial: dict[str, Any] = {name: getattr(person, name) for name in _WORDS}
    initial |= {"from_on": clock.today(staff_of(request).zone), "how": "changed", "also": list(elsewhere)}
    choices = [(key, row.case.short_name) for key, row in elsewhere.items()]
    form = ChangePersonForm(typed(request), initial=initial, cases=choices)
    sheet = Sheet(
        title=_("Details of %(name)s") % {"name": person.name},
        button=_("Save the details"),
        back=reverse("cases:case", args=[case.pk]) + "#people",
        template="cases/person.html",
        more={
            "case": case,
            "person": person,
            "links": standing.roles_of(case, identity, clock.today(staff_of(request).zone)),
            "versions": versions.of_person(person),
        },
    )

    def act() -> str:
        new = form.new()
        day = form.day(person.true_from_on)
        also = [elsewhere[key] for key in form.cleaned_data.get("also", [])]
        actions.change_person(person=person, new=new, from_on=day, by=actor_of(request), also=also)
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
        % {"name": person.name, "role": link.role_title, "client": client},
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
    told = {"name": person.name, "role": link.role_title, "client": _called(request, case, link)}
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

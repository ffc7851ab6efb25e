"""Who of the staff serves a case; only they, those above them and the offices see it."""

from http import HTTPStatus
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import access, actions, standing
from goldthread.cases.forms import AssignForm, EndForm
from goldthread.cases.models import Case
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Role
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody joins the care team."""
    case = case_of(request, case_id, to="assign")
    today = clock.today(staff_of(request).zone)
    workers = {str(worker.pk): worker for worker, _roles in standing.workers(today)}
    choices = [(key, worker.name) for key, worker in workers.items()]
    form = AssignForm(typed(request), initial={"from_on": today, "role": "case manager"}, staff=choices)
    sheet = Sheet(
        title=_("Assign somebody to %(case)s") % {"case": case.short_name},
        beneath=_("From that day they see the case, and may write notes in it."),
        button=_("Assign"),
        back=reverse("cases:case", args=[case.pk]) + "#team",
    )

    def act() -> str:
        asked = form.cleaned_data
        worker = workers[asked["staff"]]
        actions.assign(case=case, staff=worker, role=asked["role"], from_on=asked["from_on"], by=actor_of(request))
        return _("%(name)s is on the care team.") % {"name": worker.name}

    look(request, "cases:assign", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def unassign(request: HttpRequest, case_id: UUID, member_id: UUID) -> HttpResponse:
    """Somebody leaves the care team."""
    case = case_of(request, case_id, to="assign")
    member = standing.member_of(case, member_id)
    if member is None:
        raise Http404
    staff = staff_of(request)
    form = EndForm(typed(request), initial={"to_on": clock.today(staff.zone)})
    notice = _(
        "From that day on the case is not there for them. What they wrote stays in the record, under their name."
    )
    if access.sees_by(staff, member):
        notice += " " + _(
            "You see the case only while they are on its care team: from that day it is closed to you too."
        )
    sheet = Sheet(
        title=_("%(name)s leaves the care team of %(case)s") % {"name": member.staff.name, "case": case.short_name},
        button=_("Take off the care team"),
        back=_back(case),
        notice=notice,
    )

    def act() -> str:
        actions.unassign(member=member, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("%(name)s left the care team.") % {"name": member.staff.name}

    look(request, "cases:unassign", about=case.pk)
    answered = answer(request, form, sheet, act, then=ledger.sequence)
    is_taken_off = answered.status_code == HTTPStatus.FOUND
    if is_taken_off and not Case.objects.visible_to(staff).filter(pk=case.pk).exists():
        # The page it came from is no longer theirs.
        return redirect("/team/" if Role.SUPERVISOR in staff.roles else "/")
    return answered


def _back(case: Case) -> str:
    return reverse("cases:case", args=[case.pk]) + "#team"

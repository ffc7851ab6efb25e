"""Clients who are on file already: one joins a further case, or comes back to one that they were taken out of by mistake."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, queries, standing
from goldthread.cases.forms import ConfirmForm, JoinForm
from goldthread.cases.models import Client
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A client of another case belongs to this one too."""
    case = case_of(request, case_id, to="change_case")
    staff = staff_of(request)
    form = JoinForm(typed(request), initial={"from_on": clock.today(staff.zone)})
    sheet = Sheet(
        title=_("A client of another case joins %(case)s") % {"case": case.short_name},
        button=_("Add the client"),
        back=reverse("cases:case", args=[case.pk]),
        notice=_(
            "The care team of this case then sees the whole record of this client, as that of the other case does."
        ),
    )

    def act() -> str:
        number = form.cleaned_data["client"].strip()
        # Whoever left is still seen as they were then; joining would show their whole record since.
        client = Client.objects.visible_to(staff).served_by(staff).filter(number__iexact=number).first()
        if client is None:
            raise Refused(_("There is no client with that number among yours. Check the number."), field="client")
        actions.join_case(case=case, client=client, from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("%(name)s is a client of this case now.") % {"name": queries.detail_of(client.pk).name}

    look(request, "cases:join", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def bring_back(request: HttpRequest, case_id: UUID, client_id: UUID) -> HttpResponse:
    """That somebody was taken out of the case was itself a mistake."""
    case = case_of(request, case_id, to="change_case")
    rows = standing.struck_from(case, staff_of(request))
    member = next((row for row in rows if row.client_id == client_id), None)
    if member is None:
        raise Http404
    name = queries.detail_of(client_id).name
    form = ConfirmForm(typed(request))
    sheet = Sheet(
        title=_("%(name)s comes back to %(case)s") % {"name": name, "case": case.short_name},
        button=_("Bring back"),
        back=reverse("cases:case", args=[case.pk]),
        notice=_(
            "They are a client of this case as if they had not been taken out. That they were stays on file, with its reason."
        ),
    )

    def act() -> str:
        actions.bring_back(member=member, by=actor_of(request))
        return _("%(name)s is a client of this case now.") % {"name": name}

    look(request, "cases:bring_back", client=client_id, about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)

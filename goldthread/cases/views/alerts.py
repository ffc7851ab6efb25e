"""What whoever visits a family must beware of: put on file and ended by those who serve it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, standing
from goldthread.cases.forms import AlertForm, EndForm
from goldthread.cases.models import Case
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def warn(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A further alert."""
    case = case_of(request, case_id, to="change_case")
    form = AlertForm(typed(request), initial={"from_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("Safety alert for %(case)s") % {"case": case.short_name},
        beneath=_("Everybody who visits this family reads it first."),
        button=_("Put on file"),
        back=_back(case),
    )

    def act() -> str:
        actions.warn(case=case, **form.cleaned_data, by=actor_of(request))
        return _("The alert stands before every visit to this family.")

    look(request, "cases:warn", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, case_id: UUID, alert_id: UUID) -> HttpResponse:
    """An alert is over."""
    case = case_of(request, case_id, to="change_case")
    alert = standing.alert_of(case, alert_id)
    if alert is None:
        raise Http404
    form = EndForm(typed(request), initial={"to_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("End the alert: %(kind)s") % {"kind": alert.get_kind_display()},
        button=_("End the alert"),
        back=_back(case),
        notice=_(
            "That day is the last on which it is shown before a visit. It stays readable on the page of the case."
        ),
    )

    def act() -> str:
        actions.end_warning(alert=alert, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("The alert has an end now.")

    look(request, "cases:end_warning", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _back(case: Case) -> str:
    return reverse("cases:case", args=[case.pk]) + "#alerts"

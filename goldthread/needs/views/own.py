"""The measures that the agency defines for itself: listed, offered, and offered no longer."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.needs import actions, queries
from goldthread.needs.forms import EndForm
from goldthread.needs.forms_measures import OwnMeasureForm
from goldthread.needs.instruments import shipped
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.people.rules import may

ask = require_http_methods(["GET", "POST"])


def _administrator(request: HttpRequest) -> Staff:
    staff = staff_of(request)
    if not may(staff.roles, "manage_services"):
        raise Http404
    return staff


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every measure that can be filled in: those that ship with their source, and the agency's own."""
    staff = _administrator(request)
    context = {"own": queries.own_measures(), "shipped": list(shipped().values()), "today": clock.today(staff.zone)}
    return page(request, "needs/own.html", context)


@ask
def define(request: HttpRequest) -> HttpResponse:
    """A further measure."""
    staff = _administrator(request)
    form = OwnMeasureForm(typed(request), initial={"from_on": clock.today(staff.zone), "better": "lower"})
    sheet = Sheet(
        title=_("A measure of your own"),
        beneath=_("Only its totals are kept here: the items of most instruments belong to somebody."),
        button=_("Offer it"),
        back=reverse("needs:own_measures"),
    )

    def act() -> str:
        actions.define(new=form.new(), from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("The measure can be filled in.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end(request: HttpRequest, identity: UUID) -> HttpResponse:
    """A measure is offered no longer."""
    staff = _administrator(request)
    row = next((each for each in queries.own_measures() if each.identity == identity and each.true_to_on is None), None)
    if row is None:
        raise Http404
    form = EndForm(typed(request), initial={"to_on": clock.today(staff.zone)})
    sheet = Sheet(
        title=_("%(name)s ends") % {"name": row.title},
        beneath=_("Scores that were counted stay as they are."),
        button=_("Offer it no longer"),
        back=reverse("needs:own_measures"),
    )

    def act() -> str:
        actions.offer_no_longer(row=row, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("It can be filled in until that day.")

    return answer(request, form, sheet, act, then=ledger.sequence)

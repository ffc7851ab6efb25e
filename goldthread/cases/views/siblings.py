"""Brothers and sisters in different cases."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, queries, standing
from goldthread.cases.forms import SiblingForm, StrikeForm
from goldthread.cases.models import Client
from goldthread.cases.views.doors import client_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def link(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A sibling who is a client in another case."""
    client = client_of(request, client_id, to="change_case")
    staff = staff_of(request)
    today = clock.today(staff.zone)
    form = SiblingForm(typed(request), initial={"from_on": today})
    sheet = Sheet(
        title=_("A sibling of %(name)s in another case") % {"name": queries.detail_for(staff, client.pk).name},
        beneath=_("Clients of one case are siblings without being linked."),
        button=_("Link them"),
        back=_back(request, client),
    )

    def act() -> str:
        number = form.cleaned_data["sibling"].strip()
        sibling = Client.objects.visible_to(staff).filter(number__iexact=number).first()
        if sibling is None:
            raise Refused(_("There is no client with that number among yours. Check the number."), field="sibling")
        actions.link_sibling(client=client, sibling=sibling, from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("They are on file as siblings.")

    look(request, "cases:link_sibling", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, client_id: UUID, link_id: UUID) -> HttpResponse:
    """Two who were linked by mistake."""
    client = client_of(request, client_id, to="change_case")
    held = standing.sibling_link_of(client, link_id)
    if held is None:
        raise Http404
    form = StrikeForm(typed(request))
    sheet = Sheet(title=_("They are not siblings"), button=_("Take the link out"), back=_back(request, client))

    def act() -> str:
        actions.strike_relationship(link=held, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("The link is taken out, as entered by mistake.")

    look(request, "cases:strike_sibling", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _back(request: HttpRequest, client: Client) -> str:
    case = next(iter(queries.cases_seen_by(staff_of(request), client.pk)), None)
    return reverse("cases:case", args=[case.pk]) if case else reverse("cases:clients")

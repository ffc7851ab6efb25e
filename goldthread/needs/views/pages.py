"""How a page of needs lets somebody in, and the page that shows all of them."""

from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.needs import actions, queries
from goldthread.needs.forms import EndForm, StrikeForm
from goldthread.needs.models import Diagnosis, Need, Score
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of

Row = TypeVar("Row", Diagnosis, Need)


def client_of(request: HttpRequest, client_id: UUID, page_name: str, *, changes: bool = True) -> Client:
    """A client whom the asker sees and, where something `changes`, serves today; that they look is written down."""
    staff = staff_of(request)
    client: Client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    if changes and not queries.may_change(staff, client.pk):
        raise Http404
    same = cases.known_of(staff, client.pk).same
    ledger.look_at_each(same, by=actor_of(request), action="view", page=page_name, object=client.pk)
    return client


def row_of(model: type[Row], client: Client, identity: UUID) -> Row:
    """The latest version of something about a client."""
    found = queries.row_of(model, client.pk, identity)
    if found is None:
        raise Http404
    return found


def evidence_of(request: HttpRequest) -> UUID | None:
    """The entry that a note's page says evidences what is about to be put on file."""
    return uuids.or_none(request.GET.get("evidence", ""))


def back_to(client: Client) -> str:
    """The page of all needs of a client."""
    return reverse("needs:of_client", args=[client.pk])


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What care is needed for and what carries it: what holds, what is over, what was a mistake."""
    staff = staff_of(request)
    client = client_of(request, client_id, "needs:of_client", changes=False)
    context = {
        "client": client,
        "name": cases.detail_for(staff, client.pk).name,
        "on_file": queries.on_file(staff, client.pk),
        "may_change": queries.may_change(staff, client.pk),
    }
    return page(request, "needs/of_client.html", context)


def ended(request: HttpRequest, client: Client, row: Diagnosis | Need, title: str) -> HttpResponse:
    """It is over."""
    form = EndForm(typed(request), initial={"to_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=title,
        beneath=_("It stays readable, as what was so until that day."),
        button=_("It ended"),
        back=back_to(client),
    )

    def act() -> str:
        actions.end(row=row, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("It has a last day now.")

    return answer(request, form, sheet, act, then=ledger.sequence)


def struck(
    request: HttpRequest, client: Client, row: Diagnosis | Need | Score, title: str, back: str = ""
) -> HttpResponse:
    """It never was."""
    form = StrikeForm(typed(request))
    sheet = Sheet(title=title, button=_("Take it out"), back=back or back_to(client))

    def act() -> str:
        actions.strike(row=row, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("It is taken out, as entered by mistake.")

    return answer(request, form, sheet, act, then=ledger.sequence)

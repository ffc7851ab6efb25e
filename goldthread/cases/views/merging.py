"""Two records that are one person: said softly, nothing moved, and taken back as easily."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, overview, queries, standing
from goldthread.cases.forms import ConfirmForm, MergeForm
from goldthread.cases.models import Client
from goldthread.cases.views.doors import client_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """This record is kept, and another is read with it as one person."""
    kept = client_of(request, client_id, to="merge")
    staff = staff_of(request)
    detail = overview.details_of([kept.pk], clock.today(staff.zone))[kept.pk]
    alike = [row for row in overview.alike(staff, detail.name, detail.born_on) if row.client != kept]
    form = MergeForm(typed(request))
    sheet = Sheet(
        title=_("Merge another record into %(name)s") % {"name": detail.name},
        beneath=_("Client number %(number)s") % {"number": kept.number},
        button=_("Merge the records"),
        back=_back(request, kept),
        notice=_("The two are read as one person. Nothing is moved or removed, and it can be taken back."),
        after="cases/_bearing.html",
        more={"bearing": alike},
    )

    def act() -> str:
        number = form.cleaned_data["merged"].strip()
        merged = Client.objects.visible_to(staff).filter(number__iexact=number).first()
        if merged is None:
            raise Refused(_("There is no client with that number. Copy it from the client's page."), field="merged")
        actions.merge(kept=kept, merged=merged, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("%(merged)s is read with %(kept)s as one person.") % {"merged": merged.number, "kept": kept.number}

    look(request, "cases:merge", client=kept.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def unmerge(request: HttpRequest, client_id: UUID, merge_id: UUID) -> HttpResponse:
    """Both records stand by themselves again."""
    client = client_of(request, client_id, to="merge")
    link = standing.merge_of(client, merge_id)
    if link is None:
        raise Http404
    form = ConfirmForm(typed(request))
    sheet = Sheet(
        title=_("Take the merge of %(merged)s and %(kept)s back")
        % {"merged": link.merged.number, "kept": link.kept.number},
        button=_("Take the merge back"),
        back=_back(request, client),
        notice=_("Both records stand by themselves again. That they were merged, and why, stays on file."),
    )

    def act() -> str:
        actions.unmerge(link=link, by=actor_of(request))
        return _("The merge is taken back.")

    look(request, "cases:unmerge", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _back(request: HttpRequest, client: Client) -> str:
    case = queries.case_of(client.pk)
    return reverse("cases:case", args=[case.pk]) if case else reverse("cases:clients")

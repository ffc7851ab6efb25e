"""The lists of codes: which hold, bringing one in, taking one out; and what is found in them as one types."""

import re
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.codes import actions, queries
from goldthread.codes.models import System
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock
from goldthread.page.picking import Offers
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.forms_codes import CodeListForm, CodeTrialForm, TakeOutForm
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of
from goldthread.people.views_agency import ask, who_may

# The names that fields of our forms have: one of them comes back in the answer.
_FIELD = re.compile(r"[a-z_]{1,40}")


@ask
def code_lists(request: HttpRequest) -> HttpResponse:
    """Every list that stands, and a search in them, which needs no script."""
    asker = who_may(request, "manage_services")
    system, on = request.POST.get("system", System.ICD), _day(request, asker)
    form = CodeTrialForm(typed(request), initial={"system": System.ICD, "on": on})
    form.find_with(lambda words: queries.offers(system, words, on))
    context = {"editions": queries.editions(), "today": clock.today(asker.zone), "form": form}
    return page(request, "people/codes.html", context, 422 if form.is_bound and form.is_amiss else 200)


@ask
def bring_codes(request: HttpRequest) -> HttpResponse:
    """A list from a file."""
    asker = who_may(request, "manage_services")
    form = CodeListForm(typed(request), request.FILES or None)
    sheet = Sheet(
        title=_("Bring in a list of codes"),
        beneath=_(
            "The file as CMS and NCHS publish it. All of it comes in, or nothing; the largest takes half a minute, in which others wait to save."
        ),
        button=_("Bring in"),
        back=reverse("people:codes"),
    )

    def act() -> str:
        name, document = form.document()
        said = {field: form.cleaned_data[field] for field in ("system", "from_on", "to_on", "encoding")}
        by, today = actor_of(request), clock.today(asker.zone)
        return actions.bring_in(name=name, document=document, today=today, by=by, **said).told

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def take_out_codes(request: HttpRequest, identity: UUID) -> HttpResponse:
    """A list that was a mistake."""
    who_may(request, "manage_services")
    edition = queries.edition_of(identity)
    if edition is None:
        raise Http404
    form = TakeOutForm(typed(request))
    told = {"list": edition.get_system_display(), "edition": edition.edition}
    sheet = Sheet(
        title=_("%(list)s %(edition)s was a mistake") % told,
        beneath=_("It is found no longer. What was written with its codes stays as it is."),
        button=_("Take it out"),
        back=reverse("people:codes"),
    )

    def act() -> str:
        actions.take_out(edition=edition, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("The list is taken out.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@require_POST
def find_codes(request: HttpRequest) -> HttpResponse:
    """What a form that asks for a code finds as one types; the part of its page."""
    asker = request.user
    field = request.POST.get("field", "")
    if not isinstance(asker, Staff) or not _FIELD.fullmatch(field):
        raise Http404
    system = request.POST.get("system", System.ICD)
    words = request.POST.get(f"{field}_words", "")[:200].replace("\x00", "")
    on = queries.listed_on(system, _day(request, asker), clock.today(asker.zone))
    found = queries.offers(system, words, on) if words.strip() else Offers()
    return page(request, "page/picks.html", {"offers": found, "name": field, "chosen": request.POST.get(field, "")})


def _day(request: HttpRequest, asker: Staff) -> date:
    """The day that the form's own field says, or else today."""
    try:
        return calendar.within(date.fromisoformat(request.POST.get(request.POST.get("day", "on"), "")))
    except ValueError:
        return clock.today(asker.zone)

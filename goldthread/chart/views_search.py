"""The page that finds notes, people and documents by their words. What is sought travels in the body, never in an address."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import queries as cases
from goldthread.chart import finding
from goldthread.chart.forms import Choices, SearchForm, places
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.notes.models import Note
from goldthread.page.render import page
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.search import actions as index
from goldthread.search import rules

# Where the last search lies, so that it is there when one comes back from what was found; it goes with the session.
KEPT = "search"
_LAST_SIGNED = 200
# Who has read further begins again there: each page opens twenty notes.
MOST_PAGES = 10


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """The form with what it found: while one types, on submission, or as it was left."""
    staff = staff_of(request)
    data = request.POST if request.method == "POST" else _kept(request, staff)
    client = finding.offered_client(staff, uuids.or_none(data.get("client", "")))
    form = _form(staff, data, client)
    context = {"form": form, "client": client}
    if not form.is_bound:
        return page(request, "chart/search.html", context)
    if request.method == "GET" and not form.is_valid():
        # What it was narrowed by is no longer offered to this searcher: a client, somebody around them, a caseload.
        client, form = None, _form(staff, QueryDict(urlencode({"words": data.get("words", "")})), None)
        context = {"form": form, "client": client}
    if not form.is_valid():
        return page(request, _template(request), context, 422)
    _keep(request, data)
    if request.method == "POST" and not request.headers.get("HX-Request") and not data.get("below"):
        # A page that came by POST and is kept nowhere could not be gone back to from what was found.
        return redirect("chart:search")
    return page(request, _template(request), context | _found(request, staff, form))


def _found(request: HttpRequest, staff: Staff, form: SearchForm) -> dict[str, object]:
    # What was signed a moment ago is found as well, whatever the worker is at.
    index.catch_up(at_most=_LAST_SIGNED)
    asked = _asked(form)
    older = request.POST.get("below", "")
    below = int(older) if older.isdecimal() and len(older) < 20 else None
    pages = _pages(form.data) if request.method == "GET" else 1
    found = finding.find(staff, asked, form.narrowed, below=below, pages=pages)
    ledger.look_at_each(found.clients or [None], by=actor_of(request), action="searched", page="search")
    return {"found": found, "asked": asked, "is_further": below is not None, "is_typing": form.data.get("typing")}


def _asked(form: SearchForm) -> rules.Asked:
    return rules.asked(form.cleaned_data["words"], is_typing=bool(form.data.get("typing")))


def older(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The note that the last search shows after this one."""
    return _beside(request, entry_id, older=True)


def newer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The note that the last search shows before this one."""
    return _beside(request, entry_id, older=False)


def _beside(request: HttpRequest, entry_id: UUID, *, older: bool) -> HttpResponse:
    staff = staff_of(request)
    here = get_object_or_404(Note.objects.visible_to(staff), pk=entry_id)
    data = _kept(request, staff)
    form = _form(staff, data, finding.offered_client(staff, uuids.or_none(data.get("client", ""))))
    is_asked = form.is_bound and form.is_valid()
    other = finding.beside(staff, _asked(form), form.narrowed, here.pk, older=older) if is_asked else None
    if other is None:
        messages.info(request, _("Your search has no further note.") if older else _("Your search has no note before."))
    note = other or here
    return redirect(f"{reverse('notes:note', args=[note.amends_id or note.pk])}?found={note.pk}")


def _form(staff: Staff, data: QueryDict, client: tuple[UUID, str] | None) -> SearchForm:
    name = client[1] if client else ""

    def around() -> Choices:
        held = cases.people_for(staff, [client[0]], clock.today(staff.zone))[client[0]] if client else []
        return [(str(each.person.identity), each.person.name) for each in held]

    return SearchForm(
        data,
        places=lambda: places(name, has_caseload=bool(cases.served_by(staff)), sees_all=cases.sight_of(staff) is None),
        authors=lambda: [(str(each.pk), each.name) for each in people.everybody()],
        people=around,
        client=client[0] if client else None,
    )


def _kept(request: HttpRequest, staff: Staff) -> QueryDict:
    """The last search of this session; another client's file begins with nothing."""
    kept = QueryDict(request.session.get(KEPT, ""))
    asked = request.GET.get("client", "")
    if asked != kept.get("client") and finding.offered_client(staff, uuids.or_none(asked)):
        return QueryDict(urlencode({"client": asked, "where": finding.CLIENT}))
    return kept


def _keep(request: HttpRequest, data: QueryDict) -> None:
    """Keep a search as it stands: also how far somebody has read, so that they come back there."""
    kept = data.copy()
    if request.method == "POST":
        before = QueryDict(request.session.get(KEPT, ""))
        kept["pages"] = str(_pages(before) + 1 if data.get("below") else 1)
    for name in ("csrfmiddlewaretoken", "below"):
        kept.pop(name, None)
    if request.session.get(KEPT) != kept.urlencode():
        request.session[KEPT] = kept.urlencode()


def _pages(kept: Mapping[str, Any]) -> int:
    pages = kept.get("pages", "")
    return min(max(int(pages), 1), MOST_PAGES) if pages.isdecimal() and len(pages) < 4 else 1


def _template(request: HttpRequest) -> str:
    """Only what was found for the script that asks as one types or asks for older ones; the whole page for everybody else."""
    if not request.headers.get("HX-Request"):
        return "chart/search.html"
    return "chart/_further.html" if request.POST.get("below") else "chart/_found.html"

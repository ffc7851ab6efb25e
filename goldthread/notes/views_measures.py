"""Measures within the note that is written: which there are, one to fill in, and what its answers come to beside what is on file."""

import re
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.cases import queries as cases
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock, uuids
from goldthread.needs import queries as needs
from goldthread.notes import forms, measures, measures_desk
from goldthread.notes.counting import Occasion
from goldthread.notes.models import Draft
from goldthread.notes.times import zone_or
from goldthread.notes.views import draft_of
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of

_AT = re.compile(r"[0-9]{1,4}", re.ASCII)
_HIGHEST = 9999


@require_POST
def offered(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The measures to choose from, and of whom, where the note is about several clients."""
    held = draft_of(request, draft_id)
    return _offered(request, held)


def _offered(request: HttpRequest, held: Draft, refused: str = "") -> HttpResponse:
    context = {"draft": held, "offered_measures": measures_desk.offered(), "measure_of": _ticked(request)}
    return page(request, "notes/measures_offered.html", context | {"refused": refused}, 422 if refused else 200)


@require_POST
def fill_in(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """One measure of one client, to be filled in; it is the draft's once the draft is saved."""
    held, instrument = draft_of(request, draft_id), needs.instrument_of(request.POST.get("measure", ""))
    row = measures_desk.added(request.POST.get("measure", ""), request.POST.get("measure_of", ""))
    if row is None or instrument is None:
        return _offered(request, held, _("There is no such measure. Choose one from the list."))
    taken = [int(each) for each in request.POST.getlist("measures_at") if _AT.fullmatch(each)]
    at = min(max(taken, default=-1) + 1, _HIGHEST)
    return page(request, "notes/measure.html", {"each": _one(request, held, str(at), row), "draft": held})


@require_POST
def counted(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the answers of one measure come to, beside the scores on file."""
    held = draft_of(request, draft_id)
    rows = forms.rows_from(request.POST, "measures")
    if len(rows) != 1:
        return _offered(request, held, _("There is no such measure. Choose one from the list."))
    ((at, row),) = rows.items()
    each = _one(request, held, str(at), row)
    return page(request, "notes/measured.html", {"each": each, "beside": each.beside})


def _ticked(request: HttpRequest) -> list[tuple[str, str]]:
    """Identity and name of the clients who are ticked on the page, those in sight alone."""
    wanted = [found for each in request.POST.getlist("clients") if (found := uuids.or_none(each))]
    seen = [client.pk for client in cases.clients_in_sight(staff_of(request), wanted)]
    names = cases.names_for(staff_of(request), seen)
    return [(str(each), names.get(each, "")) for each in dict.fromkeys(wanted) if each in seen]


def _one(request: HttpRequest, held: Draft, at: str, row: dict[str, str]) -> measures_desk.FilledIn:
    """The measure with what is on file beside it; a client out of sight is not found."""
    staff, client = staff_of(request), uuids.or_none(row.get(measures.CLIENT, ""))
    if client is None or not list(cases.clients_in_sight(staff, [client])):
        raise Http404
    ledger.look_at_each([client], by=actor_of(request), action="read", page="measures", object=held.pk)
    names = cases.names_for(staff, [client])
    chosen = {found: "" for each in held.content.get("clients", ()) if (found := uuids.or_none(each))}
    occasion = Occasion(staff, _day(held, staff.zone), held.amends_id)
    return measures_desk.one(at, row, {**chosen, client: names.get(client, "")}, occasion)


def _day(held: Draft, zone: str) -> date:
    there = zone_or(str(held.content.get("zone", "")), zone)
    return calendar.day_from(str(held.content.get("occurred_on", ""))) or clock.today(there)

"""Where the words of a signed note come from, for whoever may read it; or only what is new in it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from goldthread.ledger import actions as ledger
from goldthread.notes import queries, telling
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of


@require_safe
def told(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The note with its carried, ready-made and dictated words marked; `?only=new` leaves out what stood ready before."""
    staff = staff_of(request)
    entered, _others = queries.encounter_of(entry_id, actor=staff)
    if entered is None:
        raise Http404
    found = entered.note
    ledger.look(by=actor_of(request), action="read", page="origins", client=found.client_id, object=found.pk)
    context = {
        "note": found,
        "entered": entered,
        "name": queries.names_for(staff_of(request), [found]).get(found.client_id, ""),
        "told": telling.told_of(entered, staff),
        "only_new": request.GET.get("only") == "new",
    }
    return page(request, "notes/origins.html", context)

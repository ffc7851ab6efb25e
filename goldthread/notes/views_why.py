"""Why the service of a note was needed on its day: one page, out of what was sealed with it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from goldthread.ledger import actions as ledger
from goldthread.notes import necessity, queries
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of


@require_safe
def why(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The answer for whoever may read the note, as it was on file when it was signed and as it was corrected."""
    staff = staff_of(request)
    entered, _others = queries.encounter_of(entry_id, actor=staff)
    if entered is None:
        raise Http404
    found = entered.note
    ledger.look(by=actor_of(request), action="read", page="why", client=found.client_id, object=found.pk)
    context = {
        "note": found,
        "entered": entered,
        "name": queries.names_for(staff, [found]).get(found.client_id, ""),
        "answer": necessity.answer(queries.standing_content(found.pk)),
    }
    return page(request, "notes/why.html", context)

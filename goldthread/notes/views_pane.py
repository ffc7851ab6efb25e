"""Earlier notes beside the one being written: the pane's list and search, and what a section said last time."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from goldthread.cases import queries as cases
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.notes import carrying, queries
from goldthread.notes.carrying import Found
from goldthread.notes.views import draft_of
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of

_LONGEST_SEARCH = 200


@require_POST
def earlier(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Signed notes about the draft's clients, all or those with the words sought; what is sought travels in the body."""
    held, staff = draft_of(request, draft_id), staff_of(request)
    clients = carrying.clients_of(held, staff)
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="earlier notes", object=held.pk)
    whose = uuids.or_none(request.POST.get("whose", ""))
    asked = [whose] if whose in clients else clients
    into = carrying.fields_of(queries.definition_of(held.note_type))
    names = cases.names_for(staff, clients) if len(clients) > 1 else {}
    context = {"draft": held, "several": bool(names), "clients": names.items(), "whose": whose, "into": into}
    try:
        words = accept(request.POST.get("words", ""), field="words")[:_LONGEST_SEARCH]
    except Refused as refused:
        return page(
            request, "notes/earlier.html", context | {"found": Found(), "chosen": True, "refused": refused}, 422
        )
    found = carrying.earlier(staff, asked, words=words, start=_start(request)) if asked else Found()
    told = {"found": found, "chosen": bool(clients), "words": words, "start": _start(request)}
    return page(request, "notes/earlier.html", context | told)


def _start(request: HttpRequest) -> int:
    text = request.POST.get("start", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0


@require_POST
def last(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What one section said in the newest note of this kind, to be accepted or dismissed."""
    held, staff = draft_of(request, draft_id), staff_of(request)
    section = request.POST.get("section", "")
    clients = carrying.clients_of(held, staff)
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="last time", object=held.pk)
    asked = carrying.may_carry(section, queries.definition_of(held.note_type))
    told = carrying.last_time(held, staff, section) if asked and clients else carrying.Last()
    return page(request, "notes/last.html", {"last": told, "anew": not asked, "section": section})

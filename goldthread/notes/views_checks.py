"""What the checks ask while somebody writes: the part of the editor that is made anew after a save."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from goldthread.notes.looking import asked_of
from goldthread.notes.views import draft_of
from goldthread.page.render import page


@require_POST
def asked(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is to be looked at in a draft as it was saved last; nothing once it is signed."""
    held = draft_of(request, draft_id)
    context = {} if held.signed_at else asked_of(request, held)
    return page(request, "notes/asked.html", context)

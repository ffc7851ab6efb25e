"""The agency's note types: which are offered, their files to take away, and files to bring in."""

import json

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib.shipped import shown
from goldthread.notes import actions, queries
from goldthread.notes.definitions import ITEMS, document_of
from goldthread.notes.models import NoteType
from goldthread.page.forms import FileForm
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of
from goldthread.people.rules import may


def _administrator(request: HttpRequest) -> None:
    if not may(staff_of(request).roles, "manage_note_types"):
        raise Http404
    ledger.look(by=actor_of(request), action="view", page="notes:types")


def _type(key: str) -> NoteType:
    found = NoteType.objects.filter(key=key).order_by("-version").first()
    if found is None:
        raise Http404
    return found


@require_safe
def types(request: HttpRequest) -> HttpResponse:
    """Every type in its newest version, with what it may carry."""
    _administrator(request)
    rows = [{"type": each, "items": _items(each)} for each in queries.newest_types()]
    return page(request, "notes/types.html", {"rows": rows})


def _items(each: NoteType) -> list[str]:
    definition = queries.definition_of(each)
    carried = set(definition.items) | {item for section in definition.sections for item in section.items}
    return [code for code in ITEMS if code in carried]


@require_safe
def file(request: HttpRequest, key: str) -> HttpResponse:
    """The file of a type, to be changed and brought in again under a higher version."""
    _administrator(request)
    document = json.dumps(_type(key).definition, indent=2, ensure_ascii=False) + "\n"
    answer = HttpResponse(document, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{key}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Bring in a type of the agency's own, or a further version of one."""
    _administrator(request)
    form = FileForm(typed(request), request.FILES or None)
    sheet = Sheet(
        title=_("Bring in a note type"),
        beneath=_(
            "Take the file of the type that comes nearest, change it, give it a key of its own or a higher version."
        ),
        button=_("Bring in"),
        back=reverse("notes:types"),
    )

    def act() -> str:
        made = actions.load_type(document=document_of(*form.document()), by=actor_of(request))
        return _("%(title)s, version %(version)s, is offered now.") % {
            "title": shown(made.definition["title"], "note type"),
            "version": made.version,
        }

    return answer(request, form, sheet, act, then=ledger.sequence)


@require_POST
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Offer a type for new notes, or no longer."""
    _administrator(request)
    actions.offer_type(key=_type(key).key, is_offered="offer" in request.POST, by=actor_of(request))
    ledger.sequence()
    return HttpResponseRedirect(reverse("notes:types"))

"""Papers given out: a note as PDF or for Word, a case file as PDF or as a page to be printed; each is written down."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.queries import Filters
from goldthread.page.download import download
from goldthread.page.forms import refuse
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, show, typed
from goldthread.paper import pdf, queries, word
from goldthread.paper.forms import FileForm
from goldthread.paper.queries import Paper
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of

# More than anybody reads, and as many as one process sets within its memory (docs/performance.md).
MOST = 2000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _staff(request: HttpRequest) -> Staff:
    if not isinstance(request.user, Staff):
        raise Http404
    return request.user


@require_safe
def note_pdf(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One note as PDF."""
    return _note(request, entry_id, pdf.printed, "application/pdf", "pdf")


@require_safe
def note_word(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One note as a file that Word opens."""
    return _note(request, entry_id, word.written, _WORD, "docx")


def _note(
    request: HttpRequest, entry_id: UUID, make: Callable[[Paper], bytes], media_type: str, ending: str
) -> HttpResponse:
    paper = queries.of_note(_staff(request), entry_id)
    if paper is None:
        raise Http404
    ledger.look(
        by=actor_of(request), action="print", page=f"note as {ending}", client=paper.client.pk, object=paper.ids[0]
    )
    return download(make(paper), media_type, f"{_bare(paper.client.number)}-{str(paper.ids[0])[:8]}.{ending}")


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Ask what of a case file is to be printed, then give it out."""
    staff = _staff(request)
    client: Client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    same = [client.pk, *sorted(cases.same_person(client.pk) - {client.pk})]
    form = FileForm(typed(request), kinds=_kinds(staff, same))
    sheet = Sheet(
        title=_("Print the case file"),
        beneath=f"{cases.names_for(staff, [client.pk]).get(client.pk, '')} {client.number}",
        button=_("Print"),
        back=reverse("chart:file", args=[client.pk]),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        paper = queries.of_file(
            staff, client, Filters(since=asked["since"], until=asked["until"], note_types=tuple(asked["note_types"]))
        )
        try:
            _refuse_useless(paper)
        except Refused as refused:
            refuse(form, refused)
        else:
            return _given_out(request, paper, same, asked)
    ledger.look_at_each(same, by=actor_of(request), action="view", page="print form")
    return show(request, form, sheet, status=422 if request.method == "POST" else 200)


def _kinds(staff: Staff, clients: list[UUID]) -> list[tuple[str, str]]:
    """The kinds that occur in the journal, by their titles."""
    found = {key: shown(title, "note type") for key, title, _author, _name in notes.Journal(staff, clients).kinds()}
    return sorted(found.items(), key=lambda pair: pair[1])


def _refuse_useless(paper: Paper) -> None:
    if not paper.ids:
        raise Refused(_("No note fits. Ask for other days, or for all kinds."), field="since")
    if len(paper.ids) > MOST:
        told = {"count": len(paper.ids), "most": MOST}
        sentence = _("These are %(count)s notes, and %(most)s go into one file. Ask for fewer days.")
        raise Refused(sentence % told, field="since")


def _given_out(request: HttpRequest, paper: Paper, clients: list[UUID], asked: dict[str, Any]) -> HttpResponse:
    since, until, kinds = asked["since"], asked["until"], asked["note_types"]
    days = f"{since or ''}–{until or ''}" if since or until else "all days"
    told = f"{asked['given_as']} of file, {days}{', some kinds' if kinds else ''}"
    ledger.look_at_each(clients, by=actor_of(request), action="print", page=told)
    if asked["given_as"] == "page":
        return page(request, "paper/file.html", {"paper": paper})
    parts = [_bare(paper.client.number), *(str(day) for day in (since, until) if day)]
    return download(pdf.printed(paper), "application/pdf", f"{'-'.join(parts)}.pdf")


def _bare(number: str) -> str:
    """A client number as a part of a file's name: letters, digits and dashes."""
    return re.sub(r"[^\w-]+", "-", number).strip("-") or "file"

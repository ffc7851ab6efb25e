"""Papers given out: a note as PDF or for Word, a case file as PDF or as a page to be printed; each is written down."""

import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
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
from goldthread.page.download import download, download_file
from goldthread.page.forms import refuse
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, show, typed
from goldthread.paper import delivery, pdf, queries, word
from goldthread.paper.forms import FileForm
from goldthread.paper.queries import Paper
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.plans import queries as plans

# More than a browser lays out while somebody waits; a PDF holds any number.
MOST_ON_A_PAGE = 2000
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


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
    paper = queries.of_note(staff_of(request), entry_id)
    if paper is None:
        raise Http404
    ledger.look(
        by=actor_of(request), action="print", page=f"note as {ending}", client=paper.client.pk, object=paper.ids[0]
    )
    return download(make(paper), media_type, f"{_bare(paper.client.number)}-{str(paper.ids[0])[:8]}.{ending}")


@require_safe
def plan_pdf(request: HttpRequest, entry_id: UUID) -> HttpResponseBase:
    """One version of a plan of care as PDF, with who signed it and its reviews."""
    staff = staff_of(request)
    sheets = plans.on_paper(staff, entry_id)
    if sheets is None:
        raise Http404
    version = sheets.version
    client = version.client
    ledger.look(by=actor_of(request), action="print", page="plan pdf", client=client.pk, object=version.pk)
    made = tempfile.TemporaryFile()  # noqa: SIM115 - it is open until it was sent
    pdf.print_plan(made, staff, sheets)
    return download_file(made, "application/pdf", f"{_bare(client.number)}-plan-{version.number}.pdf")


@require_http_methods(["GET", "POST"])
def file(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """Ask what of a case file is to be printed, then give it out."""
    staff = staff_of(request)
    client: Client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    same = cases.known_of(staff, client.pk).same
    form = FileForm(typed(request), kinds=_kinds(staff, same))
    sheet = Sheet(
        title=_("Print the case file"),
        beneath=f"{cases.names_for(staff, [client.pk]).get(client.pk, '')} {client.number}",
        button=_("Print"),
        back=reverse("chart:file", args=[client.pk]),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        filters = Filters(since=asked["since"], until=asked["until"], note_types=tuple(asked["note_types"]))
        paper = queries.of_file(staff, client, filters)
        try:
            _refuse_useless(paper, filters, asked["given_as"])
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


def _refuse_useless(paper: Paper, filters: Filters, given_as: str) -> None:
    """A stretch with nothing in it was asked for by mistake; a whole file with nothing in it is an answer."""
    if not paper.ids and not paper.documents and filters != Filters():
        raise Refused(_("No note fits. Ask for other days, or for all kinds."), field="since")
    if given_as == "page" and len(paper.ids) > MOST_ON_A_PAGE:
        told = {"count": len(paper.ids), "most": MOST_ON_A_PAGE}
        sentence = _("These are %(count)s notes, and %(most)s go on one page. Ask for fewer days, or for a PDF.")
        raise Refused(sentence % told, field="given_as")


def _given_out(request: HttpRequest, paper: Paper, clients: list[UUID], asked: dict[str, Any]) -> HttpResponseBase:
    since, until, kinds = asked["since"], asked["until"], asked["note_types"]
    days = f"{since or ''}–{until or ''}" if since or until else "all days"
    told = f"{asked['given_as']} of file, {days}{', some kinds' if kinds else ''}"
    ledger.look_at_each(clients, by=actor_of(request), action="print", page=told)
    if asked["given_as"] == "page":
        return page(request, "paper/file.html", {"paper": paper})
    name = "-".join([_bare(paper.client.number), *(str(day) for day in (since, until) if day)])
    made = tempfile.TemporaryFile()  # noqa: SIM115 - it is open until it was sent
    if asked["given_as"] == "pdf":
        pdf.print_to(made, paper)
        return download_file(made, "application/pdf", f"{name}.pdf")
    for each in paper.documents:
        ledger.look(
            by=actor_of(request), action="print", page="document file", client=each.client, object=each.identity
        )
    delivery.pack(made, replace(paper, with_files=True), f"{name}.pdf")
    return download_file(made, "application/zip", f"{name}.zip")


def _bare(number: str) -> str:
    """A client number as a part of a file's name: letters, digits and dashes."""
    return re.sub(r"[^\w-]+", "-", number).strip("-") or "file"

"""The documents of a case: listed, added, described, given out."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.documents import actions, queries
from goldthread.documents.actions import NewDocument
from goldthread.documents.forms import AddForm, DescribeForm, TakeOffForm
from goldthread.documents.models import Document, DocumentKind
from goldthread.documents.taking import take
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.download import download, small_picture
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.people.rules import may


def _may_add(staff: Staff) -> bool:
    return may(staff.roles, "write_notes") or "records_officer" in staff.roles


def _document(request: HttpRequest, identity: UUID) -> Document:
    found = queries.document(staff_of(request), identity)
    if found is None:
        raise Http404
    return found


@require_safe
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything on file of a case, the newest first."""
    staff = staff_of(request)
    case: Case = get_object_or_404(Case.objects.visible_to(staff), pk=case_id)
    found = queries.of_case(staff, case.pk)
    kind = request.GET.get("kind", "")
    shown = [each for each in found if kind in ("", each.kind)]
    clients = {each.client_id for each in shown}
    ledger.look_at_each(clients or [None], by=actor_of(request), action="read", page="documents", object=case.pk)
    context = {
        "case": case,
        "documents": shown,
        "names": cases.names_for(staff, (pk for pk in clients if pk)),
        "kind": kind,
        "kinds": [choice for choice in DocumentKind.choices if choice[0] in {each.kind for each in found}],
        "any": bool(found),
        "may_add": _may_add(staff),
    }
    return page(request, "documents/of_case.html", context)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Files are put on file, each with what it is."""
    staff = staff_of(request)
    case: Case = get_object_or_404(Case.objects.visible_to(staff), pk=case_id)
    if not _may_add(staff):
        raise Http404
    today = clock.today(staff.zone)
    names = cases.names_of(cases.clients_of(case, today))
    clients = {str(each.pk): each for each in Client.objects.visible_to(staff).filter(pk__in=names)}
    listed = sorted(((key, names[each.pk]) for key, each in clients.items()), key=lambda pair: pair[1])
    files = request.FILES if request.method == "POST" else None
    form = AddForm(typed(request), files, clients=listed, initial={"dated_on": today, "kind": DocumentKind.LETTER})
    sheet = Sheet(title=_("Add documents"), button=_("Put on file"), back=reverse("documents:of_case", args=[case.pk]))

    def act() -> str:
        said = form.cleaned_data
        # All are looked at before the first is kept: one that is refused leaves nothing half done.
        taken = [(take(each.read(), actions.name_of(each.name)), each.name) for each in said["given"]]
        title, about = said["title"] if len(taken) == 1 else "", clients.get(said["client"])
        new = [NewDocument(file, name, said["kind"], title, said["dated_on"], about) for file, name in taken]
        actions.put_all_on_file(case=case, new=new, by=actor_of(request))
        told = ngettext("%(n)s document is on file.", "%(n)s documents are on file.", len(taken))
        return told % {"n": len(taken)}

    ledger.look(by=actor_of(request), action="read", page="add documents", object=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_safe
def document(request: HttpRequest, identity: UUID) -> HttpResponse:
    """What a document is, a small picture of it, and where it is given out."""
    found = _document(request, identity)
    _look(request, "document", found)
    names = cases.names_for(staff_of(request), [found.client_id]) if found.client_id else {}
    context = {
        "document": found,
        "about": names.get(found.client_id, "") if found.client_id else "",
        "may_add": _may_add(staff_of(request)),
    }
    return page(request, "documents/document.html", context)


@require_safe
def file(request: HttpRequest, identity: UUID) -> HttpResponse:
    """The file itself, as it was given."""
    found = _document(request, identity)
    blob = queries.blob(found.sha256)
    if blob is None:
        raise Http404
    _look(request, "document file", found)
    return download(bytes(blob.data), blob.media_type, found.file_name)


@require_safe
def small(request: HttpRequest, identity: UUID) -> HttpResponse:
    """The small picture."""
    found = _document(request, identity)
    picture = queries.small(found.sha256)
    if picture is None:
        raise Http404
    _look(request, "document picture", found)
    return small_picture(picture)


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, identity: UUID) -> HttpResponse:
    """Say otherwise what it is."""
    found = _document(request, identity)
    if not _may_add(staff_of(request)):
        raise Http404
    initial: dict[str, Any] = {"kind": found.kind, "title": found.title, "dated_on": found.true_from_on}
    form = DescribeForm(typed(request), initial=initial)
    sheet = Sheet(title=_("Describe it otherwise"), button=_("Save"), back=_back(found))

    def act() -> str:
        said = form.cleaned_data
        dated_on: date = said["dated_on"]
        actions.describe(
            document=found, kind=said["kind"], title=said["title"], dated_on=dated_on, by=actor_of(request)
        )
        return _("Saved.")

    _look(request, "document description", found)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, identity: UUID) -> HttpResponse:
    """It was put on file by mistake."""
    found = _document(request, identity)
    if not _may_add(staff_of(request)) or found.in_error:
        raise Http404
    form = TakeOffForm(typed(request))
    notice = _("It stays in the record, marked as a mistake with your reason.")
    sheet = Sheet(title=_("Put on file by mistake"), button=_("Mark it"), back=_back(found), notice=notice)

    def act() -> str:
        actions.take_off(document=found, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("Marked as a mistake.")

    _look(request, "document mistake", found)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _back(found: Document) -> str:
    return reverse("documents:document", args=[found.identity])


def _look(request: HttpRequest, what: str, found: Document) -> None:
    ledger.look(by=actor_of(request), action="read", page=what, client=found.client_id, object=found.identity)

"""Psychotherapy notes of one therapist: listed, written, kept, read; nobody else finds any of these pages."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Finding, Refused
from goldthread.page import keeping
from goldthread.page.forms import refuse
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of
from goldthread.people.rules import may
from goldthread.psychotherapy import actions, queries, rules
from goldthread.psychotherapy.forms import NoteForm, saved_by_page
from goldthread.psychotherapy.models import Draft, PsychotherapyNote


def _therapist(request: HttpRequest) -> Staff:
    staff = request.user
    if not isinstance(staff, Staff) or not may(staff.roles, "keep_psychotherapy_notes"):
        raise Http404
    return staff


def _client(request: HttpRequest, client_id: UUID) -> Client:
    found: Client = get_object_or_404(Client.objects.visible_to(_therapist(request)), pk=client_id)
    return found


def _note(request: HttpRequest, note_id: UUID) -> PsychotherapyNote:
    found = queries.note(_therapist(request), note_id)
    if found is None:
        raise Http404
    return found


def _draft(request: HttpRequest, draft_id: UUID) -> Draft:
    found = queries.draft(_therapist(request), draft_id)
    if found is None:
        raise Http404
    return found


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """One's own notes about a client, and what is not kept yet."""
    staff, client = _therapist(request), _client(request, client_id)
    same = sorted(cases.same_person(client.pk))
    ledger.look_at_each(same, by=actor_of(request), action="list", page="psychotherapy notes")
    context = {
        "client": client,
        "name": cases.detail_for(staff, client.pk).name,
        "notes": queries.of_clients(staff, same),
        "drafts": queries.drafts_of(staff, same),
        "new": uuids.fresh(),
    }
    return page(request, "psychotherapy/of_client.html", context)


@require_POST
def begin(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A note is begun."""
    return _begun(request, _client(request, client_id), None)


@require_POST
def change(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    """The next version of a note is begun; what it says so far stays."""
    note = _note(request, kept_id)
    return _begun(request, note.client, note)


def _begun(request: HttpRequest, client: Client, note: PsychotherapyNote | None) -> HttpResponse:
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    author, by = _therapist(request), actor_of(request)
    draft = actions.begin(draft_id=draft_id, client=client, author=author, by=by, note=note)
    return redirect("psychotherapy:draft", draft.pk)


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What is being written; the buttons keep it or throw it away."""
    held = _draft(request, draft_id)
    if request.method == "POST":
        return _throw_away(request, held) if "throw" in request.POST else _keep(request, held)
    if held.closed_at is not None:
        return _after(held)
    ledger.look(by=actor_of(request), action="read", page="psychotherapy draft", client=held.client_id, object=held.pk)
    form = NoteForm(initial={"text": queries.text_of(held), "base_revision": held.revision})
    return _writing(request, held, form)


def _keep(request: HttpRequest, held: Draft) -> HttpResponse:
    """First what was typed is saved, whatever comes of the rest."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _writing(request, held, form, status=422)
    try:
        saved = actions.save(draft=held, typed=form.typed(), by=actor_of(request))
        if saved.draft != held.pk:
            messages.warning(request, _("Another window wrote on this draft. What stood here is a draft of its own."))
            return redirect("psychotherapy:draft", saved.draft)
        held.refresh_from_db()
        found = [] if held.closed_at or "anyway" in request.POST else rules.excluded(form.cleaned_data["text"])
        if not found:
            actions.keep(draft=held, revision=saved.revision, by=actor_of(request))
    except Refused as refused:
        refuse(form, refused)
        return _writing(request, held, form, status=422)
    if found:
        form = NoteForm(initial={"text": form.cleaned_data["text"], "base_revision": saved.revision})
        return _writing(request, held, form, found, status=422)
    held.refresh_from_db()
    messages.success(request, _("Kept. Only you can read it."))
    return _after(held)


def _throw_away(request: HttpRequest, held: Draft) -> HttpResponse:
    actions.throw_away(draft=held, by=actor_of(request))
    messages.success(request, _("The draft is thrown away."))
    return redirect("psychotherapy:of_client", held.client_id)


def _after(held: Draft) -> HttpResponse:
    if held.kept_as:
        return redirect("psychotherapy:note", held.kept_as.note_id)
    return redirect("psychotherapy:of_client", held.client_id)


def _writing(
    request: HttpRequest, held: Draft, form: NoteForm, found: list[Finding] | None = None, status: int = 200
) -> HttpResponse:
    name = cases.detail_for(_therapist(request), held.client_id).name
    context = {"draft": held, "form": form, "name": name, "found": found or []}
    return page(request, "psychotherapy/draft.html", context, status)


@require_POST
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the page sends about a second after the last key."""
    held = _draft(request, draft_id)
    return keeping.answer(lambda: actions.save(draft=held, typed=saved_by_page(request.body), by=actor_of(request)))


@require_safe
def note(request: HttpRequest, kept_id: UUID) -> HttpResponse:
    """What a note says, and what it said before."""
    kept = _note(request, kept_id)
    ledger.look(by=actor_of(request), action="read", page="psychotherapy note", client=kept.client_id, object=kept.pk)
    now, *earlier = queries.versions(kept)
    name = cases.detail_for(_therapist(request), kept.client_id).name
    context = {"note": kept, "name": name, "now": now, "earlier": earlier, "new": uuids.fresh()}
    return page(request, "psychotherapy/note.html", context)

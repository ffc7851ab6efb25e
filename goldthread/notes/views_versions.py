"""Everything that was kept of a draft: read, compared, gone on from; and made an addendum of once the note is signed."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, merging, queries
from goldthread.notes.forms import base_revision, chosen_parts
from goldthread.notes.merging import entries_of
from goldthread.notes.models import Draft, DraftRevision, Note
from goldthread.notes.versions import compared, own_parts_of
from goldthread.notes.views import draft_of
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of

AT_ONCE = 20


def versions(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Every kept state beside the draft as it is now, those kept beside first."""
    held = draft_of(request, draft_id)
    if request.method == "POST":
        return _posted(request, held)
    staff, note = staff_of(request), note_of(held, staff_of(request))
    if held.signed_at is not None and note is None:
        raise Http404  # what was sealed is read where it is in sight, or not at all
    kept = held.revisions.order_by("-is_beside", "-saved_at")
    if note and not kept.filter(is_beside=True).exists():
        return HttpResponseRedirect(reverse("notes:note", args=[note.pk]))
    shown = Paginator(kept, AT_ONCE).get_page(request.GET.get("page"))
    names = _names([held.content, *(each.content for each in shown)], staff)
    _look(request, names, "versions", held)
    definition = queries.definition_of(held.note_type)
    called = queries.called(staff, [held.content, *(each.content for each in shown)], names)
    now = own_parts_of(held.content, definition, called)
    rows = [(each, compared(own_parts_of(each.content, definition, called), now)) for each in shown]
    context = {"draft": held, "now": now.values(), "rows": rows, "page": shown, "note": note, "new": uuids.fresh()}
    return page(request, "notes/versions.html", context)


def merge(request: HttpRequest, draft_id: UUID, version_id: UUID) -> HttpResponse:
    """The draft and a kept state side by side, to be chosen from part by part; the result is the draft's newest state."""
    held, staff = draft_of(request, draft_id), staff_of(request)
    kept = held.revisions.filter(pk=version_id).first()
    if kept is None:
        raise Http404
    if held.signed_at is not None:
        return HttpResponseRedirect(reverse("notes:versions", args=[held.pk]))
    names = _names([held.content, kept.content], staff)
    _look(request, names, "merge versions", held)
    definition, called = (
        queries.definition_of(held.note_type),
        queries.called(staff, [held.content, kept.content], names),
    )
    now, then = (own_parts_of(each, definition, called) for each in (held.content, kept.content))
    asked = merging.choices(held.content, kept.content, now, then)
    refused = None
    if request.method == "POST":
        try:
            base, chosen = base_revision(request.POST), chosen_parts(request.POST, asked)
            seen: dict[str, Any] = {"base_revision": base, "kept_at": request.POST.get("kept_at", "")}
            actions.merge(draft=held, kept=kept, chosen=chosen, by=actor_of(request), **seen)
        except Refused as late:
            refused = late
        else:
            messages.success(request, _("Both are one now, and each is kept as it was. Read it, and write on."))
            return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]))
    is_note = entries_of(kept.content) != entries_of(held.content)
    context = {"draft": held, "kept": kept, "asked": asked, "refused": refused, "is_note": is_note}
    return page(request, "notes/merge.html", context, 422 if refused else 200)


def _posted(request: HttpRequest, held: Draft) -> HttpResponse:
    chosen = _chosen(request, held)
    by: dict[str, Any] = {"by": actor_of(request)}
    if held.signed_at is None:
        actions.take(draft=held, kept=chosen, **by)
        return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]))
    note = note_of(held, staff_of(request))
    if note is None:
        raise Http404
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    addendum = actions.addendum_of(
        kept=chosen, draft=held, note=note, draft_id=draft_id, author=staff_of(request), **by
    )
    return HttpResponseRedirect(reverse("notes:draft", args=[addendum.pk]))


def _chosen(request: HttpRequest, held: Draft) -> DraftRevision:
    version = uuids.or_none(request.POST.get("version", ""))
    chosen = held.revisions.filter(pk=version).first() if version else None
    if chosen is None:
        raise Http404
    found: DraftRevision = chosen
    return found


def note_of(held: Draft, staff: Staff) -> Note | None:
    """The note that the draft became, or the one that it amends; None while it is a draft, or out of sight."""
    if held.signed_at is None:
        return None
    notes = Note.objects.visible_to(staff).first_entries()
    return (notes.filter(pk=held.amends_id) if held.amends_id else notes.filter(encounter=held.pk)).first()


def _look(request: HttpRequest, clients: Iterable[str], shown: str, held: Draft) -> None:
    about: list[UUID | None] = [UUID(client) for client in clients]
    ledger.look_at_each(about or [None], by=actor_of(request), action="read", page=shown, object=held.pk)


def _names(contents: Iterable[dict[str, Any]], staff: Staff) -> dict[str, str]:
    said = {str(client) for content in contents for client in content.get("clients", [])}
    named = {found for each in said if (found := uuids.or_none(each))}
    seen = Client.objects.visible_to(staff).filter(pk__in=named).values_list("pk", flat=True)
    return {str(pk): name for pk, name in cases.names_for(staff, seen).items()}

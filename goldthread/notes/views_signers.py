"""Getting the signature of a client, a guardian or another person on this device, or noting that it was not given."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import queries as cases
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.signatures import Signer, collected
from goldthread.notes import actions, queries, sealing
from goldthread.notes.models import Amendment, Note
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, passkey_in_use, staff_of


def offered_for(note: Note, asker: Staff) -> list[Signer]:
    """The client, and everybody around them today, each in one role; of who left, as it was on the last day."""
    return cases.signers_around(asker, note.client_id, zone=note.zone)


@require_http_methods(["GET", "POST"])
def signature(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The text, who signs, and the field for it; the worker then confirms with their own signature that they saw it."""
    staff = staff_of(request)
    found: Note = get_object_or_404(Note.objects.visible_to(staff).first_entries(), pk=entry_id)
    if not sealing.may_amend(found, Amendment.SIGNATURE, staff):
        raise Http404
    entered, _others = queries.encounter_of(found.pk, actor=staff)
    if entered is not None:
        entered.level = 2
    offered = offered_for(found, staff)
    ledger.look(by=actor_of(request), action="read", page="signature", client=found.client_id, object=found.pk)
    refused = None
    if request.method == "POST":
        try:
            return _collected(request, found, offered)
        except Refused as said:
            refused = said
    context: dict[str, Any] = {
        "note": found,
        "entered": entered,
        "papers": queries.documents_of(entered) if entered else [],
        "draft": uuids.or_none(request.POST.get("draft", "")) or uuids.fresh(),
        "refused": refused,
        **cases.signature_page(offered, request.POST),
    }
    return page(request, "notes/signature.html", context, 422 if refused else 200)


def _collected(request: HttpRequest, found: Note, offered: list[Signer]) -> HttpResponse:
    is_given, said = collected(request.POST, offered, cases.signature_choices())
    kind = Amendment.SIGNATURE if is_given else Amendment.SIGNATURE_ATTEMPT
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    staff, by = staff_of(request), actor_of(request)
    draft = actions.amend(note=found, kind=kind, draft_id=draft_id, author=staff, by=by)
    content = {**draft.content, kind.value: said}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=by)
    draft.refresh_from_db()
    pending = actions.prepare(draft=draft, passkey=passkey_in_use(staff), by=by)
    messages.info(request, _("Take the device back: you confirm with your own signature that you saw this."))
    return HttpResponseRedirect(reverse("notes:sign", args=[pending.pk]))

"""Reading exactly what will be signed, signing it, and what to say where another window was quicker."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import first_with
from goldthread.notes import actions, alarms, attachments, queries, reviewing, sealing, telling
from goldthread.notes.looking import asked_of
from goldthread.notes.models import Draft, PendingSeal
from goldthread.notes.views import draft_of, to_reading
from goldthread.notes.views_versions import note_of
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, passkey_options, signature_of, staff_of


def sign(request: HttpRequest, pending_id: UUID) -> HttpResponse:
    """Exactly what will be signed, and the signature."""
    staff = staff_of(request)
    pending = first_with(PendingSeal, id=pending_id, staff=staff.pk)
    if pending is None:
        raise Http404
    pending.staff = staff
    if pending.gave_way:
        return _elsewhere(request, draft_of(request, pending.draft_id))
    if pending.used_at is not None:
        return _signed(pending.frozen[0]["entry_id"])
    if request.method != "POST":
        if clock.now() > pending.expires_at:
            messages.warning(request, _("More than five minutes passed since you read this. Read it again, then sign."))
            return HttpResponseRedirect(reverse("notes:draft", args=[pending.draft_id]))
        return _reading(request, pending)
    if "by_password" in request.POST:
        return to_reading(request, draft_of(request, pending.draft_id), by_password=True)
    try:
        notes = actions.sign(pending=pending, signature=signature_of(request), by=actor_of(request))
    except Refused as refused:
        return _reading(request, pending, refused=refused)
    messages.success(request, _("Signed and locked."))
    return _signed(notes[0].pk)


def _reading(request: HttpRequest, pending: PendingSeal, *, refused: Refused | None = None) -> HttpResponse:
    held = draft_of(request, pending.draft_id)
    if held.discarded_at is not None:
        return _elsewhere(request, held)
    frozen = [each["content"] for each in pending.frozen]
    still_in_sight(pending.staff, frozen)
    for content in frozen:
        client = UUID(content["client"]["id"])
        ledger.look(by=actor_of(request), action="read", page="before signing", client=client, object=pending.draft_id)
    shown = [shown_before_signing(request, each) for each in pending.frozen]
    context = {
        "pending": pending,
        "shown": shown,
        "options": json.dumps(passkey_options(pending), default=dict),
        "refused": refused,
        "back": reverse("notes:draft", args=[pending.draft_id]),
        "outdated": reviewing.outdated_approval_of(held),
        **asked_of(request, held),
    }
    return page(request, "notes/reading.html", context, 422 if refused else 200)


def _elsewhere(request: HttpRequest, held: Draft) -> HttpResponse:
    """What became of a draft in another window while it was read in this one, and the way on from there."""
    if held.signed_at is None:
        return page(request, "notes/elsewhere.html", {"draft": held}, 422 if request.method == "POST" else 200)
    note = note_of(held, staff_of(request))
    if note is None:
        raise Http404
    messages.warning(request, _("It was signed in another window meanwhile. Here it stands, signed and locked."))
    return _signed(note.pk)


def still_in_sight(staff: Staff, contents: list[dict[str, Any]]) -> None:
    """What was frozen is shown only while its author may see every client that it is about."""
    about = {UUID(content["client"]["id"]) for content in contents}
    if Client.objects.visible_to(staff).filter(pk__in=about).count() < len(about):
        raise Http404


def shown_before_signing(request: HttpRequest, each: dict[str, Any]) -> dict[str, Any]:
    """One entry as it will stand once it is signed, and the note that it amends as that reads now."""
    content = each["content"]
    amendment = content.get("amendment") or {}
    amended = queries.encounter_of(UUID(amendment["entry"]), actor=staff_of(request))[0] if amendment else None
    return {
        "entered": queries.Entered(
            sealing.as_shown(UUID(each["entry_id"]), content), level=3, alarms=alarms.sealed(content)
        ),
        "client": content["client"],
        "reason": amendment.get("reason", ""),
        "not_typed": telling.summary(content),
        "papers": attachments.as_shown(UUID(each["entry_id"]), content),
        "amended": amended,
    }


@require_POST
def again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Read once more what was changed, laid aside, or grew old between reading and signing."""
    held = draft_of(request, draft_id)
    return to_reading(request, held) if held.signed_at is None else _elsewhere(request, held)


def _signed(entry_id: UUID | str) -> HttpResponse:
    return HttpResponseRedirect(reverse("notes:note", args=[entry_id]))

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
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries, sealing, signers
from goldthread.notes.models import PART_ROLES, Amendment, How, Note, Outcome, OwnRole
from goldthread.notes.signers import Signer
from goldthread.notes.views import staff_of
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, passkeys_of


def offered_for(note: Note, asker: Staff) -> list[Signer]:
    """The client, and everybody around them today, each in one role; of who left, as it was on the last day."""
    name = cases.names_for(asker, [note.client_id]).get(note.client_id, "")
    day = cases.last_days(asker, [note.client_id]).get(note.client_id) or clock.today(note.zone or "UTC")
    found = [Signer(str(note.client_id), name, OwnRole.CLIENT.value)]
    for each in cases.people_around(note.client_id, day):
        found.append(Signer(str(each.person.identity), each.person.name, each.roles[0].role))
    return found


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
    posted = request.POST
    context: dict[str, Any] = {
        "note": found,
        "entered": entered,
        "papers": queries.documents_of(entered) if entered else [],
        "offered": [(each, PART_ROLES.get(each.role, each.role)) for each in offered],
        "roles": [(role, title) for role, title in PART_ROLES.items() if not role.startswith("staff")],
        "hows": How.choices,
        "outcomes": [choice for choice in Outcome.choices if choice[0] not in (Outcome.REACHED, Outcome.WRONG_NUMBER)],
        "width": signers.WIDTH,
        "height": signers.HEIGHT,
        "statement": signers.STATEMENT,
        "typed": posted,
        "draft": uuids.or_none(posted.get("draft", "")) or uuids.fresh(),
        "refused": refused,
    }
    return page(request, "notes/signature.html", context, 422 if refused else 200)


def _collected(request: HttpRequest, found: Note, offered: list[Signer]) -> HttpResponse:
    posted = request.POST
    chosen = next((each for each in offered if each.person == posted.get("signer")), None)
    # A name that is written is somebody who is not on the list, whatever the list says.
    written = Signer("", posted.get("name", ""), _role(posted.get("role", "")))
    signer = written if chosen is None or written.name else chosen
    if "not_given" in posted:
        kind = Amendment.SIGNATURE_ATTEMPT
        said = signers.attempt(
            signer, _of(How.values, posted.get("how")), _outcome(posted.get("outcome")), posted.get("words", "")
        )
    else:
        kind, said = Amendment.SIGNATURE, signers.signature(signer, posted.get("strokes", ""), posted.get("typed", ""))
    draft_id = uuids.or_none(posted.get("draft", "")) or uuids.fresh()
    staff, by = staff_of(request), actor_of(request)
    draft = actions.amend(note=found, kind=kind, draft_id=draft_id, author=staff, by=by)
    content = {**draft.content, kind.value: said}
    actions.save(draft=draft, base_revision=draft.revision, content=content, by=by)
    draft.refresh_from_db()
    own = passkeys_of(staff)
    passkey = max(own, key=lambda each: each.last_used_at or each.added_at) if own else None
    pending = actions.prepare(draft=draft, passkey=passkey, by=by)
    messages.info(request, _("Take the device back: you confirm with your own signature that you saw this."))
    return HttpResponseRedirect(reverse("notes:sign", args=[pending.pk]))


def _role(role: str) -> str:
    return role if role in PART_ROLES and not role.startswith("staff") else ""


def _of(known: list[str], value: str | None) -> str:
    return value if value in known else ""


def _outcome(value: str | None) -> str:
    if value not in Outcome.values:
        raise Refused(_("Choose why there is no signature."), field="outcome")
    return str(value)

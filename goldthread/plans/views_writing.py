"""Writing a version of a plan, a review, or the end of a goal; saved while one types."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goldthread.ledger import actions as ledger
from goldthread.lib.refusals import Finding, Refused
from goldthread.page import keeping
from goldthread.page.render import page
from goldthread.people.queries import actor_of
from goldthread.plans import actions, forms
from goldthread.plans.actions import Typed
from goldthread.plans.desk import Desk
from goldthread.plans.models import Act, PlanDraft
from goldthread.plans.views import draft_of, name_of
from goldthread.plans.views_signing import to_reading


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The page on which a version, a review or the end of a goal is written."""
    held = draft_of(request, draft_id)
    if held.act == Act.SIGNATURE:
        raise Http404
    if request.method == "POST":
        return _posted(request, held)
    if held.signed_at is not None or held.discarded_at is not None:
        return redirect("plans:of_client", held.client_id)
    return _writing(request, held, held.content)


def _posted(request: HttpRequest, held: PlanDraft) -> HttpResponse:
    """First what was typed is saved, whatever comes of the rest; then what the button says."""
    if "throw" in request.POST:
        actions.discard(draft=held, by=actor_of(request))
        messages.success(request, _("The draft is laid aside."))
        return redirect("plans:of_client", held.client_id)
    try:
        typed = forms.posted(held, request.POST.dict())
    except Refused as refused:
        return _writing(request, held, forms.as_typed(held, request.POST.dict()), refused.findings, status=422)
    saved = actions.save(draft=held, typed=typed, by=actor_of(request))
    if saved.draft != held.pk:
        messages.warning(request, _("Another window wrote on this draft. What stood here is a draft of its own."))
        return redirect("plans:draft", saved.draft)
    held.refresh_from_db()
    is_plan = held.act == Act.VERSION
    if is_plan and (place := request.POST.get("add", "")):
        content, at = forms.with_blank(typed.words, place)
        return _writing(request, held, content, fresh=at)
    if is_plan and (place := request.POST.get("remove", "")):
        less = Typed(forms.without(typed.words, place), saved.revision)
        actions.save(draft=held, typed=less, by=actor_of(request))
        section = "h-services" if place.startswith("services") else "h-goals"
        return redirect(f"{reverse('plans:draft', args=[held.pk])}#{section}")
    if "read" not in request.POST:
        return redirect("plans:draft", held.pk)
    try:
        return to_reading(request, held)
    except Refused as refused:
        return _writing(request, held, held.content, refused.findings, status=422)


def _writing(
    request: HttpRequest,
    held: PlanDraft,
    typed: dict[str, Any],
    findings: Sequence[Finding] = (),
    *,
    fresh: str = "",
    status: int = 200,
) -> HttpResponse:
    ledger.look(by=actor_of(request), action="write", page="plan draft", client=held.client_id, object=held.pk)
    context = {
        "draft": held,
        "name": name_of(request, held.client_id),
        "findings": findings,
        "is_change": held.act == Act.VERSION and held.version_id is not None,
        **Desk(held, typed, findings, fresh).context(),
    }
    return page(request, f"plans/draft_{held.act}.html", context, status)


@require_POST
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the page sends about a second after the last key."""
    held = draft_of(request, draft_id)
    return keeping.answer(
        lambda: actions.save(draft=held, typed=forms.saved_by_page(held, request.body), by=actor_of(request))
    )

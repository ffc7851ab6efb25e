"""Reading what will be signed about a plan, signing it, and the signatures of others on this device."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as ledger_queries
from goldthread.lib import calendar, clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.signatures import collected
from goldthread.page.render import page
from goldthread.people.queries import actor_of, passkey_in_use, passkey_options, signature_of, staff_of
from goldthread.plans import actions, article, queries
from goldthread.plans.actions import NewDraft
from goldthread.plans.models import Act, Capacity, PlanDraft, PlanReading, PlanVersion
from goldthread.plans.views import draft_of, name_of, version_of


def to_reading(request: HttpRequest, held: PlanDraft, *, by_password: bool = False) -> HttpResponse:
    """To the page on which is read what will be signed; Refused with everything that stands in the way."""
    passkey = None if by_password else passkey_in_use(staff_of(request))
    reading = actions.prepare(draft=held, passkey=passkey, by=actor_of(request))
    return redirect("plans:sign", reading.pk)


def _again(request: HttpRequest, held: PlanDraft, *, by_password: bool = False) -> HttpResponse:
    """The same; what stands in the way is said where the draft is written."""
    try:
        return to_reading(request, held, by_password=by_password)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return _back(held)


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """Exactly what will be signed, and the signature."""
    staff = staff_of(request)
    reading = PlanReading.objects.select_related("staff", "draft").filter(pk=reading_id, staff=staff).first()
    if reading is None or not Client.objects.visible_to(staff).filter(pk=reading.draft.client_id).exists():
        raise Http404
    if reading.gave_way and reading.draft.signed_at is None:
        sentence = _(
            "It was opened for signing once more, for instance in another window. Nothing is lost: read it again."
        )
        messages.warning(request, sentence)
        return _back(reading.draft)
    if reading.used_at is not None:
        return _after(reading)
    if request.method != "POST":
        if clock.now() > reading.expires_at:
            messages.warning(request, _("More than five minutes passed since you read this. Read it again, then sign."))
            return _back(reading.draft)
        return _reading(request, reading)
    if "by_password" in request.POST:
        return _again(request, draft_of(request, reading.draft_id), by_password=True)
    try:
        actions.sign(reading=reading, signature=signature_of(request), by=actor_of(request))
    except Refused as refused:
        return _reading(request, reading, refused)
    messages.success(request, _("Signed and locked."))
    return _after(reading)


@require_POST
def again(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Read once more what grew old between reading and signing."""
    return _again(request, draft_of(request, draft_id))


def _after(reading: PlanReading) -> HttpResponse:
    if reading.draft.act == Act.SIGNATURE:
        return redirect("plans:version", reading.draft.version_id)
    return redirect("plans:of_client", reading.draft.client_id)


def _back(held: PlanDraft) -> HttpResponse:
    if held.act == Act.SIGNATURE:
        return redirect("plans:version", held.version_id)
    return redirect("plans:draft", held.pk)


def _reading(request: HttpRequest, reading: PlanReading, refused: Refused | None = None) -> HttpResponse:
    content = reading.frozen[0]["content"]
    client = UUID(content["client"]["id"])
    ledger.look(by=actor_of(request), action="read", page="plan reading", client=client, object=reading.draft_id)
    context = {
        "pending": reading,
        "content": content,
        "options": json.dumps(passkey_options(reading), default=dict),
        "refused": refused,
        "draft": reading.draft,
        **shown(request, content),
    }
    return page(request, "plans/reading.html", context, 422 if refused else 200)


def shown(request: HttpRequest, content: dict[str, Any]) -> dict[str, Any]:
    """What is read of an entry about a plan before it is signed, and of a signature the version too."""
    act = content["act"]
    if act == Act.VERSION:
        return {"plan": article.article(content)}
    if act == Act.REVIEW:
        days = {name: calendar.day_from(content[name] or "") for name in ("reviewed_on", "next_due_on")}
        return {"review": article.held(content), **days}
    if act == Act.GOAL_END:
        return {"end": article.ended(content)}
    about = version_of(request, UUID(content["version"]))
    return {
        "given": article.signed(content),
        "about": about,
        "plan": article.article(ledger_queries.content_of(about.pk)),
    }


@require_http_methods(["GET", "POST"])
def signature(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The plan, who signs as what, and the field for it; the worker then confirms with their own signature that they saw it."""
    staff, version = staff_of(request), version_of(request, entry_id)
    if not queries.may_write(staff, version.client_id):
        raise Http404
    offered = cases.signers_around(staff, version.client_id, zone=staff.zone)
    ledger.look(by=actor_of(request), action="read", page="plan signature", client=version.client_id, object=version.pk)
    refused = None
    if request.method == "POST":
        try:
            return _collected(request, version, offered)
        except Refused as said:
            refused = said
    asked = request.POST or request.GET
    context: dict[str, Any] = {
        "version": version,
        "name": name_of(request, version.client_id),
        "plan": article.article(ledger_queries.content_of(version.pk)),
        "capacities": [each for each in Capacity.choices if each[0] != Capacity.SUPERVISOR],
        "chosen": asked.get("capacity", ""),
        "draft": uuids.or_none(request.POST.get("draft", "")) or uuids.fresh(),
        "refused": refused,
        **cases.signature_page(offered, request.POST),
    }
    return page(request, "plans/signature.html", context, 422 if refused else 200)


def _collected(request: HttpRequest, version: PlanVersion, offered: list[Any]) -> HttpResponse:
    is_given, said = collected(request.POST.dict(), offered, cases.signature_choices())
    content = {"capacity": request.POST.get("capacity", ""), "signature" if is_given else "attempt": said}
    reading = _signature_of(request, version, content)
    messages.info(request, _("Take the device back: you confirm with your own signature that you saw this."))
    return redirect("plans:sign", reading.pk)


@require_POST
def own_signature(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One of the staff signs a version too: as supervisor of its author, or as somebody who took part."""
    version = version_of(request, entry_id)
    if not queries.may_write(staff_of(request), version.client_id):
        raise Http404
    try:
        reading = _signature_of(request, version, {"capacity": request.POST.get("capacity", ""), "own": True})
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(reverse("plans:version", args=[version.pk]))
    return redirect("plans:sign", reading.pk)


def _signature_of(request: HttpRequest, version: PlanVersion, content: dict[str, Any]) -> PlanReading:
    staff, by = staff_of(request), actor_of(request)
    new = NewDraft(uuids.fresh(), version.client, Act.SIGNATURE, version, content=content)
    draft = actions.begin(new=new, author=staff, by=by)
    return actions.prepare(draft=draft, passkey=passkey_in_use(staff), by=by)

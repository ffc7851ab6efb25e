"""The day sheet: three taps a line, and one reading and one signature for all of them at the end of the day."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, daysheet, forms_day, queries, reviewing
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Draft, How, Outcome, PendingSeal
from goldthread.notes.views import draft_of
from goldthread.notes.views_sign import shown_before_signing, still_in_sight
from goldthread.page.render import page
from goldthread.people.queries import actor_of, passkey_in_use, passkey_options, signature_of, staff_of
from goldthread.people.rules import may


def _writer(request: HttpRequest) -> None:
    if not may(staff_of(request).roles, "write_notes"):
        raise Http404


def day(request: HttpRequest) -> HttpResponse:
    """Whom, how, what came of it; and what waits to be signed."""
    _writer(request)
    staff = staff_of(request)
    people = daysheet.whom(staff)
    if request.method != "POST":
        return _sheet(request, people)
    try:
        tried = forms_day.tried_from(request.POST, people, staff.zone)
    except Refused as refused:
        return _sheet(request, people, refused=refused, status=422)
    key, content = daysheet.content_of(tried, staff)
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    actions.start(new=NewDraft(draft_id, queries.newest_type(key), content), by=actor_of(request))
    messages.success(request, _("Kept: %(name)s. It waits below to be signed.") % {"name": tried.whom.name})
    return HttpResponseRedirect(f"{reverse('notes:day')}#try")


def _sheet(
    request: HttpRequest, people: list[daysheet.Whom], *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    staff = staff_of(request)
    days = daysheet.days(staff)
    lines = [line for _day, each in days for line in each]
    shown = dict.fromkeys([*daysheet.clients_of(lines), *(pk for each in people for pk in each.clients)])
    ledger.look_at_each(shown, by=actor_of(request), action="read", page="day sheet")
    near = people[: daysheet.NEAREST]
    chosen = request.POST.get("whom", "")
    context = {
        "near": near,
        "others": people[daysheet.NEAREST :],
        "chosen": chosen,
        "is_further": bool(chosen) and chosen not in [str(each.identity) for each in near],
        "hows": How.choices,
        "how": request.POST.get("how", How.PHONE),
        "outcomes": Outcome.choices,
        "typed": request.POST,
        "days": days,
        "ready": sum(line.is_ready for line in lines),
        "today": clock.today(staff.zone),
        "draft": uuids.fresh(),
        "refused": refused,
    }
    return page(request, "notes/day.html", context, status)


@require_POST
def words(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What was said, added to a line that lacks it; where words stand there meanwhile, below them."""
    held = draft_of(request, draft_id)
    section = next(iter(queries.definition_of(held.note_type).sections))
    text = forms_day.words_from(request.POST)
    narrative = held.content.get("narrative", {})
    there = str(narrative.get(section.key, ""))
    if there.strip():
        is_there = not text.strip() or there == text or there.endswith(f"\n\n{text}")
        text = there if is_there else f"{there}\n\n{text}"
    content = {**held.content, "narrative": {**narrative, section.key: text}}
    saved = actions.save(draft=held, base_revision=held.revision, content=content, by=actor_of(request))
    if saved.beside:
        messages.warning(request, _("Another window saved this note meanwhile. What you typed is kept beside it."))
        return HttpResponseRedirect(reverse("notes:versions", args=[held.pk]))
    return HttpResponseRedirect(f"{reverse('notes:day')}#l-{held.pk}")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Freeze what is ticked, for one reading."""
    _writer(request)
    wanted = [found for each in request.POST.getlist("drafts") if (found := uuids.or_none(each))]
    held = list(queries.short_drafts(staff_of(request)).filter(pk__in=wanted)) if wanted else []
    return _prepared(request, held, by_password=False)


def _prepared(request: HttpRequest, held: list[Draft], *, by_password: bool) -> HttpResponse:
    passkey = None if by_password else passkey_in_use(staff_of(request))
    try:
        pendings = actions.prepare_together(drafts=held, passkey=passkey, by=actor_of(request))
    except Refused as refused:
        return _sheet(request, daysheet.whom(staff_of(request)), refused=refused, status=422)
    return HttpResponseRedirect(reverse("notes:day_sign", args=[pendings[0].ceremony]))


def sign(request: HttpRequest, ceremony: UUID) -> HttpResponse:
    """Exactly what will be signed, all of it, and one signature."""
    staff = staff_of(request)
    pendings = list(PendingSeal.objects.filter(ceremony=ceremony, staff=staff).order_by("place"))
    if not pendings:
        raise Http404
    for pending in pendings:
        pending.staff = staff
    if any(pending.gave_way for pending in pendings):
        messages.warning(request, _elsewhere(pendings))
        return HttpResponseRedirect(reverse("notes:day"))
    if all(pending.used_at is not None for pending in pendings):
        return HttpResponseRedirect(reverse("notes:day"))
    if request.method != "POST":
        if any(clock.now() > pending.expires_at for pending in pendings):
            messages.warning(request, _("More than five minutes passed since you read this. Read it again, then sign."))
            return HttpResponseRedirect(reverse("notes:day"))
        return _reading(request, pendings)
    if "by_password" in request.POST:
        drafts = queries.short_drafts(staff).filter(pk__in=[pending.draft_id for pending in pendings])
        return _prepared(request, list(drafts), by_password=True)
    try:
        notes = actions.sign_together(pendings=pendings, signature=signature_of(request), by=actor_of(request))
    except Refused as refused:
        return _reading(request, pendings, refused=refused, status=422)
    told = ngettext("%(n)s entry is signed and locked.", "%(n)s entries are signed and locked.", len(notes))
    messages.success(request, told % {"n": len(notes)})
    return HttpResponseRedirect(reverse("notes:day"))


def _elsewhere(pendings: list[PendingSeal]) -> str:
    """What became in another window of what was read together in this one."""
    read = Draft.objects.visible_to(pendings[0].staff).filter(pk__in=[each.draft_id for each in pendings])
    if not read.filter(signed_at=None).exists():
        return _("All of them were signed in another window meanwhile.")
    return _("One of these notes was opened again after you read them. Read them again, then sign.")


def _reading(
    request: HttpRequest, pendings: list[PendingSeal], *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    frozen = [each for pending in pendings for each in pending.frozen]
    still_in_sight(staff_of(request), [each["content"] for each in frozen])
    clients = [UUID(each["content"]["client"]["id"]) for each in frozen]
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="before signing")
    outdated = (reviewing.outdated_approval_of(pending.draft) for pending in pendings)
    context: dict[str, Any] = {
        "pending": pendings[0],
        "outdated": next(filter(None, outdated), None),
        "shown": [shown_before_signing(request, each) for each in frozen],
        "options": json.dumps(passkey_options(pendings[0]), default=dict),
        "refused": refused,
        "together": len(pendings),
    }
    return page(request, "notes/reading.html", context, status)

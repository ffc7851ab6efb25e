"""The plan of a client: what is in force, earlier versions, two side by side, and what is begun."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as ledger_queries
from goldthread.lib import uuids
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.plans import actions, article, queries, rules
from goldthread.plans.actions import NewDraft
from goldthread.plans.models import Act, Capacity, PlanDraft, PlanVersion


def _client(request: HttpRequest, client_id: UUID) -> Client:
    found: Client = get_object_or_404(Client.objects.visible_to(staff_of(request)), pk=client_id)
    return found


def version_of(request: HttpRequest, entry_id: UUID) -> PlanVersion:
    """A version that the asker sees, or 404."""
    found: PlanVersion = get_object_or_404(PlanVersion.objects.visible_to(staff_of(request)), pk=entry_id)
    return found


def draft_of(request: HttpRequest, draft_id: UUID) -> PlanDraft:
    """One's own draft, or 404."""
    drafts = PlanDraft.objects.visible_to(staff_of(request)).select_related("author", "client")
    found: PlanDraft = get_object_or_404(drafts, pk=draft_id)
    return found


def name_of(request: HttpRequest, client_id: UUID) -> str:
    """What a client is called, as the asker may know it."""
    return cases.names_for(staff_of(request), [client_id]).get(client_id, "")


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The plan that is in force today, or how it stands; reviews, earlier versions and what is being written."""
    staff, client = staff_of(request), _client(request, client_id)
    # Of a client who left, the plan is shown as it stood on their last day here.
    known = cases.known_of(staff, client.pk)
    today, seen = known.day, known.same
    ledger.look_at_each(seen, by=actor_of(request), action="read", page="plan", object=client.pk)
    history = queries.in_sight(staff, queries.history(seen, known.known_at))
    state, version = history.on(today)
    ahead = [each for each in history.versions if each.valid_from_on > today]
    shown = {version, *ahead}
    context = {
        "client": client,
        "name": name_of(request, client.pk),
        "may_write": queries.may_write(staff, client.pk),
        "state": state,
        "version": version,
        "ahead": [each for each in ahead if each is not version],
        "earlier": [each for each in reversed(history.versions) if each not in shown],
        "drafts": queries.drafts_of(staff, seen),
        "new": uuids.fresh(),
        **(_read(staff, version, history, known) if version else {}),
    }
    return page(request, "plans/plan.html", context)


def _read(staff: Staff, version: PlanVersion, history: queries.History, known: cases.Known) -> dict[str, Any]:
    """A version as pages show it, with its signatures, what is missing, and its reviews."""
    signatures = queries.signatures_of(staff, version, known.known_at)
    today = known.day
    content = ledger_queries.content_of(version.pk)
    due = history.review_due(version)
    newest = history.versions[-1]
    return {
        "plan": article.article(content, history.ends),
        "signatures": [(row, article.signed(sealed)) for row, sealed in signatures],
        "missing": [_capacity(each) for each in queries.missing_among(version, signatures)],
        "review_due": due,
        "is_overdue": bool(due and due < today),
        "reviews": [(each, article.held(ledger_queries.content_of(each.pk))) for each in history.reviews_of(version)],
        "is_newest": version.pk == newest.pk,
        "number": newest.number,
        "is_open": history.on(today)[0] in (rules.IN_FORCE, rules.NOT_YET, rules.EXPIRED) and version.pk == newest.pk,
        "is_own": version.author_id == staff.pk,
    }


def _capacity(code: str) -> str:
    return str(dict(Capacity.choices).get(code, code))


@require_safe
def version(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """One version as it was signed, with its signatures and reviews."""
    staff, found = staff_of(request), version_of(request, entry_id)
    ledger.look(by=actor_of(request), action="read", page="plan version", client=found.client_id, object=found.pk)
    known = queries.known_of(staff, found)
    history = queries.in_sight(staff, queries.history([found.client_id], known.known_at))
    others = [each for each in history.versions if each.pk != found.pk]
    context = {
        "client": found.client,
        "name": name_of(request, found.client_id),
        "version": found,
        "others": others,
        "may_write": queries.may_write(staff, found.client_id),
        "new": uuids.fresh(),
        **_read(staff, found, history, known),
    }
    return page(request, "plans/version.html", context)


@require_safe
def compare(request: HttpRequest, entry_id: UUID, other_id: UUID) -> HttpResponse:
    """Two versions of one client side by side, the earlier first."""
    pair = sorted((version_of(request, entry_id), version_of(request, other_id)), key=lambda each: each.number)
    before, after = pair
    if before.client_id != after.client_id or before.pk == after.pk:
        raise Http404
    ledger.look(by=actor_of(request), action="read", page="plan compared", client=after.client_id, object=after.pk)
    contents = ledger_queries.contents_of([before.pk, after.pk])
    context = {
        "client": after.client,
        "name": name_of(request, after.client_id),
        "before": before,
        "after": after,
        "rows": article.compared(contents[before.pk], contents[after.pk]),
        "because": article.article(contents[after.pk]).because,
    }
    return page(request, "plans/compare.html", context)


@require_POST
def begin(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Something about a plan is begun: a first version, a change, a review, the end of a goal."""
    staff, client = staff_of(request), _client(request, client_id)
    act = request.POST.get("act") or Act.VERSION.value
    if not queries.may_write(staff, client.pk) or act not in (Act.VERSION, Act.REVIEW, Act.GOAL_END):
        raise Http404
    about = uuids.or_none(request.POST.get("version", ""))
    found = version_of(request, about) if about else None
    if found is not None and found.client_id != client.pk:
        raise Http404
    if found is None and act != Act.VERSION:
        raise Http404
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    goal = uuids.or_none(request.POST.get("goal", ""))
    new = NewDraft(draft_id, client, act, found, goal)
    draft = actions.begin(new=new, author=staff, by=actor_of(request))
    return redirect("plans:draft", draft.pk)

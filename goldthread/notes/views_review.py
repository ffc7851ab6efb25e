"""Submitting a draft, the supervisor's queue, and reading what was submitted."""

from copy import copy
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.cases import queries as cases
from goldthread.documents.models import Held
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, alarms, attachments, checking, queries, queue, reviewing
from goldthread.notes.models import Draft, ReviewComment, Submission, Verdict
from goldthread.notes.versions import compared, reviewed_parts
from goldthread.page.render import page
from goldthread.people.models import Role, Staff
from goldthread.people.queries import actor_of, staff_of

AT_ONCE = 30
_ASKED = ("kind", "author", "title", "order")


def _asked(request: HttpRequest) -> queue.Asked:
    given = request.GET
    order = given.get("order", "")
    return queue.Asked(
        kind=given.get("kind", ""),
        author=uuids.or_none(given.get("author", "")),
        title=given.get("title", ""),
        order=order if order in queue.ORDERS else "due",
    )


def _filter(request: HttpRequest) -> str:
    told = {name: request.GET[name] for name in _ASKED if request.GET.get(name)}
    return f"?{urlencode(told)}" if told else ""


def waiting(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a supervisor, by filter."""
    staff = staff_of(request)
    if Role.SUPERVISOR not in staff.roles:
        raise Http404
    asked, every = _asked(request), queue.rows(staff)
    found = queue.rows(staff, asked)
    shown = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    ledger.look(by=actor_of(request), action="read", page="review queue")
    context = {
        "rows": shown,
        "page": shown,
        "count": len(found),
        "of": len(every),
        "asked": asked,
        "today": clock.today(staff.zone),
        "filter": _filter(request),
        "kinds": queue.kinds(),
        "authors": sorted({(row.author, row.author_name.partition(",")[0]) for row in every}, key=lambda pair: pair[1]),
        "titles": sorted({row.title for row in every}),
    }
    return page(request, "notes/queue.html", context)


@require_POST
def take_back(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """Let nobody review it any more."""
    submission = get_object_or_404(Submission, pk=submission_id, draft__author=staff_of(request))
    try:
        actions.take_back(submission=submission, by=actor_of(request))
    except Refused as refused:
        messages.error(request, refused.sentence, extra_tags="bad")
    return HttpResponseRedirect(reverse("notes:draft", args=[submission.draft_id]))


@require_POST
def settle(request: HttpRequest, comment_id: UUID) -> HttpResponse:
    """Mark what a reviewer said as done."""
    noted = get_object_or_404(ReviewComment, pk=comment_id, submission__draft__author=staff_of(request))
    actions.settle(noted=noted, by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[noted.submission.draft_id]))


def submission_of(request: HttpRequest, submission_id: UUID) -> Submission:
    """What was submitted, to who reviews it."""
    found = Submission.objects.select_related("draft__author", "draft__note_type", "decided_by").filter(
        pk=submission_id
    )
    submission: Submission | None = found.first()
    if submission is None or not reviewing.may_review(submission, staff_of(request)):
        raise Http404
    return submission


def _as_submitted(found: Submission) -> Draft:
    state = copy(found.draft)
    state.content = found.content
    return state


def _lacks(found: Submission) -> list[str]:
    """What would stand in the way of signing what was submitted, each sentence once."""
    standing, _ready = checking.look_over(draft=_as_submitted(found), author=found.draft.author, asks=False)
    # Who else a file is about is not the reviewer's to hear.
    return list(dict.fromkeys(each.sentence for each in standing if each.blocks and each.field != "documents"))


def files_of(found: Submission) -> list[Held]:
    """The files that were submitted, of those clients alone whom the draft is about: the reviewer sees all of these."""
    state = _as_submitted(found)
    attached, _taken_off = attachments.attached(state, state.author)
    return [each for each in attached if each.client_id in (None, *queries.clients_of(state))]


def submission(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """What was submitted, beside what it said the last time; comments in the margin; approved or returned."""
    try:
        found = submission_of(request, submission_id)
    except Http404:
        return _nothing_here(request, submission_id)
    if request.method != "POST":
        return _read(request, found)
    staff: Staff = staff_of(request)
    posted, typed = request.POST, _typed(request)
    try:
        if "comment" in posted:
            part = posted["comment"]
            words = typed.pop(f"words-{part}", "")
            actions.comment(submission=found, part=part, words=words, writer=staff, by=actor_of(request))
            request.session[_in_hand(found.pk)] = typed
            return HttpResponseRedirect(f"{request.path}{_filter(request)}#part-{part}")
        verdict = Verdict.RETURNED if "return" in posted else Verdict.APPROVED
        words = typed.pop("words", "")
        margin = {name.removeprefix("words-"): said for name, said in typed.items()}
        actions.decide(
            submission=found, verdict=verdict, words=words, reviewer=staff, by=actor_of(request), comments=margin
        )
    except Refused as refused:
        return _read(request, found, refused=refused, status=422)
    request.session.pop(_in_hand(found.pk), None)
    messages.success(request, _("Returned to its author.") if verdict == Verdict.RETURNED else _("Approved."))
    _before, after = queue.beside(queue.rows(staff, _asked(request)), found.pk)
    address = after.address if after and after.kind == queue.SUBMITTED else reverse("notes:review")
    return HttpResponseRedirect(f"{address}{_filter(request)}")


def _typed(request: HttpRequest) -> dict[str, str]:
    """What was typed for an answer and in the margin, by the names of the fields; what is empty is left out."""
    names = [name for name in request.POST if name == "words" or name.startswith("words-")]
    return {name: said for name in names if (said := str(request.POST[name])).strip()}


def _in_hand(submission_id: UUID) -> str:
    """Under which name the session keeps what was typed beside a comment that was sent: no address may hold it."""
    return f"review-{submission_id}"


def _nothing_here(request: HttpRequest, submission_id: UUID) -> HttpResponse:
    """The same for what was taken back, what is somebody else's and what never was; the reviewer's own words come back."""
    typed = _typed(request) if request.method == "POST" else request.session.get(_in_hand(submission_id), {})
    reviews = Role.SUPERVISOR in staff_of(request).roles
    return page(request, "notes/no_review.html", {"typed": list(typed.values()), "reviews": reviews}, 404)


def _read(
    request: HttpRequest, found: Submission, *, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    staff = staff_of(request)
    clients = queries.clients_of(_as_submitted(found))
    ledger.look_at_each(clients or [None], by=actor_of(request), action="read", page="submitted", object=found.draft_id)
    names = {str(pk): name for pk, name in cases.names_for(staff, clients).items()}
    read = reviewing.given_to_read(found, staff)
    now, *others = [reviewing.of_clients_ticked(each.content) for each in reversed(read)]
    definition = queries.definition_of(found.draft.note_type)
    called = queries.called(staff, [now, *others[:1]], names)
    told = reviewed_parts(now, definition, called)
    before = reviewed_parts(others[0], definition, called) if others else told
    said: dict[str, list[ReviewComment]] = {}
    for each in ReviewComment.objects.filter(submission__in=read).select_related("author").order_by("written_at"):
        said.setdefault(each.part, []).append(each)
    typed = _typed(request) if request.method == "POST" else request.session.get(_in_hand(found.pk), {})
    parts = [
        {"key": key, "part": part, "comments": said.get(key, []), "typed": typed.get(f"words-{key}", "")}
        for key, part in zip([*told, *(key for key in before if key not in told)], compared(told, before), strict=True)
    ]
    before_it, after_it = queue.beside(queue.rows(staff, _asked(request)), found.pk)
    context = {
        "submission": found,
        "lacks": _lacks(found) if found.verdict == Verdict.WAITING else [],
        "alarms": [
            (names.get(str(each.client), "") if len(names) > 1 else "", each.told) for each in alarms.typed(now)
        ],
        "files": files_of(found),
        "parts": parts,
        "about": ", ".join(names.values()),
        "client": clients[0] if clients else None,
        "is_again": bool(others),
        "before": before_it,
        "after": after_it,
        "filter": _filter(request),
        "refused": refused,
        "typed": typed.get("words", ""),
        # Where somebody else decided meanwhile there is no field any more in which it could stand.
        "unsent": list(typed.values()) if found.verdict != Verdict.WAITING else [],
    }
    return page(request, "notes/submission.html", context, status)

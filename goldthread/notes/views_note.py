"""Reading a signed note with what was added to it, printing it, and adding to it."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.cases import queries as cases
from goldthread.cases.rules import may as may_change
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as checkpoints
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, article, queries, queue, sealing
from goldthread.notes.models import Amendment, Note
from goldthread.notes.queries import Filters
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, below, staff_of
from goldthread.policies import queries as policies


def _note(request: HttpRequest, entry_id: UUID) -> Note:
    found: Note = get_object_or_404(Note.objects.visible_to(staff_of(request)), pk=entry_id)
    return found


def note(request: HttpRequest, entry_id: UUID, template: str = "notes/note.html", **further: object) -> HttpResponse:
    """One note as it reads today; an amendment is shown at the note that it amends. `further` goes to the template."""
    staff = staff_of(request)
    entered, others = queries.encounter_of(entry_id, actor=staff)
    if entered is None:
        raise Http404
    found = entered.note
    if found.pk != entry_id:
        return HttpResponseRedirect(reverse("notes:note", args=[found.pk]) + _came_by(request))
    entered.level = 2
    ledger.look(by=actor_of(request), action="read", page="note", client=found.client_id, object=found.pk)
    # Whom somebody serves they are shown as of today; who left is evidence of nothing new.
    known_on, detail = cases.shown_of(staff, found.client_id)
    names = queries.names_for(staff, others)
    may = sealing.amender(found, staff, [each.note for each in entered.amendments])
    papers = queries.documents_of(entered)
    context = {
        "entered": entered,
        "note": found,
        "name": detail.name,
        "others": [(each, names.get(each.client_id, "")) for each in others],
        "kinds": _kinds(found, staff, may),
        "may_evidence": known_on == clock.today(staff.zone)
        and may_change(staff.roles, "change_case")
        and not entered.is_in_error,
        "draft": uuids.fresh(),
        "may_get_signature": may(Amendment.SIGNATURE),
        "papers": papers,
        "listed": article.papers(papers),
        "next_to_review": queue.beside(queue.rows(staff), found.pk)[1] if below(staff) else None,
        "detail": detail,
        "file": _file(request, found),
        "came_by": _came_by(request),
        "found_as": _found_as(request),
        **further,
    }
    return page(request, template, context)


def _file(request: HttpRequest, found: Note) -> str:
    """Where this note stands in the case file, narrowed as the file was that one came from."""
    narrowed = Filters.asked(request.GET).address
    return f"{reverse('chart:file', args=[found.client_id])}{narrowed or '?'}{'&' if narrowed else ''}at={found.pk}#n{found.pk}"


def _found_as(request: HttpRequest) -> UUID | None:
    """The entry as which a search found this note; what was sought stays in the session."""
    return uuids.or_none(request.GET.get("found", ""))


def _came_by(request: HttpRequest) -> str:
    """What an address keeps of how one came here: the entry that a search found, or how the case file was narrowed."""
    found_as = _found_as(request)
    return f"?found={found_as}" if found_as else Filters.asked(request.GET).address


def older(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The next older note of the case file, narrowed as it was."""
    return _beside(request, entry_id, older=True)


def newer(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The next newer note of the case file, narrowed as it was."""
    return _beside(request, entry_id, older=False)


def _beside(request: HttpRequest, entry_id: UUID, *, older: bool) -> HttpResponse:
    """Asked for when one turns, and not by every page of a note, which would pay for it unread."""
    found, filters = _note(request, entry_id), Filters.asked(request.GET)
    journal = queries.Journal(staff_of(request), sorted(cases.same_person(found.client_id)), filters)
    other = journal.beside(found.pk, older=older)
    if other is None:
        messages.info(request, _("There is no older note here.") if older else _("There is no newer note here."))
    return HttpResponseRedirect(reverse("notes:note", args=[other or found.pk]) + filters.address)


# The signature of another person has a page of its own.
_ON_ANOTHER_PAGE = (Amendment.SIGNATURE, Amendment.SIGNATURE_ATTEMPT)


# Only a co-signer whom the note asks for adds these.
_OF_COSIGNERS = (Amendment.COSIGNATURE, Amendment.RETURNED)


def _kinds(found: Note, staff: Staff, may: Callable[[str], bool]) -> list[tuple[str, str]]:
    kinds = {kind: label for kind, label in Amendment.choices if kind not in _ON_ANOTHER_PAGE and may(kind)}
    if not kinds.keys().isdisjoint(_OF_COSIGNERS) and queries.cosigner(staff).findings(found):
        kinds = {kind: label for kind, label in kinds.items() if kind not in _OF_COSIGNERS}
    return [(kind, str(capfirst(label))) for kind, label in kinds.items()]


def printed(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The same note for paper, with the latest head of the record: whoever keeps the paper keeps a witness."""
    printed = queries.printed_by(staff_of(request).name)
    head = checkpoints.latest_checkpoint()
    return note(request, entry_id, "notes/print.html", agency=policies.agency(), head=head, printed=printed)


@require_POST
def amend(request: HttpRequest, entry_id: UUID, kind: str) -> HttpResponse:
    """Begin an amendment; it is written and signed like a note."""
    if kind not in Amendment.values:
        raise Http404
    found = _note(request, entry_id)
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    try:
        draft = actions.amend(note=found, kind=kind, draft_id=draft_id, author=staff_of(request), by=actor_of(request))
    except Refused as refused:
        if refused.field != "cosignature":
            raise Http404 from None
        messages.error(request, refused.sentence, extra_tags="bad")
        return HttpResponseRedirect(reverse("notes:note", args=[found.pk]))
    return HttpResponseRedirect(reverse("notes:draft", args=[draft.pk]))

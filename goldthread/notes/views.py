"""Writing a note: choosing its type, the editor, and on to what will be signed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import first_with
from goldthread.notes import actions, attaching, attachments, forms, in_hand, measures_desk, origins, queries
from goldthread.notes.about import About, Found, found
from goldthread.notes.actions import NewDraft
from goldthread.notes.desk import desk
from goldthread.notes.looking import asked_of
from goldthread.notes.models import Draft, NoteType
from goldthread.notes.rules import AFTER_CLOSING
from goldthread.notes.times import told
from goldthread.page.render import page
from goldthread.people.queries import actor_of, passkey_in_use, staff_of
from goldthread.people.rules import may


def draft_of(request: HttpRequest, draft_id: UUID) -> Draft:
    """One's own draft, or 404."""
    drafts = Draft.objects.visible_to(staff_of(request)).select_related("note_type", "author")
    found: Draft = get_object_or_404(drafts, pk=draft_id)
    return found


def new(request: HttpRequest) -> HttpResponse:
    """Choose what kind of note it will be; the client comes along from where one was."""
    if not may(staff_of(request).roles, "write_notes"):
        raise Http404
    client = uuids.or_none(request.GET.get("client", ""))
    clients = Client.objects.visible_to(staff_of(request))
    if client:
        get_object_or_404(clients, pk=client)
    if request.method == "POST":
        return _begin(request, client)
    closed_on = cases.closed_on([client]) if client else None
    groups: dict[str, list[NoteType]] = {}
    after: list[NoteType] = []
    for each in queries.offered():
        if closed_on and each.key in AFTER_CLOSING:
            after.append(each)
        else:
            groups.setdefault(each.definition["group"], []).append(each)
    name = cases.names_for(staff_of(request), [client]).get(client, "") if client else ""
    if client:
        ledger.look(by=actor_of(request), action="read", page="new note", client=client)
    context = {
        "most_used": queries.most_used(staff_of(request)),
        "groups": groups,
        "client": client,
        "name": name,
        "draft": uuids.fresh(),
        "closed_on": closed_on,
        "after": after,
    }
    return page(request, "notes/new.html", context)


def _begin(request: HttpRequest, client: UUID | None) -> HttpResponse:
    staff = staff_of(request)
    note_type = next((each for each in queries.offered() if each.key == request.POST.get("type")), None)
    if note_type is None:
        raise Http404
    draft_id = uuids.or_none(request.POST.get("draft", "")) or uuids.fresh()
    content: dict[str, Any] = {"clients": [str(client)] if client else [], "zone": staff.zone}
    definition = queries.definition_of(note_type)
    if client is None and definition.own == "required":
        content["clients"] = [str(pk) for pk in queries.last_group(staff, note_type)]
    content["labels"] = list(definition.labels)
    new_draft = NewDraft(draft_id, note_type, content | queries.usual(staff, note_type))
    draft = actions.start(new=new_draft, by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[draft.pk]))


def draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """The editor."""
    held = draft_of(request, draft_id)
    if request.method == "POST":
        return _posted(request, held)
    if held.signed_at is not None:
        return HttpResponseRedirect(reverse("notes:versions", args=[held.pk]))
    if held.amendment in ("signature", "signature_attempt"):
        # What somebody else gave is not written on: it is confirmed, or laid aside under Drafts.
        return to_reading(request, held)
    return editor(request, held)


def editor(
    request: HttpRequest,
    held: Draft,
    *,
    refused: Refused | None = None,
    extra: str = "",
    words: str = "",
    looked_over: bool = False,
    status: int = 200,
) -> HttpResponse:
    """The page on which a draft is written, with what stands in the way and what was sought."""
    staff = staff_of(request)
    context = desk(held, staff, extra=extra, findings=refused.findings if refused else ())
    clients: About = context["about"]
    offered = [each.client for each in clients.offered]
    ledger.look_at_each(offered, by=actor_of(request), action="write", page="draft", object=held.pk)
    if not held.amendment and (words or not clients.offered):
        # What cannot be kept cannot be sought either; it is shown again as it was typed.
        context["found"] = Found([], False, words) if refused and words else _found(request, held, words, offered)
    if extra == "measures":
        chosen = [(str(each.client), each.name) for each in clients.offered if each.chosen]
        context |= {"offered_measures": measures_desk.offered(), "measure_of": chosen}
    if looked_over:
        context |= asked_of(request, held)
    answer = page(request, "notes/editor.html", context | {"refused": refused, "types": queries.offered()}, status)
    # Here alone may a page listen, and only for dictation that stays on the device (static/notes/dictation.js).
    answer["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self)"
    return answer


def _found(request: HttpRequest, held: Draft, words: str, without: Sequence[UUID]) -> Found:
    ledger.look(by=actor_of(request), action="read", page="find a client", object=held.pk)
    return found(staff_of(request), words, without=without)


@require_POST
def find_client(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Clients to tick, for the script that fills them in as one types; the words travel in the body."""
    held = draft_of(request, draft_id)
    chosen = [one for each in held.content.get("clients", []) if (one := uuids.or_none(each))]
    words = request.POST.get("find_client", "")
    return page(request, "notes/found.html", {"found": _found(request, held, words, chosen)})


def _posted(request: HttpRequest, held: Draft) -> HttpResponse:
    """The form as a browser posts it: kept first, with the files that were chosen; then what the button says."""
    try:
        content = forms.content_from(request.POST)
    except Refused as refused:
        held.content = forms.as_typed(request.POST)
        return editor(request, held, refused=refused, words=request.POST.get("find_client", ""), status=422)
    return kept(request, held, content) or _went_on(request, held)


def kept(request: HttpRequest, held: Draft, content: dict[str, Any]) -> HttpResponse | None:
    """Save what was typed and attach what was chosen; an answer where something of it stands beside, or was refused."""
    if row := measures_desk.added(request.POST.get("measure", ""), request.POST.get("measure_of", "")):
        content["measures"].append(row)
    if not content["origins"]:
        # A browser without script tells of none: what is known of them moves along with the words.
        content["origins"] = origins.followed(held.content, content)
    base = forms.base_revision(request.POST)
    saved = actions.save(draft=held, base_revision=base, content=content, by=actor_of(request))
    held.refresh_from_db()
    is_aside = saved.beside or held.signed_at is not None
    unkept = None
    try:
        _attach_chosen(request, held)
    except Refused as refused:
        unkept = refused
    if is_aside:
        messages.warning(request, " ".join([kept_beside(held), *([unkept.sentence] if unkept else [])]))
        return HttpResponseRedirect(reverse("notes:versions", args=[held.pk]))
    return editor(request, held, refused=unkept, status=422) if unkept else None


def _attach_chosen(request: HttpRequest, held: Draft) -> None:
    """Attach the files that came along, also where the words stand beside: more files contradict nothing."""
    if any(request.POST.getlist("files")):
        raise attachments.unattached()  # a page from before files came along with the form: it sent their names alone
    chosen = request.FILES.getlist("files")
    if not chosen:
        return
    if held.signed_at is not None:
        raise Refused(_("The file that you chose is not in it. Attach it to the addendum."))
    given = attaching.Given(
        [(str(each.name), each.read()) for each in chosen],
        request.POST.get("document_kind", "other"),
        request.POST.get("document_title", ""),
        _whose_files(request, held),
    )
    files = actions.attach(draft=held, given=given, by=actor_of(request))
    content = attaching.with_files(held.content, files)
    actions.save(draft=held, base_revision=held.revision, content=content, by=actor_of(request))
    held.refresh_from_db()
    told = ngettext("%(n)s file is attached.", "%(n)s files are attached.", len(files))
    messages.success(request, told % {"n": len(files)})


def _whose_files(request: HttpRequest, held: Draft) -> Client | None:
    """The one client of the draft whom the files are about; None where they are about all of them."""
    said = request.POST.get("document_client", "")
    if not said:
        return None
    chosen = uuids.or_none(said)
    clients = Client.objects.visible_to(staff_of(request)).filter(pk=chosen)
    found: Client | None = clients.first() if chosen else None
    if found is None or found.pk not in queries.clients_of(held):
        raise Refused(_("Choose from the clients of this note whom the file is about."), field="documents")
    return found


def _went_on(request: HttpRequest, held: Draft) -> HttpResponse:
    if block := request.POST.get("add", ""):
        return editor(request, held, extra=block)
    if key := request.POST.get("change_type", ""):
        return _changed(request, held, key)
    words = request.POST.get("find_client", "")
    if "find" in request.POST or ("save" in request.POST and words):
        return editor(request, held, words=words)
    if "submit_for_review" in request.POST:
        return _submitted(request, held)
    if "look_over" in request.POST:
        return editor(request, held, looked_over=True)
    if "remove" in request.POST:
        return _removed(request, held)
    if not {"save", "measure"}.isdisjoint(request.POST):
        return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]))
    return to_reading(request, held)


def _removed(request: HttpRequest, held: Draft) -> HttpResponse:
    """A line taken away by a browser without script: what was typed in it is saved by now, and stays kept as it was."""
    content = {**held.content, **forms.rows_without(request.POST, request.POST["remove"])}
    if content != held.content:
        actions.save(draft=held, base_revision=held.revision, content=content, by=actor_of(request))
        messages.success(request, _("The line is removed. What stood in it is kept under “Earlier versions”."))
    return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]))


def _submitted(request: HttpRequest, held: Draft) -> HttpResponse:
    try:
        actions.submit(draft=held, by=actor_of(request))
    except Refused as refused:
        return editor(request, held, refused=refused, status=422)
    messages.success(request, _("Submitted. Your supervisor sees it now; you may go on writing meanwhile."))
    return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]) + "#review-h")


def kept_beside(held: Draft) -> str:
    """What to say where a save did not become the draft."""
    if held.signed_at is not None:
        return _("This note was signed meanwhile. What you typed is kept beside it; make an addendum of it here.")
    return _("Another window saved this note meanwhile. What you typed is kept beside it.")


def _changed(request: HttpRequest, held: Draft, key: str) -> HttpResponse:
    note_type = next((each for each in queries.offered() if each.key == key), None)
    if note_type is None or held.amendment:
        sentence = _("There is no such kind of note. Choose one from the list; what you typed is kept.")
        return editor(request, held, refused=Refused(sentence, field="change_type"), status=422)
    if actions.change_type(draft=held, note_type=note_type, by=actor_of(request)):
        messages.warning(request, _("It was submitted as another kind of note, so it is taken back. Submit it again."))
    return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]))


def to_reading(request: HttpRequest, held: Draft, *, by_password: bool = False) -> HttpResponse:
    """To the page on which is read what will be signed, or back to writing with everything that stands in the way."""
    if brought := actions.bring_up_to_date(draft=held, by=actor_of(request)):
        messages.warning(request, brought.sentence, extra_tags="warn")
        to = ("notes:merge", [held.pk, brought.kept.pk]) if brought.kept else ("notes:draft", [held.pk])
        return HttpResponseRedirect(reverse(to[0], args=to[1]))
    passkey = None if by_password else passkey_in_use(staff_of(request))
    try:
        pending = actions.prepare(draft=held, passkey=passkey, by=actor_of(request))
    except Refused as refused:
        return editor(request, held, refused=refused, status=422)
    return HttpResponseRedirect(reverse("notes:sign", args=[pending.pk]))


@require_POST
def save(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What the editor sends about a second after the last key."""
    # Several times a minute: the one row alone, by a statement that costs nothing to compose (docs/decisions/0006).
    held = first_with(Draft, id=draft_id, author=staff_of(request).pk)
    if held is None:
        raise Http404
    try:
        sent = forms.saved_by_editor(request.body)
        saved = actions.save(
            draft=held,
            base_revision=sent.base_revision,
            content=sent.content,
            window=sent.window,
            turn=sent.turn,
            after=sent.after,
            by=actor_of(request),
        )
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence, "field": refused.field}, status=422)
    times = told({**sent.content, **saved.taken}, zone=staff_of(request).zone)
    answer = {
        "revision": saved.revision,
        "clock": timezone.localtime(saved.saved_at).strftime("%H:%M:%S"),
        "beside": saved.beside,
        "taken": saved.taken,
        "signed": held.signed_at is not None,
        "length": times.length,
        "twice": times.twice,
    }
    return JsonResponse(answer)


def drafts(request: HttpRequest) -> HttpResponse:
    """Notes in hand, and those laid aside."""
    staff = staff_of(request)
    aside = Draft.objects.visible_to(staff).filter(discarded_at__isnull=False, signed_at__isnull=True)
    context = {
        "rows": in_hand.rows(staff, list(queries.open_drafts(staff))),
        "aside": in_hand.aside(staff, list(aside.select_related("note_type").order_by("-discarded_at")[:50])),
        "may_write": may(staff.roles, "write_notes"),
    }
    return page(request, "notes/drafts.html", context)


@require_POST
def discard(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Lay a draft aside."""
    actions.discard(draft=draft_of(request, draft_id), by=actor_of(request))
    if request.POST.get("back") == "day":
        messages.success(request, _("The line is taken back. You find it under Drafts, laid aside."))
        return HttpResponseRedirect(f"{reverse('notes:day')}#waiting")
    messages.success(request, _("The draft is laid aside. You find it at the bottom of this page."))
    return HttpResponseRedirect(reverse("notes:drafts"))


@require_POST
def restore(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Take a draft up again."""
    actions.restore(draft=draft_of(request, draft_id), by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[draft_id]))

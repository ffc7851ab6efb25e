"""Files attached to a draft, and those of a signed note: attached, taken off, given out."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goldthread.cases.models import Client
from goldthread.documents import actions as documents
from goldthread.documents import queries as files
from goldthread.documents.actions import NewDocument, Taken
from goldthread.documents.models import Held
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, attachments, forms, origins, queries
from goldthread.notes.models import Draft, NoteDocument
from goldthread.notes.views import draft_of, editor, kept_beside
from goldthread.notes.views_review import files_of, submission_of
from goldthread.page.download import download, small_picture
from goldthread.people.queries import actor_of, staff_of


@require_POST
def attach(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What was typed is saved first; then the files are looked at and kept with the draft, or taken off it."""
    held = draft_of(request, draft_id)
    try:
        content = forms.content_from(request.POST)
    except Refused as refused:
        held.content = forms.as_typed(request.POST)
        return editor(request, held, refused=refused, status=422)
    if not content["origins"]:
        content["origins"] = origins.followed(held.content, content)
    base = forms.base_revision(request.POST)
    saved = actions.save(draft=held, base_revision=base, content=content, by=actor_of(request))
    held.refresh_from_db()
    if saved.beside or held.signed_at is not None:
        messages.warning(request, kept_beside(held))
        return HttpResponseRedirect(reverse("notes:versions", args=[held.pk]))
    wanted = [str(each) for each in held.content.get("documents", [])]
    if off := request.POST.get("take_off", ""):
        wanted = [each for each in wanted if each != off]
    elif back := request.POST.get("put_back", ""):
        wanted += [back] if Held.objects.visible_to(staff_of(request)).filter(pk=uuids.or_none(back)).exists() else []
    else:
        try:
            wanted += [str(each.pk) for each in _attached(request, held)]
        except Refused as refused:
            return editor(request, held, refused=refused, status=422)
    content = {**held.content, "documents": wanted}
    actions.save(draft=held, base_revision=held.revision, content=content, by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]) + "#documents")


def _attached(request: HttpRequest, held: Draft) -> list[Held]:
    given = request.FILES.getlist("files")
    if not given:
        raise Refused(_("Choose at least one file, then attach it."), field="documents")
    if len(given) > 10:
        raise Refused(_("Attach ten files at a time."), field="documents")
    client = _about(request, held)
    try:
        taken = [(documents.take(each.read(), documents.name_of(str(each.name))), str(each.name)) for each in given]
    except Refused as refused:
        raise Refused(refused.sentence, field="documents") from refused
    _refuse_twice(held, taken, client)
    kind, title = request.POST.get("document_kind", "other"), request.POST.get("document_title", "")
    staff, by = staff_of(request), actor_of(request)
    return [
        documents.attach(
            draft=held.pk,
            new=NewDocument(file, name, kind, title if len(taken) == 1 else "", None, client),
            owner=staff,
            by=by,
        )
        for file, name in taken
    ]


def _about(request: HttpRequest, draft: Draft) -> Client | None:
    """The one client of the draft whom the files are about; None where they are about all of them."""
    said = request.POST.get("document_client", "")
    if not said:
        return None
    chosen = uuids.or_none(said)
    clients = Client.objects.visible_to(staff_of(request)).filter(pk=chosen)
    found: Client | None = clients.first() if chosen else None
    if found is None or found.pk not in queries.clients_of(draft):
        raise Refused(_("Choose from the clients of this note whom the file is about."), field="documents")
    return found


def _refuse_twice(draft: Draft, taken: list[tuple[Taken, str]], client: Client | None) -> None:
    """The same file about the same client is one too many; taken off, it may be put back."""
    about = client.pk if client else None
    attached, _taken_off = attachments.attached(draft, draft.author)
    known = {each.sha256: each.title for each in attached if each.client_id == about}
    for file, name in taken:
        if file.sha256 in known:
            sentence = _("This file is there already, as “%(title)s”.")
            raise Refused(sentence % {"title": known[file.sha256]}, field="documents")
        known[file.sha256] = name


def _held(request: HttpRequest, held_id: UUID) -> Held:
    """A file of one's own draft; once that is signed, the note gives it out to who sees the note."""
    staff = staff_of(request)
    held: Held | None = Held.objects.visible_to(staff).filter(pk=held_id).first()
    if held is None or not Draft.objects.visible_to(staff).filter(pk=held.draft, signed_at=None).exists():
        raise Http404
    return held


def _submitted(request: HttpRequest, submission_id: UUID, held_id: UUID) -> Held:
    """A file of a draft as it was submitted, to who reviews it."""
    for held in files_of(submission_of(request, submission_id)):
        if held.pk == held_id:
            return held
    raise Http404


def _signed(request: HttpRequest, entry_id: UUID, document_id: UUID) -> NoteDocument:
    """A file of a signed note."""
    found = queries.document_of(staff_of(request), entry_id, document_id)
    if found is None:
        raise Http404
    return found


@require_safe
def held_file(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """A file attached to a draft, to its author."""
    return _file_of_draft(request, _held(request, held_id), "draft file")


@require_safe
def held_small(request: HttpRequest, held_id: UUID) -> HttpResponse:
    """The small picture of it."""
    return _small_of_draft(request, _held(request, held_id), "draft picture")


@require_safe
def submitted_file(request: HttpRequest, submission_id: UUID, held_id: UUID) -> HttpResponse:
    """A file of a submitted draft, to who reviews it."""
    return _file_of_draft(request, _submitted(request, submission_id, held_id), "submitted file")


@require_safe
def submitted_small(request: HttpRequest, submission_id: UUID, held_id: UUID) -> HttpResponse:
    """The small picture of it."""
    return _small_of_draft(request, _submitted(request, submission_id, held_id), "submitted picture")


@require_safe
def file(request: HttpRequest, entry_id: UUID, document_id: UUID) -> HttpResponse:
    """A file of a signed note."""
    found = _signed(request, entry_id, document_id)
    _look(request, "note file", found.note.client_id, found.note_id)
    return _given_out(found.sha256, found.file_name)


@require_safe
def small(request: HttpRequest, entry_id: UUID, document_id: UUID) -> HttpResponse:
    """The small picture of it."""
    found = _signed(request, entry_id, document_id)
    _look(request, "note picture", found.note.client_id, found.note_id)
    return _small(found.sha256)


def _file_of_draft(request: HttpRequest, held: Held, shown: str) -> HttpResponse:
    _look(request, shown, held.client_id, held.draft)
    return _given_out(held.sha256, held.file_name)


def _small_of_draft(request: HttpRequest, held: Held, shown: str) -> HttpResponse:
    _look(request, shown, held.client_id, held.draft)
    return _small(held.sha256)


def _look(request: HttpRequest, shown: str, client: UUID | None, what: UUID) -> None:
    ledger.look(by=actor_of(request), action="read", page=shown, client=client, object=what)


def _given_out(sha256: str, name: str) -> HttpResponse:
    blob = files.blob(sha256)
    if blob is None:
        raise Http404
    return download(bytes(blob.data), blob.media_type, name)


def _small(sha256: str) -> HttpResponse:
    picture = files.small(sha256)
    if picture is None:
        raise Http404
    return small_picture(picture)

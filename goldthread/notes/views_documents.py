"""Files attached to a draft, and those of a signed note: attached, taken off, given out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from goldthread.documents import queries as files
from goldthread.documents.models import Held
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, forms, queries
from goldthread.notes.models import Draft, NoteDocument
from goldthread.notes.views import draft_of, editor, kept
from goldthread.notes.views_review import files_of, submission_of
from goldthread.page.download import download, small_picture
from goldthread.people.queries import actor_of, staff_of


@require_POST
def attach(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """Files are kept with the draft, along with what was typed; or one is taken off it, or put back."""
    held = draft_of(request, draft_id)
    try:
        content = forms.content_from(request.POST)
    except Refused as refused:
        held.content = forms.as_typed(request.POST)
        return editor(request, held, refused=refused, status=422)
    if answer := kept(request, held, content):
        return answer
    wanted = [str(each) for each in held.content.get("documents", [])]
    if off := request.POST.get("take_off", ""):
        wanted = [each for each in wanted if each != off]
    elif back := request.POST.get("put_back", ""):
        wanted += [back] if Held.objects.visible_to(staff_of(request)).filter(pk=uuids.or_none(back)).exists() else []
    elif not request.FILES.getlist("files"):
        nothing = Refused(_("Choose at least one file, then attach it."), field="documents")
        return editor(request, held, refused=nothing, status=422)
    content = {**held.content, "documents": wanted}
    actions.save(draft=held, base_revision=held.revision, content=content, by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[held.pk]) + "#documents")


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

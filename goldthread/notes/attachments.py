"""Files attached to a draft, and as they are sealed into the entries of its clients."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.documents import queries as documents
from goldthread.documents.actions import LONGEST_TITLE
from goldthread.documents.models import DocumentKind, Held
from goldthread.lib.refusals import Finding, Refused
from goldthread.notes import papers
from goldthread.notes.models import Draft, NoteDocument
from goldthread.people.models import Staff

KIND, TITLE = FIELDS = ("file_kind", "file_title")


def attached(draft: Draft, owner: Staff) -> tuple[list[Held], list[Held]]:
    """What is attached to a draft, in its order, and what was taken off it again."""
    wanted = [str(each) for each in draft.content.get("documents", [])]
    every = {str(each.pk): _as_said(each, draft.content) for each in documents.held(owner, draft.pk)}
    return [every[pk] for pk in dict.fromkeys(wanted) if pk in every], [
        each for pk, each in every.items() if pk not in wanted
    ]


def _as_said(held: Held, content: Mapping[str, Any]) -> Held:
    """The file with the kind and the title that the draft gives it; an empty title is the file's own name."""
    key = str(held.pk)
    held.kind = str(content.get(KIND, {}).get(key) or held.kind)
    title = content.get(TITLE, {}).get(key)
    if title is not None:
        held.title = (str(title).strip() or held.file_name)[:LONGEST_TITLE]
    return held


def as_shown(entry_id: UUID, content: Mapping[str, Any]) -> list[NoteDocument]:
    """The files of content that is about to be sealed, each under its identity among those of the draft."""
    return [
        NoteDocument(**papers.row(entry_id, UUID(each["id"]), at, each))
        for at, each in enumerate(content.get("documents", []))
    ]


def unattached() -> Refused:
    """Why one does not go on with a file in hand: it would be lost on the way to another page."""
    return Refused(
        _("A file is chosen and not attached yet. Attach it, or take it out of the choice."), field="documents"
    )


def file_findings(draft: Draft, owner: Staff, clients: Collection[UUID]) -> list[Finding]:
    """Files of no known kind, and those about somebody whom the note is not about: these would stand in no entry, unheard."""
    if not draft.content.get("documents"):
        return []
    held = attached(draft, owner)[0]
    found = []
    if any(each.kind not in DocumentKind.values for each in held):
        found.append(Finding(_("Choose from the list what the document is."), "documents"))
    astray = [each for each in held if each.client_id and each.client_id not in clients]
    names = cases.names_for(owner, {each.client_id for each in astray if each.client_id})
    sentence = _(
        "“%(title)s” is about %(name)s, and this note is not. Tick %(name)s, or take the file off and attach it for all."
    )
    return found + [
        Finding(sentence % {"title": each.title, "name": names.get(each.client_id, "")}, "documents")
        for each in astray
        if each.client_id
    ]


def in_record_of(client: UUID, held: Sequence[Held]) -> list[dict[str, Any]]:
    """What is sealed of them in the entry of one client: those about all, and those about that client alone."""
    return [
        {
            "id": str(each.pk),
            "title": each.title,
            "kind": each.kind,
            "file_name": each.file_name,
            "media_type": each.media_type,
            "size": each.size,
            "sha256": each.sha256,
        }
        for each in held
        if each.client_id in (None, client)
    ]

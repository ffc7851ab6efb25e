"""Files that are kept with a draft: looked at first, then all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases.models import Client
from goldthread.documents import actions as documents
from goldthread.documents.actions import NewDocument, Taken
from goldthread.documents.models import Held
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.notes import attachments
from goldthread.notes.attachments import KIND, TITLE
from goldthread.notes.models import Draft

MOST_AT_ONCE = 10


@dataclass(frozen=True)
class Given:
    """Files as they were chosen: name and bytes of each, what they are, how a single one is called, and about whom."""

    files: Sequence[tuple[str, bytes]]
    kind: str
    title: str = ""
    client: Client | None = None


def attach(*, draft: Draft, given: Given, by: Actor) -> list[Held]:
    """Keep files with a draft; its author's alone until the note is signed. Its content names them once it is saved so."""
    if by.staff_id != draft.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    if len(given.files) > MOST_AT_ONCE:
        raise Refused(_("Attach ten files at a time."), field="documents")
    try:
        taken = [(documents.take(data, documents.name_of(name)), name) for name, data in given.files]
        _refuse_twice(draft, taken, given)
        title = given.title if len(taken) == 1 else ""
        new = [NewDocument(file, name, given.kind, title, None, given.client) for file, name in taken]
        with transaction.atomic():
            return [documents.attach(draft=draft.pk, new=each, owner=draft.author, by=by) for each in new]
    except Refused as refused:
        raise Refused(refused.sentence, field="documents") from refused


def _refuse_twice(draft: Draft, taken: Sequence[tuple[Taken, str]], given: Given) -> None:
    """The same file about the same client is one too many; taken off, it may be put back."""
    about = given.client.pk if given.client else None
    attached, _taken_off = attachments.attached(draft, draft.author)
    known = {each.sha256: each.title for each in attached if each.client_id == about}
    for file, name in taken:
        if file.sha256 in known:
            sentence = _("This file is there already, as “%(title)s”.")
            raise Refused(sentence % {"title": known[file.sha256]})
        known[file.sha256] = name


def with_files(content: Mapping[str, Any], held: Sequence[Held]) -> dict[str, Any]:
    """The content with these files among its documents, each with what it is and how it is called."""
    return {
        **content,
        "documents": [*content.get("documents", []), *(str(each.pk) for each in held)],
        KIND: {**content.get(KIND, {}), **{str(each.pk): each.kind for each in held}},
        TITLE: {**content.get(TITLE, {}), **{str(each.pk): each.title for each in held}},
    }

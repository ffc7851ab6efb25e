"""Every write about documents: put on file, described otherwise, taken off as a mistake, attached to a draft."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases.models import Case, Client
from goldthread.documents.models import Blob, Document, DocumentKind, Held
from goldthread.documents.taking import LARGEST as LARGEST
from goldthread.documents.taking import Taken as Taken
from goldthread.documents.taking import take as take
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

LONGEST_NAME, LONGEST_TITLE = 255, 200


@dataclass(frozen=True)
class NewDocument:
    """A file as it is to be on file: what it is, what it is called, the day that it bears, and about whom."""

    file: Taken
    file_name: str
    kind: str
    title: str = ""
    dated_on: date | None = None
    client: Client | None = None


def name_of(file_name: str) -> str:
    """A file's own name without folders and control characters, and never without a letter."""
    bare = file_name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(letter for letter in bare if letter.isprintable()).strip(". ")
    return accept(kept)[-LONGEST_NAME:] or "document"


@transaction.atomic
def put_on_file(*, case: Case, new: NewDocument, by: Actor) -> Document:
    """Add a document to a case; the same file twice is one too many, and is said."""
    standing = Document.objects.current().filter(case=case, client=new.client, sha256=new.file.sha256, in_error="")
    if same := standing.first():
        raise Refused(_("This file is there already, as “%(title)s”.") % {"title": same.title}, field="given")
    _keep(new.file)
    values = _described(new)
    row = Document(
        case=case, client=new.client, true_from_on=new.dated_on or policies.today(), added_by=by.name, **values
    )
    ledger.record_facts(kind="document.added", rows=[row], by=by)
    return row


@transaction.atomic
def put_all_on_file(*, case: Case, new: Sequence[NewDocument], by: Actor) -> list[Document]:
    """Add several documents to a case: all of them or none."""
    return [put_on_file(case=case, new=each, by=by) for each in new]


def describe(*, document: Document, kind: str, title: str, dated_on: date, by: Actor) -> Document:
    """Say otherwise what a document is; the file stays the same."""
    title = accept(title, field="title")
    if not title.strip():
        raise Refused(_("The title is empty. Say what the document is."), field="title")
    said = {"kind": _kind(kind), "title": title[:LONGEST_TITLE], "true_from_on": dated_on}
    return _follow("document.described", document, by, **said)


def take_off(*, document: Document, reason: str, by: Actor) -> Document:
    """Mark a document as put on file by mistake; it stays in the record, and says why."""
    reason = accept(reason, field="reason")
    if not reason.strip():
        raise Refused(_("The reason is empty. Say in a few words why."), field="reason")
    return _follow("document.in_error", document, by, in_error=reason)


@transaction.atomic
def attach(*, draft: UUID, new: NewDocument, owner: Staff, by: Actor) -> Held:
    """Keep a file with a draft; its author's alone until the note is signed."""
    _keep(new.file)
    return Held.objects.create(owner=owner, draft=draft, client=new.client, added_at=clock.now(), **_described(new))


def _described(new: NewDocument) -> dict[str, Any]:
    name = name_of(new.file_name)
    return {
        "kind": _kind(new.kind),
        "title": (accept(new.title, field="title").strip() or name)[:LONGEST_TITLE],
        "file_name": name,
        "media_type": new.file.media_type,
        "size": len(new.file.data),
        "sha256": new.file.sha256,
    }


def _kind(kind: str) -> str:
    if kind not in DocumentKind.values:
        raise Refused(_("Choose from the list what the document is."), field="kind")
    return kind


def _keep(file: Taken) -> None:
    Blob.objects.get_or_create(
        pk=file.sha256, defaults={"data": file.data, "small": file.small, "media_type": file.media_type}
    )


def _follow(act: str, document: Document, by: Actor, **changes: Any) -> Document:
    # Its own column `kind` is no kind of entry.
    further = ledger.further(document, **changes)
    ledger.record_following(kind=act, rows=[further], by=by)
    return further

"""The queue of a supervisor: what was submitted before signing and what waits for a co-signature, by filter, in one order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.lib.shipped import shown
from goldthread.notes import cosigning, queries, reviewing
from goldthread.notes.models import Note, Submission
from goldthread.people.models import Staff
from goldthread.people.queries import below

SUBMITTED, COSIGN, OTHERS = "submitted", "cosign", "others"
ORDERS = ("due", "oldest", "newest")


@dataclass(frozen=True)
class Row:
    """One thing to read: of which kind, whose, about whom, since when and by when."""

    pk: UUID
    kind: str
    author: UUID | None
    author_name: str
    about: str
    title: str
    since: datetime
    due_on: date | None = None
    is_sample: bool = False
    levels: str = ""

    @property
    def address(self) -> str:
        """Where it is read."""
        return reverse("notes:submission" if self.kind == SUBMITTED else "notes:note", args=[self.pk])


@dataclass(frozen=True)
class Asked:
    """What the queue shows: of one kind, one author, one type, in an order of ORDERS; empty means all."""

    kind: str = ""
    author: UUID | None = None
    title: str = ""
    order: str = "due"


def kinds() -> list[tuple[str, str]]:
    """The kinds of things in the queue, with what they are called."""
    return [
        (SUBMITTED, _("submitted before signing")),
        (COSIGN, _("waiting for your co-signature")),
        (OTHERS, _("waiting for another's co-signature")),
    ]


def rows(actor: Staff, asked: Asked = Asked()) -> list[Row]:
    """Everything that waits for somebody who supervises, as asked for."""
    if not below(actor):
        return []
    found = [*_submitted(actor), *_to_cosign(actor)]
    kept = [
        row
        for row in found
        if (not asked.kind or row.kind == asked.kind)
        and (not asked.author or row.author == asked.author)
        and (not asked.title or row.title == asked.title)
    ]
    if asked.order == "newest":
        return sorted(kept, key=lambda row: row.since, reverse=True)
    return sorted(kept, key=lambda row: ((row.due_on or date.max) if asked.order == "due" else date.max, row.since))


def _submitted(actor: Staff) -> list[Row]:
    waiting = Submission.objects.of_those_below(actor).waiting().select_related("draft__author", "draft__note_type")
    seen = [each for each in waiting if reviewing.may_review(each, actor)]
    names = cases.names_for(actor, {pk for each in seen for pk in queries.clients_of(each.draft)})
    return [
        Row(
            pk=each.pk,
            kind=SUBMITTED,
            author=each.draft.author_id,
            author_name=each.draft.author.name,
            about=", ".join(names[pk] for pk in queries.clients_of(each.draft) if pk in names),
            title=shown(each.draft.note_type.definition["title"], "note type"),
            since=each.submitted_at,
        )
        for each in seen
    ]


def _to_cosign(actor: Staff) -> list[Row]:
    waiting: Sequence[Note] = cosigning.awaiting(actor, below(actor))
    cosigner = queries.cosigner(actor) if waiting else None
    names = queries.names_for(actor, waiting)
    return [
        Row(
            pk=note.pk,
            kind=OTHERS if cosigner and cosigner.findings(note) else COSIGN,
            author=note.author_id,
            author_name=note.author_name,
            about=names.get(note.client_id, ""),
            title=shown(note.type_title, "note type"),
            since=note.recorded_at,
            due_on=note.cosignature_due_on,
            is_sample=note.is_sample,
            levels=note.cosignature_levels,
        )
        for note in waiting
    ]


def beside(found: Sequence[Row], pk: UUID) -> tuple[Row | None, Row | None]:
    """What stands before and after something in the queue; what left it meanwhile is followed by the first."""
    places = [row.pk for row in found]
    if pk not in places:
        return None, next(iter(found), None)
    at = places.index(pk)
    return (found[at - 1] if at else None), (found[at + 1] if at + 1 < len(found) else None)

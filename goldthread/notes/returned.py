"""What was given back to its author, before or after signing, and is not mended yet."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from goldthread.cases import queries as cases
from goldthread.lib.shipped import shown
from goldthread.notes import cosigning
from goldthread.notes.about import clients_of
from goldthread.notes.models import Draft, Note, Submission, Verdict
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Returned:
    """One of them: to whom, about whom, where it is mended, and the reviewer's words or what note it is."""

    author: UUID
    clients: Sequence[UUID]
    address: str
    words: str
    draft: Draft | None = None


def returned(actor: Staff, authors: Collection[Staff], drafts: Sequence[Draft]) -> list[Returned]:
    """Of the open drafts of these authors, and of their notes that `actor` may see, those that came back; oldest first."""
    last: dict[UUID, Submission] = {}
    submitted = Submission.objects.filter(draft__in=[each.pk for each in drafts]).exclude(verdict=Verdict.TAKEN_BACK)
    for each in submitted.order_by("submitted_at"):
        last[each.draft_id] = each
    found = [
        Returned(
            each.author_id,
            clients_of(each),
            reverse("notes:draft", args=[each.pk]) + "#review-h",
            last[each.pk].words,
            each,
        )
        for each in drafts
        if each.pk in last and last[each.pk].verdict == Verdict.RETURNED
    ]
    return found + [_of_note(each) for each in _notes(actor, authors)]


def _of_note(note: Note) -> Returned:
    author, title = note.author_id or note.pk, shown(note.type_title, "note type")
    return Returned(author, [note.client_id], reverse("notes:note", args=[note.pk]), title)


def _notes(actor: Staff, authors: Collection[Staff]) -> list[Note]:
    """Those signed notes that their authors still see, so that whoever counts them counts the same."""
    found = cosigning.returned_to(actor, [author.pk for author in authors])
    by_author = {author.pk: author for author in authors if author.pk != actor.pk}
    asked = [
        (by_author[note.author_id], note.case_id) for note in found if note.author_id in by_author and note.case_id
    ]
    held = cases.may_open(asked) if asked else set()
    return [note for note in found if note.author_id == actor.pk or (note.author_id, note.case_id) in held]

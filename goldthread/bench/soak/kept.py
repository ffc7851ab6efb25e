"""What was acknowledged, and whether it is there: read again as its author sees it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.bench.soak.people import MARK
from goldthread.documents.models import Blob, Held
from goldthread.notes.models import Draft, DraftRevision, Note, NoteDocument
from goldthread.people.models import Staff


@dataclass
class Written:
    """A draft that somebody began: words whose save was answered, those kept beside, its files, and its note once it is signed."""

    draft: UUID
    author: UUID
    words: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    entry: UUID | None = None


def lost(every: Iterable[Written], imported: Iterable[str]) -> list[str]:
    """A sentence for each acknowledged write that nobody finds again."""
    authors = {each.pk: each for each in Staff.objects.all()}
    found = [sentence for each in every for sentence in _lost_of(each, authors[each.author])]
    return [*found, *_lost_rows(imported)]


def _lost_of(written: Written, author: Staff) -> Iterator[str]:
    draft = Draft.objects.visible_to(author).filter(pk=written.draft).first()
    if draft is None:
        yield _("A draft that was begun is gone: %(draft)s.") % {"draft": written.draft}
        return
    standing = _signed(written.entry, author) if written.entry else _texts(draft.content)
    for word in written.words:
        if word not in standing:
            yield _("A save that was answered is lost: %(word)s of draft %(draft)s.") % _named(word, written)
    if Note.objects.visible_to(author).filter(encounter=draft.pk, amends=None).count() > 1:
        yield _("A draft became more than one note: %(draft)s.") % {"draft": written.draft}
    beside = [_texts(each.content) for each in DraftRevision.objects.filter(draft=draft)]
    for word in written.beside:
        if not any(word in each for each in beside):
            yield _("What was kept beside is lost: %(word)s of draft %(draft)s.") % _named(word, written)
    yield from _lost_files(written, author)


def _named(word: str, written: Written) -> dict[str, Any]:
    return {"word": word, "draft": written.draft}


def _signed(entry: UUID, author: Staff) -> str:
    return "".join(Note.objects.visible_to(author).filter(pk=entry).values_list("html", flat=True))


def _texts(content: dict[str, Any]) -> str:
    return "\n".join(content.get("narrative", {}).values())


def _lost_files(written: Written, author: Staff) -> Iterator[str]:
    if written.entry:
        there = set(NoteDocument.objects.filter(note=written.entry).values_list("sha256", flat=True))
    else:
        there = set(Held.objects.visible_to(author).filter(draft=written.draft).values_list("sha256", flat=True))
    kept = there & set(Blob.objects.filter(pk__in=there).values_list("pk", flat=True))
    for digest in written.files:
        if digest not in kept:
            yield _("A document that was taken is lost: %(digest)s of draft %(draft)s.") % {
                "digest": digest,
                "draft": written.draft,
            }


def _lost_rows(imported: Iterable[str]) -> Iterator[str]:
    """Imported rows belong to nobody's drafts, so all notes are read through once."""
    there = {word for html in Note.objects.values_list("html", flat=True).iterator() for word in MARK.findall(html)}
    for word in imported:
        if word not in there:
            yield _("A row that was imported is lost: %(word)s.") % {"word": word}

"""The documents that belong to a printed file: what is on file about the client, then what was signed with the notes, numbered."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.documents import queries as documents
from goldthread.documents.models import ENDINGS, Document
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.models import Note, NoteDocument
from goldthread.notes.queries import Filters
from goldthread.people.models import Staff

_ENDING = re.compile(r"\.(pdf|jpe?g|png|webp)$", re.IGNORECASE)
# What a file's name may be everywhere, with the folder before it.
_LONGEST = 80


@dataclass(frozen=True)
class OnFile:
    """One document: what it is, who added it and when, and its place among all of a file.

    `identity` is its own in the record, `client` whom it is about (None: everybody in a case), `note` with which it was signed.
    """

    number: int
    identity: UUID
    client: UUID | None
    title: str
    kind: str
    medium: str
    media_type: str
    size: int
    sha256: str
    added_by: str
    added_at: datetime
    dated: str
    note: str
    pages: int

    def name(self, count: int) -> str:
        """What its file is called beside the PDF, in the order of the list."""
        bare = re.sub(r"[^\w-]+", "-", _ENDING.sub("", self.title)).strip("-")[:_LONGEST]
        ending = ENDINGS.get(self.media_type, "")
        return f"{self.number:0{len(str(count))}}{'-' if bare else ''}{bare}{ending}"


def of_file(reader: Staff, clients: Sequence[UUID], ids: Collection[UUID], filters: Filters) -> list[OnFile]:
    """What `reader` may see of it; where only some kinds of note are asked for, only what was signed with those."""
    rows: list[Document | NoteDocument] = [] if filters.note_types else _in_stretch(reader, clients, filters)
    signed = notes.files_of(ids, clients, actor=reader)
    pages = documents.pages_of([row.sha256 for row in (*rows, *signed)])
    began = documents.added_at([row.identity for row in rows if isinstance(row, Document)])
    found: list[Document | NoteDocument] = [*rows, *signed]
    return [_told(at, row, began, pages.get(row.sha256, 0)) for at, row in enumerate(found, 1)]


def _in_stretch(reader: Staff, clients: Sequence[UUID], filters: Filters) -> list[Document | NoteDocument]:
    return [
        row
        for row in documents.of_clients(reader, clients)
        if (filters.since is None or row.true_from_on >= filters.since)
        and (filters.until is None or row.true_from_on <= filters.until)
    ]


def _told(number: int, row: Document | NoteDocument, began: dict[UUID, datetime], pages: int) -> OnFile:
    if isinstance(row, Document):
        who = (row.identity, row.client_id, row.get_kind_display(), row.added_by, began[row.identity])
        when = (formats.date_format(row.true_from_on), "")
    else:
        who = (row.pk, row.note.client_id, row.kind_title, row.note.author_name, row.note.recorded_at)
        when = ("", heading(row.note))
    identity, client, kind, added_by, added_at = who
    return OnFile(
        number, identity, client, row.title, str(kind), row.medium, row.media_type, row.size, row.sha256, added_by, added_at,
        *when, pages,
    )  # fmt: skip


def heading(note: Note) -> str:
    """What a note is called on paper: its kind and its day."""
    day = formats.date_format(note.occurred_on) if note.occurred_on else ""
    return ", ".join(filter(None, (shown(note.type_title, "note type"), day)))


def listed(found: Sequence[OnFile], *, beside: bool) -> SafeString:
    """The list of them as it stands before the notes; `beside` says that the files are given out with it, by their names."""
    if not found:
        return SafeString("")
    rows = format_html_join("", "<li>{}</li>", ((_line(each, len(found), beside=beside),) for each in found))
    told = _("The files themselves are in the folder “documents” beside this one.") if beside else ""
    return format_html("<h2>{}</h2>{}<ul>{}</ul>", _("Documents"), format_html("<p>{}</p>", told) if told else "", rows)


def _line(each: OnFile, count: int, *, beside: bool) -> SafeString:
    pages = ngettext("%(n)s page", "%(n)s pages", each.pages) % {"n": each.pages} if each.pages else ""
    at = timezone.localtime(each.added_at)
    added = {
        "name": shown(each.added_by, "import"),
        "at": f"{formats.date_format(at, 'DATETIME_FORMAT')} {at.tzname()}",
    }
    told = [
        each.kind,
        each.dated,
        f"{each.medium}, {filesizeformat(each.size)}",
        pages,
        _("signed with the note “%(note)s”") % {"note": each.note} if each.note else "",
        _("added on %(at)s by %(name)s") % added,
    ]
    number = _("Document %(number)s of %(count)s") % {"number": each.number, "count": count}
    return format_html(
        "{}: <b><bdi>{}</bdi></b>{}{} · <code>SHA-256 {}</code>",
        number,
        each.title,
        format_html_join("", " · {}", ((part,) for part in told if part)),
        format_html(" · <code>{}</code>", each.name(count)) if beside else "",
        each.sha256,
    )

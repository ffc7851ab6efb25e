"""What the pages across rooms show: the case file and the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.safestring import SafeString

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft, Note
from goldthread.notes.queries import Entered, Filters
from goldthread.people.models import Role, Staff
from goldthread.people.queries import below
from goldthread.people.rules import may
from goldthread.psychotherapy import queries as psychotherapy

RECENT = 8


@dataclass(frozen=True)
class File:
    """One page of a client's case file."""

    entered: list[Entered]
    count: int
    page: int
    pages: int

    @property
    def articles(self) -> Iterator[SafeString]:
        """The notes as the page shows them."""
        return (each.article for each in self.entered)

    @property
    def newer(self) -> int:
        """The page before this one."""
        return self.page - 1

    @property
    def older(self) -> int:
        """The page after this one."""
        return self.page + 1


def file_of(actor: Staff, clients: Sequence[UUID], filters: Filters, page: int) -> File:
    """The journal of a client, and of records merged with it, a page at a time, newest first."""
    journal = notes.Journal(actor, clients, filters)
    count = journal.count()
    pages = max(1, -(-count // notes.PAGE))
    page = min(max(page, 1), pages)
    shown = journal.stretch((page - 1) * notes.PAGE, notes.PAGE)
    return File(notes.with_amendments(shown, actor=actor), count, page, pages)


def choices_of(actor: Staff, clients: Sequence[UUID]) -> dict[str, list[tuple[str, str]]]:
    """The types and authors that occur in a client's journal, to filter by."""
    rows = notes.Journal(actor, clients).kinds()
    types = sorted({(key, shown(title, "note type")) for key, title, _, _ in rows}, key=lambda pair: pair[1])
    authors = dict(sorted((str(author), name) for _, _, author, name in rows if author))
    return {"types": types, "authors": sorted(authors.items(), key=lambda pair: pair[1])}


def left_about(actor: Staff, clients: Sequence[UUID]) -> int:
    """How many drafts about these clients somebody left unsigned, of those that `actor` may read."""
    if not below(actor):
        return 0
    return sum(not set(clients).isdisjoint(notes.clients_of(each)) for each in Draft.objects.left_behind_for(actor))


def apart_of(actor: Staff, clients: Sequence[UUID]) -> dict[str, bool | int]:
    """Whether `actor` may keep psychotherapy notes; and how many there are, for who answers requests for the record."""
    answers_requests = Role.RECORDS_OFFICER in actor.roles
    return {
        "keeps_apart": may(actor.roles, "keep_psychotherapy_notes"),
        "kept_apart": psychotherapy.count_about(clients) if answers_requests else 0,
    }


@dataclass(frozen=True)
class Day:
    """What stands on Today."""

    drafts: list[tuple[Draft, str]]
    waiting: list[tuple[Note, str]]
    for_others: list[tuple[Note, str]]
    recent: list[tuple[Note, str]]
    short: int = 0
    to_review: int = 0
    given_back: list[tuple[str, str, str]] = field(default_factory=list)


def day_of(actor: Staff) -> Day:
    """Drafts in hand, notes below one that wait for a co-signature (one's own or another's), and what one signed last."""
    drafts = list(notes.open_drafts(actor)[:RECENT])
    waiting = list(notes.awaiting_cosignature(actor, below(actor))[:RECENT])
    cosigner = notes.cosigner(actor) if waiting else None
    others = {note.pk for note in waiting if cosigner and cosigner.findings(note)}
    signed = Note.objects.visible_to(actor).filter(author=actor)
    recent = list(signed.order_by("-recorded_at")[:RECENT])
    named = {pk for draft in drafts for pk in notes.clients_of(draft)}
    seen = set(Client.objects.visible_to(actor).filter(pk__in=named).values_list("pk", flat=True))
    names = cases.names_of(seen | {note.client_id for note in waiting + recent})
    about = [(draft, _about(draft, names)) for draft in drafts]
    told = [(note, names.get(note.client_id, "")) for note in waiting]
    return Day(
        drafts=about,
        waiting=[(note, name) for note, name in told if note.pk not in others],
        for_others=[(note, name) for note, name in told if note.pk in others],
        recent=[(note, names.get(note.client_id, "")) for note in recent],
        short=notes.short_drafts(actor).count(),
        to_review=notes.submitted_to(actor),
        given_back=notes.given_back(actor),
    )


def _about(draft: Draft, names: dict[UUID, str]) -> str:
    return ", ".join(names[pk] for pk in notes.clients_of(draft) if pk in names)

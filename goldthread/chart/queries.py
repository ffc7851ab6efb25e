"""What the pages across rooms show: the case file and the day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing
from goldthread.chart import plans_due, work
from goldthread.chart.work import Line, Work
from goldthread.ledger import queries as record
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft, Note
from goldthread.notes.queries import Entered, Filters, Returned
from goldthread.people.models import Role, Staff
from goldthread.people.queries import below
from goldthread.people.rules import may
from goldthread.psychotherapy import queries as psychotherapy

RECENT = 8
# So many rows are read for each line of what was signed last: a group has many.
_TOGETHER = 4
OPENED_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class File:
    """One page of a client's case file."""

    entered: list[Entered]
    count: int
    page: int
    pages: int
    query: str = ""

    @property
    def articles(self) -> Iterator[SafeString]:
        """The notes as the page shows them."""
        return (each.article(self.query) for each in self.entered)

    @property
    def newer(self) -> int:
        """The page before this one."""
        return self.page - 1

    @property
    def older(self) -> int:
        """The page after this one."""
        return self.page + 1


def file_of(actor: Staff, clients: Sequence[UUID], filters: Filters, page: int, at: UUID | None = None) -> File:
    """The journal of a client, and of records merged with it, a page at a time, newest first; the one that holds `at`."""
    journal = notes.Journal(actor, clients, filters)
    count = journal.count()
    pages = max(1, -(-count // notes.PAGE))
    if at and (place := journal.place_of(at)) is not None:
        page = place // notes.PAGE + 1
    page = min(max(page, 1), pages)
    shown = journal.stretch((page - 1) * notes.PAGE, notes.PAGE)
    return File(notes.with_amendments(shown, actor=actor), count, page, pages, filters.address)


def place_at(actor: Staff, clients: Sequence[UUID], filters: Filters, day: date) -> str:
    """The address of the place in the first client's file, narrowed so, where a day begins."""
    file = reverse("chart:file", args=[clients[0]])
    note = notes.Journal(actor, clients, filters).at_day(day)
    query = urlencode(filters.fields | ({"at": str(note)} if note else {}))
    return f"{file}?{query}#{f'n{note}' if note else 'journal'}"


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
    """What stands on Today; the lists are whole, and their lengths are the figures. `drafts` are those not to sign yet."""

    work: Work
    to_sign: list[Line]
    drafts: list[tuple[Draft, str]]
    waiting: list[tuple[Note, str]]
    for_others: list[tuple[Note, str]]
    given_back: list[tuple[Returned, str]]
    files: list[tuple[UUID, str]]
    recent: list[tuple[Note, str]]
    plans: list[plans_due.Line]
    plans_to_sign: list[plans_due.Line]
    ending: list[tuple[Standing, str]]
    short: int = 0
    to_review: int = 0


def day_of(actor: Staff) -> Day:
    """What is to be signed, drafts in hand, what came back, what waits for a co-signature, and what one saw and signed last."""
    (own,) = work.work_of(actor, [actor])
    waiting, others = work.to_cosign(actor)
    files = record.opened_lately(actor.pk, clock.now() - OPENED_WITHIN, 3 * RECENT)
    to_sign = work.plans_to_sign(actor)
    recent = _signed_lately(actor)
    signed = [note for together in recent for note in together]
    today = clock.today(actor.zone)
    ending = authorizations.ending(actor, today) if may(actor.roles, "reconcile_bills") else []
    named = {*files, *(row.client for row in to_sign), *(note.client_id for note in [*waiting, *others, *signed])}
    names = work.names_in(actor, [own], named | {each.row.client_id for each in ending})
    return Day(
        work=own,
        to_sign=work.lines(actor, own.unsigned, names),
        drafts=[(draft, work.about(notes.clients_of(draft), names)) for draft in own.undated],
        waiting=[(note, names.get(note.client_id, "")) for note in waiting],
        for_others=[(note, names.get(note.client_id, "")) for note in others],
        given_back=[(each, work.about(each.clients, names)) for each in own.returned],
        files=[(client, names[client]) for client in files if client in names][:RECENT],
        recent=[(each[0], work.about([note.client_id for note in each], names)) for each in recent],
        plans=plans_due.lines(own.plans, names, today),
        plans_to_sign=plans_due.lines(to_sign, names, today),
        ending=[(each, names[each.row.client_id]) for each in ending if each.row.client_id in names],
        short=notes.tapped(actor),
        to_review=notes.submitted_to(actor),
    )


def _signed_lately(actor: Staff) -> list[list[Note]]:
    """What somebody signed last, newest first; the records of one encounter, which are signed together, make one."""
    rows = Note.objects.visible_to(actor).filter(author=actor).order_by("-recorded_at").defer("html")
    together: dict[UUID, list[Note]] = {}
    for note in rows[: RECENT * _TOGETHER]:
        together.setdefault(note.pk if note.amends_id else note.encounter, []).append(note)
    return list(together.values())[:RECENT]

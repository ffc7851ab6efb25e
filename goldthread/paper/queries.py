"""What stands on paper: one note, or a client's journal in order, each note as its page has it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import formats, timezone
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.cases import queries as cases
from goldthread.cases.models import Client, ClientDetail
from goldthread.cases.queries import Known, Stay
from goldthread.ledger import queries as ledger
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.queries import Entered, Filters
from goldthread.paper import on_file
from goldthread.paper.on_file import OnFile
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

# So many notes are in hand at a time, however many are printed.
_STRETCH = 100


@dataclass(frozen=True)
class Paper:
    """One document: whose it is, what it is called, what stands before the notes, and the notes as HTML, one by one."""

    reader: Staff
    client: Client
    detail: ClientDetail
    title: str
    ids: Sequence[UUID]
    front: str = ""
    around: str = ""
    documents: Sequence[OnFile] = ()
    # Whether the files of the documents are given out beside it.
    with_files: bool = False

    def notes(self) -> Iterator[SafeString]:
        """Each note under a heading of the second level: its head, its words, what was added, its files."""
        for at in range(0, len(self.ids), _STRETCH):
            for entered, files in notes.on_paper(self.ids[at : at + _STRETCH], actor=self.reader):
                entered.level = 3
                yield _note(entered, files)

    @property
    def on_file(self) -> SafeString:
        """The list of documents that belong to it."""
        return on_file.listed(self.documents, beside=self.with_files)

    @cached_property
    def letterhead(self) -> tuple[str, str]:
        """Name of the agency and what stands under it."""
        agency = policies.agency()
        return agency.name, agency.letterhead

    @property
    def whole_title(self) -> str:
        """What it is called with whose it is."""
        return f"{self.title}: {self.detail.name}, {self.client.number}"

    @property
    def running(self) -> str:
        """What every page says of whose record it is."""
        born = formats.date_format(self.detail.born_on) if self.detail.born_on else ""
        return " · ".join(filter(None, (self.detail.name, self.client.number, born)))

    @property
    def printed(self) -> str:
        """When and by whom it was printed, on the reader's own clock."""
        return notes.printed_by(self.reader.name)

    @property
    def terms(self) -> SafeString:
        """Whose record it is, what of it is printed, and the head of the record, as a list of terms."""
        told: list[tuple[str, str]] = [
            (_("Client"), format_html('{} <span class="meta">{}</span>', self.detail.name, self.client.number))
        ]
        if self.detail.born_on:
            told.append((_("Date of birth"), formats.date_format(self.detail.born_on)))
        head = ledger.latest_checkpoint()
        if head:
            at = timezone.localtime(head.at)
            said = {
                "number": head.number,
                "at": f"{formats.date_format(at, 'DATETIME_FORMAT')} {at.tzname()}",
                "size": head.size,
                "root": head.root,
            }
            told.append((_("Record"), _("checkpoint %(number)s of %(at)s, %(size)s entries, %(root)s") % said))
        rows = format_html_join("", "<dt>{}</dt><dd>{}</dd>", told)
        return format_html('<dl class="facts">{}{}</dl>', rows, self.front)


def _note(entered: Entered, files: SafeString) -> SafeString:
    return format_html("<h2>{}</h2>{}{}{}", on_file.heading(entered.note), entered.facts, entered.whole, files)


def of_note(reader: Staff, entry_id: UUID) -> Paper | None:
    """One note on paper, an amendment with the note that it amends; None where `reader` may not see it."""
    entered, _others = notes.encounter_of(entry_id, actor=reader)
    if entered is None:
        return None
    note = entered.note
    title = shown(note.type_title, "note type")
    detail = cases.detail_for(reader, note.client_id)
    return Paper(reader, note.client, detail, title, [note.pk])


def of_file(reader: Staff, client: Client, filters: Filters) -> Paper:
    """A client's journal on paper, with that of records that are the same person, narrowed by filters, the oldest first."""
    known = cases.known_of(reader, client.pk)
    same, on = known.same, known.day
    ids = notes.Journal(reader, same, filters).identities()
    detail = cases.detail_known(known, reader.zone)
    seen = [case.pk for case in cases.cases_seen_by(reader, *same)]
    told = [*_referred(seen, on), *_told(same[1:], filters, len(ids))]
    front = format_html_join("", "<dt>{}</dt><dd>{}</dd>", told)
    documents = on_file.of_file(reader, same, ids, filters)
    return Paper(
        reader, client, detail, _("Case file"), ids, front, _lives(known, filters) + _around(reader, known), documents
    )


def _referred(seen: Sequence[UUID], on: date) -> Iterator[tuple[str, str]]:
    """Who asked for this care, the last one first; why stands in the record, and may tell of others."""
    for each in cases.referrals_of(seen, on):
        by = ", ".join(filter(None, (shown(each.referred_by, "import"), each.person)))
        said = (by, formats.date_format(each.received_on), each.number, each.service, each.get_status_display())
        yield _("Referral"), " · ".join(filter(None, map(str, said)))


def _told(others: Sequence[UUID], filters: Filters, count: int) -> list[tuple[str, str]]:
    """What of the journal is printed."""
    told = []
    if others:
        told.append((_("Read together with"), ", ".join(cases.numbers_of(others))))
    told.append((_("Printed"), _range(filters.since, filters.until)))
    if filters.note_types:
        titles = {row.key: shown(row.definition["title"], "note type") for row in notes.newest_types()}
        told.append((_("Kinds of note"), ", ".join(titles.get(key, key) for key in filters.note_types)))
    return [*told, (_("Notes"), ngettext("%(n)s note", "%(n)s notes", count) % {"n": count})]


def _range(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return _("all that the reader may see, the oldest first")
    days = {
        "since": formats.date_format(since) if since else _("the beginning"),
        "until": formats.date_format(until) if until else _("today"),
    }
    return _("from %(since)s to %(until)s, the oldest first; notes without a date are not among them") % days


def _lives(known: Known, filters: Filters) -> SafeString:
    """Where the client lived, the first place first, of a stretch those of its days; the address stays on the page of placements."""
    held = [stay for stay in reversed(cases.stays_of(known)) if _touches(stay, filters)]
    rows = format_html_join("", "<li><b>{}</b>{} · {}</li>", map(_stay, held))
    return format_html("<h2>{}</h2><ul>{}</ul>", _("Placements"), rows) if rows else SafeString()


def _touches(stay: Stay, filters: Filters) -> bool:
    begun = filters.until is None or stay.true_from_on <= filters.until
    return begun and (filters.since is None or stay.true_to_on is None or stay.true_to_on >= filters.since)


def _stay(stay: Stay) -> tuple[str, str, str]:
    held = stay.placement
    return held.get_kind_display(), f", {held.with_whom}" if held.with_whom else "", stay.span


def _around(reader: Staff, known: Known) -> SafeString:
    """The people around a client as the case file has them."""
    rows = format_html_join("", "<li><b>{}</b>{}</li>", _people(reader, known))
    return format_html("<h2>{}</h2><ul>{}</ul>", _("People around"), rows) if rows else SafeString()


def _people(reader: Staff, known: Known) -> Iterator[tuple[str, str]]:
    for each in cases.people_known(reader, known):
        roles = ", ".join(role.role_title for role in each.roles)
        said = [roles, each.person.organization, each.person.phone]
        yield each.person.name, "".join(f" · {part}" for part in said if part)

"""About whom a draft is: the clients ticked, others of the same case, those that a search finds; and who is out of sight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.cases import rules as cases_rules
from goldthread.lib import uuids
from goldthread.lib.text import accept
from goldthread.notes.models import Draft, Note
from goldthread.people.models import Staff

FOUND_AT_MOST = 12


def clients_of(draft: Draft) -> list[UUID]:
    """Whom a draft says it is about; what is no identity is passed over, for a draft holds whatever was typed."""
    return [found for each in draft.content.get("clients", []) if (found := uuids.or_none(each))]


@dataclass(frozen=True)
class Candidate:
    """A client to tick; the number tells namesakes apart."""

    client: UUID
    name: str
    number: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class About:
    """The clients offered, those chosen first, and the identities of those whom the author no longer sees."""

    offered: Sequence[Candidate]
    unseen: Sequence[str] = ()

    @property
    def chosen(self) -> list[UUID]:
        """Those ticked and in sight."""
        return [each.client for each in self.offered if each.chosen]


@dataclass(frozen=True)
class Found:
    """What a search among the author's clients gave."""

    clients: Sequence[Candidate]
    is_cut: bool
    words: str


def about(draft: Draft, author: Staff, day: date) -> About:
    """Whom a draft is about; beside them the other clients of the case, or of the encounter that is amended."""
    said = [str(each) for each in draft.content.get("clients", []) if str(each)]
    chosen = [found for each in said if (found := uuids.or_none(each))]
    possible = set(chosen) | (_of_the_encounter(draft, author) if draft.amends_id else _of_the_cases(chosen, day))
    seen = {client.pk: client.number for client in cases.clients_in_sight(author, possible)}
    names = {pk: detail.name for pk, detail in cases.details_for(author, seen, day).items()}
    ordered = sorted(seen, key=lambda pk: (pk not in chosen, names[pk], pk))
    offered = [Candidate(pk, names[pk], seen[pk], pk in chosen) for pk in ordered]
    return About(offered, [each for each in said if uuids.or_none(each) not in seen])


def _of_the_cases(clients: Sequence[UUID], day: date) -> set[UUID]:
    return {other for client in clients for case in cases.cases_of(client) for other in cases.clients_of(case, day)}


def _of_the_encounter(draft: Draft, author: Staff) -> set[UUID]:
    """Nobody else has a part in the note that is amended."""
    notes = Note.objects.visible_to(author).first_entries()
    encounter = notes.filter(pk=draft.amends_id).values("encounter")
    return set(notes.filter(encounter__in=encounter).values_list("client", flat=True))


def found(author: Staff, words: str, *, without: Sequence[UUID] = ()) -> Found:
    """Clients in sight whose names begin with these words; without words some of them, for who has few."""
    words = accept(words, field="find_client")[:200]
    if words.strip() and not cases_rules.sought(words):
        return Found([], False, words)
    details = cases.find(author, words).exclude(client__in=without).select_related("client")[: FOUND_AT_MOST + 1]
    listed = [Candidate(each.client_id, each.name, each.client.number) for each in details]
    return Found(listed[:FOUND_AT_MOST], len(listed) > FOUND_AT_MOST, words)

"""Finding notes, people and documents by their words: what is asked, within what somebody sees, and what of it is shown."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.cases.models import Client, ClientDetail, Person
from goldthread.documents.models import Document
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.notes import queries as notes
from goldthread.notes.models import Amendment, Note
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.search import queries as search
from goldthread.search.queries import Hit, Within
from goldthread.search.rules import Asked, Piece, excerpt, spans

# What is shown of a note that was found: the wide column is its kept HTML.
_SHOWN = ("client", "type_title", "author_name", "occurred_on", "amendment")
AT_ONCE, ON_FILE_AT_ONCE, PLANS_AT_ONCE = 20, 8, 4
# Each word alone is one more look into the index.
MOST_ASKED_ALONE = 6
# One client's file, today's clients, or everything that somebody may see.
CLIENT, CASELOAD, EVERYTHING = "client", "caseload", "everything"


@dataclass(frozen=True)
class Narrowed:
    """Where is sought and among which notes; empty means everything that the searcher may see."""

    where: str = EVERYTHING
    client: UUID | None = None
    author: UUID | None = None
    person: UUID | None = None
    note_type: str = ""
    item: str = ""
    contact: str = ""
    since: date | None = None
    until: date | None = None
    best_first: bool = False

    @property
    def asks(self) -> bool:
        """Whether it asks for something without any word."""
        return bool(self.tags or self.client or self.since or self.until)

    @property
    def tags(self) -> list[list[str]]:
        """What a note must bear, one of each group."""
        asked = [
            notes.author_tag(self.author) if self.author else "",
            notes.person_tag(self.person) if self.person else "",
            notes.type_tag(self.note_type) if self.note_type else "",
            notes.item_tag(self.item) if self.item else "",
            {"made": notes.MADE, "not_made": notes.NOT_MADE}.get(self.contact, ""),
        ]
        return [[tag] for tag in asked if tag]


@dataclass(frozen=True)
class FoundNote:
    """A note that was found: whose, what of it, and what became of it since."""

    note: Note
    name: str
    pieces: Sequence[Piece]
    amendment: str
    in_error: bool
    corrected: bool


@dataclass(frozen=True)
class FoundOnFile:
    """A client, somebody around them, with whom they are placed, a document or a plan that was found."""

    kind: str
    title: str
    told: str
    pieces: Sequence[Piece]
    client: UUID | None = None
    case: UUID | None = None
    document: UUID | None = None
    plan: UUID | None = None


@dataclass(frozen=True)
class Found:
    """What a search gave: on file first, then notes; `below` is where older ones begin, if there are any.

    `nowhere` are those of the words that no note holds, where nothing was found.
    """

    on_file: Sequence[FoundOnFile] = ()
    notes: Sequence[FoundNote] = ()
    below: int | None = None
    nowhere: Sequence[str] = ()

    @property
    def clients(self) -> list[UUID]:
        """Whose records are shown."""
        shown = [each.note.client_id for each in self.notes] + [each.client for each in self.on_file if each.client]
        return list(dict.fromkeys(shown))


def find(actor: Staff, asked: Asked, narrowed: Narrowed, *, below: int | None = None, pages: int = 1) -> Found:
    """What holds the words asked for, of what `actor` sees; on file only with the first notes and where nothing narrows them.

    So many `pages` come at once for who comes back to where they were.
    """
    if not (asked.wanted or narrowed.asks):
        return Found()
    sight, places = cases.sight_of(actor), _places(actor, narrowed)
    within = _within(sight, places, narrowed)
    shown = AT_ONCE if narrowed.best_first else AT_ONCE * pages
    hits = search.find(asked, replace(within, below=below), limit=shown + 1, best_first=narrowed.best_first)
    further = hits[shown - 1].number if len(hits) > shown and not narrowed.best_first else None
    plain = bool(asked.wanted) and below is None and not narrowed.tags
    on_file = [*_on_file(actor, asked, sight, places), *_plans(actor, asked, sight, places)] if plain else ()
    found = _notes(actor, hits[:shown], asked)
    nowhere = () if found or on_file or below else _nowhere(asked, within)
    return Found(on_file, found, further, nowhere)


def beside(actor: Staff, asked: Asked, narrowed: Narrowed, entry: UUID, *, older: bool) -> Note | None:
    """The note that a search shows after an entry, or before it; None at either end."""
    numbers = search.numbers_of(entry)
    if not (numbers and (asked.wanted or narrowed.asks)):
        return None
    within = _within(cases.sight_of(actor), _places(actor, narrowed), narrowed)
    if narrowed.best_first:
        hits = search.find(asked, within, limit=AT_ONCE, best_first=True)
        found = list(dict.fromkeys(hit.entry for hit in hits))
        at = found.index(entry) if entry in found else None
        entries = [] if at is None else found[at + 1 :] if older else found[:at][::-1]
    else:
        turned = replace(within, below=numbers[0]) if older else replace(within, above=numbers[-1])
        entries = [hit.entry for hit in search.find(asked, turned, limit=AT_ONCE)]
    seen = {note.pk: note for note in Note.objects.visible_to(actor).filter(pk__in=entries).only("amends")}
    return next((seen[pk] for pk in entries if pk in seen), None)


def _within(sight: cases.Sight | None, places: frozenset[UUID] | None, narrowed: Narrowed) -> Within:
    reach = [] if sight is None else [_bearing(sight.served, sight.cases)]
    inside = [] if places is None else [_bearing(places)]
    return Within([["znote"], *reach, *inside, *narrowed.tags], narrowed.since, narrowed.until)


def _nowhere(asked: Asked, within: Within) -> list[str]:
    """Of several terms those that no note holds at all, so that one who misspelt sees which."""
    if len(asked.wanted) < 2:
        return []
    terms = asked.wanted[:MOST_ASKED_ALONE]
    return [" ".join(term.words) for term in terms if not search.find(Asked((term,)), within, limit=1)]


def _places(actor: Staff, narrowed: Narrowed) -> frozenset[UUID] | None:
    """The clients in whose records is sought; None everywhere."""
    if narrowed.where == CLIENT and narrowed.client:
        return frozenset(cases.same_person(narrowed.client))
    return cases.served_by(actor) if narrowed.where == CASELOAD else None


def _bearing(clients: Collection[UUID], held: Collection[UUID] = ()) -> list[str]:
    """The tags of what belongs to one of these clients or cases."""
    return [*(f"c{pk.hex}" for pk in clients), *(f"k{pk.hex}" for pk in held)]


def _notes(actor: Staff, hits: Sequence[Hit], asked: Asked) -> list[FoundNote]:
    entries = list(dict.fromkeys(hit.entry for hit in hits))
    shown = Note.objects.visible_to(actor).filter(pk__in=entries).only(*_SHOWN)
    seen = {note.pk: note for note in shown} if entries else {}
    names = cases.names_for(actor, {note.client_id for note in seen.values()})
    contents = ledger.contents_of(list(seen))
    mended = _amended(seen)
    return [
        FoundNote(
            seen[pk],
            names.get(seen[pk].client_id, ""),
            excerpt(notes.said(contents[pk]), asked.wanted),
            str(dict(Amendment.choices).get(seen[pk].amendment, "")),
            in_error=(pk, Amendment.ENTERED_IN_ERROR.value) in mended,
            corrected=(pk, Amendment.CORRECTION.value) in mended,
        )
        for pk in entries
        if pk in seen and pk in contents
    ]


def _amended(seen: Mapping[UUID, Note]) -> set[tuple[UUID | None, str]]:
    amending = Note.objects.filter(amends__in=[*seen], amendment__in=["correction", "entered_in_error"])
    return set(amending.values_list("amends", "amendment")) if seen else set()


def _on_file(
    actor: Staff, asked: Asked, sight: cases.Sight | None, places: frozenset[UUID] | None
) -> list[FoundOnFile]:
    """Clients and people by what they are called now, placements, documents by their titles, of those whom the actor sees."""
    groups = [["zclient", "zperson", "zplacement", "zdocument"]]
    if sight is not None:
        groups.append(_bearing(sight.clients, sight.cases))
    if places is not None:
        groups.append(_bearing(places, {case.pk for case in cases.cases_of(*places)} if places else ()))
    hits = search.find(asked, Within(groups), limit=3 * ON_FILE_AT_ONCE)
    about: dict[str, list[UUID]] = {"client": [], "person": [], "placement": [], "document": []}
    days = cases.last_days(actor, {hit.about for hit in hits if hit.kind == "client"})
    said = {row.entry_id for rows in cases.versions_then(days, actor.zone).values() for row in rows}
    for hit in hits:
        # Of who left, what came on file afterwards finds nobody, though it says that it was so before.
        in_time = hit.kind != "client" or hit.about not in days or (hit.on <= days[hit.about] and hit.entry in said)
        if in_time and hit.about not in about[hit.kind]:
            about[hit.kind].append(hit.about)
    found = [*_clients(actor, about["client"], asked), *_people(actor, about["person"], asked)]
    found += _placements(actor, about["placement"][:ON_FILE_AT_ONCE], asked)
    return [*found, *_documents(actor, about["document"], asked)][:ON_FILE_AT_ONCE]


def _clients(actor: Staff, wanted: Sequence[UUID], asked: Asked) -> list[FoundOnFile]:
    seen = {client.pk: client.number for client in cases.clients_in_sight(actor, wanted)}
    names = cases.names_for(actor, seen)
    return [
        FoundOnFile("client", names.get(pk, ""), seen[pk], excerpt(names.get(pk, ""), asked.wanted), client=pk)
        for pk in wanted
        if pk in seen
    ]


def _people(actor: Staff, wanted: Sequence[UUID], asked: Asked) -> list[FoundOnFile]:
    today = clock.today(actor.zone)
    standing: list[Person] = Person.objects.standing(today, identity=wanted) if wanted else []
    seen = {case.pk: case for case in cases.cases_in_sight(actor, {each.case_id for each in standing})}
    return [
        FoundOnFile(
            "person",
            each.name,
            " · ".join(filter(None, (each.organization, each.phone, seen[each.case_id].short_name))),
            excerpt(each.name, asked.wanted),
            case=each.case_id,
        )
        for each in sorted(standing, key=lambda row: wanted.index(row.identity))
        if each.case_id in seen
    ]


def _placements(actor: Staff, wanted: Sequence[UUID], asked: Asked) -> list[FoundOnFile]:
    """Of each client the last placement that holds the words, as the actor knows it; what was mended since holds them no more."""
    seen = [client.pk for client in cases.clients_in_sight(actor, wanted)]
    names = cases.names_for(actor, seen)
    found = []
    for pk in (pk for pk in wanted if pk in seen):
        own = [stay for stay in cases.stays_of(cases.known_of(actor, pk)) if stay.placement.client_id == pk]
        stay = next((stay for stay in own if _holds(stay.placement.with_whom, asked)), None)
        if stay:
            whom, told = stay.placement.with_whom, (names[pk], stay.placement.get_kind_display(), stay.span)
            pieces = excerpt(whom, asked.wanted)
            found.append(FoundOnFile("placement", whom, " · ".join(told), pieces, client=pk))
    return found


def _holds(text: str, asked: Asked) -> bool:
    return all(spans(text, [term]) for term in asked.wanted)


def _documents(actor: Staff, wanted: Sequence[UUID], asked: Asked) -> list[FoundOnFile]:
    if not wanted:
        return []
    held = Document.objects.visible_to(actor).current().filter(identity__in=wanted, in_error="")
    return [
        FoundOnFile(
            "document",
            each.title,
            each.get_kind_display(),
            excerpt(each.title, asked.wanted),
            client=each.client_id,
            case=each.case_id,
            document=each.identity,
        )
        for each in sorted(held, key=lambda row: wanted.index(row.identity))
    ]


def _plans(actor: Staff, asked: Asked, sight: cases.Sight | None, places: frozenset[UUID] | None) -> list[FoundOnFile]:
    """Versions of plans, their reviews and the ends of goals that hold the words, newest first."""
    reach = [] if sight is None else [_bearing(sight.served, sight.cases)]
    inside = [] if places is None else [_bearing(places)]
    hits = search.find(asked, Within([["zplan"], *reach, *inside]), limit=PLANS_AT_ONCE)
    entries = list(dict.fromkeys(hit.entry for hit in hits))
    found = plans.found(actor, entries)
    names = cases.names_for(actor, {each.client for each in found})
    return [
        FoundOnFile(
            "plan",
            each.title,
            " · ".join((names.get(each.client, ""), each.title)),
            excerpt(each.words, asked.wanted),
            client=each.client,
            plan=each.version,
        )
        for each in found
    ]


def offered_client(actor: Staff, wanted: UUID | None) -> tuple[UUID, str] | None:
    """The client in whose file may be sought, with their name; None where the actor does not see them."""
    if wanted is None or not Client.objects.visible_to(actor).filter(pk=wanted).exists():
        return None
    detail: ClientDetail = cases.detail_for(actor, wanted)
    return wanted, detail.name

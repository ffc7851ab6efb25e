"""Reads of earlier notes while another is written: listed and found in the pane, what a section said last, what spans may name."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases import rules as cases_rules
from goldthread.cases.models import Client
from goldthread.ledger import queries as ledger
from goldthread.lib import uuids
from goldthread.lib.shipped import shown
from goldthread.notes import content as contents
from goldthread.notes import markup, origins, queries
from goldthread.notes.definitions import Definition
from goldthread.notes.journal import Filters, Journal
from goldthread.notes.models import Amendment, Draft, Note, NoteType
from goldthread.notes.origins import Earlier
from goldthread.notes.queries import Entered
from goldthread.people.models import Staff

AT_ONCE = 10  # notes that the pane shows before somebody asks for more
SEARCHED_AT_MOST = 500  # newest notes that a search reads
_LOOKED_AT_FOR_LAST = 10
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Part:
    """One section of an earlier note; `may_carry` unless it says response or progress."""

    key: str
    title: str
    text: str
    may_carry: bool


@dataclass(frozen=True)
class Listed:
    """An earlier note as the pane shows it: its sections, what else stands in it as HTML, and whose record it is in."""

    entered: Entered
    name: str
    parts: Sequence[Part]
    rest: SafeString


@dataclass(frozen=True)
class Found:
    """A stretch of the earlier notes of some clients; `further` is where the next one starts, `looked_at` of `kept` were read."""

    notes: Sequence[Listed] = ()
    further: int | None = None
    looked_at: int = 0
    kept: int = 0

    @property
    def is_partial(self) -> bool:
        """Whether a search left older notes unread."""
        return self.looked_at < self.kept


@dataclass(frozen=True)
class Last:
    """What a section said in the newest note of the same kind; `note` is None where there is none."""

    note: Note | None = None
    text: str = ""


@dataclass(frozen=True)
class _Held:
    """The contents of some notes: as signed, and as they read now."""

    signed: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)
    standing: Mapping[UUID, dict[str, Any]] = field(default_factory=dict)


def clients_of(draft: Draft, author: Staff) -> list[UUID]:
    """The clients that a draft is about, as far as its author sees them."""
    chosen = [found for each in draft.content.get("clients", []) if (found := uuids.or_none(each))]
    return list(Client.objects.visible_to(author).filter(pk__in=chosen).values_list("pk", flat=True)) if chosen else []


def earlier(author: Staff, clients: Sequence[UUID], *, words: str = "", start: int = 0) -> Found:
    """The signed notes about these clients that the author may see, newest first, from a place on.

    With `words`, those of the newest 500 in which each of the words begins a word, whatever its case and accents.
    """
    journal = Journal(author, clients)
    kept = journal.count()
    if sought := cases_rules.sought(words):
        looked_at = queries.with_amendments(journal.stretch(0, SEARCHED_AT_MOST), actor=author)
        found = [each for each in looked_at if cases_rules.is_sought(sought, _words_of(each))]
        matches, here = len(found), found[start : start + AT_ONCE]
    else:
        here = queries.with_amendments(journal.stretch(start, AT_ONCE), actor=author)
        matches = kept
    further = start + AT_ONCE if start + AT_ONCE < matches else None
    return Found(_listed(here, author), further, min(kept, SEARCHED_AT_MOST) if sought else kept, kept)


def _words_of(entered: Entered) -> str:
    """Everything that a note says, with what was added to it, as plain text."""
    note = entered.note
    said = [shown(note.type_title, "note type"), note.author_name, entered.body]
    said += [part for each in entered.amendments for part in (each.reason, each.body)]
    return unescape(_TAG.sub(" ", " ".join(said)))


def _listed(notes: Sequence[Entered], author: Staff) -> list[Listed]:
    held = _held(notes)
    names = cases.names_for(author, {UUID(content["client"]["id"]) for content in held.signed.values()})
    definitions = _definitions(held.signed.values())
    made = []
    for each in notes:
        content = held.standing[each.note.pk]
        definition = definitions.get((content["note_type"]["key"], content["note_type"]["version"]))
        rest = markup.read_aloud(markup.body({**content, "narrative": []}), level=3)
        name = names.get(UUID(content["client"]["id"]), "")
        for added in each.amendments:
            added.level = 4
        made.append(Listed(each, name, _parts(content, definition, not each.is_in_error), rest))
    return made


def _parts(content: Mapping[str, Any], definition: Definition | None, counts: bool) -> list[Part]:
    titles = {part["section"]: part["title"] for part in content["narrative"]}
    return [
        Part(
            key,
            shown(titles[key], "note type") if titles[key] else _("About this client alone"),
            text.strip("\n"),
            counts and may_carry(key, definition),
        )
        for key, text in contents.texts_of(content).items()
    ]


def may_carry(section: str, definition: Definition | None) -> bool:
    """Whether the words of a section may be offered again: not response and progress, nor what is one client's alone."""
    return section != "own" and not origins.is_of_this_visit(section, definition)


def fields_of(definition: Definition) -> list[tuple[str, str]]:
    """The fields of a kind of note that may take words over, each with its title."""
    return [
        (f"narrative-{section.key}", shown(section.title, "note type"))
        for section in definition.sections
        if may_carry(section.key, definition)
    ]


def _definitions(held: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Definition]:
    keys = {content["note_type"]["key"] for content in held}
    rows = NoteType.objects.filter(key__in=keys) if keys else ()
    return {(row.key, row.version): queries.definition_of(row) for row in rows}


def _held(notes: Sequence[Entered]) -> _Held:
    mended = {each.note.pk: [a.note.pk for a in each.amendments if _is_correction(a)] for each in notes}
    held = ledger.contents_of([*mended, *(pk for corrections in mended.values() for pk in corrections)])
    standing = {
        pk: contents.corrected(held[pk], [held[each]["corrections"] for each in corrections])
        if corrections
        else held[pk]
        for pk, corrections in mended.items()
    }
    return _Held({pk: held[pk] for pk in mended}, standing)


def _is_correction(entered: Entered) -> bool:
    return entered.note.amendment == Amendment.CORRECTION


def standing_of(entered: Entered) -> dict[str, Any]:
    """The content of a note as it reads now, every correction in sight applied."""
    return _held([entered]).standing[entered.note.pk]


def last_time(draft: Draft, author: Staff, section: str) -> Last:
    """What a section said in the newest note of the draft's kind about its clients, leaving out what was in error."""
    journal = Journal(author, clients_of(draft, author), Filters(note_type=draft.note_type.key))
    lately = queries.with_amendments(journal.stretch(0, _LOOKED_AT_FOR_LAST), actor=author)
    newest = next((each for each in lately if not each.is_in_error and each.note.pk != draft.amends_id), None)
    if newest is None:
        return Last()
    texts = contents.texts_of(standing_of(newest))
    return Last(newest.note, texts.get(section, "").strip("\n"))


def sources_of(typed: Mapping[str, Any], author: Staff) -> dict[UUID, list[Earlier]]:
    """For each entry that a draft's spans name: the notes of its encounter that the author may see, that entry first."""
    named = origins.sources_in(typed)
    if not named:
        return {}
    seen = Note.objects.visible_to(author).first_entries()
    encounters = dict(seen.filter(pk__in=named).values_list("pk", "encounter"))
    notes = queries.with_amendments(list(seen.filter(encounter__in=set(encounters.values()))), actor=author)
    held = _held(notes)
    of: dict[UUID, list[Earlier]] = {}
    for each in notes:
        signed, standing = held.signed[each.note.pk], held.standing[each.note.pk]
        texts = dict.fromkeys([*contents.texts_of(signed).values(), *contents.texts_of(standing).values()])
        of.setdefault(each.note.encounter, []).append(Earlier(each.note.pk, each.note.client_id, tuple(texts)))
    return {
        pk: sorted(of[encounter], key=lambda note: (note.entry != pk, note.entry))
        for pk, encounter in encounters.items()
    }

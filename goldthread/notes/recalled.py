"""What notes said of something: their own words, as they read now, taken from the newest of them; nothing is written anew."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.ledger import queries as ledger
from goldthread.notes import content as contents
from goldthread.notes import cosigning, definitions
from goldthread.notes.definitions import Definition
from goldthread.notes.journal import Filters, Journal, amendments_of
from goldthread.notes.models import Amendment, Note, NoteType
from goldthread.people.models import Staff

# As much of a text as one takes in at a glance; who wants more opens the note.
LETTERS = 280
# Of those asked for, some may have been entered in error.
_SPARE = 3
_ENDS = (". ", "! ", "? ", "。", "！", "？", "؟ ", "। ")


@dataclass(frozen=True)
class Noted:
    """One note as it reads now: its head, and its content with every correction applied."""

    note: Note
    content: Mapping[str, Any]
    # Where it stands between signature and co-signature (goldthread.notes.cosigning).
    stands: str = ""

    @property
    def waits(self) -> bool:
        """Whether a co-signature is waited for, or it was returned."""
        return self.stands in (cosigning.WAITING, cosigning.RETURNED)

    @property
    def clocks(self) -> str:
        """From when to when, on the clock of the place, as corrected; empty where no time is known."""
        times = (contents.local_time(self.content[name]) for name in ("starts", "ends"))
        return "–".join(filter(None, times))

    @property
    def on(self) -> date | None:
        """The day of service as corrected."""
        day = self.content["occurred_on"]
        return date.fromisoformat(day) if day else None

    @property
    def author(self) -> str:
        """Who wrote it, with credential, as signed."""
        return self.note.author_name

    def rows(self, block: str) -> Sequence[Mapping[str, Any]]:
        """Its rows of one block: participants, attempts, requests, judgments, occurrences."""
        found: Sequence[Mapping[str, Any]] = self.content.get(block, ())
        return found


class Recalled:
    """What the journal of some clients, as `actor` sees it, says of several things; everything is read together."""

    def __init__(
        self,
        actor: Staff,
        clients: Sequence[UUID],
        wanted: Mapping[str, tuple[Filters, int]],
        further: Collection[UUID] = (),
    ) -> None:
        """`wanted` has, for each thing, what narrows the journal and how many of the newest notes are asked for.

        `further` are notes of that journal that are read with them.
        """
        stretches = {
            key: Journal(actor, clients, filters).stretch(0, at_most + _SPARE)
            for key, (filters, at_most) in wanted.items()
        }
        every = {note.pk: note for notes in stretches.values() for note in notes}
        if missing := [pk for pk in further if pk not in every]:
            every |= {note.pk: note for note in Note.objects.visible_to(actor).filter(pk__in=missing)}
        noted = self._noted = noted_of(list(every.values()), amendments_of(every.values(), actor) if every else [])
        self._found = {
            key: [noted[note.pk] for note in notes if note.pk in noted][: wanted[key][1]]
            for key, notes in stretches.items()
        }
        self._definitions = _definitions(each.content["note_type"] for each in noted.values())

    def notes(self, key: str) -> list[Noted]:
        """The notes of one thing, the newest first."""
        return self._found[key]

    def note(self, entry_id: UUID) -> Noted | None:
        """One of the notes that were read; None where it was entered in error."""
        return self._noted.get(entry_id)

    def words(self, noted: Noted, item: str) -> str:
        """What a note says of one of I1 to I19, in the sections that hold it."""
        told = noted.content["note_type"]
        definition = self._definitions.get((told["key"], told["version"]))
        if definition is None:
            return ""
        texts = contents.texts_of(noted.content)
        holding = [
            section.key
            for section in definition.sections
            if item in section.items or definition.items.get(item) == section.key
        ]
        return " ".join(texts[key] for key in holding if texts.get(key))


def at_a_glance(text: str, letters: int = LETTERS) -> str:
    """The beginning of a text, to the end of a sentence where one ends in time, else of a word; marked where it goes on."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    head = line[: letters + 1]
    end = max(head.rfind(mark) + len(mark.rstrip()) for mark in _ENDS)
    if end >= letters // 2:
        return f"{head[:end]} …"
    return f"{head[:letters].rpartition(' ')[0] or head[:letters]} …"


def noted_of(notes: Sequence[Note], amendments: Iterable[Note]) -> dict[UUID, Noted]:
    """Those of these notes that were not entered in error, as they read now, by entry; `amendments` of them, oldest first."""
    corrections: dict[UUID, list[UUID]] = {}
    added: dict[UUID | None, list[tuple[str, bool]]] = {}
    mistakes = set()
    for each in amendments:
        added.setdefault(each.amends_id, []).append((each.amendment, each.needs_cosignature))
        if each.amendment == Amendment.ENTERED_IN_ERROR:
            mistakes.add(each.amends_id)
        elif each.amendment == Amendment.CORRECTION and each.amends_id:
            corrections.setdefault(each.amends_id, []).append(each.pk)
    standing = [note for note in notes if note.pk not in mistakes]
    mended = [pk for note in standing for pk in corrections.get(note.pk, ())]
    held = ledger.contents_of([*(note.pk for note in standing), *mended])
    return {
        note.pk: Noted(
            note,
            contents.corrected(held[note.pk], [held[pk]["corrections"] for pk in corrections[note.pk]])
            if note.pk in corrections
            else held[note.pk],
            cosigning.standing(note.needs_cosignature, added.get(note.pk, ())),
        )
        for note in standing
        if note.pk in held
    }


def _definitions(told: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], Definition]:
    keys = {each["key"] for each in told}
    rows = NoteType.objects.filter(key__in=keys) if keys else ()
    return {(row.key, row.version): definitions.kept(row.definition) for row in rows}

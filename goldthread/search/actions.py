"""What writes to the index: reading the log into it, and forgetting an entry."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Leaf
from goldthread.search import index
from goldthread.search.models import Passage, Read
from goldthread.search.queries import behind, read
from goldthread.search.rules import PARTS, number
from goldthread.search.words import tokens

BATCH = 500
# Where a text is cut, so many words stand in both parts, so that a phrase across the cut is found.
_OVERLAP = 50
_LOCK = 7_300_011


@dataclass(frozen=True)
class Text:
    """What an entry gives to be found: its words, what it is about, on which day, and by which tags it is narrowed.

    Tags are letters and digits. One begins with `c` and a client's hex for each client whose record it belongs to, or with `k`
    and a case's: by these it is decided who may find it.
    """

    kind: str
    about: UUID
    words: str
    tags: Sequence[str]
    on: date | None = None


# From an entry's kind, id and content to what is found of it; pure.
Reader = Callable[[str, UUID, Mapping[str, Any]], Sequence[Text]]
_readers: list[Reader] = []


def read_with(reader: Reader) -> None:
    """Let a room say what is found of its entries."""
    if reader not in _readers:
        _readers.append(reader)


def catch_up(*, at_most: int = BATCH) -> int:
    """Read the next entries of the log into the index; how many were read. Nothing, where another process is at it."""
    if not behind():
        # The turn is a writer's, and most searches have nothing to read.
        return 0
    with transaction.atomic():
        if not _is_alone():
            return 0
        begun = read()
        waiting = Leaf.objects.filter(position__gte=begun, position__lt=begun + at_most).order_by("position")
        leaves = list(waiting.values_list("position", "entry", "entry__kind", "entry__recorded_at"))
        if leaves:
            _index(leaves)
            Read.objects.update_or_create(pk=1, defaults={"entries": leaves[-1][0] + 1})
    return len(leaves)


def _is_alone() -> bool:
    """Whether this process has the turn until the transaction ends; on SQLite the transaction itself is immediate."""
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _index(leaves: Sequence[tuple[int, UUID, str, datetime]]) -> None:
    contents = ledger.contents_of([entry for _place, entry, _kind, _at in leaves])
    made: list[Passage] = []
    for place, entry, kind, at in leaves:
        if entry in contents:
            made += passages_of(place, entry, kind, at, contents[entry])
    Passage.objects.bulk_create(made, batch_size=100)
    index.add(made)


def passages_of(place: int, entry: UUID, kind: str, at: datetime, content: Mapping[str, Any]) -> list[Passage]:
    """The rows that one entry at a place of the log has in the index; the same whenever they are asked for."""
    texts = [text for reader in _readers for text in reader(kind, entry, content)]
    cut = ((text, words) for text in texts for words in _cut(tokens(text.words)))
    return [
        Passage(
            id=number(text.on or at.date(), place, part),
            entry_id=entry,
            kind=text.kind,
            about=text.about,
            tags=" ".join([*dict.fromkeys([f"z{text.kind}", *text.tags])]),
            words=" ".join(words),
        )
        for part, (text, words) in enumerate(islice(cut, PARTS))
    ]


def _cut(words: list[str]) -> Iterator[list[str]]:
    yield words[: index.WORDS_A_PASSAGE]
    step = index.WORDS_A_PASSAGE - _OVERLAP
    for start in range(step, max(step, len(words) - _OVERLAP), step):
        yield words[start : start + index.WORDS_A_PASSAGE]


@transaction.atomic
def forget(*, entry: UUID) -> None:
    """Take an entry out of the index, for where it is disposed of."""
    held = list(Passage.objects.filter(entry=entry))
    index.remove(held)
    Passage.objects.filter(entry=entry).delete()


@transaction.atomic
def begin_again() -> None:
    """Empty the index, so that it is read anew from the log."""
    index.empty()
    Passage.objects.all().delete()
    Read.objects.all().delete()

"""Finding: what is asked, within what the asker may see, newest first or what fits best first."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db import connection, models
from django.utils.translation import gettext as _

from goldthread.ledger.models import TreeHead
from goldthread.search import index, rules
from goldthread.search.models import Passage, Read
from goldthread.search.rules import Asked

# What fits best is chosen among so many of the newest: to rank every hit of a common word takes seconds.
RANKED = 1000
_IDENTITY = models.UUIDField()
_FIRST, _LAST = date(1900, 1, 1), date(2258, 1, 1)


@dataclass(frozen=True)
class Within:
    """What narrows a search: tags of which one must be there, group by group; days, both included; and how many at most.

    `below` is the number of a passage before which older ones are wanted; `above` one after which the next newer are.
    """

    tags: Sequence[Collection[str]] = field(default=())
    since: date | None = None
    until: date | None = None
    below: int | None = None
    above: int | None = None


@dataclass(frozen=True)
class Hit:
    """One passage that was found."""

    number: int
    entry: UUID
    kind: str
    about: UUID

    @property
    def on(self) -> date:
        """The day of a note, or from which on a fact was true."""
        return rules.day_of(self.number)


def find(asked: Asked, within: Within, *, limit: int, best_first: bool = False) -> list[Hit]:
    """Passages that hold what is asked, newest first; `best_first` sorts the newest thousand. Nothing where nothing is asked.

    Those above a passage come the other way round, the next one first.

    Who may see what is the caller's: `within` holds the tags of what the asker sees, or none where they see everything.
    """
    if not (asked.wanted or within.tags) or not all(within.tags):
        return []
    since = rules.number(within.since or _FIRST)
    until = rules.number((within.until or _LAST) + timedelta(days=1))
    below = min(until, within.below) if within.below is not None else until
    if within.above is not None:
        since = max(since, within.above + 1)
    wanted = RANKED if best_first else limit
    statement = index.matching(
        asked, within.tags, since=since, below=below, limit=wanted, oldest_first=within.above is not None
    )
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        found = cursor.fetchall()
    if best_first:
        found = [found[at] for at in rules.best_first([row[4] for row in found], asked.wanted)][:limit]
    return [
        Hit(number, _IDENTITY.to_python(entry), kind, _IDENTITY.to_python(about))
        for number, entry, kind, about, _words in found
    ]


def numbers_of(entry: UUID) -> list[int]:
    """The numbers of the passages of an entry, the least first."""
    return list(Passage.objects.filter(entry=entry).order_by("pk").values_list("pk", flat=True))


def tables() -> Iterator[str]:
    """The tables of the index itself, which are no model's."""
    return index.tables()


def problems() -> list[str]:
    """What is wrong with the index itself, in a sentence; whether its passages are right is asked of the log by `verify`."""
    return (
        []
        if index.is_whole()
        else [_("the search index does not hold what its passages say; run: goldthread index --anew")]
    )


def behind() -> int:
    """How many entries of the log are not yet in the index."""
    return (TreeHead.objects.filter(stream="record").values_list("size", flat=True).first() or 0) - read()


def read() -> int:
    """How many entries of the log stand in the index."""
    return Read.objects.filter(pk=1).values_list("entries", flat=True).first() or 0

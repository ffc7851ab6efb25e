"""The full-text index behind the passages: FTS5 in SQLite, a tsvector in PostgreSQL, one way of asking for both.

Both hold our own words (goldthread.search.words), so that the same is found in either. What narrows a search stands in the
index as well, as tags: a join after the match costs a client's search hundreds of milliseconds at a million notes.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import DatabaseError, OperationalError, connection

from goldthread.search.models import Passage
from goldthread.search.rules import Asked, Term

# A PostgreSQL lexeme's position ends at 16383; longer texts are cut into several passages.
WORDS_A_PASSAGE = 15_000
# What no word can hold tells tags from words in PostgreSQL's one vector.
_TAG = "#"
_COLUMNS = "passage.id, passage.entry_id, passage.kind, passage.about, passage.words"
# By the index first, whatever the planner makes of it; then the newest of what was found.
_FEW = """
WITH hit AS MATERIALIZED (SELECT passage.id FROM search_passage passage WHERE {match} AND passage.id >= %s AND passage.id < %s)
SELECT {columns} FROM (SELECT id FROM hit ORDER BY id {order} LIMIT %s) newest
JOIN search_passage passage ON passage.id = newest.id ORDER BY passage.id {order}
"""
# Tags of a client, case, author, person or kind, save the one kind of which there are many; and how many still leave few passages.
_OF_FEW, _OF_MANY, _FEW_TAGS = "ckapz", "znote", 300


def add(passages: Sequence[Passage]) -> None:
    """Index these rows, which stand in their table already."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.executemany(
                "UPDATE search_passage SET vector = %s::tsvector WHERE id = %s",
                [(_vector(each), each.pk) for each in passages],
            )
        else:
            cursor.executemany(
                "INSERT INTO search_text (rowid, words, tags) VALUES (%s, %s, %s)",
                [(each.pk, each.words, each.tags) for each in passages],
            )


def remove(passages: Sequence[Passage]) -> None:
    """Take these rows, which stand in their table still, out of the index."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_text (search_text, rowid, words, tags) VALUES ('delete', %s, %s, %s)",
            [(each.pk, each.words, each.tags) for each in passages],
        )


def is_whole() -> bool:
    """Whether the index holds the words of its passages, and of no others."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM search_passage WHERE vector IS NULL LIMIT 1")
            return cursor.fetchone() is None
        try:
            cursor.execute("INSERT INTO search_text (search_text, rank) VALUES ('integrity-check', 1)")
        except OperationalError:
            # The check is written as a change, which a database that can only be read refuses.
            return True
        except DatabaseError:
            return False
    return True


def empty() -> None:
    """Forget every passage."""
    if connection.vendor == "postgresql":
        return
    with connection.cursor() as cursor:
        # Without its content table's rows FTS5 cannot delete word by word; this empties it whole.
        cursor.execute("INSERT INTO search_text (search_text) VALUES ('delete-all')")


def matching(
    asked: Asked, within: Sequence[Collection[str]], *, since: int, below: int, limit: int, oldest_first: bool = False
) -> tuple[str, list[Any]]:
    """The statement that gives passages, newest first unless asked: their number, entry, kind, about and words.

    `within` are tags, one of each group; the number lies from `since` on and under `below`.
    """
    order = "ASC" if oldest_first else "DESC"
    if connection.vendor == "postgresql":
        match, values = "passage.vector @@ %s::tsquery", [_tsquery(asked, within), since, below, limit]
        if _are_few(within):
            return _FEW.format(columns=_COLUMNS, match=match, order=order), values
        text, place = "search_passage passage", "passage.id"
    else:
        text, place = "search_text JOIN search_passage passage ON passage.id = search_text.rowid", "search_text.rowid"
        match, values = "search_text MATCH %s", [_fts5(asked, within), since, below, limit]
    statement = f"SELECT {_COLUMNS} FROM {text} WHERE {match} AND {place} >= %s AND {place} < %s ORDER BY {place} {order} LIMIT %s"
    return statement, values


def _are_few(within: Sequence[Collection[str]]) -> bool:
    """Whether the tags leave few passages: those of some clients, cases or authors, or kinds of which there are few.

    PostgreSQL does not know that a client's notes are few among those with a common word: it would walk through all
    passages from the newest on until it has a page of hits, a second at a million notes, four where there is none.
    """
    return any(len(tags) <= _FEW_TAGS and all(tag[0] in _OF_FEW and tag != _OF_MANY for tag in tags) for tags in within)


def _vector(passage: Passage) -> str:
    places: dict[str, list[int]] = {}
    for at, word in enumerate(passage.words.split(), 1):
        places.setdefault(word, []).append(at)
    held = [f"'{word}':{','.join(map(str, found[:255]))}" for word, found in places.items()]
    return " ".join([*held, *map(_tag_in_postgresql, passage.tags.split())])


def _tsquery(asked: Asked, within: Sequence[Collection[str]]) -> str:
    groups = [f"({' | '.join(map(_tag_in_postgresql, tags))})" for tags in within]
    wanted = [_phrase_in_postgresql(term) for term in asked.wanted]
    excluded = [f"!{_phrase_in_postgresql(term)}" for term in asked.excluded]
    return " & ".join([*groups, *wanted, *excluded])


def _tag_in_postgresql(tag: str) -> str:
    return f"'{_TAG}{tag}'"


def _phrase_in_postgresql(term: Term) -> str:
    words = " <-> ".join(f"'{word}'" for word in term.words)
    return f"({words}{':*' if term.is_begun else ''})"


def _fts5(asked: Asked, within: Sequence[Collection[str]]) -> str:
    groups = [f"tags : ({' OR '.join(tags)})" for tags in within]
    wanted = [_phrase_in_sqlite(term) for term in asked.wanted]
    excluded = "".join(f" NOT {_phrase_in_sqlite(term)}" for term in asked.excluded)
    return f"({' AND '.join([*groups, *wanted])}){excluded}"


def _phrase_in_sqlite(term: Term) -> str:
    words = " ".join(term.words)
    return f'words : "{words}"{" *" if term.is_begun else ""}'


def tables() -> Iterator[str]:
    """The tables that the index itself makes, which no model has."""
    yield "search_text"
    yield from (f"search_text_{part}" for part in ("data", "idx", "content", "docsize", "config"))

"""What a note says of measures: the rows that are typed, and how sealed ones are typed again; pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from goldthread.lib import uuids

# A row is typed under these names, and each answer under item_1, item_2 and so on; `title` is how the page names it meanwhile.
CLIENT, INSTRUMENT, TITLE, INFORMANT, TOTAL = "client", "instrument", "title", "informant", "total"


def rows_of(typed: Mapping[str, Any], client: UUID) -> list[Mapping[str, str]]:
    """The rows about one client, in the order of the page."""
    return [row for row in typed.get("measures", ()) if uuids.or_none(row.get(CLIENT, "")) == client]


def typed_again(measures: Iterable[Mapping[str, Any]], client: str) -> list[dict[str, str]]:
    """Sealed measures as they were typed, for a correction that starts from them."""
    return [_typed(each, client) for each in measures]


def _typed(sealed: Mapping[str, Any], client: str) -> dict[str, str]:
    answers = [(f"item_{at}", str(each)) for at, each in enumerate(sealed["answers"], 1) if each is not None]
    return {
        CLIENT: client,
        **{name: sealed[name] for name in (INSTRUMENT, TITLE, INFORMANT)},
        **(dict(answers) if answers else {TOTAL: str(sealed["total"])}),
    }


def answered(row: Mapping[str, str]) -> str:
    """Each answer of a row by its number."""
    return ", ".join(f"{name.removeprefix('item_')}: {value}" for name, value in _answers(row))


def _answers(row: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    return ((name, value) for name, value in row.items() if name.startswith("item_") and value)


def says_the_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sealed measures say the same of the same, whatever was on file beside them."""
    names = ("instrument", "informant", "answers", "total")
    return all(one[name] == other[name] for name in names)


def of_client(content: Mapping[str, Any], client: UUID) -> Sequence[Mapping[str, Any]]:
    """What a sealed note says of measures, where it is about this client."""
    about = (content.get("client") or {}).get("id", "")
    return content.get("measures") or () if uuids.or_none(about) == client else ()

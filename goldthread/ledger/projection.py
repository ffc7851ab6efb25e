"""What a room above hands to `verify`: the pure function from an entry to the rows that show it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class Row:
    """One row as it must stand in the database: its table, and every column with its value."""

    table: str
    values: dict[str, Any]


class Derived(Protocol):
    """What a room derives from entries some time after they were recorded, such as an index; one table without other rows."""

    @property
    def table(self) -> str:
        """The table, which has a column that is the entry's id."""

    def rows(
        self, opened: Sequence[tuple[UUID, str, datetime, dict[str, Any]]]
    ) -> Iterable[tuple[UUID, dict[str, Any]]]:
        """The rows of these entries, given by id, kind, time and content; none of an entry that was not come to yet."""


class Projection(Protocol):
    """Which kinds of entry a room projects, into which tables, and how."""

    @property
    def kinds(self) -> Collection[str]:
        """The kinds of entry that have rows in these tables."""

    @property
    def tables(self) -> Collection[str]:
        """The tables that hold such rows and no others; each has a column that is the entry's id."""

    def project(
        self, schema_version: int, entry_id: UUID, recorded_at: datetime, content: dict[str, Any]
    ) -> Sequence[Row]:
        """The rows of one entry; no database, no clock."""

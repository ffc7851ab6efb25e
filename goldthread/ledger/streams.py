"""The two streams, record and access: what a leaf of each is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from goldthread.ledger.models import Access, AccessLeaf, Entry, Leaf
from goldthread.lib.canonical import canonical
from goldthread.lib.encoding import moment

RECORD = "record"
ACCESS = "access"


def record_leaf(jws: str, recorded_at: datetime) -> bytes:
    """The leaf data of an entry: canonical JSON of its JWS without disclosures and of its time."""
    return canonical({"jws": jws, "recorded_at": moment(recorded_at)})


def access_leaf(row: tuple[Any, ...]) -> bytes:
    """The leaf data of an access row: canonical JSON of every column, in the order of ACCESS_COLUMNS."""
    return canonical({name: _plain(value) for name, value in zip(ACCESS_COLUMNS, row, strict=True)})


ACCESS_COLUMNS = tuple(field.attname for field in Access._meta.concrete_fields)


def _plain(value: Any) -> str | None:
    if value is None:
        return None
    return moment(value) if isinstance(value, datetime) else str(value)


@dataclass(frozen=True)
class Stream:
    """One tree: which rows it takes in, by which time, and how a row becomes leaf data."""

    name: str
    rows: type[Model]
    leaves: type[Model]
    link: str
    time: str
    columns: tuple[str, ...]
    leaf_data: Callable[[tuple[Any, ...]], bytes]
    lock: int

    @property
    def row_table(self) -> str:
        """Where the rows lie."""
        return self.rows._meta.db_table

    @property
    def leaf_table(self) -> str:
        """Where their leaves lie."""
        return self.leaves._meta.db_table


# The advisory lock numbers are arbitrary and fixed for ever: every process of every version must mean the same lock.
STREAMS = {
    RECORD: Stream(
        RECORD,
        Entry,
        Leaf,
        "entry_id",
        "recorded_at",
        ("jws", "recorded_at"),
        lambda row: record_leaf(*row),
        0x60_1D_01,
    ),
    ACCESS: Stream(ACCESS, Access, AccessLeaf, "access_id", "at", ACCESS_COLUMNS, access_leaf, 0x60_1D_02),
}

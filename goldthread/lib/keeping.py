"""One draft that several open pages may write into: which of them goes on from what is held, and what each sends and is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from goldthread.lib import documents, uuids

Words = TypeVar("Words")
_LARGEST = 2**31 - 1
_WINDOWS_AT_MOST = 100


class Held(Protocol):
    """A draft: its revision, and which page wrote it last, in which of its states."""

    revision: int
    window: UUID | None
    turn: int


@dataclass(frozen=True)
class Typed(Generic[Words]):
    """What an open page sends: the words, the revision that it started from, which page it is and which state of it."""

    words: Words
    base_revision: int
    window: UUID | None = None
    turn: int = 0

    def is_overtaken(self, held: Held) -> bool:
        """Whether a later state of the same page is held already."""
        return self._is_of(held) and self.turn < held.turn

    def goes_on(self, held: Held) -> bool:
        """Whether it was typed on from what is held; other words under a turn that is held already were not."""
        return (self._is_of(held) and self.turn > held.turn) or self.base_revision == held.revision

    def _is_of(self, held: Held) -> bool:
        return self.window is not None and self.window == held.window and self.turn > 0


@dataclass(frozen=True)
class Saved:
    """The draft that holds what was typed now, which is another one where two windows wrote at once."""

    draft: UUID
    revision: int
    saved_at: datetime


def sent(body: bytes) -> Typed[dict[str, Any]]:
    """What page/keeping.js sends, the fields as words; ValueError where it is not that."""
    fields = documents.read(body)
    if not isinstance(fields, dict) or not {"base_revision", "turn", "window"} <= fields.keys():
        raise ValueError("no fields with revision, turn and window")
    base, turn, window = fields.pop("base_revision"), fields.pop("turn"), uuids.or_none(fields.pop("window"))
    if any(type(each) is not int or not 0 <= each <= _LARGEST for each in (base, turn)):
        raise ValueError("a revision and a turn are whole numbers")
    return Typed(fields, base, window, turn)


def windows_before(told: object) -> dict[UUID, int]:
    """The windows that a page on a device went on from, and which of their states it had; what is no such thing is passed over."""
    if not isinstance(told, dict):
        return {}
    read = [(uuids.or_none(window), turn) for window, turn in list(told.items())[-_WINDOWS_AT_MOST:]]
    return {window: turn for window, turn in read if window and type(turn) is int and 0 <= turn <= _LARGEST}

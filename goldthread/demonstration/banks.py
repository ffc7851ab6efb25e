"""What composed families draw from: goals told over a year, and occasions, each written by hand and dealt once a round."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Any

from goldthread.demonstration.agency import HERE

THREADS: dict[str, Any] = json.loads((HERE / "threads.json").read_text(encoding="utf-8"))
BANK: dict[str, Any] = json.loads((HERE / "occasions.json").read_text(encoding="utf-8"))
_PHASES = ("beginning", "middle", "end")


class Deck:
    """Deals every card of a bank once before any comes again, in the same order: never one twice within few notes."""

    def __init__(self, cards: Sequence[Any], chance: Random) -> None:
        self.left = cycle(chance.sample(cards, len(cards)))

    def deal(self) -> Any:
        """The next card."""
        return next(self.left)


@dataclass
class Goal:
    """A thread of a family's year: which of its notes comes next, and where its number stands."""

    key: str
    told: int = 0
    number: int = -1

    @property
    def thread(self) -> dict[str, Any]:
        """What the bank has of it."""
        found: dict[str, Any] = THREADS[self.key]
        return found

    def step(self) -> dict[str, Any] | None:
        """The next note of it with its numbers; None once all are told."""
        place, self.told = self.told, self.told + 1
        if place >= 9:
            return None
        first, last = self.thread["from"], self.thread["to"]
        before = self.number if self.number >= 0 else first
        self.number = min(last, first + round((last - first) * place / 7))
        if place == 4:  # the relapse that every fifth note of a thread tells of
            self.number = max(first, before - 1)
        numbers = {
            "n": self.number,
            "of": self.thread["of"],
            "first": first,
            "before": before,
            "unit": self.thread["unit"],
        }
        beat = self.thread[_PHASES[place // 3]][place % 3]
        return {key: fill(text, numbers) for key, text in beat.items()}


def fill(text: str, words: Mapping[str, Any]) -> str:
    """Put in the words that are known; what is not stays for a later pass."""
    for key, value in words.items():
        text = text.replace("{" + key + "}", str(value))
    return text

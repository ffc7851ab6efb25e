"""The instruments that ship, each a file with its source, licence, items, scale and rules of scoring."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).resolve().parent / "measures"


@dataclass(frozen=True)
class Answer:
    """One answer of the scale: what it counts, and its words."""

    value: int
    words: str


@dataclass(frozen=True)
class Band:
    """From which score on it is called so."""

    least: int
    words: str


@dataclass(frozen=True)
class Subscale:
    """Some of the items by themselves; numbers from 1."""

    key: str
    title: str
    items: tuple[int, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True)
class Alarm:
    """An item whose answer, above this value, asks for something at once."""

    item: int
    above: int


@dataclass(frozen=True)
class Instrument:
    """A measure, as its authors publish it.

    `better` is lower or higher; `missing_how` says what stands for a missing answer, the mean of the others or zero, and
    `missing_at_most` how many may be missing; `reliable_change` is None where no source gives one.
    """

    key: str
    version: int
    title: str
    about: str
    stem: str
    source: str
    licence: str
    doubt: str
    items: tuple[str, ...]
    answers: tuple[Answer, ...]
    reversed: tuple[int, ...]
    better: str
    missing_at_most: int
    missing_how: str
    bands: tuple[Band, ...]
    subscales: tuple[Subscale, ...]
    reliable_change: int | None
    change_source: str
    alarms: tuple[Alarm, ...]
    # Of one that the agency defined, which has no items here: the lowest and the highest total.
    bounds: tuple[int, int] | None = None
    is_offered: bool = True

    @property
    def values(self) -> tuple[int, ...]:
        """What an answer may count."""
        return tuple(answer.value for answer in self.answers)

    @property
    def least(self) -> int:
        """The lowest score that there is."""
        return self.bounds[0] if self.bounds else min(self.values) * len(self.items)

    @property
    def most(self) -> int:
        """The highest score that there is."""
        return self.bounds[1] if self.bounds else max(self.values) * len(self.items)


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, Instrument]:
    """Every instrument by its key, in the order of their names."""
    found = (_read(json.loads(path.read_text(encoding="utf-8"))) for path in sorted(_FOLDER.glob("*.json")))
    return {each.key: each for each in found}


def defined(
    *,
    key: str,
    title: str,
    about: str,
    bounds: tuple[int, int],
    better: str,
    bands: tuple[Band, ...],
    reliable_change: int | None,
    change_source: str,
    is_offered: bool,
) -> Instrument:
    """An instrument of the agency's own, of which totals alone are kept."""
    return Instrument(
        key=key,
        version=1,
        title=title,
        about=about,
        stem="",
        source="",
        licence="",
        doubt="",
        items=(),
        answers=(),
        reversed=(),
        better=better,
        missing_at_most=0,
        missing_how="mean",
        bands=bands,
        subscales=(),
        reliable_change=reliable_change,
        change_source=change_source,
        alarms=(),
        bounds=bounds,
        is_offered=is_offered,
    )


def _read(told: Mapping[str, Any]) -> Instrument:
    said = {name: told[name] for name in ("key", "version", "title", "about", "stem", "source", "licence", "doubt", "better", "reliable_change", "change_source")}  # fmt: skip
    return Instrument(
        **said,
        items=tuple(told["items"]),
        answers=tuple(Answer(**each) for each in told["answers"]),
        reversed=tuple(told["reversed"]),
        missing_at_most=told["missing"]["at_most"],
        missing_how=told["missing"]["how"],
        bands=_bands(told["bands"]),
        subscales=tuple(
            Subscale(each["key"], each["title"], tuple(each["items"]), _bands(each["bands"]))
            for each in told["subscales"]
        ),
        alarms=tuple(Alarm(**each) for each in told["alarms"]),
    )


def _bands(told: list[Mapping[str, Any]]) -> tuple[Band, ...]:
    return tuple(Band(each["least"], each["words"]) for each in told)

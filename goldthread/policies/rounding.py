"""How a payer makes units of minutes: an algorithm's name and its parameters as a policy row carries them, read strictly.

What each of them gives for so many minutes is reckoned by goldthread.services.units. Sources: rules.md R38 to R43.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused

# A day has so many minutes; no unit, minimum or range of a service of one day is longer.
DAY_MINUTES = 1440
DIRECTIONS = ("nearest", "up", "down")
COUNTED_IN = ("units", "hours")


@dataclass(frozen=True)
class Whole:
    """Whole units of so many minutes: nearest (half a unit counts, as in the table of 8 to 22), up (begun) or down (full).

    Fewer minutes than `least_minutes` give none (New York: 30 before the first, then full quarters of an hour).
    """

    rounding: str
    unit_minutes: int
    least_minutes: int = 0
    counted_in: str = "units"


@dataclass(frozen=True)
class Table:
    """Each further unit begins at its own minute, and after the last one every `then_every` minutes (Montana)."""

    from_minutes: tuple[int, ...]
    then_every: int


@dataclass(frozen=True)
class Exact:
    """A decimal number of units of so many minutes, with 0, 1 or 2 places: 2 of 60 is hundredths of an hour, 1 is tenths."""

    unit_minutes: int
    places: int
    rounding: str = "nearest"


@dataclass(frozen=True)
class Encounter:
    """One unit for each encounter that lasts long enough."""

    least_minutes: int = 0


@dataclass(frozen=True)
class Diem:
    """One unit for a day whose minutes together are enough."""

    least_minutes: int = 0


@dataclass(frozen=True)
class Range:
    """The code by which so many minutes are billed; `to_minutes` is None for the last and open one."""

    from_minutes: int
    to_minutes: int | None
    code: str


@dataclass(frozen=True)
class Ranges:
    """One unit, of the code in whose range the minutes lie; below the first, nothing. The codes are the agency's own."""

    rows: tuple[Range, ...]


Rounding = Whole | Table | Exact | Encounter | Diem | Ranges


def read_rounding(value: object) -> Rounding:
    """The algorithm that a policy names, such as {"algorithm": "nearest", "unit_minutes": 15}; Refused in one sentence."""
    name = value.get("algorithm") if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(name, str) or name not in _READERS:
        raise _refused(_("The rounding names no algorithm. Write one of: %(known)s.") % {"known": ", ".join(_READERS)})
    given = {str(name): said for name, said in value.items() if name != "algorithm"}
    read, needed, allowed = _READERS[str(value["algorithm"])]
    if unknown := sorted(set(given) - {*needed, *allowed}):
        raise _refused(_("The rounding does not know %(name)s. Take it out.") % {"name": unknown[0]})
    if missing := [name for name in needed if name not in given]:
        raise _refused(_("The rounding needs %(name)s. Add it.") % {"name": missing[0]})
    return read(given)


def _whole(rounding: str) -> Callable[[Mapping[str, Any]], Rounding]:
    return lambda given: Whole(
        rounding,
        _minutes("unit_minutes", given["unit_minutes"], least=1),
        _minutes("least_minutes", given.get("least_minutes", 0)),
        _one_of("counted_in", given.get("counted_in", "units"), COUNTED_IN),
    )


def _table(given: Mapping[str, Any]) -> Rounding:
    listed = given["from_minutes"]
    if not isinstance(listed, list) or not listed:
        raise _useless("from_minutes")
    steps = tuple(_minutes("from_minutes", each, least=1) for each in listed)
    if any(later <= earlier for earlier, later in itertools.pairwise(steps)):
        raise _refused(
            _("The rounding lists minutes that do not rise. Write them from the smallest to the largest, each once.")
        )
    return Table(steps, _minutes("then_every", given["then_every"], least=1))


def _exact(given: Mapping[str, Any]) -> Rounding:
    places = given["places"]
    if type(places) is not int or not 0 <= places <= 2:
        raise _refused(_("The rounding has places that are not 0, 1 or 2. Write one of those."))
    rounding = _one_of("rounding", given.get("rounding", "nearest"), DIRECTIONS)
    return Exact(_minutes("unit_minutes", given["unit_minutes"], least=1), places, rounding)


def _encounter(given: Mapping[str, Any]) -> Rounding:
    return Encounter(_minutes("least_minutes", given.get("least_minutes", 0)))


def _diem(given: Mapping[str, Any]) -> Rounding:
    return Diem(_minutes("least_minutes", given.get("least_minutes", 0)))


def _ranges(given: Mapping[str, Any]) -> Rounding:
    listed = given["ranges"]
    if not isinstance(listed, list) or not listed:
        raise _useless("ranges")
    rows = tuple(_range(each) for each in listed)
    for row, following in itertools.pairwise(rows):
        if row.to_minutes is None or following.from_minutes != row.to_minutes + 1:
            raise _refused(
                _(
                    "The rounding has ranges with a gap or an overlap. Let each begin one minute after the one before it."
                )
            )
    return Ranges(rows)


def _range(value: object) -> Range:
    if not isinstance(value, Mapping) or set(value) - {"to_minutes"} != {"from_minutes", "code"}:
        raise _refused(_("The rounding has a range that is not from_minutes, to_minutes and code. Write those three."))
    code, start, end = value["code"], value["from_minutes"], value.get("to_minutes")
    if not isinstance(code, str) or not 0 < len(code.strip()) <= 20:
        raise _refused(
            _("The rounding has a range without a code of at most 20 characters. Write the agency's own code.")
        )
    _minutes("from_minutes", start)
    return Range(start, None if end is None else _minutes("to_minutes", end, least=start), code)


def _minutes(name: str, value: object, *, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= DAY_MINUTES:
        told = {"name": name, "least": least, "most": DAY_MINUTES}
        raise _refused(
            _("The rounding has a %(name)s that is no whole number from %(least)s to %(most)s. Write one.") % told
        )
    return value


def _one_of(name: str, value: object, known: Sequence[str]) -> str:
    if value not in known:
        raise _refused(
            _("The rounding has a %(name)s that is none of %(known)s.") % {"name": name, "known": ", ".join(known)}
        )
    return str(value)


def _useless(name: str) -> Refused:
    return _refused(_("The rounding has no list in %(name)s. Write one.") % {"name": name})


def _refused(sentence: str) -> Refused:
    return Refused(sentence, field="rounding_algorithm")


# By name: what reads it, what it needs, and what it may say besides.
_Reader = tuple[Callable[[Mapping[str, Any]], Rounding], tuple[str, ...], tuple[str, ...]]
_READERS: dict[str, _Reader] = {
    "nearest": (_whole("nearest"), ("unit_minutes",), ("least_minutes", "counted_in")),
    "up_to": (_whole("up"), ("unit_minutes",), ("least_minutes", "counted_in")),
    "full": (_whole("down"), ("unit_minutes",), ("least_minutes", "counted_in")),
    "table": (_table, ("from_minutes", "then_every"), ()),
    "exact": (_exact, ("unit_minutes", "places"), ("rounding",)),
    "per_encounter": (_encounter, (), ("least_minutes",)),
    "per_diem": (_diem, (), ("least_minutes",)),
    "ranges": (_ranges, ("ranges",), ()),
}
ALGORITHMS = tuple(_READERS)

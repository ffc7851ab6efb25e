"""Packs: files of rules and days off that an agency copies and changes; read whole, or refused in one sentence.

A pack is a list of rows, or an object with `policies`, `holidays` and `about`. A row that is on file already, word for
word, is passed over, so that the same pack may be loaded twice; one that says something else for the same place and first day is refused.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib import documents
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.policies import rules
from goldthread.policies.models import Holiday, Policy
from goldthread.policies.queries import CHECK, COLUMNS, SCOPE
from goldthread.policies.rows import SOURCE, columns_said, day_of, numbered, refuse_backwards, refuse_unclear, scope_of

FOLDER = Path(__file__).resolve().parent / "packs"
STATES = FOLDER / "states"
MOST_ROWS = 2_000
_PARTS = {"about", "policies", "holidays"}
_OF_A_ROW = (*SCOPE, *COLUMNS, *CHECK, *SOURCE, "true_from_on", "true_to_on")
_OF_A_DAY = ("name", "day", "moves_off_weekends", "source_citation", "true_from_on", "true_to_on")


@dataclass(frozen=True)
class Pack:
    """The rows of a file that are not on file yet, and how many of its rows are."""

    policies: tuple[Policy, ...]
    holidays: tuple[Holiday, ...]
    known: int


@dataclass(frozen=True)
class ShippedPack:
    """A pack that comes with the product, to be taken away, changed and loaded."""

    key: str
    title: str
    about: str


def shipped() -> list[ShippedPack]:
    """The packs of states, by title."""
    read = ((path.stem, json.loads(path.read_text(encoding="utf-8"))["about"]) for path in STATES.glob("*.json"))
    return sorted((ShippedPack(key, key.capitalize(), about) for key, about in read), key=lambda pack: pack.title)


def document_of(key: str) -> bytes | None:
    """The file of a shipped pack."""
    return (STATES / f"{key}.json").read_bytes() if key in {pack.key for pack in shipped()} else None


def read(name: str, document: bytes) -> Pack:
    """What a file brings that is not on file; Refused where any of it cannot be."""
    whole = _parsed(name, document)
    parts = {"policies": whole} if isinstance(whole, list) else whole
    if isinstance(whole, dict) and (unknown := sorted(set(whole) - _PARTS)):
        sentence = _("A pack has no part %(name)s; it has about, policies and holidays. Nothing was loaded.")
        raise Refused(sentence % {"name": unknown[0]})
    listed, days = (parts.get(part, []) if isinstance(parts, dict) else None for part in ("policies", "holidays"))
    if not (_is_list(listed) and _is_list(days)):
        raise Refused(_("The policy file %(name)s is not a list of rows. Nothing was loaded.") % {"name": name})
    _refuse_size(name, len(listed or []) + len(days or []))
    rows = [numbered(number, item) for number, item in enumerate(listed or [], start=1)]
    refuse_unclear(rows)
    holidays = [_holiday(number, item) for number, item in enumerate(days or [], start=1)]
    return _beside(rows, holidays)


def _parsed(name: str, document: bytes) -> Any:
    """The JSON of a file; Refused, saying where, if it is none."""
    told: dict[str, Any] = {"name": name}
    try:
        return documents.read(document)
    except UnicodeDecodeError as broken:
        told |= {"byte": broken.start + 1}
        sentence = _("The policy file %(name)s is not UTF-8 (byte %(byte)s). Save it as UTF-8. Nothing was loaded.")
    except documents.SaidTwice as twice:
        told |= {"column": twice.name}
        sentence = _("The policy file %(name)s says %(column)s twice in one row. Nothing was loaded.")
    except json.JSONDecodeError as broken:
        told |= {"line": broken.lineno, "place": broken.colno}
        sentence = _("The policy file %(name)s is not readable JSON: look at line %(line)s, character %(place)s. Nothing was loaded.")  # fmt: skip
    except ValueError:
        sentence = _("The policy file %(name)s is not readable JSON. Nothing was loaded.")
    raise Refused(sentence % told)


def _refuse_size(name: str, count: int) -> None:
    """A pack with no row is none; one with more than anybody writes would hold up everybody who saves."""
    told = {"name": name, "count": count, "most": MOST_ROWS}
    if not count:
        raise Refused(_("The policy file %(name)s holds no rule and no day off. Nothing was loaded.") % told)
    if count > MOST_ROWS:
        sentence = _("The policy file %(name)s holds %(count)s rows, and a pack may hold %(most)s. Load it in parts. Nothing was loaded.")  # fmt: skip
        raise Refused(sentence % told)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _beside(rows: list[Policy], holidays: list[Holiday]) -> Pack:
    """Without what is on file already; a row that contradicts it is refused."""
    on_file: list[Policy] = Policy.objects.standing()
    same = {_values(row, _OF_A_ROW) for row in on_file}
    said = {(scope_of(row), row.true_from_on, column): row for row in on_file for column in columns_said(row)}
    fresh = [(number, row) for number, row in enumerate(rows, start=1) if _values(row, _OF_A_ROW) not in same]
    for number, row in fresh:
        for column in columns_said(row):
            if found := said.get((scope_of(row), row.true_from_on, column)):
                sentence = _("Row %(number)s says %(name)s for the same place and first day as a rule on file (%(source)s). Take the row out, or let it begin on another day. Nothing was loaded.")  # fmt: skip
                told = {"number": number, "name": column, "source": found.source_citation}
                raise Refused(sentence % told, field=column)
    kept = {_values(row, _OF_A_DAY) for row in Holiday.objects.standing()}
    days = [row for row in holidays if _values(row, _OF_A_DAY) not in kept]
    count = len(rows) - len(fresh) + len(holidays) - len(days)
    return Pack(tuple(row for _number, row in fresh), tuple(days), count)


def _values(row: Any, names: Iterable[str]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)


def _holiday(number: int, values: Mapping[str, Any]) -> Holiday:
    try:
        return _day_off(values)
    except Refused as refused:
        sentence = _("Day off %(number)s: %(sentence)s") % {"number": number, "sentence": refused.sentence}
        raise Refused(sentence, field=refused.field) from None


def _day_off(values: Mapping[str, Any]) -> Holiday:
    if unknown := sorted(set(values) - {*_OF_A_DAY}):
        raise Refused(_("There is no column %(name)s of days off. Nothing was loaded.") % {"name": unknown[0]})
    for name in ("name", "day", "true_from_on"):
        if not values.get(name):
            raise Refused(_("A day off needs %(name)s. Nothing was loaded.") % {"name": name}, field=name)
    words = {name: _short(name, values.get(name, ""), longest) for name, longest in (("name", 120), ("day", 40), ("source_citation", 300))}  # fmt: skip
    moves = values.get("moves_off_weekends", False)
    # A day of a leap year comes round within eight years, and one kept once in its own.
    years = [*range(2000, 2009), *([int(words["day"][:4])] if words["day"][:4].isdecimal() else [])]
    wrong = [("moves_off_weekends", type(moves) is not bool), ("day", not any(rules.falls_on(words["day"], year) for year in years))]  # fmt: skip
    for name in (name for name, is_wrong in wrong if is_wrong):
        raise Refused(_("The value of %(name)s cannot be used. Nothing was loaded.") % {"name": name}, field=name)
    start: date = day_of("true_from_on", values["true_from_on"])
    end = day_of("true_to_on", values["true_to_on"]) if values.get("true_to_on") else None
    refuse_backwards(start, end)
    return Holiday(**words, moves_off_weekends=moves, true_from_on=start, true_to_on=end)


def _short(name: str, value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise Refused(_("The value of %(name)s cannot be used. Nothing was loaded.") % {"name": name}, field=name)
    return accept(value, field=name)

"""From what a browser sends to the content of a draft: shape only, every word kept as typed."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from goldthread.lib import documents, keeping, uuids
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.notes.attachments import FIELDS as FILE_FIELDS
from goldthread.notes.goals import FIELDS as GOAL_FIELDS
from goldthread.notes.merging import BOTH, THAT, THIS, Choice

BLOCKS = ("participants", "attempts", "requests", "judgments", "occurrences", "compliance", "measures", "corrections")
PLAIN = (
    "occurred_on",
    "starts",
    "starts_fold",
    "ends",
    "ends_fold",
    "zone",
    "place_of_service",
    "how",
    "service",
    "modality",
    "overnight",
    "reason",
    "miles",
    "drive_minutes",
    "visit",
    "begun_from",
)
# What is typed once for each client, section, question, field, goal or file: the name of the field is <kind>-<key>.
KEYED = ("narrative", "own", "came", "left", "answers", "origins", *GOAL_FIELDS, *FILE_FIELDS)
DEEPEST = 3  # content, block, row, field
_LARGEST_REVISION = 2**31 - 1  # as the column holds it on both databases
_ROW = re.compile(rf"^({'|'.join(BLOCKS)})-(\d{{1,4}})-(\w+)$")
_WORDS = re.compile(rf"^({'|'.join(KEYED)})-(.+)$")


def content_from(data: QueryDict) -> dict[str, Any]:
    """The draft's content from a posted form; static/notes/content.js reads the same form to the same content."""
    return _content(data, lambda value, name: accept(value, field=name))


def rows_without(data: QueryDict, removed: str) -> dict[str, list[dict[str, str]]]:
    """The rows of the one list in which a row such as `requests-2` stands, as posted, but for that row; nothing if there is none."""
    block, _dash, at = removed.rpartition("-")
    if block not in BLOCKS:
        return {}
    left = data.copy()
    for name in data:
        if (row := _ROW.match(name)) and (row[1], row[2]) == (block, at):
            del left[name]
    return {block: content_from(left)[block]}


def as_typed(data: QueryDict) -> dict[str, Any]:
    """The same with what cannot be kept still in it: to be shown again where it was refused, and never to be saved."""
    return _content(data, lambda value, _name: value)


def _content(data: QueryDict, taken: Callable[[str, str], str]) -> dict[str, Any]:
    content: dict[str, Any] = {
        "clients": [taken(value, "clients") for value in data.getlist("clients")],
        "labels": [taken(value, "labels") for value in data.getlist("labels")],
        "documents": [taken(value, "documents") for value in data.getlist("documents")],
        **{kind: {} for kind in KEYED},
    }
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for name in data:
        value = taken(str(data[name]), name)
        if row := _ROW.match(name):
            rows.setdefault((row[1], int(row[2])), {})[row[3]] = value
        elif words := _WORDS.match(name):
            if value or words[1] != "answers":  # a question alone changes nothing
                content[words[1]][words[2]] = value
        elif name in PLAIN:
            content[name] = value
    for block in BLOCKS:
        content[block] = []
    for (block, _at), values in sorted(rows.items()):
        here = values.pop("here", "")
        wanted = here == "on" or f"{block}-tickable" not in data
        if wanted and any(values.values()):
            content[block].append(values)
    return content


def rows_from(data: QueryDict, block: str) -> dict[int, dict[str, str]]:
    """The rows of one block in a posted form, by their numbers."""
    rows: dict[int, dict[str, str]] = {}
    for name in data:
        if (row := _ROW.match(name)) and row[1] == block:
            rows.setdefault(int(row[2]), {})[row[3]] = accept(str(data[name]), field=name)
    return rows


@dataclass(frozen=True)
class FromEditor:
    """What the editor's script sends: the revision it started from, the content, and which window it is."""

    base_revision: int
    content: dict[str, Any]
    window: UUID | None
    turn: int = 0
    after: Mapping[UUID, int] = field(default_factory=dict)


def saved_by_editor(body: bytes) -> FromEditor:
    """What the editor's JSON holds; refuses a body that is not what it says."""
    try:
        document = documents.read(body)
        base, content = document["base_revision"], document["content"]
    except (ValueError, TypeError, KeyError):
        raise Refused(_not_a_note()) from None
    if type(base) is not int or not 0 <= base <= _LARGEST_REVISION or not isinstance(content, dict):
        raise Refused(_not_a_note())
    if not all(_fits(key, value) for key, value in content.items()):
        raise Refused(_not_a_note())
    turn = document.get("turn", 0)
    if type(turn) is not int or not 0 <= turn <= _LARGEST_REVISION:
        raise Refused(_not_a_note())
    accepted = {key: _accepted(value, 1) for key, value in content.items()}
    window, after = uuids.or_none(document.get("window", "")), keeping.windows_before(document.get("after", {}))
    return FromEditor(base, accepted, window, turn, after)


def _fits(key: str, value: object) -> bool:
    """Whether a key of the content is one that the editor sends, and its value of the shape that it has there."""
    if key in PLAIN:
        return isinstance(value, str)
    if key in KEYED:
        return isinstance(value, dict) and _all_text(value.values())
    if key in BLOCKS:
        return isinstance(value, list) and all(isinstance(row, dict) and _all_text(row.values()) for row in value)
    if key in ("clients", "labels", "documents"):
        return isinstance(value, list) and _all_text(value)
    return key == "caret" and isinstance(value, dict) and all(_is_place(*each) for each in value.items())


def _is_place(key: str, value: object) -> bool:
    """Whether this tells where the caret stood: in which field, and there from where to where."""
    if key == "field":
        return isinstance(value, str)
    return key in ("start", "end") and type(value) is int and 0 <= value <= _LARGEST_REVISION


def _all_text(values: Iterable[object]) -> bool:
    return all(isinstance(value, str) for value in values)


def _not_a_note() -> str:
    return _("What arrived is not a note as the editor sends it. Nothing was changed. Load the page again.")


def _accepted(value: object, depth: int = 0) -> object:
    """The value with every text accepted; refuses what no note holds (fractions, and nesting beyond a row's field)."""
    if depth > DEEPEST or isinstance(value, float):
        raise Refused(_not_a_note())
    if isinstance(value, str):
        return accept(value)
    if isinstance(value, dict):
        return {accept(str(key)): _accepted(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, list):
        return [_accepted(inner, depth + 1) for inner in value]
    return value


def base_revision(data: QueryDict) -> int:
    """The revision that the posted form started from; 0 when it says none."""
    text = data.get("base_revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def chosen_parts(data: QueryDict, asked: Iterable[Choice]) -> dict[str, str]:
    """Key of a part → this, that or both, as ticked where two states are merged; what is not said is what was ticked first."""
    chosen = {}
    for each in asked:
        said = data.get(f"part-{each.key}", "")
        fits = said in (THIS, THAT) or (said == BOTH and each.takes_both)
        chosen[each.key] = said if fits else each.first
    return chosen

"""Two states of a draft become one: by themselves where they changed different fields, else as somebody chose; pure."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from goldthread.notes import origins
from goldthread.notes.attachments import FIELDS as FILE_FIELDS
from goldthread.notes.definitions import EVERY_BLOCK
from goldthread.notes.goals import FIELDS as GOAL_FIELDS
from goldthread.notes.versions import Part, compared

THIS, THAT, BOTH = "this", "that", "both"
# What belongs to a field of the header and is chosen along with it.
_TOGETHER = {"starts": ("starts", "starts_fold", "zone"), "ends": ("ends", "ends_fold", "overnight")}
# Taken from both states unasked: a document or a mark of care is taken away in the editor, not by a choice here.
_UNITED = ("labels", "documents")
# What stands under the identity of a goal or of a document, and is chosen together.
_BY_FIELD = {"goal": GOAL_FIELDS, "file": FILE_FIELDS}
_WORDS = ("narrative", "own")
# Lists of rows.
_LISTS = (*EVERY_BLOCK, "measures")
_GAP = "\n\n"
# The entries that an amendment was begun from, as a draft keeps them: it moves with the words that stand on them.
BEGUN_FROM = "begun_from"


def entries_of(content: Mapping[str, Any]) -> list[str]:
    """The entries that a draft says it was begun from."""
    return str(content.get(BEGUN_FROM, "")).split()


# What tells of the same moment: a change of the day or of the zone gives all of it another meaning.
_DAY, _WHEN = {"occurred_on", "zone"}, {"occurred_on", "zone", "starts", "ends"}


def apart(base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any] | None:
    """`mine` with what `theirs` changed of `base` in other fields than `mine` did; None where that cannot be said for certain.

    Only single fields of the header are taken over, as a press of *Arrived* or *Left* fills them: words and lists that the
    other changed are put together by hand. A field that both changed to the same says nothing against it.
    """
    others = [key for key in _changed(base, theirs) if _plain(theirs, key) != _plain(mine, key)]
    if not all(_is_single(each.get(key, "")) for key in others for each in (base, mine, theirs)):
        return None
    own = {_unit(key) for key in _changed(base, mine) if _plain(theirs, key) != _plain(mine, key)}
    further = {_unit(key) for key in others}
    if own & further or (own & _DAY and further & _WHEN) or (further & _DAY and own & _WHEN):
        return None
    return {**mine, **{key: theirs.get(key, "") for key in others}}


def holds(state: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether every word of `other` stands in `state` as well, in the same field; where they come from is no word."""
    return all(_stands(value, state.get(key), key) for key, value in other.items() if key not in ("caret", "origins"))


def _stands(part: Any, whole: Any, key: str) -> bool:
    if _filled(part) is None:
        return True
    if isinstance(part, Mapping):
        return isinstance(whole, Mapping) and all(_stands(value, whole.get(name), "") for name, value in part.items())
    if isinstance(part, list):
        return isinstance(whole, list) and all(any(_stands(each, other, "") for other in whole) for each in part)
    # A field of the header is a date, a time or a code: what is longer is another one.
    if isinstance(part, str) and isinstance(whole, str) and (not key or key == "reason"):
        return part in whole
    return bool(part == whole)


def loses_rows(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a row of a list that held words is there no longer; one whose words were changed is."""
    return any(_gone(before.get(name) or [], after.get(name) or []) for name in _LISTS)


def _gone(before: list[Any], after: list[Any]) -> bool:
    left, further = [each for each in before if each not in after], [each for each in after if each not in before]
    full = [each for each in left if any(each.values())]
    return len(full) > len(further) or any(not any(_is_same_row(each, other) for other in further) for each in full)


def _is_same_row(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether a field of both says the same, or goes on from what it said."""
    pairs = [(str(value), str(other.get(key, ""))) for key, value in one.items()]
    return any(this and that and (this in that or that in this) for this, that in pairs)


def _changed(base: Mapping[str, Any], state: Mapping[str, Any]) -> list[str]:
    return [key for key in {**base, **state} if key != "caret" and _plain(base, key) != _plain(state, key)]


def _is_single(value: Any) -> bool:
    return isinstance(value, str)


def _plain(content: Mapping[str, Any], key: str) -> Any:
    """What stands there, without what is empty: a form posts every field, also those that a draft never held."""
    return _filled(content.get(key))


def _filled(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: kept for key, inner in value.items() if (kept := _filled(inner)) is not None} or None
    if isinstance(value, list):
        return [_filled(each) for each in value] or None
    return value or None


def _unit(key: str) -> str:
    """The field that a key belongs to: which of two readings a time is, and whether the end was on the next day, go with it."""
    return {"starts_fold": "starts", "ends_fold": "ends", "overnight": "ends"}.get(key, key)


@dataclass(frozen=True)
class Choice:
    """A part that the two states say otherwise: how each says it, whether both can stand, and what is ticked at first."""

    key: str
    this: Part
    that: Part
    takes_both: bool
    first: str


def choices(
    draft: Mapping[str, Any],
    kept: Mapping[str, Any],
    shown_now: Mapping[str, tuple[str, str]],
    shown_kept: Mapping[str, tuple[str, str]],
) -> list[Choice]:
    """What is to be chosen, in the order of the page; `shown_…` are the parts of each as versions.parts_of reads them."""
    here, there = _by_key(shown_now, shown_kept), _by_key(shown_kept, shown_now)
    return [
        Choice(key, here[key], there[key], _takes_both(key), _first(key, draft, kept))
        for key in here
        if _value(draft, key) != _value(kept, key) and not _is_of_one_alone(key, draft, kept)
    ]


def _is_of_one_alone(key: str, draft: Mapping[str, Any], kept: Mapping[str, Any]) -> bool:
    """Whether it is said of a document that only one of the two has: documents are taken from both, with what is said of them."""
    kind, _slash, name = key.partition("/")
    return kind == "file" and not all(name in each.get("documents", []) for each in (draft, kept))


def _by_key(one: Mapping[str, tuple[str, str]], other: Mapping[str, tuple[str, str]]) -> dict[str, Part]:
    keys = [*one, *(key for key in other if key not in one)]
    return dict(zip(keys, compared(one, other), strict=True))


def merged(draft: Mapping[str, Any], kept: Mapping[str, Any], chosen: Mapping[str, str]) -> dict[str, Any]:
    """The draft's content with each part as it was chosen (key → this, that or both); what was not asked stays the draft's.

    Words of both stand one after the other, and rows of both once each, the draft's first.
    """
    made = {**kept, **{key: value for key, value in draft.items() if value}}
    made.pop("caret", None)
    for kind in {key for key, value in (*draft.items(), *kept.items()) if isinstance(value, dict)} - {"caret"}:
        made[kind] = {**kept.get(kind, {}), **{k: v for k, v in draft.get(kind, {}).items() if v}}
    for name in _UNITED:
        made[name] = _once_each(draft.get(name, []), kept.get(name, []))
    for key, choice in chosen.items():
        _put(made, draft, kept, key, choice)
    # Who put both together knows what each of them knew.
    if known := _once_each(entries_of(draft), entries_of(kept)):
        made[BEGUN_FROM] = " ".join(known)
    return made


def rebased(
    base: Mapping[str, Any], mine: Mapping[str, Any], theirs: Mapping[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """`mine` with every part that only `theirs` changed of `base`, and the keys of the parts that both changed otherwise.

    A part is what notes.versions tells apart: a field of the header, a section, a goal, a list of rows. What both changed
    stays as `mine` says it, until somebody chooses.
    """
    made, both = deepcopy(dict(mine)), []
    changed = [key for key in _parts(base, theirs) if _differ(base, theirs, key)]
    own = {key for key in changed + list(_WHEN) if _differ(base, mine, key)}
    for key in changed:
        if not _differ(mine, theirs, key):
            continue
        another_time = (key in _WHEN and own & _DAY) or (key in _DAY and own & _WHEN)
        if key in own or another_time:
            both.append(key)
        else:
            _put(made, mine, theirs, key, THAT)
    return made, both


def chosen_from(draft: Mapping[str, Any], kept: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """The draft with these parts as the other state says them."""
    made = deepcopy(dict(draft))
    for key in keys:
        _put(made, draft, kept, key, THAT)
    return made


def _differ(one: Mapping[str, Any], other: Mapping[str, Any], key: str) -> bool:
    return bool(_filled(_value(one, key)) != _filled(_value(other, key)))


def _parts(*states: Mapping[str, Any]) -> list[str]:
    """The keys of every part of these states; what goes along with another part is none by itself."""
    along = {each for key, together in _TOGETHER.items() for each in together if each != key}
    aside = {"caret", "origins", "answers", BEGUN_FROM, *along}
    keyed = {"came": "here", "left": "here", **{field: kind for kind, fields in _BY_FIELD.items() for field in fields}}
    found = []
    for name, value in (pair for state in states for pair in state.items() if pair[0] not in aside):
        kind = keyed.get(name, name)
        found += [f"{kind}/{each}" for each in value] if isinstance(value, Mapping) else [name]
    return list(dict.fromkeys(found))


def _takes_both(key: str) -> bool:
    return key in _LISTS or key in ("clients", "reason") or key.partition("/")[0] in _WORDS


def _value(content: Mapping[str, Any], key: str) -> Any:
    kind, _slash, name = key.partition("/")
    if kind == "here":
        return [content.get(when, {}).get(name, "") for when in ("came", "left")]
    if kind in _BY_FIELD:
        return [content.get(field, {}).get(name, "") for field in _BY_FIELD[kind]]
    if name:
        return content.get(kind, {}).get(name, "")
    if key in (*_LISTS, "clients"):
        return content.get(key, [])
    return [content.get(each, "") for each in _TOGETHER.get(key, (key,))]


def _first(key: str, draft: Mapping[str, Any], kept: Mapping[str, Any]) -> str:
    """Ticked at first is what loses nothing: the state that holds the other, else both."""
    this, that = _value(draft, key), _value(kept, key)
    if not _takes_both(key):
        return THIS if any(this) or not any(that) else THAT
    if isinstance(this, str):
        return THIS if that in this else THAT if this in that else BOTH
    return THIS if all(each in this for each in that) else THAT if all(each in that for each in this) else BOTH


def _put(made: dict[str, Any], draft: Mapping[str, Any], kept: Mapping[str, Any], key: str, choice: str) -> None:
    kind, _slash, name = key.partition("/")
    source = kept if choice == THAT else draft
    if kind in _WORDS:
        _put_words(made, draft, kept, (kind, name), choice)
    elif kind == "here":
        for when in ("came", "left"):
            made.setdefault(when, {})[name] = source.get(when, {}).get(name, "")
    elif kind in _BY_FIELD:
        for field in _BY_FIELD[kind]:
            made.setdefault(field, {})[name] = source.get(field, {}).get(name, "")
    elif key in (*_LISTS, "clients"):
        both = _once_each(draft.get(key, []), kept.get(key, []))
        made[key] = both if choice == BOTH else list(source.get(key, []))
    elif key == "reason" and choice == BOTH:
        made[key] = _joined(str(draft.get(key, "")), str(kept.get(key, "")))
    else:
        for each in _TOGETHER.get(key, (key,)):
            made[each] = source.get(each, "")


def _put_words(
    made: dict[str, Any], draft: Mapping[str, Any], kept: Mapping[str, Any], field: tuple[str, str], choice: str
) -> None:
    """The words of a field, and with them where they come from."""
    kind, name = field
    place = f"{kind}-{name}"
    source = kept if choice == THAT else draft
    text, spans = origins.text_of(source, place), _spans(source, place)
    if choice == BOTH:
        more = origins.text_of(kept, place)
        shift = len(_joined(text, more)) - len(more)
        spans += [replace(each, start=each.start + shift, end=each.end + shift) for each in _spans(kept, place)]
        text = _joined(text, more)
    made.setdefault(kind, {})[name] = text
    made.setdefault("origins", {})[place] = origins.write(spans)


def _spans(content: Mapping[str, Any], place: str) -> list[origins.Span]:
    return origins.read(str(content.get("origins", {}).get(place, "")), len(origins.text_of(content, place)))


def _joined(one: str, other: str) -> str:
    return one + _GAP + other if one and other else one + other


def _once_each(one: list[Any], other: list[Any]) -> list[Any]:
    return [*one, *(each for each in other if each not in one)]

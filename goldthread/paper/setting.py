"""Sets one part of a document with typst, or counts its pages; what a part holds is one piece of JSON.

A letter for which this machine has no font is written as its number in Unicode, and the document says so at its end: nothing is
lost, and nothing is a blank box. typst refuses what it cannot show, and so it says which letters those are.
"""

import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import typst

STANDARDS: Any = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).with_name("paper.typ")
_UNSHOWN = re.compile(r'\bthe text `"((?:[^"\\]|\\.)*)"` could not be displayed with font')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
# What the font that comes with typst has needs no looking after.
_USUAL = r"\x20-\x7e\n\xa0-\xac\xae-\u017f\u2013\u2014\u2018-\u201d\u2022\u2026"
_UNUSUAL = re.compile(rf"\S*[^{_USUAL}]\S*")
_PROBE = b'#set document(title: "-")\n#for word in json(bytes(sys.inputs.words)) [#text(word) ]'
# After so many rounds, what still cannot be shown is no matter of fonts.
ROUNDS = 4


def pages_of(part: dict[str, Any], unshown: Iterable[str]) -> int:
    """On how many pages the part stands."""
    inputs = _inputs({**part, "counts": True}, unshown)
    return int(json.loads(typst.query(_TEMPLATE, "<pages>", "value", True, sys_inputs=inputs, font_paths=fonts())))


def printed(part: dict[str, Any], unshown: Iterable[str]) -> bytes | set[str]:
    """The part as a PDF of its own, or further letters that cannot be shown; typst.TypstError where it is no part."""
    inputs = _inputs({**part, "counts": False}, unshown)
    try:
        return typst.compile(_TEMPLATE, sys_inputs=inputs, format="pdf", pdf_standards=STANDARDS, font_paths=fonts())
    except typst.TypstError as refused:
        further = _without_font(refused.diagnostic) - set(unshown)
        if not further:
            raise
        return further


def unshown_in(text: str) -> set[str]:
    """The letters of a text that no font on this machine has: its unusual words alone are set, until all can be."""
    words, found = sorted(set(_UNUSUAL.findall(text))), set[str]()
    for _round in range(ROUNDS if words else 0):
        ready = json.dumps([_numbered(word, found) for word in words], ensure_ascii=False)
        try:
            typst.compile(
                _PROBE, sys_inputs={"words": ready}, format="pdf", pdf_standards=STANDARDS, font_paths=fonts()
            )
        except typst.TypstError as refused:
            found |= _without_font(refused.diagnostic)
        else:
            break
    return found


@cache
def fonts() -> typst.Fonts:
    """Every font of typst and of this machine, looked for once."""
    return typst.Fonts()


def _inputs(part: dict[str, Any], unshown: Iterable[str]) -> dict[str, str]:
    return {"paper": json.dumps(_numbered(part, set(unshown)), ensure_ascii=False)}


def _numbered(value: Any, unshown: set[str]) -> Any:
    """The same part with these letters written as numbers, wherever they stand."""
    return _translated(value, {ord(each): f"[U+{ord(each):04X}]" for each in unshown}) if unshown else value


def _translated(value: Any, numbers: dict[int, str]) -> Any:
    if isinstance(value, str):
        return value.translate(numbers)
    if isinstance(value, list):
        return [_translated(each, numbers) for each in value]
    if isinstance(value, dict):
        return {key: _translated(each, numbers) for key, each in value.items()}
    return value


def _without_font(told: str) -> set[str]:
    """The letters in a refusal that no font has; those of plain ASCII among them stood beside one and have theirs."""
    letters = "".join(_ESCAPED.sub(_letter, text) for text in _UNSHOWN.findall(told))
    return {each for each in letters if not (each.isascii() and each.isprintable())}


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(found[2], found[2])

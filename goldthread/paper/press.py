"""Sets one document as PDF in a process of its own, which gives its memory back when it ends.

Run as `python -m goldthread.paper.press`: on stdin a line of JSON that says what stands around the notes, then a line for each note, its
HTML as JSON; on stdout the PDF (PDF/UA-1 and PDF/A-2a). A letter for which this machine has no font is written as its number in
Unicode, and the document says so: nothing is lost, and nothing is a blank box.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import typst

from goldthread.paper.pieces import pieces

STANDARDS: Any = ["ua-1", "a-2a"]
_TEMPLATE = Path(__file__).with_name("paper.typ")
_UNSHOWN = re.compile(r'\bthe text `"((?:[^"\\]|\\.)*)"` could not be displayed with font')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")
# After so many rounds, what still cannot be shown is no matter of fonts.
_ROUNDS = 4


def printed(document: dict[str, Any]) -> bytes:
    """The PDF; typst.TypstError where a document is no document."""
    unshown: set[str] = set()
    for _round in range(_ROUNDS):
        try:
            return _set(document, unshown)
        except typst.TypstError as refused:
            further = _without_font(refused.diagnostic) - unshown
            if not further:
                raise
            unshown |= further
    raise ValueError(f"{len(unshown)} letters cannot be shown, and more are found each time")


def _set(document: dict[str, Any], unshown: set[str]) -> bytes:
    told = document["head"]["unshown"]
    ready = document if not unshown else _numbered(document, {ord(each): f"[U+{ord(each):04X}]" for each in unshown})
    data = json.dumps({**ready, "unshown": [told] if unshown else []}, ensure_ascii=False)
    return typst.compile(_TEMPLATE, sys_inputs={"paper": data}, format="pdf", pdf_standards=STANDARDS)


def _numbered(value: Any, numbers: dict[int, str]) -> Any:
    """The same document with these letters written as numbers, wherever they stand."""
    if isinstance(value, str):
        return value.translate(numbers)
    if isinstance(value, list):
        return [_numbered(each, numbers) for each in value]
    if isinstance(value, dict):
        return {key: _numbered(each, numbers) for key, each in value.items()}
    return value


def _without_font(told: str) -> set[str]:
    """The letters in a refusal that no font has; those of plain ASCII among them stood beside one and have theirs."""
    letters = "".join(_ESCAPED.sub(_letter, text) for text in _UNSHOWN.findall(told))
    return {each for each in letters if not (each.isascii() and each.isprintable())}


def _letter(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else {"n": "\n", "t": "\t", "r": "\r", "0": "\0"}.get(found[2], found[2])


def main() -> None:
    """Set what stands on stdin."""
    head = json.loads(sys.stdin.buffer.readline())
    notes = [pieces(json.loads(line)) for line in sys.stdin.buffer]
    sys.stdout.buffer.write(printed({"head": head, "notes": notes}))


if __name__ == "__main__":
    main()

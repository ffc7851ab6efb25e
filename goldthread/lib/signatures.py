"""Signatures of those who are no staff, and attempts to get one: as given on the device, as sealed; pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import ships
from goldthread.lib.text import accept

# The field on which somebody draws, in its own units; where a line lies is kept in whole ones.
WIDTH, HEIGHT = 1000, 300
_MOST_LINES, _MOST_POINTS = 400, 8000
STATEMENT = ships("I have read this, or it was read to me, and I sign it.", "signature")


@dataclass(frozen=True)
class Signer:
    """Who signs, or was asked to: an identity on file, or none; name and role."""

    person: str
    name: str
    role: str


@dataclass(frozen=True)
class Choices:
    """What the page offers, each value with its words: roles of who is not on file, ways of asking, and why there is none."""

    roles: Mapping[str, Any]
    hows: Mapping[str, Any]
    outcomes: Mapping[str, Any]


def collected(posted: Mapping[str, str], offered: Sequence[Signer], choices: Choices) -> tuple[bool, dict[str, Any]]:
    """Whether a signature was given on the page's form, and what is sealed of it, or of the attempt."""
    chosen = next((each for each in offered if each.person == posted.get("signer")), None)
    # A name that is written is somebody who is not on the list, whatever the list says.
    written = Signer("", posted.get("name", ""), _among(choices.roles, posted.get("role", "")))
    signer = written if chosen is None or written.name else chosen
    if "not_given" not in posted:
        return True, signature(signer, posted.get("strokes", ""), posted.get("typed", ""))
    outcome = posted.get("outcome", "")
    if outcome not in choices.outcomes:
        raise Refused(_("Choose why there is no signature."), field="outcome")
    how = _among(choices.hows, posted.get("how", ""))
    return False, attempt(signer, how, outcome, posted.get("words", ""))


def _among(known: Mapping[str, Any], value: str) -> str:
    return value if value in known else ""


def drawn(text: str) -> list[list[int]]:
    """The lines of a drawn signature, each x, y, x, y, ... in whole units; refused where that is none."""
    try:
        lines = json.loads(text or "[]")
        kept = [[int(value) for value in line] for line in lines]
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise Refused(_unreadable(), field="strokes") from None
    points = sum(len(line) for line in kept)
    if len(kept) > _MOST_LINES or points > 2 * _MOST_POINTS or any(len(line) % 2 for line in kept):
        raise Refused(_unreadable(), field="strokes")
    if any(not 0 <= value <= WIDTH for line in kept for value in line):
        raise Refused(_unreadable(), field="strokes")
    return [line for line in kept if len(line) >= 4]


def _unreadable() -> str:
    return _("The drawn signature could not be read. Clear it and draw it again, or type the name.")


def signature(signer: Signer, strokes: str, typed: str) -> dict[str, Any]:
    """What is sealed of a signature: drawn, or typed as one."""
    lines, name = drawn(strokes), accept(typed, field="typed")
    if not lines and not name.strip():
        raise Refused(_("Nothing is signed yet. Draw in the field, or type the name as a signature."), field="typed")
    return {
        "by": _by(signer),
        "method": "drawn" if lines else "typed",
        "strokes": lines,
        "typed": "" if lines else name,
        "statement": STATEMENT,
    }


def attempt(signer: Signer, how: str, outcome: str, words: str) -> dict[str, Any]:
    """What is sealed of an attempt: of whom, by which way, with what outcome, in what words."""
    return {"of": _by(signer), "how": how, "outcome": outcome, "words": accept(words, field="words")}


def _by(signer: Signer) -> dict[str, Any]:
    if not signer.name.strip():
        raise Refused(_("Say whose signature it is: choose from the list, or write the name."), field="signer")
    return {"person": signer.person or None, "name": accept(signer.name, field="signer"), "role": signer.role}


def picture(lines: Sequence[Sequence[int]], title: str) -> str:
    """A drawn signature as SVG, without a style of its own; `title` is HTML."""
    drawn_lines = "".join(
        f'<polyline points="{" ".join(f"{line[at]},{line[at + 1]}" for at in range(0, len(line), 2))}"/>'
        for line in lines
    )
    return (
        f'<svg class="signature" viewBox="0 0 {WIDTH} {HEIGHT}" width="320" height="96" fill="none" stroke="currentColor"'
        f' stroke-width="6" stroke-linecap="round" stroke-linejoin="round" role="img"><title>{title}</title>{drawn_lines}</svg>'
    )

"""What is sought, as somebody types it: words, “phrases”, begun words* and -exclusions; and how well a text fits. Pure."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goldthread.search.words import placed, tokens

# A passage's number gives its day first, so that the newest stand last in the index: days since 1900, the place of its entry in
# the log, and which of the entry's passages it is.
_BEGINNING, _LAST_DAY = date(1900, 1, 1), (1 << 17) - 1
PARTS, _PLACES = 1 << 6, 1 << 38
# So many terms count; who types more than that pastes a page.
MOST_TERMS = 24
# A word shorter than this is sought whole also while it is being typed: too much begins so.
SHORTEST_BEGINNING = 3
# Quotes as people type them in many languages. Of those that may be a stray mark or an apostrophe both must be there.
_QUOTED = (
    '"([^"]*)"?', "“([^”“]*)[”“]?", "„([^“”„]*)[“”]?", "«([^»]*)»?", "‹([^›]*)›?", "「([^」]*)」?", "『([^』]*)』?", "《([^》]*)》?",
    "＂([^＂]*)＂?", "»([^«»]+)«", "›([^‹›]+)‹", "”([^”]+)”", r"‘((?:[^’]|’(?=\w))+)’", r"'((?:[^']|'(?=\w))+)'(?!\S)",
)  # fmt: skip
_TERM = re.compile(rf"([-−]?)(?:{'|'.join(_QUOTED)}|(\S+))")


def number(day: date, place: int = 0, part: int = 0) -> int:
    """The number of a passage: below 2 ** 61, and the greater the later the day; days outside 1900 to 2258 count as the nearest."""
    days = min(max((day - _BEGINNING).days, 0), _LAST_DAY)
    return (days * _PLACES + place) * PARTS + part


def day_of(passage: int) -> date:
    """The day that the number of a passage begins with."""
    return _BEGINNING + timedelta(days=passage // (_PLACES * PARTS))


@dataclass(frozen=True)
class Term:
    """Words that stand one after another, the last perhaps only begun; left out where the text must not hold them."""

    words: tuple[str, ...]
    is_begun: bool = False
    is_excluded: bool = False


@dataclass(frozen=True)
class Asked:
    """What a text must hold, all of it, and what it must not."""

    terms: tuple[Term, ...] = ()
    is_cut: bool = False  # More was typed than counts.

    @property
    def wanted(self) -> list[Term]:
        """What it must hold."""
        return [each for each in self.terms if not each.is_excluded]

    @property
    def excluded(self) -> list[Term]:
        """What it must not hold."""
        return [each for each in self.terms if each.is_excluded]


def asked(text: str, *, is_typing: bool = False) -> Asked:
    """What a line of search asks for; while it is being typed, its last word may be the beginning of one."""
    found = []
    for match in _TERM.finditer(text):
        # Of all the ways of quoting and of none, one is there; what it holds is the last group that matched.
        held = match.lastindex or 0
        words = tuple(tokens(match[held]))
        if words:
            is_last = is_typing and match.end(held) == len(text)
            found.append(Term(words, _is_begun(match[held], words, is_last=is_last), bool(match[1])))
    return Asked(tuple(found[:MOST_TERMS]), is_cut=len(found) > MOST_TERMS)


def _is_begun(said: str, words: Sequence[str], *, is_last: bool) -> bool:
    return said.endswith("*") or (is_last and len(words[-1]) >= SHORTEST_BEGINNING)


def spans(text: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where a text holds the terms: from and to, in letters, in their order and without overlaps."""
    held = list(placed(text))
    words = [word for word, _start, _end in held]
    found: set[tuple[int, int]] = set()
    for term in terms:
        size = len(term.words)
        for at, word in enumerate(words[: len(words) - size + 1]):
            # Nearly every word is none of those sought, which its first letters tell at once.
            if word.startswith(term.words[0]) and _fits(term, words[at : at + size]):
                found.add((held[at][1], held[at + size - 1][2]))
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _fits(term: Term, words: Sequence[str]) -> bool:
    *before, last = term.words
    if list(words[:-1]) != before:
        return False
    return words[-1].startswith(last) if term.is_begun else words[-1] == last


def best_first(texts: Sequence[str], terms: Sequence[Term]) -> list[int]:
    """The places of folded texts, words apart by spaces, the one that fits best first; of equals the earlier.

    BM25 (Robertson and Zaragoza, 2009; k1 1.2, b 0.75) with frequencies among these texts alone.
    """
    sizes = [text.count(" ") + 1 for text in texts]
    average = max(1.0, sum(sizes) / max(1, len(sizes)))
    # Each word between spaces of its own, so that one that follows itself is counted twice.
    spaced = [f" {text.replace(' ', '  ')} " for text in texts]
    scores = dict.fromkeys(range(len(texts)), 0.0)
    for term in terms:
        sought = " " + "  ".join(term.words) + ("" if term.is_begun else " ")
        counts = [text.count(sought) for text in spaced]
        held = sum(1 for count in counts if count)
        weight = math.log(1 + (len(texts) - held + 0.5) / (held + 0.5))
        for at, count in enumerate(counts):
            if count:
                scores[at] += weight * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * sizes[at] / average))
    return sorted(scores, key=lambda at: (-scores[at], at))


@dataclass(frozen=True)
class Piece:
    """A part of an excerpt, and whether it is what was sought."""

    text: str
    is_hit: bool = False


def excerpt(text: str, terms: Sequence[Term], *, letters: int = 240) -> list[Piece]:
    """So much of a text around the first place where most of the terms stand together, in pieces; its beginning without any."""
    found = spans(text, terms)
    start = _best_start(found, letters) if found else 0
    start = _word_start(text, max(0, start - letters // 4))
    end = _word_end(text, min(len(text), start + letters))
    pieces = [Piece("… ")] if start else []
    at = start
    for begin, stop in found:
        if begin >= start and stop <= end:
            pieces += [Piece(text[at:begin]), Piece(text[begin:stop], is_hit=True)]
            at = stop
    pieces += [Piece(text[at:end])] + ([Piece(" …")] if end < len(text) else [])
    return [piece for piece in pieces if piece.text]


def _best_start(found: Sequence[tuple[int, int]], letters: int) -> int:
    together = [sum(1 for start, _end in found if begin <= start < begin + letters // 2) for begin, _stop in found]
    return found[together.index(max(together))][0]


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 40), at)
    return space + 1 if at and space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.find(" ", at, at + 40)
    return space if space >= 0 else (len(text) if len(text) - at < 40 else at)

"""Words that stand in an earlier note already: fingerprints of a text, how much two share, and the sentences themselves.

A text becomes runs of five words without case, accents, punctuation, names and gender, so that a note copied from one child to
another is found; of their hashes a few are kept (winnowing: Schleimer, Wilkerson, Aiken, SIGMOD 2003), at least one of every
twelve words in a row. A signed note's are set as bits of one number, so that two thousand notes are compared by as many ANDs;
what seems alike is then compared in full. `verify` derives those bits again, so nothing here may change for version 1.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar
from zlib import crc32

RUN = 5  # words
WINDOW = 8  # runs of which one is kept
BITS = 2048
# From this share of a field's fingerprints on, and this many, its words were taken over. Tuned on pairs of copies:
# notes/tests/test_checks_alike.py holds precision and recall, docs/performance.md has the figures around it.
SHARE, LEAST = 0.45, 6
# What seems so by its bits is looked at, though it may seem a little less than it is.
SEEMING = SHARE * 0.9
# Two sentences are the same where they share this much of their words in pairs.
SAME_SENTENCE = 0.6
PAIRS = 100
NAME = "§"
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Scripts that put no spaces between words: there every letter counts as a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_BEGINNING_OR_WORD = re.compile(rf'([.!?:\n"“])|({_WORD.pattern})')
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
_GENDERED = {
    "he": "she", "him": "her", "his": "her", "hers": "her", "himself": "herself", "himself's": "herself", "he's": "she's", "he'd": "she'd",
    "he'll": "she'll", "man": "woman", "men": "women", "boy": "girl", "boys": "girls", "male": "female", "son": "daughter",
    "sons": "daughters", "father": "mother", "dad": "mom", "mum": "mom", "brother": "sister", "brothers": "sisters",
    "husband": "wife", "uncle": "aunt", "nephew": "niece", "grandfather": "grandmother", "grandson": "granddaughter",
    "gentleman": "lady", "widower": "widow", "mr": NAME, "mrs": NAME, "ms": NAME, "miss": NAME,
    "el": "ella", "lo": "la", "los": "las", "hijo": "hija", "hijos": "hijas", "hermano": "hermana", "padre": "madre",
    "nino": "nina", "chico": "chica", "abuelo": "abuela",
}  # fmt: skip

Key = TypeVar("Key")
Each = TypeVar("Each")


@dataclass(frozen=True)
class Pair:
    """A sentence of the draft, and the one of an earlier note that it is like."""

    here: str
    there: str


def words(text: str, names: Collection[str] = ()) -> list[str]:
    """The words that count: folded, genders as one, and each name, known or by its capital, as one sign."""
    found: list[str] = []
    begins = True
    for beginning, word in _BEGINNING_OR_WORD.findall(text):
        if beginning:
            begins = True
            continue
        letters, folded, plain, has_capital = _seen(word)
        if letters:
            found += letters
        elif plain != NAME and not (folded in names or (has_capital and not begins)):
            found.append(plain)
        elif found[-1:] != [NAME]:
            found.append(NAME)
        begins = False
    return found


@lru_cache(maxsize=65536)
def _seen(word: str) -> tuple[str, str, str, bool]:
    """Its letters, where each counts as a word; how it is folded; what it counts as; whether it begins as a name does."""
    if not word.isascii() and _UNSPACED.search(word):
        return word, "", "", False
    folded = _folded(word)
    has_capital = word[0].isupper() and not word[1:2].isupper() and len(word) > 1
    return "", folded, _GENDERED.get(folded, folded), has_capital


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return plain.removesuffix("'s")


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of these names, as `words` folds them."""
    return frozenset(_folded(word) for name in names for word in _WORD.findall(name))


def marks(text: str, names: Collection[str] = ()) -> set[int]:
    """The fingerprints of a text: 32-bit numbers, at least one of any twelve words in a row; none below five words."""
    found = [word.encode() for word in words(text, names)]
    hashes = list(map(crc32, map(b" ".join, _in_a_row(found, RUN))))
    if len(hashes) <= WINDOW:
        return {min(hashes)} if hashes else set()
    return set(map(min, _in_a_row(hashes, WINDOW)))


def _in_a_row(found: Sequence[Each], many: int) -> Iterator[tuple[Each, ...]]:
    """Each element with those that follow it, so many together."""
    return zip(*(found[at:] for at in range(many)), strict=False)


def bits(kept: Iterable[int]) -> int:
    """Fingerprints as bits of one number below 2 ** BITS."""
    found = 0
    for mark in kept:
        found |= 1 << mark % BITS
    return found


def packed(kept: Iterable[int]) -> bytes:
    """The same as the row of a signed note keeps it: BITS / 8 bytes, the lowest bit first."""
    return bits(kept).to_bytes(BITS // 8, "little")


def seeming_alike(here: Collection[Collection[int]], rows: Iterable[tuple[Key, bytes]]) -> dict[Key, float]:
    """Of earlier notes and their rows those that seem to hold much of one of these fields' fingerprints, with how much.

    The largest share of a field's bits, less what chance would set. Thousands of rows are looked at, nearly all of them unlike.
    """
    fields = [(own, own.bit_count()) for own in map(bits, here)]
    whole = bits(mark for marks in here for mark in marks)
    found = {}
    for key, there in rows:
        known = int.from_bytes(there, "little")
        if (whole & known).bit_count() >= LEAST:
            chance = known.bit_count() / BITS
            shares = [
                (both / size - chance) / (1 - chance)
                for own, size in fields
                if (both := (own & known).bit_count()) >= LEAST
            ]
            if shares and max(shares) >= SEEMING:
                found[key] = max(shares)
    return found


def shared(here: Collection[int], there: Collection[int]) -> float:
    """Which share of the fingerprints `here` stands there as well; 0 where that is too little to speak of."""
    both = len(set(here).intersection(there))
    return both / len(here) if both >= LEAST else 0.0


def is_alike(share: float) -> bool:
    """Whether so much was taken over that it is said."""
    return share >= SHARE


def sentences(text: str) -> list[str]:
    """A text's sentences, as typed."""
    return [found for part in _SENTENCE.findall(text) if (found := part.strip())]


def pairs(here: Sequence[str], there: Sequence[str], names: Collection[str] = ()) -> list[Pair]:
    """Sentences of these texts, each with the most similar one of those, where both are the same but for names and gender.

    Each sentence once, and PAIRS of them at most: who reads more than that knows enough.
    """
    known = _by_twos(there, names)
    bearing: dict[tuple[str, str], list[frozenset[tuple[str, str]]]] = {}
    for twos in known:
        for two in twos:
            bearing.setdefault(two, []).append(twos)
    found = []
    for own, sentence in _by_twos(here, names).items():
        alike = {twos for two in own for twos in bearing.get(two, ())}
        best = max(alike, key=lambda twos: _overlap(own, twos), default=None)
        if best and len(own) >= RUN - 1 and _overlap(own, best) >= SAME_SENTENCE:
            found.append(Pair(sentence, known[best]))
        if len(found) == PAIRS:
            break
    return found


def _by_twos(texts: Iterable[str], names: Collection[str]) -> dict[frozenset[tuple[str, str]], str]:
    """The sentences of texts by the pairs of words in them, the first of those that have the same."""
    found: dict[frozenset[tuple[str, str]], str] = {}
    for sentence in (each for text in texts for each in sentences(text)):
        found.setdefault(frozenset(pairwise(words(sentence, names))), sentence)
    return found


def _overlap(one: Set[tuple[str, str]], other: Set[tuple[str, str]]) -> float:
    both = len(one & other)
    return both / max(1, len(one) + len(other) - both)


def texts_in(content: Mapping[str, Any]) -> list[str]:
    """The texts of sealed content, a section each."""
    texts: dict[str, str] = {}
    for part in content.get("narrative", []):
        texts[part["section"]] = texts.get(part["section"], "") + part["text"]
    return list(texts.values())


def names_in(content: Mapping[str, Any]) -> frozenset[str]:
    """Words of the names that sealed content gives in its fields: its client, who took part, was tried and was asked."""
    found = [str((content.get("client") or {}).get("name") or "")]
    for block, field in (("participants", "name"), ("attempts", "name"), ("requests", "of")):
        found += [str(row.get(field) or "") for row in content.get(block) or []]
    return name_words(found)


def marks_in(content: Mapping[str, Any]) -> set[int]:
    """The fingerprints of sealed content: of each section's text."""
    names = names_in(content)
    return {mark for text in texts_in(content) for mark in marks(text, names)}

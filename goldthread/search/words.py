"""Text as it is searched: words without case, accents and apostrophes; letter by letter in scripts without spaces."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

# Neither database can do much with a longer one, and nobody types it.
LONGEST = 64
# A word may hold marks on its letters (vowel signs, accents written apart) and apostrophes; what joins letters unseen is skipped.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc]"
                   r"|[\u0900-\u0903\u093a-\u094f\u0962\u0963\u0980-\u0dff\u0e31-\u0e4e\u0eb1-\u0ece\u0f71-\u0fbc]"
                   r"|[\u102b-\u103e\u17b4-\u17d3\u200c\u200d\u00ad]|['’](?=[^\W_]))*")  # fmt: skip
_PLAIN = re.compile(r"[a-z0-9]+")
# Scripts that put no spaces between words: there every letter counts as a word, with the marks on it, and a word sought as a phrase.
_UNSPACED = r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_ON_A_LETTER = r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u102b-\u103e\u17b4-\u17d3\u3099\u309a"
_PART = re.compile(f"[{_UNSPACED}][{_ON_A_LETTER}]*|[^{_UNSPACED}]+")
# The ring of Thai and Lao, of which Unicode makes a letter of its own where the vowel AA follows: with it or without, one word.
_RINGS = "\u0e4d\u0ecd"
# Letters that Unicode does not take apart, though people type them without.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "œ": "oe", "æ": "ae"})


def tokens(text: str) -> list[str]:
    """The words of a text in their order."""
    if text.isascii() and "''" not in text:
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower().replace("'", ""))]
    return [token for token, _start, _end in placed(text)]


def placed(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word with where it begins and ends in the text."""
    for match in _WORD.finditer(text):
        parts = [match] if match[0].isascii() else _PART.finditer(text, match.start(), match.end())
        for part in parts:
            for token in _letters_of(folded(part[0])):
                yield token, part.start(), part.end()


def _letters_of(token: str) -> list[str]:
    """The words that a folded part is: itself, or several letters where one sign stood for them (Lao ໜ, Japanese ㍿).

    A mark without a letter is no word: in a text it could not begin one.
    """
    if token.isascii():
        return [token] if token else []
    return [each for each in _PART.findall(token) if each[0].isalnum()]


@lru_cache(maxsize=65536)
def folded(word: str) -> str:
    """One word without case, accents, marks and apostrophes."""
    if word.isascii():
        return word.lower().replace("'", "")[:LONGEST]
    # Twice: a letter of mathematics is a capital only once it is taken apart.
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    bare = "".join(letter for letter in apart if letter.isalnum() or _is_vowel(letter)).translate(_LETTERS)
    return unicodedata.normalize("NFC", bare)[:LONGEST]


def _is_vowel(mark: str) -> bool:
    """Whether a mark is a vowel sign, from Devanagari to Khmer: without it में, मैं and म would be one word.

    Accents, points and tone marks stand on their letter in an order of their own (a combining class), vowel signs in none.
    """
    is_mark = "\u0900" <= mark <= "\u17ff" and unicodedata.category(mark)[0] == "M"
    return is_mark and not unicodedata.combining(mark) and mark not in _RINGS

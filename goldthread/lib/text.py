"""What may be in typed text: line ends become LF, NUL and lone surrogates are refused by name; and its paragraphs."""

import re

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused

_AFTER_BLANK_LINES = re.compile(r"(?<=\n\n)(?!\n)")
# What ends a sentence, in the scripts that are written here, and what may close after it.
ENDS = ".!?…。！？؟।"
_CLOSES = "\"'”’»›)]」』"


def accept(text: str, *, field: str = "") -> str:
    """Return `text` with LF line ends and nothing else changed; refuse what cannot be stored."""
    if "\x00" in text:
        raise Refused(_("The text holds a NUL character, which cannot be kept. Remove it and save again."), field=field)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise Refused(half_letter(), field=field) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def can_be_kept(text: str) -> bool:
    """Whether `accept` would take a text; what it would not, no database can be asked for either."""
    try:
        accept(text)
    except Refused:
        return False
    return True


def half_letter() -> str:
    """The sentence for a lone surrogate; the page says it before a browser would put a mark in its place."""
    return _("The text holds half of a character (a lone surrogate), which cannot be kept. Remove it and save again.")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, each with the blank lines after it; joined they are the text again."""
    return [part for part in _AFTER_BLANK_LINES.split(text) if part]


def sentence(words: str) -> str:
    """Typed words as a sentence that others follow: with a full stop, unless they end in a mark of their own."""
    whole = words.strip()
    bare = whole.rstrip(_CLOSES)
    return whole if not bare or bare[-1] in ENDS else f"{whole}."

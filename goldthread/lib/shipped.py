"""Words that ship with the product and stand in the record in English: kept as they are, shown in the reader's language."""

from functools import lru_cache

from django.utils.translation import get_language, pgettext


def ships(words: str, context: str) -> str:
    """The same words; `make messages` finds them here for the translators, under this context."""
    return words


def shown(words: str, context: str) -> str:
    """Kept words in the reader's language, where they ship under this context; anybody's own words unchanged."""
    return _said(get_language() or "", words, context) if words else ""


@lru_cache(maxsize=4096)
def _said(language: str, words: str, context: str) -> str:
    """Kept words in a language, which is in force while this is asked: a case file asks for the same ones fifty times."""
    return pgettext(context, words)

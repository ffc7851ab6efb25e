"""Words that ship with the product and stand in the record in English: kept as they are, shown in the reader's language."""

from django.utils.translation import pgettext


def ships(words: str, context: str) -> str:
    """The same words; `make messages` finds them here for the translators, under this context."""
    return words


def shown(words: str, context: str) -> str:
    """Kept words in the reader's language, where they ship under this context; anybody's own words unchanged."""
    return pgettext(context, words) if words else ""

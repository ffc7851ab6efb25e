"""Names of people: any script, kept as written; what shows nothing on any screen names nobody."""

import unicodedata

# Of the letters and signs these alone are drawn as nothing: the fillers of Hangul, and the blank of Braille.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
# Separators, controls, formats (the joiners too, which stand within names), and marks, which need a letter to stand on.
_UNSEEN = ("Z", "Cc", "Cf", "M")


def is_seen(name: str) -> bool:
    """Whether at least one character of a name can be seen."""
    return any(sign not in _BLANK and not unicodedata.category(sign).startswith(_UNSEEN) for sign in name)

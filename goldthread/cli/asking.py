"""A question at the terminal; nobody there to answer is a no."""

import sys

from django.utils.translation import pgettext


def agreed(question: str) -> bool:
    """Whether somebody at a terminal answers yes, in English or in the language in which it was asked.

    A closed or redirected standard input answers nothing.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    try:
        answer = input(question).strip().casefold()
    except EOFError:
        return False
    return answer in {"y", "yes", *pgettext("answers that mean yes", "y yes").casefold().split()}

"""A question at the terminal; nobody there to answer is a no."""

import sys


def agreed(question: str) -> bool:
    """Whether somebody at a terminal answers yes; a closed or redirected standard input answers nothing."""
    if sys.stdin is None or not sys.stdin.isatty():
        return False
    try:
        return input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False

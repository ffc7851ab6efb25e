"""A sentence for whoever reads the log; a log that takes nothing more keeps nobody from going on."""

import sys
from contextlib import suppress


def tell(sentence: str, *, is_amiss: bool = True) -> None:
    """Print it at once, on standard error where something is amiss."""
    with suppress(OSError):
        print(sentence, file=sys.stderr if is_amiss else sys.stdout, flush=True)

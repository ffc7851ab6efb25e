"""What Linux tells of processes in /proc: which came from which, and how much memory each holds."""

import os
from contextlib import suppress
from pathlib import Path

PLACE = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def below(process: int) -> list[int]:
    """All that came from a process, and what came from those; nothing where there is no /proc."""
    found: list[int] = []
    for told in PLACE.glob(f"{process}/task/*/children"):
        # Whatever is looked at may be over by now.
        with suppress(OSError):
            for each in told.read_text().split():
                found += [int(each), *below(int(each))]
    return found


def resident(process: int) -> int:
    """The bytes that a process holds in memory; 0 where it is over."""
    with suppress(OSError):
        return int((PLACE / str(process) / "statm").read_text().split()[1]) * _PAGE
    return 0

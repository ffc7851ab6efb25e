"""How long a broken job waits before it is tried again."""

from datetime import timedelta

LONGEST_PAUSE = timedelta(hours=1)


def pause_after(attempts: int) -> timedelta:
    """Seconds doubling with each attempt, an hour at most."""
    return min(LONGEST_PAUSE, timedelta(seconds=2 ** min(attempts, 12)))

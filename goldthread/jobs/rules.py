"""How long a broken job waits before it is tried again."""

from datetime import timedelta


def pause_after(attempts: int) -> timedelta:
    """Seconds doubling with each attempt, an hour at most."""
    return timedelta(seconds=min(3600, 2 ** min(attempts, 12)))

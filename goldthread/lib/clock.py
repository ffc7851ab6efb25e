"""The one place where the time of day is read; the demonstration injects its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_injected: ContextVar[datetime | None] = ContextVar("injected_time", default=None)


def now() -> datetime:
    """The present moment in UTC, with microseconds."""
    return _injected.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The calendar day at the present moment in an IANA zone."""
    return now().astimezone(ZoneInfo(zone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let `now()` answer `moment` inside the block; for the demonstration and tests only."""
    token = _injected.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _injected.reset(token)

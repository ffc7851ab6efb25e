"""What the device is told: whether it may keep unsent words, and the kinds of note that can be begun without signal."""

import time

from goldthread.notes import queries as notes
from goldthread.policies import queries as policies

_KEPT_SECONDS = 30
_keeps: tuple[float, bool] | None = None


def forget() -> None:
    """Read the policy rows again at the next request."""
    global _keeps
    _keeps = None


def keeps_on_device() -> bool:
    """Whether unsent words may lie, encrypted, on the device; read anew every half minute. Where no row speaks, they may."""
    global _keeps
    if _keeps is None or time.monotonic() - _keeps[0] > _KEPT_SECONDS:
        agency = policies.agency()
        said = policies.resolve("offline_drafts", on=policies.today(), state=agency.state).value
        _keeps = (time.monotonic(), said is not False)
    return _keeps[1]


def kinds() -> tuple[tuple[str, str], ...]:
    """Key and title of each kind of note that can be begun without signal: those offered that have words."""
    return tuple((each.key, each.definition["title"]) for each in notes.offered() if each.definition.get("sections"))

"""When each client of a group came and left: as typed, as sealed in that client's own entry, and what speaks against it; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding, Refused
from goldthread.notes.times import Occurred, minutes_between, stamp, tried_at, unstamp


def own_findings(content: Mapping[str, Any], names: Mapping[UUID, str]) -> list[Finding]:
    """Of whom nothing is written alone, where every client of a note has words of their own; `names` are those of clients."""
    texts = content.get("own", {})
    sentence = _("Nothing is written about %(name)s alone. Write what this client did, or untick the client.")
    return [
        Finding(sentence % {"name": name}, f"own-{client}")
        for client, name in names.items()
        if not str(texts.get(str(client), "")).strip()
    ]


def timeless_findings(content: Mapping[str, Any], names: Mapping[UUID, str]) -> list[Finding]:
    """Who came or left when nobody says, where each client's own times are required."""
    came, left = _("Say when %(name)s came."), _("Say when %(name)s left.")
    return [
        Finding(sentence % {"name": name}, f"{field}-{client}")
        for client, name in names.items()
        for field, sentence in (("came", came), ("left", left))
        if not str(content.get(field, {}).get(str(client), "")).strip()
    ]


def time_findings(content: Mapping[str, Any], names: Mapping[UUID, str], occurred: Occurred) -> list[Finding]:
    """Times of one client that are none, or do not fit each other or the whole."""
    found = []
    for client, name in names.items():
        try:
            came, left = _moments(content, client, occurred)
        except Refused as refused:
            found.append(Finding(refused.sentence, refused.field))
            continue
        found += _misfits(name, client, came, left, occurred)
    return found


def _misfits(
    name: str, client: UUID, came: datetime | None, left: datetime | None, occurred: Occurred
) -> Sequence[Finding]:
    begins, ends = occurred.starts, occurred.ends
    if came and left and left < came:
        return [Finding(_("%(name)s left before coming. Correct one of the times.") % {"name": name}, f"left-{client}")]
    outside = _("%(name)s cannot be there outside of the session's own times. Correct the time, or the session's.")
    return [
        Finding(outside % {"name": name}, f"{field}-{client}")
        for field, at in (("came", came), ("left", left))
        if at and ((begins and at < begins) or (ends and at > ends))
    ]


def attended(content: Mapping[str, Any], client: UUID, occurred: Occurred) -> dict[str, Any]:
    """What is sealed of one client: both moments and the minutes between; empty where the session's own times hold."""
    came, left = _moments(content, client, occurred)
    if came is None and left is None:
        return {}
    came, left = came or occurred.starts, left or occurred.ends
    return {
        "came": stamp(came, occurred.zone),
        "left": stamp(left, occurred.zone),
        "minutes": minutes_between(came, left),
    }


def minutes_there(content: Mapping[str, Any], client: UUID, occurred: Occurred, own_times: bool) -> int | None:
    """How long one client was there, by the clock; None where nobody knows, or the times cannot be (a finding of their own)."""
    try:
        here = attended(content, client, occurred) if own_times else {}
    except Refused:
        return None
    minutes: int | None = here.get("minutes", occurred.minutes)
    return minutes


def minutes_of(whole: int | None, came: datetime | None, left: datetime | None) -> int | None:
    """How long one client was there: by their own times where they have both, else as long as the whole session."""
    return whole if came is None or left is None else minutes_between(came, left)


def moments_of(sealed: Mapping[str, Any] | None) -> tuple[datetime | None, datetime | None]:
    """When one client came and left; None where the session's own times hold."""
    return (unstamp(sealed["came"]), unstamp(sealed["left"])) if sealed else (None, None)


def _moments(content: Mapping[str, Any], client: UUID, occurred: Occurred) -> tuple[datetime | None, datetime | None]:
    return _moment(content, "came", client, occurred), _moment(content, "left", client, occurred)


def _moment(content: Mapping[str, Any], field: str, client: UUID, occurred: Occurred) -> datetime | None:
    """A time of the session's day; before its start, it is one of the next day where the session went past midnight."""
    text = str(content.get(field, {}).get(str(client), ""))
    at = tried_at(occurred.on, text, occurred.zone, f"{field}-{client}")
    if at is None or occurred.on is None or occurred.starts is None or occurred.ends is None:
        return at
    later = tried_at(occurred.on + timedelta(days=1), text, occurred.zone, f"{field}-{client}")
    return later if at < occurred.starts and later is not None and later <= occurred.ends else at

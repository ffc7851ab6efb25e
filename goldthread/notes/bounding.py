"""What a note would come to within the bounds that policies set: gathered here from the record, judged by `checks.bounds`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.authorizations.rules import units_for
from goldthread.lib import uuids
from goldthread.notes import drafted
from goldthread.notes.checks import bounds
from goldthread.notes.checks.bounds import Beside, Counted
from goldthread.notes.checks.registry import Found
from goldthread.notes.definitions import Definition
from goldthread.notes.given import given
from goldthread.notes.models import STAFF, OwnRole
from goldthread.notes.queries import unbilled_among
from goldthread.notes.thread import Thread
from goldthread.people.models import Staff


def of_caps(thread: Thread, own: Collection[UUID]) -> list[Found]:
    """What the caps of its service say of one client's note; a few statements, however many notes there are before it.

    `own` are the encounters of the draft: its own, and that of the note which it corrects.
    """
    caps, units = thread.parameters("caps"), thread.units
    if not caps or units is None:
        return []
    spans = [bounds.span_of(cap["per"], thread.day) for cap in caps if cap["per"] != "authorization"]
    since, until = min((first for first, _ in spans), default=None), max((last for _, last in spans), default=None)
    signed = _signed(thread, since, until, own) if since and until else []
    opened = _drafted(thread, own) if spans else []
    found = []
    for cap in caps:
        counted = _counted(cap, thread, signed, opened, units.hundredths)
        found += bounds.cap_found(counted, service=thread.service, of=thread.about.client) if counted else []
    return found


def _counted(
    cap: Mapping[str, Any],
    thread: Thread,
    signed: Sequence[tuple[date, int]],
    opened: Sequence[tuple[date, int]],
    own: int,
) -> Counted | None:
    most, percent = 100 * int(cap["units"]), cap.get("warn_percent")
    if cap["per"] == "authorization":
        used = thread.authorization
        if used is None:
            return None
        own = thread.wanted or 0
        # What drafts would use of it holds the note's own units as well, once it has been saved.
        others = max(0, used.remaining.drafted - own)
        return Counted(cap["per"], most, used.remaining.used, others, own, percent)
    first, last = bounds.span_of(cap["per"], thread.day)
    done, meant = (sum(units for day, units in each if first <= day <= last) for each in (signed, opened))
    return Counted(cap["per"], most, done, meant, own, percent)


def _signed(thread: Thread, since: date, until: date, own: Collection[UUID]) -> list[tuple[date, int]]:
    """Day and units of each signed note of the service: what its minutes give, whichever units an authorization counts."""
    notes = given(thread.same, thread.service, since, until, own)
    unbilled = unbilled_among({each.note_type for each in notes})
    reckoned = _Reckoned(thread)
    return [(each.day, reckoned[each.minutes]) for each in notes if each.note_type not in unbilled]


def _drafted(thread: Thread, own: Collection[UUID]) -> list[tuple[date, int]]:
    reckoned = _Reckoned(thread)
    parts = drafted.intended(thread.same, [thread.service])
    return [(each.day, reckoned[each.minutes]) for each in parts if each.draft.pk not in own]


class _Reckoned(dict[int | None, int]):
    """Hundredths of a unit by minutes, as the policies of the note's day say; most notes are of the same few lengths."""

    def __init__(self, thread: Thread) -> None:
        super().__init__()
        self._rules = thread.rules

    def __missing__(self, minutes: int | None) -> int:
        units = units_for(self._rules, minutes)
        self[minutes] = units.hundredths if units else 0
        return self[minutes]


def of_the_group(
    threads: Sequence[Thread], typed: Mapping[str, Any], definition: Definition, author: Staff
) -> list[Found]:
    """That a group has more clients for each of the staff than the strictest policy of its members allows."""
    if definition.own != "required":
        return []
    said = [most for each in threads if (most := each.says("group_ratio_max")) is not None]
    clients = len({pk for each in typed.get("clients", ()) if (pk := uuids.or_none(each))})
    return bounds.ratio_found(clients=clients, staff=_staff(typed, author), most=min(said, default=None))


def _staff(typed: Mapping[str, Any], author: Staff) -> int:
    """How many of the staff gave it: the author, and those named as having taken part."""
    others = {
        str(row.get("person") or row.get("name", ""))
        for row in typed.get("participants", ())
        if str(row.get("role", "")).startswith(STAFF) or row.get("role") == OwnRole.STAFF
    }
    return 1 + len(others - {"", str(author.pk), author.name})


def of_the_second(thread: Thread, beside: Iterable[Beside], zone: str) -> tuple[list[Found], list[Beside]]:
    """What a policy says of a second member of staff in the same service, and what of the rest is another service at once."""
    rule = str(thread.says("co_provider_rule") or "")
    same = [each for each in beside if _is_second(each, rule, thread.service)]
    return bounds.second_found(same, rule, zone, thread.about.client), [each for each in beside if each not in same]


def _is_second(each: Beside, rule: str, service: str) -> bool:
    """Whether the policy speaks of it; who may not see the other note is not told that it is of the same service."""
    return bool(rule) and each.service == service and (each.is_seen or rule == bounds.ALWAYS)

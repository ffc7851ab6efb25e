"""The units that a note uses of an authorization: taken as it is signed, reckoned anew as it is corrected, given back as it is struck."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from goldthread.authorizations import actions as authorizations
from goldthread.cases import queries as cases
from goldthread.lib.actor import Actor
from goldthread.notes import days_used, queries
from goldthread.notes.days_used import Day
from goldthread.notes.models import Amendment, Note
from goldthread.services.rules import step_from

# The kinds of entries by which units are used and given back; they change nothing that was read before signing.
KINDS = ("authorization.used", "authorization.given_back")
# What of a note says which units it uses of what, and on which day.
_SAYS_WHAT = frozenset(("thread", "occurred_on", "service"))

Content = Mapping[str, Any]


def authorizations_of(contents: Iterable[Content]) -> set[UUID]:
    """The authorizations whose units these notes use."""
    threads = [content.get("thread") or _thread_in(content.get("corrections", ())) or {} for content in contents]
    return {UUID(held["identity"]) for each in threads if (held := each.get("authorization"))}


def touched(contents: Iterable[Content]) -> set[UUID]:
    """What one signature at a time may change: authorizations, services with a cap or counted in days, notes that are amended."""
    told = list(contents)
    amended = {UUID(each["amendment"]["entry"]) for each in told if "amendment" in each}
    capped_services = {uuid5(client, service) for client, service in capped(told)}
    return authorizations_of(told) | amended | capped_services | _in_days(told)


def capped(contents: Iterable[Content]) -> set[tuple[UUID, str]]:
    """Client and service of each of these notes for which a policy sets a cap."""
    return {
        (UUID(each["client"]["id"]), each["service"])
        for each in contents
        if any(rule["asked"] == "caps" for rule in (each.get("thread") or {}).get("rules", ()))
    }


def _in_days(contents: Iterable[Content]) -> set[UUID]:
    """For each person and service of whose days these notes may use one, or let it pass to another note, one identity."""
    found = set()
    for content in contents:
        held = (content.get("thread") or {}).get("authorization") or {}
        kind = (content.get("amendment") or {}).get("kind")
        if not held.get("once_a_day") and kind not in (Amendment.CORRECTION, Amendment.ENTERED_IN_ERROR):
            continue
        person = min(cases.same_person(UUID(content["client"]["id"])))
        former = {each["old"] for each in content.get("corrections", ()) if each["field"] == "service"}
        found |= {uuid5(person, f"days of {service}") for service in {content["service"], *former}}
    return found


def settle(signed: Sequence[tuple[Note, Content]], by: Actor) -> None:
    """Use, or give back, what these notes take of authorizations; call inside the transaction that inserts them."""
    days: dict[Day, None] = {}
    for note, content in signed:
        days |= dict.fromkeys(_settle(note, content, by))
    # Only once all of them are in: which note uses a day follows from every note of it.
    for day in days:
        _use_day(day, by)


def _settle(note: Note, content: Content, by: Actor) -> list[Day]:
    """Settle one note but for its days, and tell which these are: those that it may use, and those that it leaves."""
    if note.amends_id is None:
        _use(note.pk, content.get("thread"), by)
        return _days(content)
    if note.amendment == Amendment.ENTERED_IN_ERROR:
        authorizations.give_back(note=note.amends_id, by=by)
        return _days(queries.standing_content(note.amends_id))
    if note.amendment == Amendment.CORRECTION:
        return _reckon_anew(note.amends_id, content["corrections"], by)
    return []


def _reckon_anew(note: UUID, corrections: Sequence[Content], by: Actor) -> list[Day]:
    former = {each["field"]: each["old"] for each in corrections if each["field"] in _SAYS_WHAT}
    if not former:
        return []
    after = queries.standing_content(note)
    before = {**after, **former}
    days = [*_days(before), *_days(after)]
    if _bearing(before) == _bearing(after) and len(set(days)) < 2:
        return []
    authorizations.give_back(note=note, by=by)
    _use(note, after.get("thread"), by)
    return days


def _bearing(content: Content) -> tuple[Any, Any]:
    """What of a note's thread bears on units; a word of a goal does not."""
    thread = content.get("thread") or {}
    return thread.get("authorization"), thread.get("units")


def _days(content: Content) -> list[Day]:
    day = days_used.day_of(content)
    return [day] if day else []


def _thread_in(corrections: Sequence[Content]) -> Content | None:
    """The thread that a correction says anew."""
    return next((each["new"] for each in corrections if each["field"] == "thread"), None)


def _use_day(day: Day, by: Actor) -> None:
    """Let the first note of a day use it, where none does."""
    taker = days_used.next_taker(day)
    if taker is not None:
        _take(taker.note, taker.thread, by)


def _use(note: UUID, thread: Content | None, by: Actor) -> None:
    held = (thread or {}).get("authorization")
    if thread and held and not held.get("once_a_day") and days_used.uses_of(thread):
        _take(note, thread, by)


def _take(note: UUID, thread: Content, by: Actor) -> None:
    held = thread["authorization"]
    steps = held["steps"] if "steps" in held else thread["units"]["steps"]
    authorizations.use(
        authorization=UUID(held["identity"]),
        note=note,
        units=Decimal(days_used.uses_of(thread)) / 100,
        steps=[step_from(each) for each in steps],
        by=by,
    )

"""The units that a note uses of an authorization: taken as it is signed, reckoned anew as it is corrected, given back as it is struck."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid5

from goldthread.authorizations import actions as authorizations
from goldthread.lib.actor import Actor
from goldthread.notes.models import Amendment, Note
from goldthread.services.rules import step_from

# The kinds of entries by which units are used and given back; they change nothing that was read before signing.
KINDS = ("authorization.used", "authorization.given_back")


def authorizations_of(contents: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """The authorizations whose units these notes use."""
    threads = [content.get("thread") or _thread_in(content.get("corrections", ())) or {} for content in contents]
    return {UUID(held["identity"]) for each in threads if (held := each.get("authorization"))}


def touched(contents: Iterable[Mapping[str, Any]]) -> set[UUID]:
    """What one signature at a time may change: authorizations whose units are used, notes that are amended, services with a cap."""
    told = list(contents)
    amended = {UUID(each["amendment"]["entry"]) for each in told if "amendment" in each}
    return authorizations_of(told) | amended | {uuid5(client, service) for client, service in capped(told)}


def capped(contents: Iterable[Mapping[str, Any]]) -> set[tuple[UUID, str]]:
    """Client and service of each of these notes for which a policy sets a cap."""
    return {
        (UUID(each["client"]["id"]), each["service"])
        for each in contents
        if any(rule["asked"] == "caps" for rule in (each.get("thread") or {}).get("rules", ()))
    }


def settle(signed: Sequence[tuple[Note, Mapping[str, Any]]], by: Actor) -> None:
    """Use, or give back, what these notes take of authorizations; call inside the transaction that inserts them."""
    for note, content in signed:
        if note.amends_id is None:
            _use(note.pk, content.get("thread"), by)
        elif note.amendment == Amendment.ENTERED_IN_ERROR:
            authorizations.give_back(note=note.amends_id, by=by)
        elif note.amendment == Amendment.CORRECTION:
            _reckon_anew(note.amends_id, content["corrections"], by)


def _reckon_anew(note: UUID, corrections: Sequence[Mapping[str, Any]], by: Actor) -> None:
    thread = _thread_in(corrections)
    if thread is not None:
        authorizations.give_back(note=note, by=by)
        _use(note, thread, by)


def _thread_in(corrections: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The thread that a correction says anew."""
    return next((each["new"] for each in corrections if each["field"] == "thread"), None)


def _use(note: UUID, thread: Mapping[str, Any] | None, by: Actor) -> None:
    held, units = (thread or {}).get("authorization"), (thread or {}).get("units")
    uses = held.get("uses", units["hundredths"]) if held and units else None
    if not held or not units or not uses:
        return
    authorizations.use(
        authorization=UUID(held["identity"]),
        note=note,
        units=Decimal(uses) / 100,
        steps=[step_from(each) for each in units["steps"]],
        by=by,
    )

"""The units that a note uses of an authorization: taken as it is signed, reckoned anew as it is corrected, given back as it is struck."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from goldthread.authorizations import actions as authorizations
from goldthread.lib.actor import Actor
from goldthread.notes.models import Amendment, Note
from goldthread.services.rules import step_from

# The kinds of entries by which units are used and given back; they change nothing that was read before signing.
KINDS = ("authorization.used", "authorization.given_back")


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
    thread = next((each["new"] for each in corrections if each["field"] == "thread"), None)
    if thread is not None:
        authorizations.give_back(note=note, by=by)
        _use(note, thread, by)


def _use(note: UUID, thread: Mapping[str, Any] | None, by: Actor) -> None:
    held, units = (thread or {}).get("authorization"), (thread or {}).get("units")
    if not held or not units or not units["hundredths"]:
        return
    authorizations.use(
        authorization=UUID(held["identity"]),
        note=note,
        units=Decimal(units["hundredths"]) / 100,
        steps=[step_from(each) for each in units["steps"]],
        by=by,
    )

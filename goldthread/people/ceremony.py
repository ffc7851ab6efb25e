"""One reading and one signature: what every room that seals the words of somebody does in the same way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib import clock, documents
from goldthread.lib.actor import Actor
from goldthread.lib.encoding import b64url, from_b64url
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import change
from goldthread.people import proving
from goldthread.people.models import Passkey, Reading


@dataclass(frozen=True)
class Signature:
    """What the author gave: the password again, or a passkey's answer."""

    password: str = ""
    passkey: dict[str, Any] | None = None


def signature_of(request: HttpRequest) -> Signature:
    """What the form of the reading page gives."""
    try:
        answer = documents.read(request.POST.get("passkey") or "null")
    except ValueError:
        answer = None
    passkey = answer if isinstance(answer, dict) else None
    return Signature(password=request.POST.get("password", ""), passkey=passkey)


def way_of_signing(passkey: Passkey | None) -> dict[str, Any]:
    """What the content of an entry says of the way in which it will be signed."""
    return proving.passkey_statement(passkey) if passkey else {"method": "password"}


def frozen_item(content: Mapping[str, Any], sealed: ledger.Unsigned) -> dict[str, Any]:
    """An entry as a reading keeps it until it is signed."""
    return {
        "entry_id": str(sealed.entry_id),
        "signing_input": sealed.signing_input,
        "disclosures": sealed.disclosures,
        "content": content,
    }


def unsigned_of(item: Mapping[str, Any], kind: str, prepared_at: datetime) -> ledger.Unsigned:
    """The bytes that were frozen, ready to be signed."""
    return ledger.Unsigned(
        entry_id=UUID(item["entry_id"]),
        kind=kind,
        prepared_at=prepared_at,
        signing_input=item["signing_input"],
        disclosures=item["disclosures"],
    )


def challenge_over(signing_inputs: Sequence[str]) -> str:
    """The challenge over everything that one signature signs, as a reading keeps it."""
    return b64url(ledger.challenge_for(signing_inputs))


def answer_to(reading: Reading, signature: Signature, by: Actor) -> proving.PasskeyAnswer | None:
    """The passkey's answer that holds, None for a right password; refused otherwise. Call it outside the transaction.

    A wrong password counts towards the lock-out also where nothing is signed.
    """
    if reading.method == "password":
        proving.check_password(staff=reading.staff, password=signature.password, by=by)
        return None
    if signature.passkey is None:
        raise Refused(_("The passkey gave no answer. Try again, or sign with your password."))
    challenge = from_b64url(reading.challenge)
    return proving.check_passkey(staff=reading.staff, challenge=challenge, answer=signature.passkey, by=by)


def use_up(reading: Reading, now: datetime) -> bool:
    """Let a reading be signed once: of two that sign at once, one gets False. What was frozen is let go."""
    spent = [{"entry_id": each["entry_id"]} for each in reading.frozen]
    return bool(change(type(reading), {"id": reading.pk, "used_at": None}, {"used_at": now, "frozen": spent}))


def give_way(readings: QuerySet[Any]) -> None:
    """Let earlier readings of the same make way for a further one: what was frozen is let go, and a row stays that can say so."""
    readings.filter(used_at=None).update(used_at=clock.now(), frozen=[])


def nobody_for_another(author: UUID, by: Actor) -> None:
    """Refuse whoever acts for somebody else."""
    if by.staff_id != author:
        raise Refused(_("Nobody signs for another. What you know yourself you write in a note of your own."))

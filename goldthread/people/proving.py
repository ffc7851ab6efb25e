"""Every way in which somebody shows who they are: password, code, passkey; wrong ones count towards the lock-out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from fido2.webauthn import AuthenticationResponse

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.encoding import b64url
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import change, first_with
from goldthread.lib.text import accept
from goldthread.people import lockout, passkeys, totp
from goldthread.people.models import KnownDevice, Passkey, Staff

DEVICE_TRUSTED_FOR = timedelta(hours=12)


def check_password(*, staff: Staff, password: str, by: Actor, is_familiar: bool = False) -> None:
    """Refuse unless this is the password; `is_familiar` where the person signed in from this browser before.

    A name that nobody has is hashed and counted like any other, so that nothing tells it from a wrong password.
    """
    is_own = by.staff_id is not None and by.staff_id == staff.pk
    lockout.refuse_locked(staff.login, lockout.PASSWORD, by, is_familiar=is_familiar or is_own)
    request = lockout.request_of(lockout.PASSWORD, by)
    try:
        found = authenticate(request, username=staff.login, password=password)
    except PermissionDenied:
        found = None
    if found is None:
        lockout.forget_old()
    if getattr(request, "axes_locked_out", False):
        raise lockout.LockedOut(lockout.too_many(lockout.PASSWORD), field="password")
    if found is None or found.pk != staff.pk:
        raise Refused(_("The password is wrong. Try again."), field="password")


def add_passkey(*, staff: Staff, name: str, state: dict[str, Any], answer: dict[str, Any], by: Actor) -> Passkey:
    """Keep a passkey that the browser made for the options in `state`."""
    made = passkeys.created(state, answer)
    if not name.strip():
        raise Refused(_("The passkey has no name. Write where it lives, such as “my phone”."), field="name")
    credential_id = b64url(made.credential_id)
    if Passkey.objects.filter(credential_id=credential_id).exists():
        raise Refused(_("This passkey is here already."), field="name")
    with transaction.atomic():
        passkey = Passkey.objects.create(
            staff=staff,
            name=accept(name, field="name")[:80],
            credential_id=credential_id,
            credential_data=b64url(bytes(made)),
            added_at=clock.now(),
        )
        ledger.record(kind="staff.passkey_added", content=_about(staff, passkey), by=by)
    return passkey


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: Actor) -> None:
    """Let a passkey sign nothing more, and end every session that it may have opened; the row stays, marked."""
    Passkey.objects.filter(pk=passkey.pk).update(removed_at=clock.now())
    close_sessions(passkey.staff)
    ledger.record(kind="staff.passkey_removed", content=_about(passkey.staff, passkey), by=by)


def _about(staff: Staff, passkey: Passkey) -> dict[str, Any]:
    named = {"credential_id": passkey.credential_id, "name": passkey.name}
    return {"staff": {"id": str(staff.pk), "name": staff.name}, "passkey": named}


@transaction.atomic
def end_sessions(*, staff: Staff, by: Actor) -> None:
    """Sign somebody out everywhere, after a lost laptop; the caller opens the one at hand anew."""
    close_sessions(staff)
    KnownDevice.objects.filter(staff=staff).delete()
    ledger.record(kind="staff.sessions_ended", content={"staff": {"id": str(staff.pk), "name": staff.name}}, by=by)


def close_sessions(staff: Staff) -> None:
    """End every open session at its next request; part of acts that say why in an entry of their own."""
    Staff.objects.filter(pk=staff.pk).update(sessions_ended=F("sessions_ended") + 1)
    staff.refresh_from_db(fields=["sessions_ended"])


def passkey_statement(passkey: Passkey) -> dict[str, Any]:
    """What the content of an entry says of the passkey that will sign it."""
    return {
        "method": "passkey",
        "credential_id": passkey.credential_id,
        "public_key": passkeys.public_key(passkey),
        "rp_id": passkeys.rp_id(),
        "origin": settings.URL,
    }


def passkey_challenge(*, passkey: Passkey, challenge: bytes) -> dict[str, Any]:
    """Options for navigator.credentials.get by which the author signs this challenge with this passkey."""
    options, _state = passkeys.request(challenge, [passkey])
    return options


@dataclass(frozen=True)
class PasskeyAnswer:
    """An answer that holds: the evidence as the ledger keeps it, of which passkey, and how often that was used."""

    evidence: dict[str, Any]
    passkey: Passkey
    counter: int


def check_passkey(*, staff: Staff, challenge: bytes, answer: dict[str, Any], by: Actor) -> PasskeyAnswer:
    """A passkey's answer over this challenge; refused where it is another's or does not hold. Then comes note_use."""
    response = passkeys.read(answer)
    passkey = first_with(Passkey, staff=staff.pk, removed_at=None, credential_id=b64url(response.raw_id))
    if passkey is None:
        raise Refused(_("This passkey is not yours, or it was removed. Use another, or your password."))
    passkey.staff = staff
    state = {"challenge": b64url(challenge), "user_verification": passkeys.VERIFIED}
    return _answered(state, passkey, response, by)


def note_use(*, answer: PasskeyAnswer) -> None:
    """Keep how often the passkey was used; in the transaction of what it signed, so that both are kept or neither."""
    change(Passkey, {"id": answer.passkey.pk}, {"sign_count": answer.counter, "last_used_at": clock.now()})


def confirm_totp(*, staff: Staff, secret: bytes, code: str, by: Actor) -> None:
    """Keep an authenticator's secret once a code of it has been given."""
    counter = totp.counter_for(secret, code, clock.now())
    if counter is None:
        raise Refused(_("The code does not fit. Check the time on your phone and type the newest code."), field="code")
    kept = ledger.encrypt(secret, "totp")
    Staff.objects.filter(pk=staff.pk).update(totp_secret=kept, totp_last_counter=counter)
    staff.totp_secret, staff.totp_last_counter = kept, counter


def check_totp(*, staff: Staff, code: str, by: Actor) -> None:
    """Refuse unless the code fits and was not used before; what does not fit counts as a guess."""
    lockout.refuse_locked(staff.login, lockout.CODE, by)
    counter = totp.counter_for(ledger.decrypt(staff.totp_secret, "totp"), code, clock.now())
    # One statement decides, so that the same code sent twice at once is taken once.
    fits = counter is not None and Staff.objects.filter(pk=staff.pk, totp_last_counter__lt=counter).update(
        totp_last_counter=counter
    )
    if not fits:
        lockout.count(staff.login, lockout.CODE, by)
        raise Refused(_("The code does not fit or was used already. Type the newest code."), field="code")


def trust_device(*, staff: Staff) -> str:
    """Let this browser give no code for 12 hours, and be familiar for 90 days; the value of its cookie."""
    KnownDevice.objects.filter(trusted_until__lt=clock.now() - lockout.FAMILIAR_FOR).delete()
    cookie = secrets.token_urlsafe(32)
    digest = hashlib.sha256(cookie.encode()).hexdigest()
    KnownDevice.objects.create(staff=staff, digest=digest, trusted_until=clock.now() + DEVICE_TRUSTED_FOR)
    return cookie


def sign_in_by_passkey(*, state: dict[str, Any], answer: dict[str, Any], by: Actor) -> Staff:
    """The person whose passkey answered; refused where none of somebody active did."""
    response = passkeys.read(answer)
    passkey = Passkey.objects.select_related("staff").filter(
        credential_id=b64url(response.raw_id), removed_at__isnull=True, staff__is_active=True
    )
    found = passkey.first()
    if found is None:
        raise Refused(_("This passkey is not known here. Sign in with your password."))
    lockout.refuse_locked(found.staff.login, lockout.PASSKEY, by)
    note_use(answer=_answered(state, found, response, by))
    return found.staff


def _answered(state: dict[str, Any], passkey: Passkey, response: AuthenticationResponse, by: Actor) -> PasskeyAnswer:
    """An answer that holds; one that does not counts against the passkeys of its owner at this address."""
    try:
        evidence = passkeys.answered(state, passkey, response)
    except Refused:
        lockout.refuse_locked(passkey.staff.login, lockout.PASSKEY, by)
        lockout.count(passkey.staff.login, lockout.PASSKEY, by)
        raise
    return PasskeyAnswer(evidence, passkey, response.response.authenticator_data.counter)

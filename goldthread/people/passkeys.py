"""Passkeys by the fido2 library: what to ask of a browser, and whether its answer holds."""

import json
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.utils.translation import gettext as _
from fido2 import cbor
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from goldthread.lib.encoding import b64url, from_b64url
from goldthread.lib.refusals import Refused
from goldthread.people.models import Passkey, Staff

VERIFIED = UserVerificationRequirement.REQUIRED
# What the library raises over an answer that somebody made up: it reads bytes without looking how many there are.
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, NotImplementedError,
           struct.error, InvalidSignature, UnsupportedAlgorithm)  # fmt: skip


def rp_id() -> str:
    """The name that passkeys are bound to: the host of GOLDTHREAD_URL."""
    return urlsplit(settings.URL).hostname or "localhost"


def _server() -> Fido2Server:
    return _server_of(rp_id(), settings.URL)


@lru_cache(maxsize=2)
def _server_of(name: str, address: str) -> Fido2Server:
    rp = PublicKeyCredentialRpEntity(id=name, name="Goldthread")
    return Fido2Server(rp, verify_origin=lambda origin: origin == address)


def held(passkey: Passkey) -> AttestedCredentialData:
    """The credential that a row holds."""
    return AttestedCredentialData(from_b64url(passkey.credential_data))


def public_key(passkey: Passkey) -> str:
    """The COSE public key of a passkey, base64url."""
    return b64url(cbor.encode(dict(held(passkey).public_key)))


def creation(staff: Staff, known: Sequence[Passkey]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options for navigator.credentials.create, and the state to keep in the session until the answer."""
    user = PublicKeyCredentialUserEntity(id=staff.pk.bytes, name=staff.login, display_name=staff.name)
    options, state = _server().register_begin(
        user,
        [held(passkey) for passkey in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=VERIFIED,
    )
    return dict(options), dict(state)


def created(state: dict[str, Any], answer: dict[str, Any]) -> AttestedCredentialData:
    """The new credential out of the browser's answer; refused where it does not fit what was asked."""
    try:
        told = _server().register_complete(state, RegistrationResponse.from_dict(answer))
    except _BROKEN:
        raise _unfit() from None
    if told.credential_data is None:
        raise _unfit()
    return told.credential_data


def request(challenge: bytes | None, known: Sequence[Passkey]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Options for navigator.credentials.get over a challenge, and the state; nobody named means any passkey here."""
    options, state = _server().authenticate_begin(
        [held(passkey) for passkey in known] or None, user_verification=VERIFIED, challenge=challenge
    )
    return dict(options), dict(state)


def read(answer: dict[str, Any]) -> AuthenticationResponse:
    """A browser's answer to `request`; refused where it is none."""
    try:
        return AuthenticationResponse.from_dict(answer)
    except _BROKEN:
        raise _unfit() from None


def answered(state: dict[str, Any], passkey: Passkey, response: AuthenticationResponse) -> dict[str, Any]:
    """The evidence of an answer that holds, as the ledger keeps it; refused otherwise, and where the counter fell."""
    try:
        _server().authenticate_complete(state, [held(passkey)], response)
    except _BROKEN:
        raise _unfit() from None
    told = response.response
    if passkey.sign_count and told.authenticator_data.counter <= passkey.sign_count:
        raise Refused(_("This passkey may have been copied, so it was not accepted. Remove it and add a new one."))
    return {
        "type": "webauthn",
        "credential_id": passkey.credential_id,
        "public_key": public_key(passkey),
        "client_data_json": b64url(bytes(told.client_data)),
        "authenticator_data": b64url(bytes(told.authenticator_data)),
        "signature": b64url(told.signature),
        "rp_id": rp_id(),
        "origin": str(json.loads(bytes(told.client_data))["origin"]),
    }


def _unfit() -> Refused:
    return Refused(_("The passkey's answer does not fit. Try again, or use your password."))

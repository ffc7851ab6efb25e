"""The author's passkey assertion: made canonical when it is kept, and checked again from the entry alone; pure."""

import hashlib
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from django.utils.translation import gettext as _
from fido2 import cbor
from fido2.cose import ES256, ES384, ES512, CoseKey
from fido2.webauthn import AuthenticatorData

from goldthread.ledger import seal
from goldthread.lib.canonical import canonical, digest
from goldthread.lib.encoding import b64url, from_b64url

_PARTS = {
    "type",
    "credential_id",
    "public_key",
    "client_data_json",
    "authenticator_data",
    "signature",
    "rp_id",
    "origin",
}

# An ECDSA signature (r, s) has a twin (r, n - s) that fits as well; only the one with the smaller s is kept.
_ORDERS = {
    ES256.ALGORITHM: 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ES384.ALGORITHM: int(
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16
    ),
    ES512.ALGORITHM: int(
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409",
        16,
    ),
}


class Broken(ValueError):
    """An assertion that does not prove the author; the message says in plain words why."""


def challenge_for(digests: list[str]) -> bytes:
    """What the passkey signs: the digest itself for one entry, the digest of their canonical list for several."""
    return from_b64url(digests[0]) if len(digests) == 1 else digest(digests)


def settle(evidence: dict[str, Any] | None) -> str:
    """The column's text: canonical JSON with a signature that has no twin; blank where there was no ceremony."""
    if not evidence:
        return ""
    kept = dict(evidence)
    try:
        key = _key(kept["public_key"])
        kept["signature"] = b64url(_lower(key, from_b64url(kept["signature"])))
    except (KeyError, ValueError, TypeError) as error:
        raise Broken(_("the assertion cannot be read")) from error
    return canonical(kept).decode()


def _key(public_key: str) -> CoseKey:
    """The credential's public key out of its base64url COSE form; ValueError where it is none."""
    decoded = cbor.decode(from_b64url(public_key))
    if not isinstance(decoded, dict):
        raise ValueError("not a COSE key")
    return CoseKey.parse(decoded)


def _lower(key: CoseKey, signature: bytes) -> bytes:
    """The one of the two signatures that is kept; others than ECDSA have one only."""
    order = _ORDERS.get(key.ALGORITHM)
    if order is None:
        return signature
    r, s = decode_dss_signature(signature)
    return encode_dss_signature(r, min(s, order - s))


def check(evidence: str, signing: dict[str, Any], jws: str) -> None:
    """Broken where the evidence beside an entry is not what its content says of the way it was signed."""
    if signing.get("method") != "passkey":
        if evidence:
            raise Broken(_("there is a passkey assertion, and the content knows of none"))
        return
    try:
        parts = json.loads(evidence)
        if canonical(parts).decode() != evidence or set(parts) - {"digests"} != _PARTS or parts["type"] != "webauthn":
            raise Broken(_("the passkey assertion is not kept as it was made"))
        for name in ("credential_id", "public_key", "rp_id", "origin"):
            if parts[name] != signing[name]:
                raise Broken(_("the passkey assertion has another %(name)s than the content") % {"name": name})
        _check_assertion(parts, _challenge(parts, seal.digest_of(jws.rpartition(".")[0])))
    except Broken:
        raise
    except (ValueError, KeyError, TypeError, InvalidSignature) as error:
        raise Broken(_("the passkey assertion does not fit")) from error


def _challenge(parts: dict[str, Any], own: str) -> bytes:
    digests = parts.get("digests", [own])
    if own not in digests or ("digests" in parts) != (len(digests) > 1):
        raise Broken(_("the passkey assertion was given for other entries"))
    return challenge_for(digests)


def _check_assertion(parts: dict[str, Any], challenge: bytes) -> None:
    client_json = from_b64url(parts["client_data_json"])
    client = json.loads(client_json)
    if client["type"] != "webauthn.get" or client["challenge"] != b64url(challenge):
        raise Broken(_("the passkey signed something else than this entry"))
    if client["origin"] != parts["origin"]:
        raise Broken(_("the passkey assertion has another origin"))
    raw = from_b64url(parts["authenticator_data"])
    told = AuthenticatorData(raw)
    if told.rp_id_hash != hashlib.sha256(parts["rp_id"].encode()).digest() or not told.is_user_present():
        raise Broken(_("the passkey assertion was not given here by a person"))
    from_b64url(parts["credential_id"])
    key = _key(parts["public_key"])
    signature = from_b64url(parts["signature"])
    if _lower(key, signature) != signature:
        raise Broken(_("the passkey's signature is not kept as it was made"))
    key.verify(raw + hashlib.sha256(client_json).digest(), signature)

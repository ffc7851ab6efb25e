"""A passkey in software, which gives assertions as an authenticator does."""

import hashlib
import json
from collections.abc import Sequence
from itertools import count, repeat
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256
from fido2.webauthn import AttestedCredentialData

from goldthread.ledger import actions, seal
from goldthread.lib import clock
from goldthread.lib.encoding import b64url
from goldthread.people.models import Passkey as Kept
from goldthread.people.models import Staff

RP_ID = "localhost"
ORIGIN = "http://localhost:8000"


class Passkey:
    """One ES256 credential and what it says of itself."""

    def __init__(self, name: bytes = b"credential", *, origin: str = ORIGIN, counts: bool = True) -> None:
        """One that does not count its uses says nought, as many authenticators do."""
        self._origin = origin
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.uses = count(7) if counts else repeat(0)
        self._id = hashlib.sha256(name).digest()
        self.credential_id = b64url(self._id)
        cose: ES256 = ES256.from_cryptography_key(self._key.public_key())  # type: ignore[no-untyped-call]
        self._cose = cose
        self.public_key = b64url(cbor.encode(dict(cose)))

    def signing(self) -> dict[str, Any]:
        """What the content of an entry says of the way it will be signed."""
        return {
            "method": "passkey",
            "credential_id": self.credential_id,
            "public_key": self.public_key,
            "rp_id": RP_ID,
            "origin": self._origin,
        }

    def assertion(self, signing_inputs: Sequence[str]) -> dict[str, Any]:
        """The evidence of one ceremony over these entries."""
        evidence = self._assertion(b64url(actions.challenge_for(signing_inputs)))
        if len(signing_inputs) > 1:
            evidence["digests"] = [seal.digest_of(text) for text in signing_inputs]
        return evidence

    def _assertion(self, challenge: str) -> dict[str, Any]:
        client = json.dumps(
            {"type": "webauthn.get", "challenge": challenge, "origin": self._origin, "crossOrigin": False}
        )
        told = hashlib.sha256(RP_ID.encode()).digest() + b"\x05" + next(self.uses).to_bytes(4, "big")
        signature = self._key.sign(told + hashlib.sha256(client.encode()).digest(), ec.ECDSA(SHA256()))
        return {
            "type": "webauthn",
            "credential_id": self.credential_id,
            "public_key": self.public_key,
            "client_data_json": b64url(client.encode()),
            "authenticator_data": b64url(told),
            "signature": b64url(signature),
            "rp_id": RP_ID,
            "origin": self._origin,
        }

    def kept_for(self, staff: Staff) -> Kept:
        """The row that the product keeps of this credential."""
        held = AttestedCredentialData.create(bytes(16), self._id, self._cose)
        return Kept.objects.create(
            staff=staff,
            name="software",
            credential_id=self.credential_id,
            credential_data=b64url(bytes(held)),
            added_at=clock.now(),
        )

    def answer(self, challenge: str) -> dict[str, Any]:
        """What the browser sends back for a challenge (base64url), as PublicKeyCredential.toJSON() has it."""
        told = self._assertion(challenge)
        return {
            "id": self.credential_id,
            "rawId": self.credential_id,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": told["client_data_json"],
                "authenticatorData": told["authenticator_data"],
                "signature": told["signature"],
            },
        }

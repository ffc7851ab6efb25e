"""The chain of the agency's keys, as the entries themselves introduce them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from goldthread.ledger import keys
from goldthread.lib.encoding import from_b64url

# A signature made just before a rotation may be committed just after it.
_GRACE = timedelta(minutes=5)


class Broken(ValueError):
    """A key that does not belong, or not any more; the message says why."""


@dataclass
class _Known:
    purpose: str
    public: bytes
    loaded: Ed25519PublicKey
    replaced_at: datetime | None = None


class Ring:
    """The keys that the entries read so far have introduced."""

    def __init__(self) -> None:
        self._known: dict[str, _Known] = {}
        self.first_kid = ""
        # Where the clock was set back before a rotation, the old key's last signatures bear later times than the rotation.
        self._latest: datetime | None = None

    def seal_key(self, kid: str, at: datetime) -> Ed25519PublicKey:
        """The seal key of that name, valid at that moment; Broken where no entry has introduced it."""
        return self._valid(kid, keys.SEAL, at).loaded

    def checkpoint_keys(self, at: datetime, since: int = 0) -> list[tuple[int, bytes]]:
        """The raw checkpoint keys with their numbers, newest last: those valid at that moment, and all from number `since` on."""
        known = [each for each in self._known.values() if each.purpose == keys.CHECKPOINT]
        return [
            (number, each.public)
            for number, each in enumerate(known)
            if number >= since or each.replaced_at is None or at <= each.replaced_at + _GRACE
        ]

    def passed(self, at: datetime) -> None:
        """An entry of that moment stands in the log before whatever is read next."""
        self._latest = max(at, self._latest or at)

    def _valid(self, kid: str, purpose: str, at: datetime) -> _Known:
        known = self._known.get(kid)
        if known is None or known.purpose != purpose:
            raise Broken(_("it is signed by a key that no earlier entry introduced"))
        if known.replaced_at is not None and at > known.replaced_at + _GRACE:
            raise Broken(_("it is signed by a key that was replaced before"))
        return known

    def begin(self, content: dict[str, Any], kid: str, at: datetime) -> None:
        """Take in the first entry, whose seal key introduces itself; Broken where it does not."""
        rows = _stated(content)
        if kid not in [row["kid"] for row in rows if row["purpose"] == keys.SEAL]:
            raise Broken(_("the first entry does not introduce the key that signs it"))
        self.first_kid = kid
        for row in rows:
            self._take(row, at)

    def follow(self, kind: str, content: dict[str, Any], at: datetime) -> None:
        """Take in the keys that a later entry introduces; each must replace the current one of its purpose."""
        rows = _stated(content)
        if bool(rows) != (kind == "key.rotated"):
            raise Broken(_("keys are introduced by a rotation and by nothing else"))
        for row in rows:
            old = self._known.get(row["replaces_id"] or "")
            if old is None or old.purpose != row["purpose"] or old.replaced_at is not None:
                raise Broken(_("the new key does not replace the current one"))
            old.replaced_at = max(at, self._latest or at)
            self._take(row, at)

    def _take(self, row: dict[str, Any], at: datetime) -> None:
        if row["purpose"] not in keys.PURPOSES or keys.thumbprint(row["public"]) != row["kid"]:
            raise Broken(_("a key does not bear the name that follows from it"))
        public = from_b64url(row["public"])
        self._known[row["kid"]] = _Known(row["purpose"], public, Ed25519PublicKey.from_public_bytes(public))


def _stated(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [stated["row"] for stated in content.get("facts", []) if stated["table"] == "ledger_key"]

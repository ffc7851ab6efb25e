"""A room's own key in the folder of keys, for words that are encrypted where they lie and that no other key opens."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from goldthread.ledger import keys
from goldthread.lib.refusals import Refused

_NONCE_BYTES = 12


@dataclass(frozen=True)
class OwnKey:
    """An AES-256 key in a file of its own; `make` is the only one who makes it, so that a lost one is noticed."""

    file_name: str

    @property
    def path(self) -> Path:
        """Where it lies."""
        return keys.home() / self.file_name

    def make(self) -> None:
        """Write a new key where there is none; only for who knows that nothing is encrypted yet."""
        if not self.path.exists():
            keys.write_secret(self.file_name, secrets.token_bytes(32))

    def encrypt(self, words: bytes, bound_to: bytes) -> bytes:
        """Nonce and AES-GCM ciphertext; opened again only together with the same `bound_to`."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._cipher().encrypt(nonce, words, bound_to)

    def decrypt(self, kept: bytes, bound_to: bytes) -> bytes:
        """What `encrypt` was given; Refused where the key is missing or another one, or the bytes were changed."""
        try:
            return self._cipher().decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            sentence = _(
                "This cannot be opened with %(name)s: the key is another one, or the text was changed in the database."
                " Ask who runs Goldthread to bring the keys folder back from its own backup."
            )
            raise Refused(sentence % {"name": self.file_name}) from None

    def _cipher(self) -> AESGCM:
        try:
            return AESGCM(self.path.read_bytes())
        except (FileNotFoundError, ValueError):
            sentence = _(
                "The key %(name)s is missing. Ask who runs Goldthread to bring the keys folder back from its own backup."
            )
            raise Refused(sentence % {"name": self.file_name}) from None

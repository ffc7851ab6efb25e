"""Checkpoints: signed tree heads as C2SP tlog-checkpoint and signed-note have them; pure."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from goldthread.lib.encoding import b64, from_b64, from_moment, moment

_ED25519 = b"\x01"


class Broken(ValueError):
    """A checkpoint that does not hold; the message says in plain words why."""


@dataclass(frozen=True)
class Head:
    """What a checkpoint says: whose tree, how many leaves, their root, the how-many-eth checkpoint, and when."""

    origin: str
    size: int
    root: bytes
    number: int
    at: datetime

    @property
    def stream(self) -> str:
        """record or access: the last part of the origin."""
        return self.origin.rpartition("/")[2]


@dataclass(frozen=True)
class Signature:
    """A signature line: the name and the four-byte key hash it claims, and the signature."""

    name: str
    key_hash: bytes
    value: bytes


def origin_of(first_kid: str, stream: str) -> str:
    """The name of a log: that of the key which began it, so that it stays when addresses and keys change."""
    return f"goldthread/{first_kid}/{stream}"


def key_hash(name: str, public: bytes) -> bytes:
    """The four bytes by which a signature line names its key (C2SP signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def body(head: Head) -> str:
    """The signed text. The two last lines are extension lines: a reader that does not know them passes over them."""
    return f"{head.origin}\n{head.size}\n{b64(head.root)}\nnumber {head.number}\nat {moment(head.at)}\n"


def issue(head: Head, public: bytes, signature_of: Callable[[bytes], bytes]) -> str:
    """The signed note of a head."""
    text = body(head)
    line = b64(key_hash(head.origin, public) + signature_of(text.encode()))
    return f"{text}\n\N{EM DASH} {head.origin} {line}\n"


def parse(note: str) -> tuple[Head, list[Signature]]:
    """The head and the signature lines of a note; Broken where it is not spelled exactly as `issue` does."""
    text, blank, signatures = note.partition("\n\n")
    lines = text.split("\n")
    try:
        origin, size, root, number, at = lines
        head = Head(
            origin, int(size), from_b64(root), int(number.removeprefix("number ")), from_moment(at.removeprefix("at "))
        )
        signed = [_signature(line) for line in signatures.removesuffix("\n").split("\n")]
    except ValueError as error:
        raise Broken(_("the checkpoint is not a signed note of this software")) from error
    if body(head) != text + "\n" or not blank or not signatures.endswith("\n") or len(head.root) != 32:
        raise Broken(_("the checkpoint is not spelled as the standard has it"))
    return head, signed


def _signature(line: str) -> Signature:
    dash, name, value = line.split(" ")
    raw = from_b64(value)
    if dash != "\N{EM DASH}" or len(raw) < 5:
        raise ValueError("not a signature line")
    return Signature(name, raw[:4], raw[4:])


def check(note: str, public: bytes) -> Head:
    """The head of a note that bears exactly one signature, by this key; Broken otherwise."""
    head, signatures = parse(note)
    if len(signatures) != 1 or signatures[0].name != head.origin:
        raise Broken(_("the checkpoint does not bear exactly one signature in its own name"))
    if signatures[0].key_hash != key_hash(head.origin, public):
        raise Broken(_("the checkpoint is signed by another key"))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signatures[0].value, body(head).encode())
    except (InvalidSignature, ValueError) as error:
        raise Broken(_("the checkpoint's signature does not fit")) from error
    return head


def identity(note: str) -> UUID:
    """The id of a checkpoint's row: half of its digest, so that it cannot be changed apart from the note."""
    return UUID(bytes=hashlib.sha256(note.encode()).digest()[:16])


def notes_in(text: str) -> Iterator[str]:
    """The notes of a witness file: each a text, a blank line and its signature lines; blank lines between them."""
    lines: list[str] = []
    signed = False
    for line in text.replace("\r\n", "\n").split("\n"):
        if signed and not line.startswith("\N{EM DASH} "):
            yield "\n".join(lines) + "\n"
            lines, signed = [], False
        if line or lines:
            lines.append(line)
        signed = line.startswith("\N{EM DASH} ")
    if any(lines):
        yield "\n".join(lines) + "\n"

"""Base64 as the seal and the log write it: read back strictly, so that no byte string has two spellings."""

import base64
import binascii
from datetime import UTC, datetime


def b64url(raw: bytes) -> str:
    """Base64url without padding (RFC 7515)."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_b64url(text: str) -> bytes:
    """The bytes of an unpadded base64url string; ValueError where it is not the one spelling of them."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64url") from error
    if b64url(raw) != text:
        raise ValueError("not the canonical base64url spelling")
    return raw


def b64(raw: bytes) -> str:
    """Base64 with padding (RFC 4648), as checkpoints have it."""
    return base64.b64encode(raw).decode("ascii")


def from_b64(text: str) -> bytes:
    """The bytes of a padded base64 string; ValueError where it is not the one spelling of them."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("not base64") from error
    if b64(raw) != text:
        raise ValueError("not the canonical base64 spelling")
    return raw


def moment(at: datetime) -> str:
    """A moment in UTC to the microsecond: 2026-11-24T07:30:00.000000Z."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def from_moment(text: str) -> datetime:
    """The moment that `moment` wrote; ValueError for any other spelling."""
    at = datetime.fromisoformat(text)
    if at.tzinfo is None or moment(at) != text:
        raise ValueError("not a moment in UTC to the microsecond")
    return at

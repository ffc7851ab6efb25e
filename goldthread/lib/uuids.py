"""Identities: fresh ones, ordered by time so that indexes stay compact (UUID version 7, RFC 9562), and those that text spells."""

import secrets
import time
from uuid import UUID


def fresh() -> UUID:
    """A new version 7 UUID: 48 bits of milliseconds, then randomness."""
    value = (time.time_ns() // 1_000_000) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def or_none(text: object) -> UUID | None:
    """The UUID that `text` spells, or None where it spells none."""
    try:
        return UUID(str(text))
    except ValueError:
        return None

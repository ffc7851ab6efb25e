"""Canonical JSON (RFC 8785), on which every digest in the house stands."""

import hashlib
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """The one UTF-8 spelling of a JSON value; ValueError where it has none (NaN, integers beyond 2**53, surrogates)."""
    return rfc8785.dumps(value)


def digest(value: Any) -> bytes:
    """SHA-256 of the canonical spelling of a JSON value: 32 bytes."""
    return hashlib.sha256(canonical(value)).digest()

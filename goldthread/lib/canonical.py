"""Canonical JSON (RFC 8785), on which every digest in the house stands."""

import hashlib
from json.encoder import encode_basestring
from typing import Any

import rfc8785

_LARGEST = 2**53 - 1


def canonical(value: Any) -> bytes:
    """The one UTF-8 spelling of a JSON value; ValueError where it has none (NaN, integers beyond 2**53, surrogates)."""
    try:
        return _plain(value).encode("utf-8")
    except _Uncommon:
        return rfc8785.dumps(value)


def digest(value: Any) -> bytes:
    """SHA-256 of the canonical spelling of a JSON value: 32 bytes."""
    return hashlib.sha256(canonical(value)).digest()


class _Uncommon(Exception):
    """Something that sealed content never holds: the library spells it, or refuses it."""


def _plain(value: Any) -> str:
    """The spelling of text, whole numbers, yes/no, none, lists and objects: four times as fast as the library.

    Signing and verifying spend most of their time here; a test holds it against the library.
    """
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is dict:
        if not all(type(key) is str and key.isascii() for key in value):
            # Beyond ASCII the order of keys is that of UTF-16 units, not of code points.
            raise _Uncommon
        return "{" + ",".join([f"{encode_basestring(key)}:{_plain(value[key])}" for key in sorted(value)]) + "}"
    if kind is list:
        return "[" + ",".join([_plain(element) for element in value]) + "]"
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int and -_LARGEST <= value <= _LARGEST:
        return str(value)
    raise _Uncommon

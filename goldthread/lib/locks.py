"""Turns: who comes second waits until the first one's transaction ends."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def take_turn(*numbers: int) -> None:
    """Wait until nobody else holds any of these numbers, and hold them until the transaction ends.

    On SQLite the transaction itself is immediate (settings) and so alone.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        # In one order everywhere, so that no two wait for each other.
        for number in sorted(set(numbers)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def numbers_of(identities: Iterable[UUID]) -> list[int]:
    """A number for each of these identities, out of its last eight bytes, which are random in all of ours."""
    return [int.from_bytes(each.bytes[8:], signed=True) for each in identities]

"""One unchanging view of the database, for long reads while people go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def unchanging() -> Iterator[None]:
    """One unchanging view of the database, without keeping anybody from writing."""
    if connection.in_atomic_block:
        yield
        return
    mode = getattr(connection, "transaction_mode", None)
    try:
        if connection.vendor == "sqlite":
            # An immediate transaction would hold the write lock for the whole walk; a deferred one only reads.
            setattr(connection, "transaction_mode", "DEFERRED")  # noqa: B010
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            setattr(connection, "transaction_mode", mode)  # noqa: B010

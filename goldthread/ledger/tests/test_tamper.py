"""A forger with the file changes one value somewhere, mends the triggers, and is found out; thousands of times.

GOLDTHREAD_FORGERIES says how many times, where the everyday number is not enough.
"""

import os
import random
import secrets
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

from django.db import IntegrityError, connection, transaction

from goldthread.ledger.projection import Projection
from goldthread.ledger.tests import laboratory
from goldthread.ledger.verify import verify

FORGERIES = int(os.environ.get("GOLDTHREAD_FORGERIES", "2000"))


class Forger:
    """Changes one value, deletes one row or adds one, in a table taken by chance."""

    def __init__(self, random: random.Random, tables: list[str]) -> None:
        self.random = random
        self.columns: dict[str, list[str]] = {}
        self.rowids: dict[str, list[int]] = {}
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f'SELECT rowid FROM "{table}" ORDER BY rowid')
                if rowids := [row[0] for row in cursor.fetchall()]:
                    self.rowids[table] = rowids
                    cursor.execute(f'SELECT name FROM pragma_table_info("{table}")')
                    self.columns[table] = [row[0] for row in cursor.fetchall()]

    def forge(self, cursor: Any, table: str) -> str:
        """What was done; the database may refuse it with IntegrityError."""
        rowid = self.random.choice(self.rowids[table])
        if self.random.random() < 0.1:
            cursor.execute(f'DELETE FROM "{table}" WHERE rowid = %s', [rowid])
            return "deleted a row"
        column = self.random.choice(self.columns[table])
        cursor.execute(f'SELECT +"{column}" FROM "{table}" WHERE rowid = %s', [rowid])
        before = cursor.fetchone()[0]
        after = self.other(before)
        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE rowid = %s', [after, rowid])
        cursor.execute(f'SELECT +"{column}" FROM "{table}" WHERE rowid = %s', [rowid])
        now = cursor.fetchone()[0]
        return "" if (type(now), now) == (type(before), before) else f"{column}: {before!r} became {now!r}"

    def other(self, value: Any) -> Any:
        """Some other value, near or far."""
        match value:
            case None:
                return self.random.choice([secrets.token_hex(16), 1, "", "2026-01-01"])
            case int():
                return self.random.choice([value + 1, value - 1, -value, None, "x", value + 0.5])
            case bytes():
                at = self.random.randrange(len(value))
                return value[:at] + bytes([value[at] ^ (1 << self.random.randrange(8))]) + value[at + 1 :]
        return self.other_text(str(value))

    def other_text(self, value: str) -> Any:
        """One letter another, more, less, upper case, nothing, or NULL."""
        at = self.random.randrange(len(value)) if value else 0
        return self.random.choice(
            [
                value[:at] + self.random.choice("0123456789abcdefABCDEF-_~ .{}") + value[at + 1 :],
                value[:at] + value[at + 1 :],
                value + self.random.choice("0 A~\n"),
                value.swapcase(),
                value.encode(),
                "",
                None,
            ]
        )


def forge_often(times: int, tables: list[str], projections: tuple[Projection, ...] = ()) -> Counter[str]:
    """Forge in the standing database and take back, so many times; how many forgeries each table saw."""
    seed = secrets.randbits(32)
    forger = Forger(random.Random(seed), tables)
    assert verify(witness=None, projections=projections).problems == []
    done: Counter[str] = Counter()
    tables = list(forger.rowids)
    while done.total() < times:
        table = tables[done.total() % len(tables)]
        with laboratory.forging(table) as (cursor, put_back):
            try:
                with transaction.atomic():
                    what = forger.forge(cursor, table)
            except (IntegrityError, sqlite3.IntegrityError):
                continue
            if not what:
                continue
            put_back()
            problems = verify(witness=None, projections=projections, most=1).problems
            assert problems, f"not found (seed {seed}): {table}, {what}"
            done[table] += 1
    return done


def test_no_changed_value_and_no_deleted_row_escapes(standing: Path) -> None:
    done = forge_often(FORGERIES, laboratory.proven_tables())
    assert done.total() == FORGERIES
    assert tuple(sorted(done)) == laboratory.FILLED

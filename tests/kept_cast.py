"""The cast assembled once a process: its rows and its home are kept, and put in place again for each test."""

import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from tests.cast import assemble

_home: Path | None = None
# Of each table that the cast has rows in: the rows as the database itself writes them.
_rows: dict[str, Any] = {}


def put_in_place(keep_in: Path) -> None:
    """Bring everybody in; the first time by the real actions, whose outcome is kept under `keep_in`."""
    global _home
    if _home is None:
        before = _filled()
        assemble()
        _rows.update({table: _read(table) for table in _filled() if table not in before})
        shutil.copytree(settings.HOME, keep_in)
        _home = keep_in
        return
    shutil.copytree(_home, settings.HOME, dirs_exist_ok=True)
    for table, rows in _rows.items():
        _write(table, rows)


def _filled() -> list[str]:
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        return [name for name in names if cursor.execute(f'SELECT 1 FROM "{name}" LIMIT 1') and cursor.fetchone()]


def _read(table: str) -> Any:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copied:
                return b"".join(copied)
        columns = [f'"{each.name}"' for each in connection.introspection.get_table_description(cursor, table)]
        # A sign before a column keeps Python's sqlite3 from converting by its type.
        cursor.execute(f'SELECT {", ".join(f"+{name}" for name in columns)} FROM "{table}"')
        return columns, cursor.fetchall()


def _write(table: str, rows: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" FROM STDIN') as copied:
                copied.write(rows)
            return
        columns, values = rows
        cursor.executemany(
            f'INSERT INTO "{table}" ({", ".join(columns)}) VALUES ({", ".join(["%s"] * len(columns))})', values
        )

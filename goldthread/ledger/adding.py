"""Append-only rows into their tables, one INSERT for many: the ORM takes longer to compose one than the database to do it."""

from collections.abc import Sequence
from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model

# SQLite takes 999 values a statement where it was built with its old default.
_VALUES_AT_MOST = 999


def add_rows(rows: Sequence[Model]) -> None:
    """Insert unsaved rows of one model, every column given, in their order; IntegrityError as the database has it."""
    model, connection = type(rows[0]), connections[DEFAULT_DB_ALIAS]
    fields = model._meta.concrete_fields
    at_once = _VALUES_AT_MOST // len(fields)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), at_once):
            some = rows[start : start + at_once]
            values = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for row in some for field in fields
            ]
            cursor.execute(_statement(model, len(some)), values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=256)
def _statement(model: type[Model], count: int) -> str:
    columns = [f'"{field.column}"' for field in model._meta.concrete_fields]
    row = f"({', '.join(['%s'] * len(columns))})"
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES {", ".join([row] * count)}'

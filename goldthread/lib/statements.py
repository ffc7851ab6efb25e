"""Statements on one table, for where every page waits: the ORM takes longer to compose them than they take to run."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Model, UUIDField

Row = TypeVar("Row", bound=Model)
# SQL, and its values ready for the database.
Statement = tuple[str, Sequence[Any]]
_IDENTITY = UUIDField()


def first_with(model: type[Row], **where: Any) -> Row | None:
    """The row with these values in these fields, None for NULL; None where there is none."""
    condition, values = _condition(model, where)
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    found = rows(model, f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {condition} LIMIT 1', values)
    return next(iter(found), None)


def with_ids(model: type[Row], ids: Collection[UUID], among: Statement | None = None) -> list[Row]:
    """The rows of a model with these ids; where a SELECT of ids is given, of those that it holds."""
    if not ids:
        return []
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    wanted = [_IDENTITY.get_db_prep_value(pk, connection) for pk in ids]
    statement = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE id IN ({", ".join(["%s"] * len(wanted))})'
    if among is None:
        return rows(model, statement, wanted)
    return rows(model, f"{statement} AND id IN ({among[0]})", [*wanted, *among[1]])


def rows(model: type[Row], statement: str, values: Sequence[Any]) -> list[Row]:
    """What a SELECT gives of every column of a model, in the order of its fields, as rows of the model."""
    names, readers = _reading(model, connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, _read(row, readers)) for row in found]


Reader = Callable[[Any], Any]


@lru_cache(maxsize=256)
def _reading(model: type[Model], _vendor: str) -> tuple[list[str], list[tuple[int, list[Reader]]]]:
    """The fields of a model, and which of their values this database gives otherwise than Python has them."""
    fields = model._meta.concrete_fields
    readers: list[tuple[int, list[Reader]]] = []
    for at, field in enumerate(fields):
        column = field.get_col(model._meta.db_table)
        own = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
        if own:
            readers.append((at, [partial(_converted, read, column) for read in own]))
    return [field.attname for field in fields], readers


def _converted(read: Callable[[Any, Any, Any], Any], column: Any, value: Any) -> Any:
    return read(value, column, connection)


def _read(row: Sequence[Any], readers: Sequence[tuple[int, list[Reader]]]) -> list[Any]:
    values = list(row)
    for at, each in readers:
        for read in each:
            values[at] = read(values[at])
    return values


def change(model: type[Model], where: dict[str, Any], to: dict[str, Any]) -> int:
    """Give the rows with these values in these fields other values; how many there were. Only actions call it."""
    condition, values = _condition(model, where)
    fields = {name: model._meta.get_field(name) for name in to}
    assigned = ", ".join(f'"{field.column}" = %s' for field in fields.values())  # type: ignore[union-attr]
    given = [field.get_db_prep_save(to[name], connection) for name, field in fields.items()]  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{model._meta.db_table}" SET {assigned} WHERE {condition}', [*given, *values])
        return int(cursor.rowcount)


def _condition(model: type[Model], where: dict[str, Any]) -> tuple[str, list[Any]]:
    parts, values = [], []
    for name, value in where.items():
        field: Any = model._meta.get_field(name)
        if value is None:
            parts.append(f'"{field.column}" IS NULL')
        else:
            parts.append(f'"{field.column}" = %s')
            values.append(field.get_db_prep_value(value, connection))
    return " AND ".join(parts), values

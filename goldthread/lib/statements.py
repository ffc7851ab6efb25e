"""Two statements on one table, for where a signature waits: the ORM takes longer to compose them than they take to run."""

from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

Row = TypeVar("Row", bound=Model)


def first_with(model: type[Row], **where: Any) -> Row | None:
    """The row with these values in these fields, None for NULL; None where there is none."""
    condition, values = _condition(model, where)
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    rows = model._base_manager.raw(f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {condition} LIMIT 1', values)
    return next(iter(rows), None)


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

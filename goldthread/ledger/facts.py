"""Facts: append-only rows that one entry each states, as JSON in the entry and as columns in their tables."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.apps import apps
from django.db.models import Field, Model

from goldthread.ledger.models import Entry, Shown
from goldthread.lib.encoding import moment

Row = TypeVar("Row", bound=Model)


def fact_models() -> list[type[Model]]:
    """Every append-only model whose rows point at the entry that states them, in the order of their tables."""
    found = [model for model in apps.get_models() if getattr(model, "append_only", False) and _states_entry(model)]
    return sorted(found, key=lambda model: model._meta.db_table)


def shown_models() -> list[tuple[type[Model], Shown]]:
    """Facts whose standing row is repeated in another table, and where."""
    return [(model, model.shown_in) for model in fact_models() if hasattr(model, "shown_in")]


def _states_entry(model: type[Model]) -> bool:
    """Whether `entry` is a plain foreign key; a one-to-one is the entry's own projection (a note), not a fact of it."""
    return any(
        field.name == "entry" and field.many_to_one and field.related_model is Entry for field in model._meta.fields
    )


def fact_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """The columns that the entry states; which entry and when follow from the entry itself."""
    return [field for field in model._meta.concrete_fields if field.name not in ("entry", "recorded_at")]


def further(row: Row, **changes: Any) -> Row:
    """A row that says the same as another but for `changes`, and names it as the one it replaces; not yet recorded."""
    kept = {field.attname: getattr(row, field.attname) for field in fact_fields(type(row)) if field.name != "id"}
    return type(row)(**{**kept, "replaces_id": row.pk, **changes})


def statement(row: Model) -> dict[str, Any]:
    """What an entry says of one row: its table and its columns, as JSON can hold them."""
    values = {}
    for field in fact_fields(type(row)):
        # The row is brought to the types that the database will give back, so that verify compares like with like.
        value = field.to_python(getattr(row, field.attname))
        setattr(row, field.attname, value)
        values[field.column] = plain(value)
    return {"table": row._meta.db_table, "row": values}


def plain(value: Any) -> str | int | bool | None:
    """A column's value as JSON: dates and moments as ISO texts, identities as texts."""
    match value:
        case None | bool() | int() | str():
            return str(value) if isinstance(value, str) else value
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    raise TypeError(f"a fact may not hold {type(value).__name__}")


def runs(rows: Sequence[Model]) -> list[list[Model]]:
    """Neighbours of one model together, so that many rows go in with few statements and in their order."""
    grouped: list[list[Model]] = []
    for row in rows:
        if grouped and type(grouped[-1][0]) is type(row):
            grouped[-1].append(row)
        else:
            grouped.append([row])
    return grouped

"""Rows as the database stores them, to the spelling: what `verify` reads, so that no change hides in a conversion."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import (
    BinaryField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)

BATCH = 500


class Misread(ValueError):
    """A stored value that this software never writes; the message names table and column."""


def _decode_sqlite(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    match field:
        case UUIDField():
            return _uuid
        case DateTimeField():
            return _moment
        case BinaryField():
            return lambda raw: _of(bytes, raw)
        case BooleanField() | IntegerField():
            return lambda raw: _of(int, raw)
    return lambda raw: _of(str, raw)


def _uuid(raw: Any) -> UUID:
    value = UUID(hex=raw)
    if value.hex != raw:
        raise ValueError(raw)
    return value


def _moment(raw: Any) -> datetime:
    value = datetime.fromisoformat(raw)
    if str(value) != raw or value.tzinfo is not None:
        raise ValueError(raw)
    return value.replace(tzinfo=UTC)


def _of(kind: type, raw: Any) -> Any:
    if type(raw) is not kind:
        raise ValueError(raw)
    return raw


def _decode_postgresql(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    return bytes if isinstance(field, BinaryField) else lambda raw: raw


def _own(field: "Field[Any, Any]") -> "Field[Any, Any]":
    """The field that says how a foreign key's value is stored."""
    while field.remote_field is not None:
        field = field.target_field  # type: ignore[attr-defined]
    return field


def quickly(connection: BaseDatabaseWrapper, field: "Field[Any, Any]") -> tuple[type, Callable[[Any], Any]]:
    """A kind of value whose stored form needs none of the field's own ways, and that form; a check asks for millions."""
    match _own(field):
        case UUIDField():
            return UUID, _itself if connection.features.has_native_uuid_field else attrgetter("hex")
        case BooleanField():
            return bool, _itself
        case CharField() | TextField():
            return str, _itself
        case IntegerField():
            return int, _itself
    return type(None), _itself


def _itself(value: Any) -> Any:
    return value


class Joined:
    """A SELECT over several tables, each row given back as one object a table; None where a left join found nothing."""

    def __init__(self, connection: BaseDatabaseWrapper, *parts: tuple[type[Model], str]) -> None:
        decode = _decode_postgresql if connection.vendor == "postgresql" else _decode_sqlite
        self.connection = connection
        self.parts = [
            (model, [(field, decode(_own(field))) for field in model._meta.concrete_fields]) for model, _ in parts
        ]
        self.columns = ", ".join(
            raw_column(connection, field, alias) for model, alias in parts for field in model._meta.concrete_fields
        )

    def rows(self, rest: str, params: Sequence[Any]) -> Iterator[list[Any]]:
        """The objects of each row of `SELECT columns <rest>`; Misread for a value that is spelled as we never do."""
        for raw in fetch(self.connection, f"SELECT {self.columns} {rest}", params):
            yield self._objects(raw)

    def _objects(self, raw: tuple[Any, ...]) -> list[Any]:
        objects: list[Any] = []
        start = 0
        for model, fields in self.parts:
            values = raw[start : start + len(fields)]
            start += len(fields)
            present = any(value is not None for value in values)
            objects.append(_object(model, fields, values) if present else None)
        return objects


def _object(model: type[Model], fields: Sequence[tuple[Any, Callable[[Any], Any]]], values: Sequence[Any]) -> Model:
    found = model.__new__(model)
    for (field, decode), value in zip(fields, values, strict=True):
        if value is None and field.null:
            found.__dict__[field.attname] = None
            continue
        try:
            found.__dict__[field.attname] = decode(value)
        except (ValueError, TypeError, AttributeError) as error:
            raise Misread(f"{model._meta.db_table}.{field.column}") from error
    return found


def raw_column(connection: BaseDatabaseWrapper, field: "Field[Any, Any]", alias: str) -> str:
    """The column in a SELECT, as it is stored: a sign before it keeps Python's sqlite3 from converting by its type."""
    sign = "+" if connection.vendor == "sqlite" else ""
    return f'{sign}{alias}."{field.column}"'


def fetch(connection: BaseDatabaseWrapper, query: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query, as the driver gives them."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def count(connection: BaseDatabaseWrapper, model: type[Model]) -> int:
    """How many rows a table has."""
    return int(fetch(connection, f'SELECT COUNT(*) FROM "{model._meta.db_table}"')[0][0])

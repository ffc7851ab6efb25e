"""Rows of the database as JSON, value by value, and back again."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import BinaryField, DateTimeField, Field, JSONField, Model

from goldthread.cli import copying
from goldthread.documents.models import ENDINGS, Blob
from goldthread.ledger.models import TreeHead
from goldthread.lib.encoding import b64, from_b64, from_moment, moment

CHUNK = 500
# Sessions would let whoever reads the archive go on as somebody else, and jobs are the worker's own affair.
LEFT_OUT = ("django_session", "jobs_job")


def tables() -> list[type[Model]]:
    """Every table that an archive carries, each after those it points to."""
    return [model for model in copying.tables() if model._meta.db_table not in LEFT_OUT]


def file_of(model: type[Model]) -> str:
    """Where the rows of a table lie in an archive."""
    return f"tables/{model._meta.db_table}.jsonl"


def migrations() -> list[str]:
    """Which form this database's tables have: the migrations that made it."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def heads() -> dict[str, dict[str, int | str]]:
    """How far each tree goes and what its right edge is, from which its root follows."""
    found = TreeHead.objects.order_by("stream").values_list("stream", "size", "edge")
    return {stream: {"size": size, "edge": edge} for stream, size, edge in found}


def document_name(sha256: str, media_type: str) -> str:
    """Where a document's bytes lie in an archive: under their digest, with the ending of what they are."""
    return f"documents/{sha256}{ENDINGS.get(media_type, '')}"


def fields_of(model: type[Model]) -> list["Field[Any, Any]"]:
    """The columns of a table; a document's bytes are a file of their own."""
    return [field for field in model._meta.concrete_fields if not (model is Blob and field.name == "data")]


def rows_of(model: type[Model]) -> Iterator[dict[str, Any]]:
    """Every row of a table, by its key."""
    fields = fields_of(model)
    rows = model._base_manager.order_by("pk").only(*(field.name for field in fields))
    for row in rows.iterator(chunk_size=CHUNK):
        yield {field.attname: plain(getattr(row, field.attname)) for field in fields}


def plain(value: Any) -> Any:
    """A column's value as JSON: moments in UTC to the microsecond, bytes in base64."""
    match value:
        case datetime():
            return moment(value)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
        case bytes() | memoryview():
            return b64(bytes(value))
    return value


def row_from(model: type[Model], values: Mapping[str, Any]) -> Model:
    """The unsaved row; ValueError, or Django's ValidationError, where the line holds other columns or values."""
    fields = {field.attname: field for field in fields_of(model)}
    if set(values) != set(fields):
        raise ValueError(", ".join(sorted(set(values) ^ set(fields))))
    return model(**{name: _typed(fields[name], value) for name, value in values.items()})


def _typed(field: "Field[Any, Any]", value: Any) -> Any:
    if value is None or isinstance(field, JSONField):
        return value
    if isinstance(field, BinaryField):
        return from_b64(value)
    return from_moment(value) if isinstance(field, DateTimeField) else field.to_python(value)

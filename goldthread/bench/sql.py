"""The same work in SQL alone: what the database costs before any Django."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from goldthread.lib import clock, uuids


def save(draft: UUID, content: dict[str, Any]) -> None:
    """One durable UPDATE."""
    _run(
        "UPDATE bare_draft SET content = %s, revision = 1, saved_at = %s WHERE id = %s AND revision = 0",
        [json.dumps(content), _at(clock.now()), _key(draft)],
    )


def sign(draft: UUID, content: dict[str, Any]) -> None:
    """Six durable statements and the access row in one transaction."""
    entry, client, now = uuids.fresh(), _key(UUID(content["clients"][0])), _at(clock.now())
    words = json.dumps(content)
    with transaction.atomic():
        _run("INSERT INTO bare_entry (id, recorded_at, signed) VALUES (%s, %s, %s)", [_key(entry), now, "signed" * 20])
        _run("INSERT INTO bare_content (entry, words) VALUES (%s, %s)", [_key(entry), words])
        _run(
            "INSERT INTO bare_note (entry, client, author_name, title, zone, place, how, service, modality, recorded_at,"
            " html) VALUES (%s, %s, 'A', 'Session', 'UTC', '12', 'in_person', 'Casework', '', %s, %s)",
            [_key(entry), client, now, words],
        )
        item = [_key(uuids.fresh()), _key(entry)]
        _run("INSERT INTO bare_item (id, note, item) VALUES (%s, %s, 'I1')", item)
        _run("UPDATE bare_draft SET signed_at = %s WHERE id = %s", [now, _key(draft)])
        _run("UPDATE bare_head SET size = size + 1, hash = %s WHERE id = 1", [entry.hex])
        _run(
            "INSERT INTO bare_audit (id, at, actor, actor_name, action, page, client, object)"
            " VALUES (%s, %s, %s, 'A', 'sign', 'note', %s, %s)",
            [_key(uuids.fresh()), now, client, client, _key(entry)],
        )


def note(entry: UUID) -> None:
    """One note and what amends it, by two statements."""
    _fetch("SELECT * FROM bare_note WHERE entry = %s", [_key(entry)])
    _fetch("SELECT * FROM bare_note WHERE amends = %s", [_key(entry)])


def rows_of(statement: str, values: list[Any]) -> None:
    """Whatever a statement gives."""
    _fetch(statement, values)


def draft(identity: UUID, client: UUID) -> None:
    """A draft, and the people around its client, by two statements."""
    _fetch("SELECT * FROM bare_draft WHERE id = %s", [_key(identity)])
    _fetch("SELECT * FROM cases_relationship WHERE client_id = %s", [_key(client)])


def file(client: UUID) -> None:
    """A page of notes and what amends any of them, by two statements."""
    about = [_key(client)]
    newest = "ORDER BY occurred_on DESC, recorded_at DESC LIMIT 50"
    _fetch(f"SELECT * FROM bare_note WHERE client = %s AND amends IS NULL {newest}", about)
    _fetch("SELECT * FROM bare_note WHERE client = %s AND amends IS NOT NULL", about)


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _fetch(statement: str, values: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _key(identity: UUID) -> Any:
    return identity if connection.vendor == "postgresql" else identity.hex


def _at(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)

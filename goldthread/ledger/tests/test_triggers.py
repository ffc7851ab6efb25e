"""Triggers: what was added is neither changed, nor deleted, nor replaced."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from goldthread.ledger import triggers
from goldthread.ledger.tests import laboratory
from goldthread.notes.models import Note
from goldthread.services.models import Service


def refused(statement: str) -> None:
    refusal = pytest.raises(IntegrityError, match="added and never changed")
    with refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", laboratory.FILLED)
def test_no_row_is_changed_deleted_or_replaced(standing: Path, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT name FROM pragma_table_info("{table}")')
        columns = ", ".join(f'"{row[0]}"' for row in cursor.fetchall())
    connection.close()
    with connection.cursor() as cursor:
        # Without this pragma SQLite's REPLACE deletes without firing the delete trigger: the insert trigger must do.
        cursor.execute("PRAGMA recursive_triggers = OFF")
    refused(f'DELETE FROM "{table}"')
    refused(f'UPDATE "{table}" SET rowid = rowid')
    refused(f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}"')
    refused(f'INSERT OR REPLACE INTO "{table}" (rowid, {columns}) SELECT rowid, {columns} FROM "{table}"')


def test_a_replacement_by_another_unique_column_is_refused(standing: Path) -> None:
    refused(
        "INSERT OR REPLACE INTO ledger_leaf (position, hash, entry_id)"
        " SELECT 999, hash, entry_id FROM ledger_leaf LIMIT 1"
    )
    refused(
        "INSERT OR REPLACE INTO ledger_checkpoint"
        " SELECT '00000000000000000000000000000000', stream, 99, size, root, note, at FROM ledger_checkpoint LIMIT 1"
    )


def test_all_are_in_place_after_installing(standing: Path) -> None:
    assert triggers.missing(connection) == []
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_changed_trigger_counts_as_missing(standing: Path) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER ledger_entry_keeps_delete")
        cursor.execute(
            "CREATE TRIGGER ledger_entry_keeps_delete BEFORE DELETE ON ledger_entry WHEN 0 BEGIN SELECT 1; END"
        )
        assert triggers.missing(connection) == ["ledger_entry_keeps_delete"]
        transaction.set_rollback(True)


def test_a_rebuilt_table_has_lost_its_triggers(standing: Path) -> None:
    """What a migration does on SQLite, and why init and upgrade install them anew."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE new AS SELECT * FROM services_modality")
        cursor.execute("DROP TABLE services_modality")
        cursor.execute("ALTER TABLE new RENAME TO services_modality")
        assert triggers.missing(connection) == [
            f"services_modality_keeps_{what}" for what in ("update", "delete", "insert")
        ]
        transaction.set_rollback(True)


def test_facts_and_notes_are_append_only() -> None:
    assert {Service, Note} <= set(triggers.append_only_models())

"""Triggers that keep append-only tables append-only, on both databases, and what PostgreSQL's web role may do."""

from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, UniqueConstraint

_FUNCTION = "goldthread_append_only"
_FUNCTION_BODY = (
    "BEGIN RAISE EXCEPTION 'rows of % are added and never changed', TG_TABLE_NAME"
    " USING ERRCODE = 'integrity_constraint_violation'; END"
)


def append_only_models() -> list[type[Model]]:
    """The models whose rows are added and never changed, in the order of their tables."""
    found = [model for model in apps.get_models() if getattr(model, "append_only", False)]
    return sorted(found, key=lambda model: model._meta.db_table)


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place, replacing what stood there; after each migration, whose table rebuilds drop them."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $${_FUNCTION_BODY}$$"
            )
        for model in append_only_models():
            for statement in _statements(model, connection.vendor):
                cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger off: only for the transaction that puts a moved record in a fresh one's place, and `install` ends it."""
    with connection.cursor() as cursor:
        for model in append_only_models():
            for statement in _statements(model, connection.vendor):
                if statement.startswith("DROP TRIGGER"):
                    cursor.execute(statement)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The triggers that are absent, switched off or other than `install` makes them, by name."""
    standing = _standing_postgresql(connection) if connection.vendor == "postgresql" else _standing_sqlite(connection)
    return [name for name, text in _expected(connection.vendor).items() if standing.get(name) != text]


def grant(connection: BaseDatabaseWrapper, role: str) -> None:
    """Let PostgreSQL's web role read and add, and change rows of operational tables only; it owns nothing."""
    quoted = connection.ops.quote_name(role)
    append_only = {model._meta.db_table for model in append_only_models()}
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
        for table in connection.introspection.table_names(cursor):
            rights = "SELECT, INSERT" if table in append_only else "SELECT, INSERT, UPDATE, DELETE"
            rights = "SELECT" if table == "django_migrations" else rights
            cursor.execute(f"GRANT {rights} ON {connection.ops.quote_name(table)} TO {quoted}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")


def _statements(model: type[Model], vendor: str) -> list[str]:
    table = model._meta.db_table
    if vendor == "postgresql":
        made = []
        for name, events, each in _postgresql_triggers(table):
            made.append(f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"')
            made.append(f'CREATE TRIGGER "{name}" {events} ON "{table}" FOR EACH {each} EXECUTE FUNCTION {_FUNCTION}()')
            # ALWAYS: also under session_replication_role = replica, by which a superuser would pass an ordinary one.
            made.append(f'ALTER TABLE "{table}" ENABLE ALWAYS TRIGGER "{name}"')
        return made
    texts = _sqlite_triggers(model)
    return [statement for name, text in texts.items() for statement in (f'DROP TRIGGER IF EXISTS "{name}"', text)]


def _postgresql_triggers(table: str) -> list[tuple[str, str, str]]:
    return [
        (f"{table}_keeps_rows", "BEFORE UPDATE OR DELETE", "ROW"),
        (f"{table}_keeps_all", "BEFORE TRUNCATE", "STATEMENT"),
    ]


def _sqlite_triggers(model: type[Model]) -> dict[str, str]:
    table = model._meta.db_table
    refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are added and never changed'); END"
    # INSERT OR REPLACE deletes silently whatever row stands in its way, by key, by unique column or by rowid.
    in_the_way = " OR ".join([*_unique_matches(model), "rowid = NEW.rowid"])
    return {
        f"{table}_keeps_update": f'CREATE TRIGGER "{table}_keeps_update" BEFORE UPDATE ON "{table}" {refuse}',
        f"{table}_keeps_delete": f'CREATE TRIGGER "{table}_keeps_delete" BEFORE DELETE ON "{table}" {refuse}',
        f"{table}_keeps_insert": f'CREATE TRIGGER "{table}_keeps_insert" BEFORE INSERT ON "{table}"'
        f' WHEN EXISTS (SELECT 1 FROM "{table}" WHERE {in_the_way}) {refuse}',
    }


def _unique_matches(model: type[Model]) -> list[str]:
    single = [f'"{field.column}" = NEW."{field.column}"' for field in model._meta.concrete_fields if field.unique]
    several = []
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            columns = [field.column for field in model._meta.concrete_fields if field.name in constraint.fields]
            several.append("(" + " AND ".join(f'"{column}" = NEW."{column}"' for column in columns) + ")")
    return single + several


def _expected(vendor: str) -> dict[str, str]:
    made: dict[str, str] = {}
    for model in append_only_models():
        if vendor == "postgresql":
            made |= {
                name: f"{model._meta.db_table} A {_FUNCTION_BODY}"
                for name, *_ in _postgresql_triggers(model._meta.db_table)
            }
        else:
            made |= _sqlite_triggers(model)
    return made


def _standing_sqlite(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return dict(_rows(connection, "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))


def _standing_postgresql(connection: BaseDatabaseWrapper) -> dict[str, str]:
    rows = _rows(
        connection,
        "SELECT t.tgname, c.relname, t.tgenabled::text, p.prosrc FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal",
    )
    return {name: f"{table} {enabled} {source}" for name, table, enabled, source in rows}


def _rows(connection: BaseDatabaseWrapper, query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows

"""How the database goes about what a page asks: which statements read a table that grows from its beginning to its end."""

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldthread.bench.measure import Work

# What there is more of with every note, look and session.
GROWING = (
    "ledger_entry", "ledger_content", "ledger_leaf", "ledger_access", "ledger_accessleaf", "notes_note", "notes_noteitem", "notes_notepart",
    "notes_notefingerprint", "notes_notedocument", "notes_importedrow", "notes_draft", "search_passage", "django_session",
)  # fmt: skip


def statements(work: Work) -> list[str]:
    """The SELECTs of a piece of work, with their values."""
    with CaptureQueriesContext(connection) as asked:
        work()
    return [each["sql"] for each in asked if each["sql"].lstrip().upper().startswith(("SELECT", "WITH"))]


def scans(statement: str, tables: Collection[str] = GROWING) -> list[str]:
    """The steps of a statement's plan that read one of these tables as a whole."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement.replace('%', '%%')}", [])
            (told,) = cursor.fetchone()
            plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
            return [
                f"Seq Scan on {step['Relation Name']}"
                for step in _steps(plan)
                if step["Node Type"] == "Seq Scan" and step["Relation Name"] in tables
            ]
        cursor.execute(f"EXPLAIN QUERY PLAN {statement.replace('%', '%%')}", [])
        return [step for *_place, step in cursor.fetchall() if _is_scan(step, statement, tables)]


def _is_scan(step: str, statement: str, tables: Collection[str]) -> bool:
    """SQLite names a table as the statement does, by its alias where it has one."""
    kind, _space, rest = step.partition(" ")
    if kind != "SCAN" or "VIRTUAL TABLE" in step:
        return False
    name = rest.split(" ")[0]
    if f"{name} AS (" in statement:
        return False
    known = {f'"{table}" {name}' for table in tables} | {f"{table} {name}" for table in tables}
    quoted = {f'"{table}" "{name}"' for table in tables} | {f"{table} AS {name}" for table in tables}
    return name in tables or any(each in statement for each in known | quoted)


def _steps(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for inner in plan.get("Plans", ()):
        yield from _steps(inner)

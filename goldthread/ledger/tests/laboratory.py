"""A small and complete database of its own, to be changed as an attacker would who has the file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import override_settings

from goldthread.bench.passkey import Passkey
from goldthread.ledger import actions, facts, keys, triggers
from goldthread.ledger.models import Entry
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, WORKER, Actor
from goldthread.services.models import Modality, Service
from goldthread.settings import database_from

ANA = Actor(staff_id=uuids.fresh(), name="Ana", session="s1", address="127.0.0.1")
NOTE = {
    "client_name": "Mateo Rivera",
    "occurred": {"on": "2026-03-02", "minutes": 50},
    "participants": [{"name": "Rosa Rivera", "role": "parent"}],
    "narrative": [
        {"section": "what", "text": "First paragraph.\n\n"},
        {"section": "what", "text": "Second — “quoted”."},
    ],
}

# The tables in which the laboratory has rows.
FILLED = (
    "ledger_access",
    "ledger_accessleaf",
    "ledger_checkpoint",
    "ledger_content",
    "ledger_entry",
    "ledger_key",
    "ledger_leaf",
    "services_modality",
    "services_service",
)


@contextmanager
def standing_in(home: Path) -> Iterator[None]:
    """Let the default connection be an SQLite file in `home`, with the application's own settings."""
    before = connections["default"]
    wanted = {**before.settings_dict, **database_from("", ""), "NAME": str(home / "goldthread.sqlite3")}
    connections["default"] = DatabaseWrapper(wanted, alias="default")
    keys.forget()
    try:
        with override_settings(HOME=home):
            yield
    finally:
        connections["default"].close()
        connections["default"] = before
        keys.forget()


def build() -> None:
    """Fill the standing database: keys and a rotation, entries of each way of signing, facts, looks and checkpoints."""
    call_command("migrate", verbosity=0)
    triggers.install(connection)
    actions.introduce_keys(by=COMMAND_LINE)
    first = Service(name="Home-based casework", code="H2015", true_from_on=date(2026, 1, 1))
    actions.record_facts(
        kind="service.added", rows=[first, Modality(name="Coaching", true_from_on=date(2026, 1, 1))], by=ANA
    )
    later = Service(name="Casework", true_from_on=date(2026, 1, 1), true_to_on=date(2026, 6, 30), replaces=first)
    actions.record_facts(kind="service.changed", rows=[later], by=COMMAND_LINE)
    actions.sequence()
    actions.checkpoint(stream="record")
    signed = sign_with_passkey(2)
    actions.record(
        kind="note.addendum", content={**NOTE, "signing": {"method": "password"}}, by=ANA, amends=[signed[0].pk]
    )
    actions.rotate_key(purpose=keys.CHECKPOINT, by=COMMAND_LINE)
    actions.rotate_key(purpose=keys.SEAL, by=COMMAND_LINE)
    actions.record(kind="note", content=NOTE, by=WORKER)
    for page in ("chart:file", "notes:note"):
        actions.look(by=ANA, action="read", page=page, client=uuids.fresh(), object=uuids.fresh())
    actions.look(by=WORKER, action="list", page="cases:clients")
    for stream in ("record", "access"):
        actions.sequence(stream=stream, sweep=True)
        actions.checkpoint(stream=stream)


def sign_with_passkey(number: int) -> list[Entry]:
    """Several entries in one ceremony; one in a ceremony of its own."""
    passkey = Passkey()
    content = {**NOTE, "signing": passkey.signing()}
    frozen = [
        actions.prepare(entry_id=uuids.fresh(), kind="note", content=content, prepared_at=clock.now())
        for _ in range(number)
    ]
    evidence = passkey.assertion([unsigned.signing_input for unsigned in frozen])
    return [actions.insert(unsigned=unsigned, evidence=evidence, by=ANA) for unsigned in frozen]


def proven_tables() -> list[str]:
    """Every table whose each value `verify` answers for, without any projection."""
    ledger = [model._meta.db_table for model in triggers.append_only_models() if model._meta.app_label == "ledger"]
    return sorted({*ledger, *(model._meta.db_table for model in facts.fact_models())})


@contextmanager
def forging(*tables: str) -> Iterator[tuple[Any, Callable[[], None]]]:
    """A cursor for which the triggers of these tables are away and back afterwards; nothing of it stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        standing = [
            (name, sql) for name, sql in cursor.fetchall() if any(name.startswith(f"{t}_keeps_") for t in tables)
        ]
        for name, _sql in standing:
            cursor.execute(f'DROP TRIGGER "{name}"')

        def put_back() -> None:
            for _name, sql in standing:
                cursor.execute(sql)

        yield cursor, put_back
        transaction.set_rollback(True)

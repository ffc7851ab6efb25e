"""goldthread upgrade: a database of the version before comes along whole, and what it had as ordinary rows becomes facts."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from goldthread.cli import initialise, upgrade
from goldthread.ledger import actions as ledger
from goldthread.ledger import triggers
from goldthread.ledger.models import Entry
from goldthread.ledger.tests.laboratory import standing_in
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import definitions, queries
from goldthread.notes.models import Draft, NoteType
from goldthread.notes.projection import PROJECTION
from goldthread.people.models import Staff, StaffDetail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite_only]
BEFORE = [("notes", "0001_initial"), ("people", "0001_initial")]


class Steps(MigrationLoader):
    """The migrations step by step, as that version had them, without those that stand for all of a room's."""

    def load_disk(self) -> None:
        super().load_disk()
        self.disk_migrations = {key: each for key, each in self.disk_migrations.items() if not each.replaces}


def tables() -> dict[str, Any]:
    """Columns, constraints and indexes of every table, as the database tells them."""
    with connection.cursor() as cursor:
        return {
            name: (
                sorted(map(repr, connection.introspection.get_table_description(cursor, name))),
                # By what they say: those of a table that was remade have other names.
                sorted(map(repr, connection.introspection.get_constraints(cursor, name).values())),
            )
            for name in connection.introspection.table_names(cursor)
        }


@pytest.fixture
def of_a_new_record() -> dict[str, Any]:
    """What the tests' own database has, which was made by one migration a room."""
    return tables()


@pytest.fixture(scope="module")
def as_it_was() -> dict[str, Any]:
    """Where the version before was built once, for all tests of this module, and its models."""
    return {}


@pytest.fixture
def before(
    of_a_new_record: dict[str, Any], as_it_was: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """The models of the version before, on a database of that version whose record is begun."""
    home = tmp_path / "home"
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", str(home / "goldthread.sqlite3"))
    if not as_it_was:
        as_it_was |= {"home": tmp_path / "built", "models": built(tmp_path / "built")}
    shutil.copytree(as_it_was["home"], home)
    with standing_in(home):
        yield as_it_was["models"]


def built(home: Path) -> Any:
    """The models of the version before, after a record of that version was begun in a folder."""
    home.mkdir()
    with standing_in(home):
        executor = MigrationExecutor(connection)
        executor.loader = Steps(connection)
        targets = [node for node in executor.loader.graph.leaf_nodes() if node[0] not in ("notes", "people")] + BEFORE
        executor.migrate(targets)
        triggers_of(connection)
        ledger.introduce_keys(by=COMMAND_LINE)
        return executor.loader.project_state(targets).apps


def triggers_of(old: Any) -> None:
    """The triggers of the tables that this version has and the one before had."""
    with old.cursor() as cursor:
        tables = set(old.introspection.table_names(cursor)) - {"notes_notetype"}
        for model in triggers.append_only_models():
            if model._meta.db_table in tables:
                for statement in triggers._statements(model, old.vendor):
                    cursor.execute(statement)


def filled(old: Any) -> None:
    """Ana with a role from 2025 on and a draft, Ben without a role, and two types, of which one is not offered."""
    staff = old.get_model("people", "Staff")
    ana = staff.objects.create(login="ana", name="Ana Castellanos", zone="America/Chicago")
    staff.objects.create(login="ben", name="Ben Achterberg", zone="Europe/Dublin")
    fact = {"id": uuids.fresh(), "true_from_on": date(2025, 1, 1), "role": "case_manager"}
    stated = {
        "table": "people_roleheld",
        "row": {**fact, "id": str(fact["id"]), "true_from_on": "2025-01-01", "true_to_on": None, "replaces_id": None,
                "staff_id": str(ana.pk)},
    }  # fmt: skip
    entry = ledger.record(kind="staff.role_given", content={"facts": [stated]}, by=COMMAND_LINE)
    old.get_model("people", "RoleHeld").objects.create(
        **fact, staff_id=ana.pk, entry_id=entry.pk, recorded_at=entry.recorded_at
    )
    types = old.get_model("notes", "NoteType")
    for definition, document in definitions.shipped_documents():
        if definition.key in ("session", "soap"):
            types.objects.create(
                key=definition.key,
                version=1,
                definition=document,
                is_offered=definition.key == "session",
                recorded_at=clock.now(),
            )
    old.get_model("notes", "Draft").objects.create(
        id=uuids.fresh(),
        author_id=ana.pk,
        note_type=types.objects.get(key="session"),
        began_at=clock.now(),
        saved_at=clock.now(),
    )


def test_names_zones_and_note_types_become_facts(
    before: Any, of_a_new_record: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    filled(before)
    drafted = before.get_model("notes", "Draft").objects.get().note_type_id
    assert upgrade.run(None) == 0  # type: ignore[arg-type]
    assert "A copy of the database as it was" in capsys.readouterr().out
    assert tables() == of_a_new_record
    assert verify(witness=None, projections=[PROJECTION]).problems == []
    known = {each.staff.login: each for each in StaffDetail.objects.current()}
    assert (known["ana"].name, known["ana"].zone) == ("Ana Castellanos", "America/Chicago")
    assert known["ana"].true_from_on == date(2025, 1, 1), "from the first day on which she held a role"
    assert known["ben"].true_from_on == clock.today("Europe/Dublin")
    assert Draft.objects.get().note_type_id == drafted
    offered = [each.key for each in queries.offered()]
    assert "soap" not in offered
    assert {"session", "free"} <= set(offered), "what this version ships further is offered"
    (shipped,) = [document for definition, document in definitions.shipped_documents() if definition.key == "session"]
    versions = list(NoteType.objects.filter(key="session").order_by("version"))
    assert (versions[0].version, versions[-1].definition) == (1, shipped), "a draft keeps the form it was begun in"


def test_upgrading_again_states_nothing_twice(before: Any) -> None:
    filled(before)
    upgrade.run(None)  # type: ignore[arg-type]
    entries = Entry.objects.count()
    initialise.migrate()
    initialise.load_defaults()
    assert Entry.objects.count() == entries


def test_a_name_changed_in_the_file_after_the_upgrade_is_found(before: Any) -> None:
    filled(before)
    upgrade.run(None)  # type: ignore[arg-type]
    Staff.objects.filter(login="ben").update(name="Ben Other")
    (problem,) = verify(witness=None, projections=[PROJECTION]).problems
    assert "people_staff" in problem

"""The program on PostgreSQL with two roles: the owner makes the tables, the web role can add to the record and no more."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
ADDRESS = os.environ.get("DATABASE_URL", "")
pytestmark = pytest.mark.postgresql_only


@dataclass(frozen=True)
class Place:
    """A home and the addresses of its database, as owner and as web role."""

    home: Path
    owner: str
    web: str

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """A command as an agency would run it: the web role's address, and the owner's for what makes tables."""
        environment = {**os.environ, "GOLDTHREAD_HOME": str(self.home), "DATABASE_URL": self.web}
        if self.owner and words[0] in ("init", "upgrade", "restore"):
            environment["GOLDTHREAD_OWNER_DATABASE_URL"] = self.owner
        command = [sys.executable, *(["-m", "goldthread"] if words[0] != "-c" else []), *words]
        return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Place]:
    """A database of its own, made by init through the owner's address."""
    server = urlsplit(ADDRESS)
    name, owner, web = (f"{part}_{worker_id}" for part in ("agency", "owner", "web"))
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        for statement in (
            f"CREATE ROLE {owner} LOGIN",
            f"CREATE ROLE {web} LOGIN",
            f"CREATE DATABASE {name} OWNER {owner}",
        ):
            connection.execute(statement)
    at = f"@{server.hostname}:{server.port}/{name}"
    made = Place(tmp_path_factory.mktemp("web-role"), f"postgresql://{owner}{at}", f"postgresql://{web}{at}")
    for words in (["init", "--yes"], ["administrator", "pearl"]):
        told = made.run(*words)
        assert told.returncode == 0, told.stderr
    yield made
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        for statement in (f"DROP DATABASE {name} WITH (FORCE)", f"DROP ROLE {web}", f"DROP ROLE {owner}"):
            connection.execute(statement)


def test_the_web_role_reads_adds_and_verifies(place: Place) -> None:
    act = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'goldthread.settings'; django.setup()\n"
        "from goldthread.ledger import actions\n"
        "from goldthread.lib.actor import COMMAND_LINE as by\n"
        "actions.record(kind='note.tried', content={'narrative': [{'text': 'As the web role.'}]}, by=by)\n"
        "actions.look(by=by, action='read', page='test'); actions.sequence(); actions.sequence(stream='access')\n"
        "actions.checkpoint(stream='record')\n"
    )
    told = place.run("-c", act)
    assert told.returncode == 0, told.stderr
    verified = place.run("verify")
    assert verified.returncode == 0, verified.stderr
    assert verified.stdout.splitlines()[0].startswith("access: 1 ")
    assert place.run("doctor").stdout == "Nothing is wrong.\n"
    assert place.run("upgrade").returncode == 0


def test_without_the_owner_the_tables_are_refused_in_a_sentence(place: Place) -> None:
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        name = f"bare_{place.web.rpartition('_')[2]}"
        server.execute(f"CREATE DATABASE {name}")
    address = f"{place.web.rpartition('/')[0]}/{name}"
    told = Place(place.home.parent / "bare-home", "", address).run("init", "--yes")
    with psycopg.connect(ADDRESS, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
    assert told.returncode == 1
    assert told.stderr.endswith("Give the owner's address in GOLDTHREAD_OWNER_DATABASE_URL.\n")
    assert len(told.stderr.splitlines()) == 1


def test_a_backup_is_restored_and_moved_for_two_roles(place: Place, tmp_path: Path) -> None:
    """As the owner the tables are made; the web role has its rights at once after a restore, and after a move by upgrade."""
    whole = place.run("verify").stdout.splitlines()[-1]
    assert place.run("backup", str(tmp_path / "kept.tar.gz")).returncode == 0
    server, name = place.owner.rpartition("/")[0], f"again_{place.web.rpartition('_')[2]}"
    web = place.web.rpartition("/")[0]
    owner_role = urlsplit(place.owner).username

    def emptied(act: str) -> Place:
        with psycopg.connect(ADDRESS, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            if act:
                connection.execute(f"CREATE DATABASE {name} OWNER {owner_role}")
        return Place(tmp_path / act, f"{server}/{name}", f"{web}/{name}")

    restored = emptied("restored")
    told = restored.run("restore", str(tmp_path / "kept.tar.gz"))
    assert told.returncode == 0, told.stderr
    assert restored.run("doctor").stdout == "Nothing is wrong.\n"
    light = Place(tmp_path / "light", "", "")
    assert light.run("restore", str(tmp_path / "kept.tar.gz")).returncode == 0
    moved = emptied("light")
    told = light.run("move", "--to", moved.owner)
    assert told.returncode == 0, told.stderr
    assert moved.run("upgrade").returncode == 0
    assert moved.run("verify").stdout.splitlines()[-1] == whole
    assert moved.run("doctor").stdout == "Nothing is wrong.\n"
    emptied("")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET kind = 'x'",
        "DELETE FROM ledger_leaf",
        "TRUNCATE ledger_access",
        "UPDATE policies_policy SET idle_minutes = 600",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE ledger_key",
        "CREATE OR REPLACE FUNCTION public.x() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "UPDATE django_migrations SET name = 'x'",
    ],
)
def test_the_web_role_cannot(place: Place, statement: str) -> None:
    with psycopg.connect(place.web, autocommit=True) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(statement)


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_leaf", "TRUNCATE ledger_access CASCADE"]
)
def test_even_the_owner_meets_the_triggers(place: Place, statement: str) -> None:
    with (
        psycopg.connect(place.owner, autocommit=True) as connection,
        pytest.raises(psycopg.errors.IntegrityConstraintViolation),
    ):
        connection.execute(statement)


def test_this_run_is_on_postgresql() -> None:
    assert settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

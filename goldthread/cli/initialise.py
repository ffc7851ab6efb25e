"""Make or bring up to date what a home needs: tables, triggers, grants, keys and the first rows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.ledger import keys, triggers
from goldthread.ledger.models import Key
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions as notes
from goldthread.people import actions as people
from goldthread.policies import actions as policies
from goldthread.psychotherapy import actions as psychotherapy
from goldthread.services import actions as services
from goldthread.settings import database_from


def owner_database() -> dict[str, Any]:
    """Django's settings for the role that owns the tables: GOLDTHREAD_OWNER_DATABASE_URL, or the only one there is."""
    if not settings.OWNER_DATABASE_URL:
        return dict(settings.DATABASES["default"])
    return database_from(settings.OWNER_DATABASE_URL, "GOLDTHREAD_OWNER_DATABASE_URL")


def web_role() -> str:
    """The role that serves the pages; asked before `as_owner`, which puts the owner in its place."""
    return str(settings.DATABASES["default"].get("USER", ""))


def grant(owner: BaseDatabaseWrapper, role: str) -> None:
    """Give the web role its rights, where it is another role than the owner."""
    if settings.OWNER_DATABASE_URL:
        triggers.grant(owner, role)


@contextmanager
def as_owner() -> Iterator[None]:
    """Stand on the connection that owns the tables, where there is one of its own."""
    if not settings.OWNER_DATABASE_URL:
        yield
        return
    web = connections.databases["default"]
    connection.close()
    connections.databases["default"] = {**web, **owner_database()}
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = web
        del connections["default"]


def has_tables() -> bool:
    """Whether init was here; asking makes no file. A database that does not answer is a DatabaseError."""
    is_opened = connection.vendor != "sqlite" or connection.connection is not None
    if not is_opened and not Path(str(settings.DATABASES["default"]["NAME"])).exists():
        return False
    return Key._meta.db_table in connection.introspection.table_names()


def has_record() -> bool:
    """Whether a record begins here."""
    return has_tables() and Key.objects.exists()


def prepare_home() -> None:
    """The folder with its keys' place, readable by its owner alone."""
    make_folder()
    keys.make_home()


def make_folder() -> None:
    """GOLDTHREAD_HOME itself, refused where it cannot be made or written to."""
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as broken:
        told = {"path": settings.HOME, "why": broken.strerror}
        raise Refused(_("GOLDTHREAD_HOME %(path)s cannot be made: %(why)s.") % told) from None
    if not os.access(settings.HOME, os.W_OK):
        sentence = _("GOLDTHREAD_HOME %(path)s cannot be written to; give this user the right to.")
        raise Refused(sentence % {"path": settings.HOME})


def migrate() -> None:
    """Bring the tables up to date, put the triggers back and assert that they stand."""
    role = web_role()
    with as_owner():
        _make_tables()
        triggers.install(connections["default"])
        grant(connections["default"], role)
        if missing := triggers.missing(connections["default"]):
            sentence = _("The triggers that keep the record unchangeable could not be installed: %(names)s.")
            raise Refused(sentence % {"names": ", ".join(missing)})


def _make_tables() -> None:
    try:
        call_command("migrate", interactive=False, verbosity=0)
    except DatabaseError as broken:
        if "permission denied" not in str(broken):
            raise
        role = connections["default"].settings_dict["USER"]
        sentence = _(
            "The role %(role)s may not make or change tables. Give the owner's address in GOLDTHREAD_OWNER_DATABASE_URL."
        )
        raise Refused(sentence % {"role": role}) from None


def begin_record() -> bool:
    """Introduce the keys if this is a new record; whether it was."""
    if Key.objects.exists():
        return False
    ledger.introduce_keys(by=COMMAND_LINE)
    ledger.sequence()
    return True


def load_defaults() -> None:
    """The rows that every agency starts from; what is there already stays."""
    people.state_details(by=COMMAND_LINE)
    policies.load_shipped(by=COMMAND_LINE)
    services.load_shipped(by=COMMAND_LINE)
    notes.load_shipped(by=COMMAND_LINE)
    notes.add_fingerprints(by=COMMAND_LINE)
    psychotherapy.make_key()
    ledger.sequence()

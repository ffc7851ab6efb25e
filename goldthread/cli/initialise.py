"""Make or bring up to date what a home needs: tables, triggers, grants, keys and the first rows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, connections
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.ledger import keys, triggers
from goldthread.ledger.models import Key
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions as notes
from goldthread.policies import actions as policies
from goldthread.services import actions as services
from goldthread.settings import database_from


@contextmanager
def as_owner() -> Iterator[None]:
    """Stand on the connection that owns the tables, where there is one of its own."""
    if not settings.OWNER_DATABASE_URL:
        yield
        return
    web = connections.databases["default"]
    connection.close()
    connections.databases["default"] = {
        **web,
        **database_from(settings.OWNER_DATABASE_URL, "GOLDTHREAD_OWNER_DATABASE_URL"),
    }
    del connections["default"]
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"] = web
        del connections["default"]


def has_record() -> bool:
    """Whether a record begins here; asking makes no file."""
    if connection.vendor == "sqlite" and not Path(str(settings.DATABASES["default"]["NAME"])).exists():
        return False
    try:
        return Key.objects.exists()
    except DatabaseError:
        return False


def prepare_home() -> None:
    """The folder with its keys' place, readable by its owner alone."""
    try:
        settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as broken:
        told = {"path": settings.HOME, "why": broken.strerror}
        raise Refused(_("GOLDTHREAD_HOME %(path)s cannot be made: %(why)s.") % told) from None
    if not os.access(settings.HOME, os.W_OK):
        sentence = _("GOLDTHREAD_HOME %(path)s cannot be written to; give this user the right to.")
        raise Refused(sentence % {"path": settings.HOME})
    keys.make_home()


def migrate() -> None:
    """Bring the tables up to date, put the triggers back and assert that they stand."""
    web_role = str(settings.DATABASES["default"].get("USER", ""))
    with as_owner():
        call_command("migrate", interactive=False, verbosity=0)
        triggers.install(connections["default"])
        if settings.OWNER_DATABASE_URL:
            triggers.grant(connections["default"], web_role)
        if missing := triggers.missing(connections["default"]):
            sentence = _("The triggers that keep the record unchangeable could not be installed: %(names)s.")
            raise Refused(sentence % {"names": ", ".join(missing)})


def begin_record() -> bool:
    """Introduce the keys if this is a new record; whether it was."""
    if Key.objects.exists():
        return False
    ledger.introduce_keys(by=COMMAND_LINE)
    ledger.sequence()
    return True


def load_defaults() -> None:
    """The rows that every agency starts from; what is there already stays."""
    policies.load_shipped(by=COMMAND_LINE)
    services.load_shipped(by=COMMAND_LINE)
    notes.load_shipped(by=COMMAND_LINE)
    ledger.sequence()

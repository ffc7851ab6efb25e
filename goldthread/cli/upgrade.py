"""goldthread upgrade: bring an existing database to this version, after a copy of it was kept."""

import argparse
import sqlite3

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import initialise
from goldthread.lib import clock
from goldthread.lib.refusals import Refused

NAME = "upgrade"
HELP = gettext_lazy("bring the database to this version; a copy of a SQLite file is kept first")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Upgrade has no options."""


def run(options: argparse.Namespace) -> int:
    """Keep a copy, migrate, put triggers back."""
    # As the owner, because after a move the web role has no rights yet: upgrade gives them.
    with initialise.as_owner():
        is_there = initialise.has_record()
    if not is_there:
        raise Refused(_("There is no record in %(path)s to upgrade. Run: goldthread init") % {"path": settings.HOME})
    if connection.vendor == "sqlite":
        print(_("A copy of the database as it was: %(path)s") % {"path": _keep_copy()})
    initialise.prepare_home()
    initialise.migrate()
    initialise.load_defaults()
    print(_("The database is at this version and its triggers stand."))
    return 0


def _keep_copy() -> str:
    source = settings.HOME / "goldthread.sqlite3"
    kept = settings.HOME / "backups" / f"before-upgrade-{clock.now():%Y%m%dT%H%M%S}.sqlite3"
    kept.parent.mkdir(exist_ok=True, mode=0o700)
    with sqlite3.connect(source) as old, sqlite3.connect(kept) as new:
        old.backup(new)
    kept.chmod(0o600)
    return str(kept)

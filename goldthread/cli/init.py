"""goldthread init: make the home folder, the database, the keys and the first rows."""

import argparse

from django.conf import settings

from goldthread.cli import initialise
from goldthread.cli.asking import agreed
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.people import actions as people

NAME = "init"
HELP = "make the database, its keys and the first rows in GOLDTHREAD_HOME; safe to repeat"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of init."""
    parser.add_argument("--yes", action="store_true", help="ask nothing")


def run(options: argparse.Namespace) -> int:
    """Make what is missing and say what was made."""
    if not options.yes and not agreed(f"Make a new record in {settings.HOME}? [y/N] "):
        raise Refused("Nothing was made. Say --yes, or answer y.")
    initialise.prepare_home()
    initialise.migrate()
    is_new = initialise.begin_record()
    initialise.load_defaults()
    print(f"{'Made' if is_new else 'Already there:'} {settings.HOME}")
    if is_new:
        print(f"Back the keys up apart from the data: {settings.HOME / 'keys'}")
    _let_somebody_in()
    return 0


def _let_somebody_in() -> None:
    """An administrator where there is none, also where the last one is gone."""
    added = people.add_first_administrator(by=COMMAND_LINE)
    if added is None:
        return
    ledger.sequence()
    staff, password = added
    print(f"Sign in as {staff.login} to add everybody else. The password is shown this once; change it then:")
    print(f"    {password}")

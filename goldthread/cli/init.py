"""goldthread init: make the home folder, the database, the keys and the first rows."""

import argparse

from django.conf import settings

from goldthread.cli import initialise
from goldthread.cli.asking import agreed
from goldthread.lib.refusals import Refused
from goldthread.people.queries import has_administrator

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
    if not has_administrator():
        print("Let the first person in, who adds everybody else: goldthread administrator LOGIN NAME")
    return 0

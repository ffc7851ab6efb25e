"""goldthread work: do what no one waits for, until stopped."""

import argparse
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError

from goldthread import worker
from goldthread.cli.initialise import has_record
from goldthread.lib.refusals import Refused

NAME = "work"
HELP = "run the worker: sequencing, tree heads and other chores (serve starts one by itself)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Work has no options."""


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM; a database that does not answer yet is waited for."""
    with suppress(DatabaseError):
        if not has_record():
            raise Refused(f"There is no record in {settings.HOME} yet. Run: goldthread init")
    worker.run_until_told()
    return 0

"""goldthread work: do what no one waits for, until stopped."""

import argparse
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread import worker
from goldthread.cli.initialise import has_record
from goldthread.lib.refusals import Refused

NAME = "work"
HELP = gettext_lazy("run the worker: sequencing, tree heads and other chores (serve starts one by itself)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Work has no options."""


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM; a database that does not answer yet is waited for."""
    with suppress(DatabaseError):
        if not has_record():
            raise Refused(_("There is no record in %(path)s yet. Run: goldthread init") % {"path": settings.HOME})
    worker.run_until_told()
    return 0

"""goldthread work: do what no one waits for, until stopped."""

import argparse

from django.utils.translation import gettext_lazy

from goldthread import worker

NAME = "work"
HELP = gettext_lazy("run the worker: sequencing, tree heads and other chores (serve starts one by itself)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Work has no options."""


def run(options: argparse.Namespace) -> int:
    """Work until SIGTERM."""
    worker.run_until_told()
    return 0

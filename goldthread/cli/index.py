"""goldthread index: read the record into the search index, all of it anew where that is asked."""

import argparse

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar
from goldthread.lib.refusals import Refused
from goldthread.search import actions, queries

NAME = "index"
HELP = gettext_lazy("read the record into the search index (the worker does so by itself)")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of index."""
    parser.add_argument("--anew", action="store_true", help=_("empty the index first"))


def run(options: argparse.Namespace) -> int:
    """Read what waits; another process that is at it meanwhile ends this one early, since it does the same."""
    if not has_record():
        raise Refused(_("There is no record in %(path)s yet. Run: goldthread init") % {"path": settings.HOME})
    if options.anew:
        actions.begin_again()
    total, done = queries.behind(), 0
    bar = Bar(_("reading"))
    while read := actions.catch_up():
        done += read
        bar.show(done, total)
    bar.end()
    print(_("Entries read into the search index: %(count)s.") % {"count": done})
    return 0

"""goldthread init: make the home folder, the database, the keys and the first rows."""

import argparse

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli import initialise
from goldthread.cli.asking import agreed
from goldthread.lib.refusals import Refused
from goldthread.people.queries import has_administrator

NAME = "init"
HELP = gettext_lazy("make the database, its keys and the first rows in GOLDTHREAD_HOME; safe to repeat")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of init."""
    parser.add_argument("--yes", action="store_true", help=_("ask nothing"))


def run(options: argparse.Namespace) -> int:
    """Make what is missing and say what was made."""
    if not options.yes and not agreed(_("Make a new record in %(path)s? [y/N] ") % {"path": settings.HOME}):
        raise Refused(_("Nothing was made. Say --yes, or answer y."))
    initialise.prepare_home()
    initialise.migrate()
    is_new = initialise.begin_record()
    initialise.load_defaults()
    told = _("Made %(path)s") if is_new else _("Already there: %(path)s")
    print(told % {"path": settings.HOME})
    if is_new:
        keys = settings.HOME / "keys"
        print(_("Back the keys up apart from the data: %(path)s") % {"path": keys})
    if not has_administrator():
        print(_("Let the first person in, who adds everybody else: goldthread administrator LOGIN NAME"))
    return 0

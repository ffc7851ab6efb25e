"""goldthread demo: fill a fresh record with an invented agency, and print its log-ins."""

import argparse

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cases.models import Case
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar
from goldthread.demonstration.agency import NAMES, PASSWORD, ZONE
from goldthread.demonstration.load import FAMILIES, load
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.people.models import Staff

NAME = "demo"
HELP = gettext_lazy("load the demonstration agency (invented people) and print its log-ins")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """It has none and asks nothing."""


def run(options: argparse.Namespace) -> int:
    """Load once; a second time only the log-ins are printed."""
    if not has_record():
        raise Refused(_("There is no record here yet. Run: goldthread init --yes"))
    marker = settings.HOME / "demonstration"
    if not marker.exists():
        if Case.objects.exists() or Staff.objects.exists():
            sentence = _(
                "This record is in use already. The demonstration switches the second factor off and goes only into a"
                " fresh one: set GOLDTHREAD_HOME to a new folder and run goldthread init first."
            )
            raise Refused(sentence)
        marker.touch()
    if not Case.objects.exists():
        bar = Bar(_("telling a year"))
        notes = load(clock.today(ZONE), bar.show)
        bar.end()
        ledger.sequence(sweep=True)
        ledger.checkpoint(stream="record")
        told = {"staff": len(NAMES["staff"]), "families": FAMILIES, "notes": f"{notes:,}"}
        print(_("An invented agency: %(staff)s staff, %(families)s families, %(notes)s notes.") % told)
    # Programs read these lines: the role's code, the same in every language.
    for login, _name, role, _title, _level in NAMES["staff"]:
        print(f"{role.replace('_', '-')}: {login} / {PASSWORD}")
    return 0

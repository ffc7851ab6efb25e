"""goldthread verify: check the whole record, and say the first thing that fails."""

import argparse
import sys

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli.initialise import has_tables
from goldthread.cli.progress import Bar
from goldthread.codes import queries as codes
from goldthread.documents import queries as documents
from goldthread.ledger.projection import Derived, Projection
from goldthread.ledger.verify import Report, verify
from goldthread.lib.refusals import Refused
from goldthread.notes import queries as notes
from goldthread.notes.projection import PROJECTION as NOTES
from goldthread.plans.projection import PROJECTION as PLANS
from goldthread.search import queries as search
from goldthread.search.derived import INDEX

NAME = "verify"
HELP = gettext_lazy("check log, contents, projections and triggers; exits 0 whole or 1 broken")

# What the rooms above the ledger keep of an entry, each recomputed and compared.
PROJECTIONS: tuple[Projection, ...] = (NOTES, PLANS)
DERIVED: tuple[Derived, ...] = (INDEX,)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of verify."""
    parser.add_argument("--witness", metavar="FILE", help=_("checkpoints kept elsewhere, to be compared with the log"))


def run(options: argparse.Namespace) -> int:
    """Walk everything; the last line tells size and root of the record tree where it is whole."""
    if not has_tables():
        raise Refused(_("There is no record in %(path)s to check. Run: goldthread init") % {"path": settings.HOME})
    if options.witness:
        _refuse_unreadable(options.witness)
    return tell(check(options.witness))


def _refuse_unreadable(witness: str) -> None:
    """A mistyped path says nothing about the record, which would else be called broken."""
    try:
        with open(witness, "rb"):
            return
    except OSError as broken:
        told = {"path": witness, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None


def check(witness: str | None = None) -> Report:
    """The whole record with its documents, behind a bar."""
    bar = Bar(_("checking"))
    report = verify(witness=witness, projections=PROJECTIONS, derived=DERIVED, on_progress=bar.show)
    bar.end()
    report.problems += codes.problems()
    report.problems += search.problems()
    report.problems += notes.matters_problems()
    report.problems += documents.problems(notes.documents_named())
    return report


def tell(report: Report) -> int:
    """Say what was found, and the exit code."""
    for problem in report.problems:
        print(problem, file=sys.stderr)
    # Programs read these lines; they are the same in every language.
    print("access: {} {}".format(*report.access))
    if report.problems:
        print("broken: {} {}".format(*report.record))
        return 1
    print("whole: {} {}".format(*report.record))
    return 0

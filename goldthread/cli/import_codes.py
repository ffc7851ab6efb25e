"""goldthread import codes: a published list of codes, whole or not at all."""

import argparse
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.cli.initialise import has_record
from goldthread.codes import actions, rules
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.policies import queries as policies

NAME = "import codes"
HELP = gettext_lazy("bring in a list of codes as it is published: ICD-10-CM, HCPCS Level II, place of service")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of import codes."""
    add = parser.add_argument
    add("file", type=Path, metavar="FILE", help=_("such as icd10cm_order_2026.txt or HCPC2026_JAN_ANWEB.txt"))
    add("--as", dest="system", choices=rules.KINDS, default="", help=_("which list it is, if its name does not say so"))
    add("--from", dest="from_on", metavar="DATE", help=_("the first day on which it holds, such as 2025-10-01"))
    add("--to", dest="to_on", metavar="DATE", help=_("the last day on which it holds"))
    add("--encoding", choices=sorted(actions.ENCODINGS), default="", help=_("the encoding, if it is not UTF-8"))


def run(options: argparse.Namespace) -> int:
    """Bring the file in and tell what came; 0 also where it is here already."""
    if not has_record():
        raise Refused(_("There is no record here to bring anything into. Run: goldthread init"))
    try:
        document = options.file.read_bytes()
    except OSError as broken:
        told = {"path": options.file, "why": broken.strerror}
        raise Refused(_("%(path)s cannot be read: %(why)s.") % told) from None
    brought = actions.bring_in(
        name=options.file.name,
        document=document,
        system=options.system,
        from_on=_day(options.from_on),
        to_on=_day(options.to_on),
        encoding=options.encoding,
        today=policies.today(),
        by=COMMAND_LINE,
    )
    ledger.sequence(sweep=True)
    print(brought.told)
    return 0


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        sentence = _("That is not a day of the calendar. Write it as year-month-day, such as 2026-03-31.")
        raise Refused(sentence) from None

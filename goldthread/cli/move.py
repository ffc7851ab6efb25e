"""goldthread move: the whole record into an empty PostgreSQL, proven by the same log head."""

import argparse
import os
import subprocess
import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from goldthread.cli import copying
from goldthread.cli.initialise import has_record
from goldthread.cli.progress import Bar
from goldthread.lib.refusals import Refused
from goldthread.settings import database_from

NAME = "move"
HELP = gettext_lazy("copy the whole record into an empty PostgreSQL database and verify it there")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of move."""
    parser.add_argument("--to", required=True, metavar="URL", help=_("postgresql://owner:password@host:5432/name"))


def run(options: argparse.Namespace) -> int:
    """Copy, verify on both sides, compare the heads; the source is left as it is."""
    if not has_record():
        raise Refused(_("There is no record here to move. Run: goldthread init"))
    if not options.to:
        raise Refused(_("Say where to: --to postgresql://owner:password@host:5432/name"))
    copying.open_target("target", database_from(options.to, "--to"))
    bar = Bar(_("moving"))
    rows = copying.copy("default", "target", bar.show)
    bar.end()
    here, there = _head({}), _head({"DATABASE_URL": options.to, "GOLDTHREAD_OWNER_DATABASE_URL": ""})
    if here != there or not here.startswith("whole: "):
        sentence = _("The copy does not verify as the source does (%(here)s here, %(there)s there). Do not use it.")
        raise Refused(sentence % {"here": here, "there": there})
    moved = ngettext(
        "%(rows)s row moved, and the record there verifies.",
        "%(rows)s rows moved, and the record there verifies.",
        rows,
    )
    print(moved % {"rows": f"{rows:,}"})
    print(_("Set DATABASE_URL to the new address, then start goldthread again. The old database is left as it was."))
    print(there)
    return 0


def _head(changes: dict[str, str]) -> str:
    """The last line of `goldthread verify` as another process sees a database."""
    told = subprocess.run(
        [sys.executable, "-m", "goldthread", "verify"],
        env={**os.environ, **changes},
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip().rpartition("\n")[2] or told.stderr.strip().partition("\n")[0]

"""goldthread import layout: an empty file of one layout, and what its columns mean."""

import argparse
import csv
import sys

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.intake.layouts import BY_KIND, LAYOUTS

NAME = "import layout"
HELP = gettext_lazy("print the empty file of a layout, and what its columns mean")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of import layout."""
    parser.add_argument("layout", choices=[each.kind for each in LAYOUTS], metavar="LAYOUT",
                        help=", ".join(each.kind for each in LAYOUTS))  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """The line of names on standard output, to be kept in a file; what they mean on standard error."""
    layout = BY_KIND[options.layout]
    csv.writer(sys.stdout, lineterminator="\n").writerow(column.name for column in layout.columns)
    print(f"{layout.file}: {layout.about}", file=sys.stderr)
    for column in layout.columns:
        needed = _("must be filled") if column.is_needed else ""
        among = ", ".join(column.among)
        told = "; ".join(part for part in (str(column.meaning), needed, among) if part)
        print(f"  {column.name}: {told}", file=sys.stderr)
    return 0

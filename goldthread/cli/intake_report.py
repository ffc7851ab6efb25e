"""What became of the rows of a set, as a table that adds up, and why rows were refused."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.cli.refused_rows import RefusedRows
from goldthread.intake.actions import Outcome


@dataclass
class Totals:
    """One file by one layout: how many rows it has, and what became of them."""

    name: str
    kind: str
    rows: int
    refused: RefusedRows
    count: Counter[Outcome] = field(default_factory=Counter)

    @property
    def is_whole(self) -> bool:
        """Whether every row became something: brought in, ended, here already, or refused."""
        return self.rows == self.count.total() + self.refused.count

    def cells(self) -> list[int]:
        """The numbers of a line of the table."""
        count = self.count
        return [self.rows, count[Outcome.MADE], count[Outcome.ENDED], count[Outcome.HERE], self.refused.count]


def report(totals: Sequence[Totals], seconds: float, *, is_trial: bool, empty_cases: int) -> str:
    """The table with its sum, the reasons, and what else is to be known."""
    lines = _table(totals)
    for each in totals:
        lines += _reasons(each)
    if empty_cases:
        lines.append(
            ngettext(
                "%(count)s case has no client yet. Its row of clients is missing or refused.",
                "%(count)s cases have no client yet. Their rows of clients are missing or refused.",
                empty_cases,
            )
            % {"count": empty_cases}
        )
    rows = sum(each.rows for each in totals)
    lines.append(_("rows per second: %(speed)s") % {"speed": f"{rows / max(seconds, 0.001):.0f}"})
    if is_trial:
        lines.append(_("This was a dry run: nothing was written."))
    return "\n".join(lines)


def _table(totals: Sequence[Totals]) -> list[str]:
    head = [_("file"), _("layout"), _("rows"), _("new"), _("ended"), _("here already"), _("refused")]
    body = [[each.name, each.kind, *map(_number, each.cells())] for each in totals]
    sums = [sum(column) for column in zip(*(each.cells() for each in totals), strict=True)]
    lines = [head, *body, [_("together"), "", *map(_number, sums)]]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return [_line(cells, widths) for cells in lines]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    words = [cell.ljust(width) for cell, width in zip(cells[:2], widths[:2], strict=True)]
    numbers = [cell.rjust(width) for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join(words + numbers)


def _number(count: int) -> str:
    return f"{count:,}"


def _reasons(totals: Totals) -> list[str]:
    lines = []
    for reason, met in totals.refused.told.items():
        told = {"name": totals.name, "line": met.line, "count": met.count, "reason": reason}
        if met.count == 1:
            lines.append(_("refused: %(name)s line %(line)s: %(reason)s") % told)
        else:
            lines.append(_("refused: %(name)s, %(count)s rows, first line %(line)s: %(reason)s") % told)
    untold = totals.refused.count - sum(met.count for met in totals.refused.told.values())
    if untold:
        told = {"name": totals.name, "count": untold}
        lines.append(_("refused: %(name)s, %(count)s more rows for other reasons") % told)
    return lines

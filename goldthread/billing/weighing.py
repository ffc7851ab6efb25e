"""A bill's lines against what signed notes carry: all lines of a client's day together, each unit of the notes once; plain values in, verdicts out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.authorizations.rules import spelled
from goldthread.billing.rules import (
    DOUBLED,
    FORBIDDEN,
    NOT_BILLED,
    NOTHING,
    OTHER_NATURE,
    OVER,
    SHORT,
    SUBSTANTIATED,
    UNCLEAR,
    UNREADABLE,
    WITHOUT_NOTE,
    Billed,
    Documented,
    Judged,
)

_Fitting = Sequence[Documented]


def reconcile(
    billed: Sequence[Billed], documented: Sequence[Documented], left: Mapping[UUID, date] | None = None
) -> list[Judged]:
    """A verdict on every billed line in its order, then on everything that was documented and is in no line.

    `left` has the last day in sight of clients who left the cases of whoever asks: what came then is hidden from them.
    """
    there: dict[tuple[UUID, date], list[Documented]] = {}
    for each in documented:
        there.setdefault((each.client, each.day), []).append(each)
    verdicts: dict[int, Judged] = {}
    days: dict[tuple[UUID, date], list[tuple[Billed, _Fitting]]] = {}
    for line in billed:
        if line.why or line.client is None or line.day is None:
            verdicts[id(line)] = Judged(UNREADABLE, line.why, line)
            continue
        of_day = there.get((line.client, line.day), [])
        if fitting := _fitting(line, of_day):
            days.setdefault((line.client, line.day), []).append((line, fitting))
        else:
            verdicts[id(line)] = _elsewhere(line, of_day, (left or {}).get(line.client))
    for asked in days.values():
        verdicts |= _weighed(asked)
    named = {id(told) for asked in days.values() for _line, fitting in asked for told in fitting}
    return [verdicts[id(line)] for line in billed] + [_left_over(each) for each in documented if id(each) not in named]


def _fitting(line: Billed, of_day: _Fitting) -> _Fitting:
    """What a line may bill: what may not be billed at all is meant only where nothing else is."""
    meant = [each for each in of_day if each.is_meant(line)] or [each for each in of_day if each.may_be_meant(line)]
    return [each for each in meant if not each.amiss] or meant


def _elsewhere(line: Billed, of_day: _Fitting, last: date | None) -> Judged:
    if last and line.day and line.day >= last:
        sentence = _("The client left your cases on %(day)s. What was signed since then is not in your sight.")
        return Judged(UNCLEAR, sentence % {"day": formats.date_format(last)}, line)
    if not of_day:
        return Judged(WITHOUT_NOTE, _("No signed note about this client is of that day."), line)
    named = [each for each in of_day if each.is_named(line)]
    names = ", ".join(dict.fromkeys(each.spoken for each in named or of_day))
    sentence = (
        _("The service of that day's signed note has other modifiers: %(services)s.")
        if named
        else _("The signed note of that day is about another service: %(services)s.")
    )
    return Judged(OTHER_NATURE, sentence % {"services": names}, line, together(named or of_day))


def _left_over(told: Documented) -> Judged:
    if told.amiss:
        return Judged(FORBIDDEN, told.amiss, None, told)
    if not told.service:
        return Judged(NOT_BILLED, _("It names no service, and is in no line."), None, told)
    if told.hundredths == 0:
        sentence = _("Its %(minutes)s minutes give no unit.")
        return Judged(NOTHING, sentence % {"minutes": told.minutes}, None, told)
    return Judged(NOT_BILLED, _("Signed, and in no line."), None, told)


@dataclass
class _Day:
    """What is still open of the notes of one day, in hundredths of a unit, and which lines took from it."""

    open: dict[int, int] = field(default_factory=dict)
    takers: dict[int, list[int]] = field(default_factory=dict)

    def take(self, line: Billed, fitting: _Fitting) -> list[tuple[Documented, int]]:
        """What a line takes: first of what it seems to mean, by its amount, its units and its modifiers."""
        wanted, taken = line.hundredths, []
        for told in sorted(fitting, key=lambda each: self._unlike(line, each)):
            units = min(wanted, self.left(told))
            if units:
                self.open[id(told)] = self.left(told) - units
                self.takers.setdefault(id(told), []).append(line.line)
                taken.append((told, units))
                wanted -= units
        return taken

    def left(self, told: Documented) -> int:
        """What no line has taken."""
        return self.open.get(id(told), told.hundredths or 0)

    def _unlike(self, line: Billed, told: Documented) -> tuple[bool, bool, bool]:
        is_other_amount = line.cents is not None and _due([(told, line.hundredths)]) != line.cents
        return is_other_amount, self.left(told) != line.hundredths, bool(told.modifiers)


def _weighed(asked: Sequence[tuple[Billed, _Fitting]]) -> dict[int, Judged]:
    """The lines of one day against its notes, one after the other; who can mean one service only comes first."""
    day = _Day()
    found: dict[int, Judged] = {}
    for line, fitting in sorted(asked, key=lambda each: len(each[1])):
        amiss = next((each.amiss for each in fitting if each.amiss), "")
        if amiss or any(each.hundredths is None for each in fitting):
            sentence = amiss or _("No policy said how minutes become units.")
            found[id(line)] = Judged(UNCLEAR, sentence, line, together(fitting))
        else:
            found[id(line)] = _taken(line, fitting, day)
    return found | _short(asked, found, day)


def _taken(line: Billed, fitting: _Fitting, day: _Day) -> Judged:
    told = together(fitting)
    carried, earlier = told.hundredths or 0, sorted({n for each in fitting for n in day.takers.get(id(each), ())})
    taken = day.take(line, fitting)
    units = sum(each for _told, each in taken)
    if units == line.hundredths:
        return _by_amount(line, told, _due(taken))
    if carried and not units:
        sentence = _("What the notes carry is billed already in line %(lines)s.")
        return Judged(DOUBLED, sentence % {"lines": ", ".join(map(str, earlier))}, line, told)
    numbers = {"billed": spelled(line.hundredths), "carried": spelled(carried), "minutes": told.minutes}
    if units < carried:
        sentence = _(
            "Billed %(billed)s; the notes carry %(carried)s (%(minutes)s minutes), of which other lines leave %(left)s."
        )
        return Judged(OVER, sentence % {**numbers, "left": spelled(units)}, line, told)
    return Judged(
        OVER, _("Billed %(billed)s; the notes carry %(carried)s (%(minutes)s minutes).") % numbers, line, told
    )


def _short(asked: Sequence[tuple[Billed, _Fitting]], found: Mapping[int, Judged], day: _Day) -> dict[int, Judged]:
    """What remains of the notes is told at the last line that may mean it, once."""
    made: dict[int, Judged] = {}
    told_of: set[int] = set()
    for line, fitting in reversed(asked):
        judged = found[id(line)]
        if judged.verdict == UNCLEAR:
            continue
        rest = [each for each in fitting if id(each) not in told_of]
        told_of |= {id(each) for each in rest}
        if left := sum(day.left(each) for each in rest):
            made[id(line)] = _with_rest(judged, line, together(fitting), left)
    return made


def _with_rest(judged: Judged, line: Billed, told: Documented, left: int) -> Judged:
    """A line after which something remains; where its amount alone is over, it stays so."""
    carried = {"carried": spelled(told.hundredths or 0), "minutes": told.minutes}
    sentence = _(
        "Billed %(billed)s; of the %(carried)s that the notes carry (%(minutes)s minutes) %(left)s is in no line."
    )
    reason = sentence % {"billed": spelled(line.hundredths), "left": spelled(left), **carried}
    if judged.verdict == OVER:
        return Judged(OVER, f"{judged.reason} {reason}", line, told)
    return Judged(SHORT, reason, line, told)


def _due(taken: Sequence[tuple[Documented, int]]) -> int | None:
    """What the rates on file give for so many hundredths of each, in cents; None where one has no rate."""
    parts = [(told.cents, units) for told, units in taken]
    known = [cents * units for cents, units in parts if cents is not None]
    return (sum(known) + 50) // 100 if len(known) == len(parts) else None


def _by_amount(line: Billed, told: Documented, due: int | None) -> Judged:
    """The units agree; so must the amount, where it is given and a rate is on file."""
    if line.cents is None or line.cents == due:
        return Judged(SUBSTANTIATED, _("The notes carry it."), line, told)
    if due is None:
        sentence = _("The notes carry it; no rate is on file to compare the amount with.")
        return Judged(SUBSTANTIATED, sentence, line, told)
    money = {"billed": f"{line.cents / 100:.2f}", "due": f"{due / 100:.2f}"}
    sentence = _("The units agree; billed %(billed)s, by the rate on file %(due)s.")
    return Judged(OVER if line.cents > due else SHORT, sentence % money, line, told)


def together(fitting: _Fitting) -> Documented:
    """Several services of a day under one code, as one."""
    first, *further = fitting
    if not further:
        return first
    counts = [each.hundredths for each in fitting]
    return replace(
        first,
        service=", ".join(dict.fromkeys(each.service for each in fitting if each.service)),
        entries=tuple(entry for each in fitting for entry in each.entries),
        minutes=sum(each.minutes for each in fitting),
        hundredths=None if None in counts else sum(each or 0 for each in counts),
    )

"""What a bill says against what signed notes carry; plain values in, verdicts out."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from goldthread.authorizations.rules import spelled

SUBSTANTIATED, SHORT, OVER, OTHER_NATURE, DOUBLED, WITHOUT_NOTE, UNCLEAR, UNREADABLE, NOT_BILLED = (
    "substantiated", "short", "over", "other_nature", "doubled", "without_note", "unclear", "unreadable", "not_billed",
)  # fmt: skip
VERDICTS: dict[str, "str | Promise"] = {
    SUBSTANTIATED: pgettext_lazy("billed line", "substantiated"),
    SHORT: pgettext_lazy("billed line", "short"),
    OVER: pgettext_lazy("billed line", "over"),
    OTHER_NATURE: pgettext_lazy("billed line", "of another nature"),
    DOUBLED: pgettext_lazy("billed line", "doubled"),
    WITHOUT_NOTE: pgettext_lazy("billed line", "without a note"),
    UNCLEAR: pgettext_lazy("billed line", "cannot be told"),
    UNREADABLE: pgettext_lazy("billed line", "cannot be read"),
    NOT_BILLED: pgettext_lazy("billed line", "signed and not billed"),
}
# What a line of a bill holds; the last may be missing.
COLUMNS: dict[str, Any] = {
    "client": gettext_lazy("Client"),
    "date": gettext_lazy("Date"),
    "service": gettext_lazy("Service"),
    "units": gettext_lazy("Units"),
    "amount": gettext_lazy("Amount"),
}
NEEDED = ("client", "date", "service", "units")
# How billing systems call them, the likeliest first.
_NAMES: dict[str, list[str]] = json.loads(Path(__file__).with_name("columns.json").read_text(encoding="utf-8"))
_DAYS = (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})(?:[T ].*)?"), re.compile(r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)"), re.compile(r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4})"))  # fmt: skip
_UNITS = re.compile(r"(\d{1,6})(?:\.(\d{1,2})0*)?", re.ASCII)
_MONEY = re.compile(r"\$?\s?(\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True)
class Billed:
    """One line of a bill: hundredths of a unit, cents, and in `why` the reason where it could not be read."""

    line: int
    said: Mapping[str, str]
    client: UUID | None = None
    day: date | None = None
    service: str = ""
    hundredths: int = 0
    cents: int | None = None
    why: str = ""


@dataclass(frozen=True)
class Documented:
    """What signed notes carry of one service to one client on one day; `names` are those under which it may be billed.

    `number` and `client_name` say who the client is to whoever reads the report.

    `hundredths` of a unit are None where nobody says how they are reckoned, `cents` of one unit where no rate is on file;
    `amiss` says what keeps the notes from being billed.
    """

    client: UUID
    day: date
    service: str
    names: frozenset[str]
    entries: tuple[UUID, ...]
    minutes: int
    hundredths: int | None
    cents: int | None = None
    amiss: str = ""
    number: str = ""
    client_name: str = ""


@dataclass(frozen=True)
class Judged:
    """A billed line, or what was documented and not billed, with the verdict, the reason and the notes."""

    verdict: str
    reason: str
    billed: Billed | None = None
    documented: Documented | None = None

    @property
    def agrees(self) -> bool:
        """Whether nothing is to be done about it."""
        return self.verdict == SUBSTANTIATED


def guess(header: Sequence[str]) -> dict[str, str]:
    """Which column of a file is what, by its name; what is not found is left out, and no column stands twice."""
    plain = {re.sub(r"[^a-z0-9]+", " ", name.casefold()).strip(): name for name in reversed(header)}
    found: dict[str, str] = {}
    for what, names in _NAMES.items():
        for name in names:
            if name in plain and plain[name] not in found.values():
                found[what] = plain[name]
                break
    return found


def day_of(text: str) -> date | None:
    """A day as bills write it: 2026-03-02, 20260302, 3/2/2026; None where it is none."""
    for form in _DAYS:
        if found := form.fullmatch(text.strip()):
            try:
                return date(int(found["y"]), int(found["m"]), int(found["d"]))
            except ValueError:
                return None
    return None


def hundredths_of(text: str) -> int | None:
    """Units in hundredths: 4, 4.0, 1.25; None where it is no number of units."""
    found = _UNITS.fullmatch(text.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def cents_of(text: str) -> int | None:
    """Money in cents: 85.50, $1,020.00; None where it is no amount."""
    found = _MONEY.fullmatch(text.strip())
    return int(found[1].replace(",", "")) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def reconcile(billed: Sequence[Billed], documented: Sequence[Documented]) -> list[Judged]:
    """A verdict on every billed line in its order, then on every service that was documented and is in no line."""
    held: dict[tuple[UUID, date], list[Documented]] = {}
    for each in documented:
        held.setdefault((each.client, each.day), []).append(each)
    verdicts: dict[int, Judged] = {}
    lines: dict[int, tuple[Documented, list[Billed]]] = {}
    for line in billed:
        if line.why or line.client is None or line.day is None:
            verdicts[id(line)] = Judged(UNREADABLE, line.why, line)
            continue
        there = held.get((line.client, line.day), [])
        named = next((each for each in there if line.service.casefold() in each.names), None)
        if named is not None:
            lines.setdefault(id(named), (named, []))[1].append(line)
        else:
            verdicts[id(line)] = _elsewhere(line, there)
    for told, of_it in lines.values():
        verdicts |= {id(each.billed): each for each in _weighed(told, of_it)}
    rest = [
        Judged(NOT_BILLED, each.amiss or _("Signed, and in no line."), None, each)
        for each in documented
        if id(each) not in lines
    ]
    return [verdicts[id(line)] for line in billed] + rest


def _elsewhere(line: Billed, there: Sequence[Documented]) -> Judged:
    if not there:
        return Judged(WITHOUT_NOTE, _("No signed note about this client is of that day."), line)
    names = ", ".join(dict.fromkeys(each.service or "—" for each in there))
    sentence = _("The signed note of that day is about another service: %(services)s.")
    return Judged(OTHER_NATURE, sentence % {"services": names}, line, there[0])


def _weighed(told: Documented, lines: Sequence[Billed]) -> list[Judged]:
    """The lines of one service of one day against its notes: together where they add up, else each after the other."""
    if told.hundredths is None:
        return [
            Judged(UNCLEAR, told.amiss or _("No policy said how minutes become units."), each, told) for each in lines
        ]
    if told.amiss:
        return [Judged(UNCLEAR, told.amiss, each, told) for each in lines]
    if sum(each.hundredths for each in lines) == told.hundredths:
        return [_by_amount(each, told) for each in lines]
    left = told.hundredths
    found: list[Judged] = []
    for each in lines:
        if left == 0 or (found and each.hundredths > left):
            found.append(Judged(DOUBLED, _("What the notes carry is billed already by an earlier line."), each, told))
            continue
        taken = min(each.hundredths, left)
        left -= taken
        found.append(_by_units(each, told, taken, is_last=each is lines[-1], left=left))
    return found


def _by_units(line: Billed, told: Documented, taken: int, *, is_last: bool, left: int) -> Judged:
    numbers = {"billed": spelled(line.hundredths), "carried": spelled(told.hundredths or 0), "minutes": told.minutes}
    if line.hundredths > taken:
        sentence = _("Billed %(billed)s; the notes carry %(carried)s (%(minutes)s minutes).")
        return Judged(OVER, sentence % numbers, line, told)
    if is_last and left:
        sentence = _("Billed %(billed)s; the notes carry %(carried)s (%(minutes)s minutes), so less was billed.")
        return Judged(SHORT, sentence % numbers, line, told)
    return _by_amount(line, told)


def _by_amount(line: Billed, told: Documented) -> Judged:
    """The units agree; so must the amount, where it is given and a rate is on file."""
    due = None if told.cents is None else (told.cents * line.hundredths + 50) // 100
    if line.cents is None or due is None or line.cents == due:
        return Judged(SUBSTANTIATED, _("The notes carry it."), line, told)
    money = {"billed": f"{line.cents / 100:.2f}", "due": f"{due / 100:.2f}"}
    sentence = _("The units agree; billed %(billed)s, by the rate on file %(due)s.")
    return Judged(OVER if line.cents > due else SHORT, sentence % money, line, told)


def unreadable(line: Billed, why: str) -> Billed:
    """The same line with the reason for which it cannot be read."""
    return replace(line, why=why)

"""Units of minutes, reckoned step by step: one algorithm at a time, pooled or not, and allotted to codes. Plain values only.

Other rooms come in by goldthread.services.rules. Sources: rules.md R38 to R43; the shape of an algorithm is a policy's.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil

from goldthread.policies.rules import Diem, Encounter, Exact, Range, Ranges, Rounding, Table, Whole
from goldthread.services.unit_steps import Step

POOL_SCOPES = ("none", "same_code_same_day", "all_timed_same_day")
POOL_BY = ("rendering_staff", "agency")


@dataclass(frozen=True)
class Contact:
    """Minutes of one service with one client on a day; `key` is the caller's own name of it (an entry), `staff` of who gave it."""

    key: str
    code: str
    day: date
    staff: str
    minutes: int


@dataclass(frozen=True)
class Counted:
    """What so many minutes give: `units` is a whole number or a decimal with two places at most, `code` only where a range names it."""

    units: Decimal
    steps: tuple[Step, ...]
    code: str = ""


@dataclass(frozen=True)
class Line:
    """What one code gives on one day: of which contacts, how many units, under which code it is billed, and how that came about."""

    code: str
    day: date
    keys: tuple[str, ...]
    minutes: int
    units: Decimal
    steps: tuple[Step, ...]


def units_of(minutes: int, rounding: Rounding, *, least_minutes: int = 0) -> Counted:
    """The units of so many minutes by one algorithm; fewer than `least_minutes` (a policy's min_minutes) give none."""
    if minutes < 0:
        raise ValueError(f"nobody serves {minutes} minutes")
    if minutes < least_minutes:
        return _too_few(minutes, least_minutes)
    match rounding:
        case Whole():
            return _whole(minutes, rounding)
        case Table():
            return _by_table(minutes, rounding)
        case Exact():
            return _exact(minutes, rounding)
        case Encounter() | Diem():
            return _one(minutes, rounding)
        case Ranges():
            return _by_range(minutes, rounding)


def lines_of(
    contacts: Sequence[Contact],
    rounding: Rounding,
    *,
    pool_scope: str = "none",
    pool_by: str = "agency",
    least_minutes: int = 0,
) -> list[Line]:
    """What the contacts of one client give under one policy, in the order of the days.

    `pool_scope`: none (each contact is rounded by itself), same_code_same_day, or all_timed_same_day (all minutes of the
    day are rounded together and allotted to the codes, Medicare's rule for timed codes). `pool_by`: rendering_staff
    pools only what one person did. What counts no timed units (ranges, decimals, events, days) is never allotted, so
    that it is pooled by code at most; encounters stay single, and a day is one day whatever the scope.
    """
    if pool_scope not in POOL_SCOPES or pool_by not in POOL_BY:
        raise ValueError(f"nothing is pooled {pool_scope} by {pool_by}")
    lines: list[Line] = []
    for group in _grouped(contacts, _scope(rounding, pool_scope), pool_by):
        if pool_scope == "all_timed_same_day" and isinstance(rounding, Whole | Table):
            lines += _allotted(group, rounding, least_minutes)
        else:
            lines.append(_line(group, rounding, least_minutes))
    return sorted(lines, key=lambda line: line.day)


def _scope(rounding: Rounding, pool_scope: str) -> str:
    if isinstance(rounding, Encounter):
        return "none"
    is_timed = isinstance(rounding, Whole | Table)
    if isinstance(rounding, Diem) or (pool_scope == "all_timed_same_day" and not is_timed):
        return "same_code_same_day"
    return pool_scope


def _grouped(contacts: Iterable[Contact], scope: str, pool_by: str) -> list[list[Contact]]:
    groups: dict[tuple[object, ...], list[Contact]] = {}
    for number, contact in enumerate(contacts):
        together = (contact.day, contact.staff if pool_by == "rendering_staff" else "")
        code = "" if scope == "all_timed_same_day" else contact.code
        groups.setdefault((number,) if scope == "none" else (*together, code), []).append(contact)
    return list(groups.values())


def _line(group: Sequence[Contact], rounding: Rounding, least_minutes: int) -> Line:
    minutes = sum(contact.minutes for contact in group)
    counted = units_of(minutes, rounding, least_minutes=least_minutes)
    keys = tuple(contact.key for contact in group)
    steps = (*_pooled(group), *counted.steps)
    return Line(counted.code or group[0].code, group[0].day, keys, minutes, counted.units, steps)


def _pooled(group: Sequence[Contact]) -> tuple[Step, ...]:
    if len(group) == 1:
        return ()
    parts = [contact.minutes for contact in group]
    return (Step("pooled", {"parts": parts, "minutes": sum(parts)}),)


def _allotted(group: Sequence[Contact], rounding: Whole | Table, least_minutes: int) -> list[Line]:
    """One line for each code: every further unit goes to the code of which most minutes are not yet paid for.

    Medicare Claims Processing Manual, chapter 5, section 20.2.C: whole units first, what remains to the longer services.
    """
    codes: dict[str, list[Contact]] = {}
    for contact in group:
        codes.setdefault(contact.code, []).append(contact)
    counted = units_of(sum(contact.minutes for contact in group), rounding, least_minutes=least_minutes)
    every = rounding.unit_minutes if isinstance(rounding, Whole) else rounding.then_every
    each = Fraction(every, 60) if isinstance(rounding, Whole) and rounding.counted_in == "hours" else Fraction(1)
    minutes = {code: sum(contact.minutes for contact in of) for code, of in codes.items()}
    got = dict.fromkeys(codes, 0)
    for _turn in range(round(Fraction(counted.units) / each)):
        got[max(codes, key=lambda code: (minutes[code] - every * got[code], minutes[code]))] += 1
    shares = {code: _decimal(each * count) for code, count in got.items()}
    steps = (*_pooled(group), *counted.steps)
    if len(codes) > 1:
        said = [{"code": code, "minutes": minutes[code], "units": str(share)} for code, share in shares.items()]
        steps = (*steps, Step("allotted", {"shares": said}))
    return [
        Line(code, group[0].day, tuple(c.key for c in of), minutes[code], shares[code], steps)
        for code, of in codes.items()
    ]


def _too_few(minutes: int, least: int) -> Counted:
    return Counted(Decimal(0), (Step("too_few", {"minutes": minutes, "least": least}),))


def _whole(minutes: int, rounding: Whole) -> Counted:
    if minutes < rounding.least_minutes:
        return _too_few(minutes, rounding.least_minutes)
    units = _rounded(Fraction(minutes, rounding.unit_minutes), rounding.rounding, 0)
    told = {"minutes": minutes, "units": str(units), "unit_minutes": rounding.unit_minutes}
    steps: tuple[Step, ...] = (Step(rounding.rounding, told),)
    if rounding.counted_in == "hours":
        hours = _decimal(Fraction(units) * rounding.unit_minutes / 60)
        steps = (
            *steps,
            Step("hours", {"units": str(units), "unit_minutes": rounding.unit_minutes, "hours": str(hours)}),
        )
        return Counted(hours, steps)
    return Counted(units, steps)


def _by_table(minutes: int, rounding: Table) -> Counted:
    starts = list(rounding.from_minutes)
    if minutes < starts[0]:
        return _too_few(minutes, starts[0])
    while starts[-1] <= minutes:
        starts.append(starts[-1] + rounding.then_every)
    for units, (start, following) in enumerate(pairwise(starts), start=1):
        if start <= minutes < following:
            told = {"minutes": minutes, "from": start, "to": following - 1, "units": str(units)}
            return Counted(Decimal(units), (Step("table", told),))
    raise AssertionError("the table was drawn out beyond the minutes")


def _exact(minutes: int, rounding: Exact) -> Counted:
    units = _rounded(Fraction(minutes, rounding.unit_minutes), rounding.rounding, rounding.places)
    told = {"minutes": minutes, "units": str(units), "unit_minutes": rounding.unit_minutes, "places": rounding.places}
    return Counted(units, (Step("exact", {**told, "rounding": rounding.rounding}),))


def _one(minutes: int, rounding: Encounter | Diem) -> Counted:
    if minutes < rounding.least_minutes:
        return _too_few(minutes, rounding.least_minutes)
    kind = "encounter" if isinstance(rounding, Encounter) else "day"
    return Counted(Decimal(1), (Step(kind, {"minutes": minutes, "least": rounding.least_minutes}),))


def _by_range(minutes: int, rounding: Ranges) -> Counted:
    found = next((row for row in rounding.rows if _holds(row, minutes)), None)
    if found is None:
        return Counted(Decimal(0), (Step("no_range", {"minutes": minutes}),))
    told = {"minutes": minutes, "from": found.from_minutes, "to": found.to_minutes, "code": found.code}
    return Counted(Decimal(1), (Step("range", told),), found.code)


def _holds(row: Range, minutes: int) -> bool:
    return row.from_minutes <= minutes and (row.to_minutes is None or minutes <= row.to_minutes)


def _rounded(exact: Fraction, direction: str, places: int) -> Decimal:
    scaled = exact * 10**places
    whole = {"nearest": (2 * scaled + 1) // 2, "down": scaled // 1, "up": ceil(scaled)}[direction]
    return Decimal(int(whole)).scaleb(-places)


def _decimal(value: Fraction) -> Decimal:
    """Two places at most: the third of an hour is 0.33."""
    rounded = _rounded(value, "nearest", 2)
    return rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded

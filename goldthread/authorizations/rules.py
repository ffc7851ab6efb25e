"""What remains of an authorization on a day, and what must hold of one; plain values in, numbers and findings out.

Units are counted in hundredths, so that quarters of an hour stay exact and no fact holds a fraction. Sources: rules.md R61, R62.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.policies.queries import Resolved
from goldthread.policies.rules import read_rounding
from goldthread.services.rules import Counted, Step, units_of

# Who may put authorizations on file, for the clients whom they serve; biller and records officer serve everybody.
MAY_CHANGE = frozenset({"case_manager", "therapist", "supervisor", "biller", "records_officer"})
UNIT_LABELS = ("unit", "hour", "event", "day")
MOST_HUNDREDTHS = 10_000_000
# From here on somebody ought to ask for more (R62); both are shown, and stop nobody.
SOON_DAYS = 30
NEARLY_PERCENT = 80
_UNITS = re.compile(r"(\d{1,6})(?:\.(\d{1,2}))?", re.ASCII)


def may_change(roles: Iterable[str]) -> bool:
    """Whether somebody with these roles may put authorizations on file."""
    return not MAY_CHANGE.isdisjoint(roles)


@dataclass(frozen=True)
class Remaining:
    """What was authorized, what signed notes used, what drafts would use, and what is left, in hundredths of a unit.

    `state` is not_begun, expired, exhausted, or open; drafts exhaust nothing, for they may never be signed. `left` is negative
    where more was used and drafted than authorized.
    """

    authorized: int
    used: int
    drafted: int
    state: str
    ends_in_days: int | None

    @property
    def left(self) -> int:
        """Authorized without what is used and what is drafted."""
        return self.authorized - self.used - self.drafted

    @property
    def is_red(self) -> bool:
        """Whether nothing can be served under it that day."""
        return self.state != "open"

    @property
    def is_nearly_over(self) -> bool:
        """Whether it is open, and four fifths are used and drafted or a month is left."""
        spent = self.used + self.drafted
        soon = self.ends_in_days is not None and self.ends_in_days <= SOON_DAYS
        return self.state == "open" and (soon or 100 * spent >= NEARLY_PERCENT * self.authorized)


def remaining(*, authorized: int, used: int, drafted: int, from_on: date, to_on: date | None, on: date) -> Remaining:
    """What remains of so many hundredths of a unit on a day; both ends are part of the authorization."""
    if on < from_on:
        state = "not_begun"
    elif to_on is not None and on > to_on:
        state = "expired"
    elif authorized - used <= 0:
        state = "exhausted"
    else:
        state = "open"
    days = (to_on - on).days if to_on is not None and state in ("open", "exhausted") else None
    return Remaining(authorized, used, drafted, state, days)


def hundredths(words: str) -> int | None:
    """A number of units as people write it (40, 12.5, 0.25) in hundredths; None where it is none."""
    found = _UNITS.fullmatch(words.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def spelled(count: int) -> str:
    """Hundredths of a unit as people write them: 40, 12.5, 0.25, −3."""
    sign, whole, part = "−" if count < 0 else "", *divmod(abs(count), 100)
    return f"{sign}{whole}" + (f".{part:02}".rstrip("0") if part else "")


def of_units(units: Decimal) -> int:
    """A reckoned number of units in hundredths; ValueError where it has a finer part."""
    scaled = units * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{units} has a part finer than a hundredth")
    return int(scaled)


@dataclass(frozen=True)
class Held:
    """One authorization of a service: its days, the hundredths of a unit that no signed note has used of it, and whose it is."""

    identity: UUID
    from_on: date
    to_on: date | None
    unused: int
    payer: str = ""


def falls_to(held: Iterable[Held], day: date, payer: str = "") -> UUID | None:
    """Of the authorizations of one service that under which it is given on a day; None where none holds.

    What another than the `payer` of the case authorized is used where that one authorized nothing, and then only. What is not used when an authorization ends is lost, so the one that ends first comes first; where signed notes have used it
    up, the next. Drafts do not count: they may never be signed, and what another person types must not move what somebody signs.
    Where all are used up it is the one that ends first, which then shows that too much was given.
    """
    holding = [each for each in held if each.from_on <= day and (each.to_on is None or day <= each.to_on)]
    own = [each for each in holding if each.payer == payer] or holding
    order = sorted(own, key=lambda each: (each.unused <= 0, each.to_on or date.max, each.identity))
    return order[0].identity if order else None


# What the policies say of how minutes become units.
ASKED_OF_UNITS = ("rounding_algorithm", "min_minutes", "unit_label", "pool_scope", "pool_by")


@dataclass(frozen=True)
class Units:
    """How many units the minutes of a service give, of what, and by whose rule; `paid_minutes` where nobody came."""

    counted: Counted
    label: str
    rule: Resolved
    paid_minutes: int | None = None

    @property
    def hundredths(self) -> int:
        """The same in hundredths of a unit."""
        return of_units(self.counted.units)


# Algorithms that give one unit however long it took, and what an authorization counts that they give by themselves.
_GIVE_ONE = frozenset(("per_encounter", "per_diem", "ranges"))
_COUNTED_BY = {"event": "per_encounter", "day": "per_diem"}


@dataclass(frozen=True)
class Takes:
    """What a note takes of an authorization: hundredths of its own units, and by which steps they were reckoned.

    With `once_a_day` the first note of a client, a service and a day takes it, and further notes of that day take nothing.
    """

    hundredths: int
    steps: tuple[Step, ...]
    once_a_day: bool = False


def takes(units: Units | None, label: str, *, is_service: bool = True) -> Takes | None:
    """What a note of these units takes of an authorization that counts by `label`; None where nothing says how much.

    Where the policy counts by the same, its word holds. Else a service is one event, however long it took, and one of those
    of its day; units of so many minutes become hours. What was no service, and is paid all the same, is neither event nor day.
    """
    rounding = json.loads(units.rule.value) if units else {}
    algorithm = rounding.get("algorithm")
    in_hours = label == "hour" and rounding.get("counted_in") == "hours"
    if units and (label == units.label or in_hours or _COUNTED_BY.get(label) == algorithm):
        return Takes(units.hundredths, units.counted.steps, label == "day" and algorithm in _GIVE_ONE)
    if label in _COUNTED_BY:
        step = Step(f"one_{label}", {})
        return Takes(100, (step,), label == "day") if is_service else None
    minutes = rounding.get("unit_minutes")
    if units is None or label != "hour" or units.label != "unit" or not minutes or units.hundredths * minutes % 60:
        return None
    return Takes(int(units.hundredths * minutes // 60), units.counted.steps)


def units_for(said: Mapping[str, Resolved], minutes: int | None) -> Units | None:
    """The units of so many minutes, by what the policies of the day say; None where none says how, or nobody knows the minutes."""
    rule = said["rounding_algorithm"]
    if rule.value is None or minutes is None:
        return None
    least = int(said["min_minutes"].value or 0)
    counted = units_of(minutes, read_rounding(json.loads(rule.value)), least_minutes=least)
    counts_hours = json.loads(rule.value).get("counted_in") == "hours"
    return Units(counted, str(said["unit_label"].value or ("hour" if counts_hours else "unit")), rule)


def units_paid(said: Mapping[str, Resolved], minutes: int) -> Units | None:
    """The units of the minutes that a policy pays though nobody came; None where no policy says how minutes become units."""
    units = units_for(said, minutes)
    if units is None:
        return None
    steps = (Step("no_show", {"minutes": minutes}), *units.counted.steps)
    return replace(units, counted=replace(units.counted, steps=steps), paid_minutes=minutes)


def authorization_findings(
    *, payer: str, service: str, units_hundredths: int | None, unit_label: str, from_on: date, to_on: date | None
) -> list[Finding]:
    """An authorization says who pays for what, how many units of which kind, from and perhaps to which day."""
    found = []
    if not payer.strip():
        found.append(Finding(_("Say who authorized: the payer, as your cases and policies name it."), "payer"))
    if not service.strip():
        found.append(Finding(_("Say for which service it is."), "service"))
    if units_hundredths is None or not 0 < units_hundredths <= MOST_HUNDREDTHS:
        found.append(Finding(_("Write how many units are authorized, such as 40 or 12.5."), "units"))
    if unit_label not in UNIT_LABELS:
        found.append(Finding(_("Say what a unit is."), "unit_label"))
    if to_on is not None and to_on < from_on:
        found.append(Finding(_("The end lies before the start. Choose an end on or after the start."), "to_on"))
    return found

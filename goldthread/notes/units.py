"""How many units the minutes of a service give by the policies of its day; pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from goldthread.authorizations.rules import of_units
from goldthread.policies.queries import Resolved
from goldthread.policies.rules import read_rounding
from goldthread.services.rules import Counted, units_of

ASKED_OF_UNITS = ("rounding_algorithm", "min_minutes", "unit_label", "pool_scope", "pool_by")


@dataclass(frozen=True)
class Units:
    """How many units the minutes of a service give, of what, and by whose rule."""

    counted: Counted
    label: str
    rule: Resolved

    @property
    def hundredths(self) -> int:
        """The same in hundredths of a unit."""
        return of_units(self.counted.units)


def units_for(said: Mapping[str, Resolved], minutes: int | None) -> Units | None:
    """The units of so many minutes; None where no policy says how, or the minutes are not known."""
    rule = said["rounding_algorithm"]
    if rule.value is None or minutes is None:
        return None
    least = int(said["min_minutes"].value or 0)
    counted = units_of(minutes, read_rounding(json.loads(rule.value)), least_minutes=least)
    return Units(counted, str(said["unit_label"].value or "unit"), rule)

"""The resolver: which row speaks, for whom, on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.policies.models import Policy

# From the weightiest down: a row that names the service is more specific than one that names program, payer and state.
SCOPE = ("service", "program", "payer", "state", "staff_level")
COLUMNS = (
    "idle_minutes",
    "absolute_minutes",
    "documentation_due_count",
    "documentation_due_unit",
    "late_effect",
    "cosign_required",
    "cosign_levels",
    "cosign_due_days",
)


@dataclass(frozen=True)
class Resolved:
    """What holds, and the row that says so; `value` is None where no row speaks."""

    value: Any
    policy_id: UUID | None = None
    citation: str = ""


class Standing:
    """The rows in force on a day, read once, and what they say for a scope."""

    def __init__(self, on: date) -> None:
        self._rows = list(Policy.objects.current().true_on(on))

    def resolve(self, column: str, **scope: str) -> Resolved:
        """The value of a column for this scope: the most specific row that says something.

        `scope` takes state, payer, program, service and staff_level. Of equally specific rows the one that names the
        weightier scope (SCOPE, first is weightiest) wins, then the one in force most recently, then the one recorded last.
        """
        if column not in COLUMNS or set(scope) - set(SCOPE):
            raise ValueError(f"no policy has {column} by {sorted(scope)}")
        speaking = (row for row in self._rows if _says(row, column) and _fits(row, scope))
        spoken = max(speaking, key=_weight, default=None)
        if spoken is None:
            return Resolved(None)
        return Resolved(getattr(spoken, column), spoken.pk, spoken.source_citation)


def standing_rows() -> list[Policy]:
    """Every row that no later one replaces, also those that ended or are yet to come: general first, newest first."""
    return sorted(Policy.objects.current(), key=lambda row: (_weight(row)[0], -row.true_from_on.toordinal()))


def resolve(column: str, *, on: date, **scope: str) -> Resolved:
    """One value on the date of service; who asks for several reads the rows once, by `Standing`."""
    return Standing(on).resolve(column, **scope)


def _says(row: Policy, column: str) -> bool:
    return getattr(row, column) not in (None, "")


def _fits(row: Policy, scope: Mapping[str, str]) -> bool:
    return all(getattr(row, name) in ("", scope.get(name, "")) for name in SCOPE)


def _weight(row: Policy) -> tuple[Any, ...]:
    named = [bool(getattr(row, name)) for name in SCOPE]
    return sum(named), named, row.true_from_on, row.recorded_at, row.pk

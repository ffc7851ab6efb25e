"""The resolver: which row speaks, for whom, on a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

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
    "cosign_due_days",
)


@dataclass(frozen=True)
class Resolved:
    """What holds, and the row that says so; `value` is None where no row speaks."""

    value: Any
    policy_id: UUID | None = None
    citation: str = ""


def resolve(column: str, *, on: date, **scope: str) -> Resolved:
    """The value of a column for this scope on the date of service: the most specific row that says something.

    `scope` takes state, payer, program, service and staff_level. Of equally specific rows the one that names the weightier
    scope (SCOPE, first is weightiest) wins, then the one in force most recently, then the one recorded last.
    """
    if column not in COLUMNS or set(scope) - set(SCOPE):
        raise ValueError(f"no policy has {column} by {sorted(scope)}")
    rows = Policy.objects.current().true_on(on).exclude(**_silent(column))
    for name in SCOPE:
        rows = rows.filter(Q(**{name: ""}) | Q(**{name: scope.get(name, "")}))
    spoken = max(rows, key=_weight, default=None)
    if spoken is None:
        return Resolved(None)
    return Resolved(getattr(spoken, column), spoken.pk, spoken.source_citation)


def _silent(column: str) -> dict[str, Any]:
    return {column: ""} if column in ("documentation_due_unit", "late_effect") else {f"{column}__isnull": True}


def _weight(row: Policy) -> tuple[Any, ...]:
    named = [bool(getattr(row, name)) for name in SCOPE]
    return sum(named), named, row.true_from_on, row.recorded_at, row.pk

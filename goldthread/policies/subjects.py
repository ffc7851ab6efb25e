"""The columns of a policy by subject, of which kind each is, and what a row says in them, for people to read."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.policies import models_demands as demands
from goldthread.policies.models import Policy
from goldthread.policies.parameters import READERS

# As the screens group them; the first subject has besides what `Policy` itself names.
SUBJECTS: dict[str, tuple[Any, type[models.Model]]] = {
    "notes": (gettext_lazy("Notes and signatures"), demands.OfNotes),
    "plans": (gettext_lazy("Plans"), demands.OfPlans),
    "units": (gettext_lazy("Minutes and units"), demands.OfUnits),
    "delivery": (gettext_lazy("What is paid for"), demands.OfDelivery),
    "referrals": (gettext_lazy("Referrals, authorizations and bills"), demands.OfReferrals),
    "records": (gettext_lazy("Incidents and the record"), demands.OfRecords),
}


def columns_of(subject: str) -> tuple[str, ...]:
    """The names of a subject's columns, in their order."""
    return tuple(field.name for field in SUBJECTS[subject][1]._meta.local_fields)


DEMANDS = tuple(name for subject in SUBJECTS for name in columns_of(subject))
_LARGEST = {"report_due_day": 31, "similarity_threshold": 100}
# More days than anybody waits for a signature, and few enough to be counted one by one.
LARGEST = 100_000


def kind_of(column: str) -> type:
    """What a column holds: bool, int, str, or dict for one with parameters (kept as canonical JSON)."""
    if column in READERS:
        return dict
    field = Policy._meta.get_field(column)
    if isinstance(field, models.BooleanField):
        return bool
    return int if isinstance(field, models.IntegerField) else str


def largest_of(column: str) -> int:
    """The largest number that a column of numbers may hold."""
    return _LARGEST.get(column, LARGEST)


@dataclass(frozen=True)
class Said:
    """One thing that a row says, as a list shows it; `code` where it is parameters, as a pack spells them."""

    label: str
    words: str
    code: str = ""


def told(row: Policy) -> tuple[Said, ...]:
    """Everything that a row says in the columns of the subjects."""
    said = ((column, getattr(row, column)) for column in DEMANDS if not column.endswith("_within_unit"))
    return tuple(_said(row, column, value) for column, value in said if value not in (None, ""))


def _said(row: Policy, column: str, value: Any) -> Said:
    field: Any = Policy._meta.get_field(column)
    label = str(field.verbose_name)[:1].upper() + str(field.verbose_name)[1:]
    kind = kind_of(column)
    if kind is dict:
        return Said(label, "", json.dumps(json.loads(value), ensure_ascii=False))
    if column.endswith("_within_count"):
        unit = getattr(row, f"get_{column.removesuffix('count')}unit_display")()
        return Said(label, f"{value} {unit}")
    if kind is bool:
        return Said(label, _("yes") if value else _("no"))
    display = getattr(row, f"get_{column}_display", None)
    return Said(label, str(display() if display else value))

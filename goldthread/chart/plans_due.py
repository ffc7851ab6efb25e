"""What plans wait for, as Today and the lists of a supervisor say it: about whom, what, by when, and where it is begun."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.plans import queries as plans
from goldthread.plans.models import Capacity


@dataclass(frozen=True)
class Line:
    """One plan that waits for something; the address leads to where that is begun."""

    about: str
    what: str
    when: str
    address: str
    is_overdue: bool


def lines(rows: Iterable[plans.Due], names: Mapping[UUID, str], today: date) -> list[Line]:
    """These as lists show them, in their order."""
    return [
        Line(names.get(each.client, ""), _what(each), _when(each, today), _address(each), each.is_overdue(today))
        for each in rows
    ]


def _what(each: plans.Due) -> str:
    if each.what == plans.SIGNATURE:
        capacities = dict(Capacity.choices)
        told = ", ".join(str(capacities.get(capacity, capacity)) for capacity in each.capacities)
        return _("Signatures are missing: %(capacities)s") % {"capacities": told}
    return {
        plans.FIRST: _("First plan"),
        plans.REVIEW: _("Review of the plan"),
        plans.ENDING: _("The plan ends"),
        plans.LAPSED: _("The plan ended"),
    }[each.what]


def _when(each: plans.Due, today: date) -> str:
    told = {"day": formats.date_format(each.on)}
    if each.what in (plans.ENDING, plans.LAPSED):
        return _("on %(day)s") % told
    if each.what == plans.SIGNATURE:
        return _("in force from %(day)s") % told
    return (_("overdue since %(day)s") if each.is_overdue(today) else _("due by %(day)s")) % told


def _address(each: plans.Due) -> str:
    """Where it is begun: signatures on the page of their version, all else on the client's plan."""
    if each.what == plans.SIGNATURE:
        return reverse("plans:version", args=[each.version]) + "#signatures"
    return reverse("plans:of_client", args=[each.client])

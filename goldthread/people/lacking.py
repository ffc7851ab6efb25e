"""What is lacking on file about those who work here: a supervisor, a role, a credential that goes on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from goldthread.people.models import Credential, Role, RoleHeld, Staff, Supervision

# How long before its end a credential is told, so that a renewal can still be on file in time.
RENEWED_WITHIN = timedelta(days=60)
# Whose work is supervised; a supervisor may be the highest of the agency.
_SUPERVISED = {Role.CASE_MANAGER, Role.THERAPIST}


@dataclass(frozen=True)
class Lacking:
    """What one of the staff lacks on a day; `credential` is the one that ends soon, or ended, without another after it."""

    staff: Staff
    role: bool
    supervisor: bool
    credential: Credential | None
    has_ended: bool


def lacking(on: date) -> list[Lacking]:
    """Everybody who may sign in and lacks something on a day, by name; four statements, however many work here."""
    roles: dict[UUID, set[str]] = {}
    for held in RoleHeld.objects.standing(on):
        roles.setdefault(held.staff_id, set()).add(held.role)
    supervised = {each.supervisee_id for each in Supervision.objects.standing(on)}
    last = _last_of_each(Credential.objects.standing())
    found = []
    for staff in Staff.objects.filter(is_active=True).order_by("name", "pk"):
        own, credential = roles.get(staff.pk, set()), last.get(staff.pk)
        ends_on = credential.true_to_on if credential else None
        ending = credential if ends_on and ends_on <= on + RENEWED_WITHIN else None
        unsupervised = bool(own & _SUPERVISED) and Role.SUPERVISOR not in own and staff.pk not in supervised
        if unsupervised or ending or not own:
            found.append(Lacking(staff, not own, unsupervised, ending, bool(ends_on and ends_on < on)))
    return found


def _last_of_each(rows: Iterable[Credential]) -> dict[UUID, Credential]:
    """Of everybody the credential that holds longest; one without an end goes before all others."""
    return {each.staff_id: each for each in sorted(rows, key=lambda row: (row.true_to_on or date.max, row.pk))}

"""Whom a session belongs to."""

from typing import Any
from uuid import UUID

from django.contrib.auth.backends import ModelBackend
from django.db import connection

from goldthread.lib import clock
from goldthread.people.models import RoleHeld, Staff

BACKEND = "goldthread.people.backends.StaffBackend"
_STAFF = ", ".join(f"staff.{field.column}" for field in Staff._meta.concrete_fields)
_WITH_ROLES = f"""
SELECT {_STAFF}, held.role AS role, held.true_from_on AS since, held.true_to_on AS until
FROM {Staff._meta.db_table} staff LEFT JOIN {RoleHeld._meta.db_table} held ON held.staff_id = staff.id
AND NOT EXISTS (SELECT 1 FROM {RoleHeld._meta.db_table} later WHERE later.replaces_id = held.id)
WHERE staff.id = %s
"""


class StaffBackend(ModelBackend):
    """Log-in name and password; the person and their roles by one statement, since every page asks for both."""

    def get_user(self, user_id: Any) -> Staff | None:
        """The person of a session, while they may sign in; with the roles that hold today."""
        rows: list[Any] = list(
            Staff.objects.raw(_WITH_ROLES, [Staff._meta.pk.get_db_prep_value(UUID(str(user_id)), connection)])
        )
        if not rows or not rows[0].is_active:
            return None
        staff: Staff = rows[0]
        today = clock.today(staff.zone).isoformat()
        # SQLite gives these days as text and PostgreSQL as days; as text they compare alike.
        held = (row for row in rows if row.role and str(row.since) <= today)
        staff.know_roles(row.role for row in held if row.until is None or str(row.until) >= today)
        return staff

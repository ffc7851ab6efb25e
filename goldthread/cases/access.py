"""Who inside may see which case and client: by care team, supervision and role, in one statement.

The statement is SQL by hand because it stands in every read of the product: composed by the ORM it cost several times
what the read itself does.
"""

from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.fields import DateField, UUIDField

from goldthread.cases.models import CareTeamMember
from goldthread.lib import clock
from goldthread.people import queries as people
from goldthread.people.models import Role, Staff

SEES_ALL = frozenset({Role.BILLER, Role.QUALITY_REVIEWER, Role.RECORDS_OFFICER})
SEES_OWN = frozenset({Role.CASE_MANAGER, Role.THERAPIST, Role.SUPERVISOR})
_NONE = ("SELECT id FROM cases_case WHERE 1 = 0", ())

# Cases whose care team holds one of these people today. An assignment gives sight until the day before it ends: who is
# taken off a case today is a stranger today.
_HELD = """
SELECT held.case_id FROM cases_careteammember held
WHERE held.staff_id IN ({people}) AND held.true_from_on <= %s AND (held.true_to_on IS NULL OR held.true_to_on > %s)
AND NOT EXISTS (SELECT 1 FROM cases_careteammember later WHERE later.replaces_id = held.id)
"""
# Their clients, and every record that merges say is the same person: merges form stars (rules.merge_findings), so that
# two steps, to the kept record and from there to all merged into it, reach everything. Of a client who left, a merge that
# came after the last day joins nothing: what is on file of the other record was never for those whom they left.
_CLIENTS = f"""
WITH own AS (
    SELECT belongs.client_id, belongs.true_to_on AS left_on FROM cases_membership belongs
    WHERE belongs.case_id IN ({_HELD}) AND belongs.in_error = ''
    {{staying}} AND NOT EXISTS (SELECT 1 FROM cases_membership later WHERE later.replaces_id = belongs.id)
), same AS (
    SELECT merge.kept_id, merge.merged_id, merge.true_from_on FROM cases_merge merge WHERE merge.true_to_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases_merge later WHERE later.replaces_id = merge.id)
), middle AS (
    SELECT client_id, left_on FROM own
    UNION SELECT same.kept_id, own.left_on FROM same JOIN own ON own.client_id = same.merged_id
    WHERE own.left_on IS NULL OR same.true_from_on <= own.left_on
)
SELECT client_id FROM middle
UNION SELECT same.merged_id FROM same JOIN middle ON middle.client_id = same.kept_id
WHERE middle.left_on IS NULL OR same.true_from_on <= middle.left_on
"""

_SEEN = _CLIENTS.replace("{staying}", "")
_SERVED = _CLIENTS.replace("{staying}", "AND (belongs.true_to_on IS NULL OR belongs.true_to_on >= %s)")

# Those that somebody sees: all of them, or those that a statement gives; its values are ready for the database.
ALL = None
Seen = tuple[str, tuple[Any, ...]] | None


def cases_seen(actor: Staff) -> Seen:
    """The cases that `actor` may open today."""
    return _seen(actor, _HELD)


def clients_seen(actor: Staff) -> Seen:
    """Everybody who is, or was, a client of those cases."""
    return _seen(actor, _SEEN)


def clients_served(actor: Staff) -> Seen:
    """Those who are clients there today."""
    return _seen(actor, _SERVED, days=3)


def caseload(actor: Staff) -> tuple[str, tuple[Any, ...]]:
    """Today's clients of the cases that `actor` or somebody below them holds, whatever more their roles let them see."""
    return _narrowed(actor, _SERVED, days=3)


def sees_by(actor: Staff, member: CareTeamMember) -> bool:
    """Whether `actor` may open a case by this assignment alone, so that it closes to them when somebody is taken off."""
    own = {actor.pk, *people.below(actor)}
    if actor.roles & SEES_ALL or member.staff_id not in own:
        return False
    today = clock.today(actor.zone)
    held = CareTeamMember.objects.current().filter(case=member.case_id, staff__in=own, true_from_on__lte=today)
    return not held.filter(Q(true_to_on=None) | Q(true_to_on__gt=today)).exclude(pk=member.pk).exists()


def narrowing(seen: Seen, column: str) -> Q:
    """What narrows rows to those whose `column` is seen."""
    return Q() if seen is ALL else Q(**{f"{column}__in": RawSQL(*seen)})


def _seen(actor: Staff, statement: str, days: int = 2) -> Seen:
    """All for those who see all; none for an administrator alone or somebody who left."""
    if not actor.is_active or not actor.roles & (SEES_ALL | SEES_OWN):
        return _NONE
    if actor.roles & SEES_ALL:
        return ALL
    return _narrowed(actor, statement, days)


def _narrowed(actor: Staff, statement: str, days: int) -> tuple[str, tuple[Any, ...]]:
    own = [UUIDField().get_db_prep_value(pk, connection) for pk in sorted({actor.pk, *people.below(actor)})]
    today = DateField().get_db_prep_value(clock.today(actor.zone), connection)
    return statement.format(people=", ".join(["%s"] * len(own))), (*own, *[today] * days)

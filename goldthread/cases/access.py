"""Who inside may see which case and client: by care team, supervision and role, in one statement.

The statement is SQL by hand because it stands in every read of the product: composed by the ORM it cost several times
what the read itself does.
"""

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.db.models.fields import DateField, UUIDField

from goldthread.lib import clock
from goldthread.people import queries as people
from goldthread.people.models import Role, Staff

SEES_ALL = frozenset({Role.BILLER, Role.QUALITY_REVIEWER, Role.RECORDS_OFFICER})
SEES_OWN = frozenset({Role.CASE_MANAGER, Role.THERAPIST, Role.SUPERVISOR})
NOTHING = Q(pk__in=())

# Cases whose care team holds one of these people today. An assignment gives sight until the day before it ends: who is
# taken off a case today is a stranger today.
_HELD = """
SELECT held.case_id FROM cases_careteammember held
WHERE held.staff_id IN ({people}) AND held.true_from_on <= %s AND (held.true_to_on IS NULL OR held.true_to_on > %s)
AND NOT EXISTS (SELECT 1 FROM cases_careteammember later WHERE later.replaces_id = held.id)
"""
# Their clients, and the records that a merge says are the same person.
_CLIENTS = f"""
WITH own AS (
    SELECT belongs.client_id FROM cases_membership belongs WHERE belongs.case_id IN ({_HELD})
    AND NOT EXISTS (SELECT 1 FROM cases_membership later WHERE later.replaces_id = belongs.id)
), same AS (
    SELECT merge.kept_id, merge.merged_id FROM cases_merge merge WHERE merge.true_to_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM cases_merge later WHERE later.replaces_id = merge.id)
)
SELECT client_id FROM own
UNION SELECT merged_id FROM same WHERE kept_id IN (SELECT client_id FROM own)
UNION SELECT kept_id FROM same WHERE merged_id IN (SELECT client_id FROM own)
"""


def by_case(actor: Staff, column: str) -> Q:
    """What narrows rows to the cases that `actor` may open today; `column` holds the case."""
    return _narrowing(actor, column, _HELD)


def by_client(actor: Staff, column: str) -> Q:
    """What narrows rows to the clients of those cases; `column` holds the client."""
    return _narrowing(actor, column, _CLIENTS)


def _narrowing(actor: Staff, column: str, statement: str) -> Q:
    """Everything for those who see all; nothing for an administrator alone or somebody who left."""
    if not actor.is_active:
        return NOTHING
    if actor.roles & SEES_ALL:
        return Q()
    if not actor.roles & SEES_OWN:
        return NOTHING
    seen = [UUIDField().get_db_prep_value(pk, connection) for pk in sorted({actor.pk, *people.below(actor)})]
    today = DateField().get_db_prep_value(clock.today(actor.zone), connection)
    sql = statement.format(people=", ".join(["%s"] * len(seen)))
    return Q(**{f"{column}__in": RawSQL(sql, (*seen, today, today))})

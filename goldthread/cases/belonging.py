"""Under which case many clients were served on their days."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from goldthread.cases import rules
from goldthread.cases.models import Case, Membership
from goldthread.lib.statements import with_ids


def cases_under(wanted: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], UUID]:
    """For each client and day the newest case that they belonged to then, or ever, as `case_of` says for one; two statements."""
    belongings = Membership.objects.standing(client={client for client, _day in wanted}) if wanted else []
    held = {case.pk: case for case in with_ids(Case, {each.case_id for each in belongings})}
    found: dict[tuple[UUID, date], UUID] = {}
    for client, day in wanted:
        own = [each for each in belongings if each.client_id == client]
        then = {each.case_id for each in own if rules.held_on(each.true_from_on, each.true_to_on, day)}
        cases = [held[each.case_id] for each in own]
        if cases:
            found[client, day] = max(cases, key=lambda case: (case.pk in then, case.recorded_at)).pk
    return found

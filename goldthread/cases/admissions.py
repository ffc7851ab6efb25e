"""Since when somebody is served: what terms are counted from that begin with the admission. Other rooms come in by `queries`."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from goldthread.cases import rules
from goldthread.cases.models import Episode, Membership


def admitted_on(client_ids: Collection[UUID], case_ids: Collection[UUID], on: date) -> date | None:
    """On which day somebody was admitted: the first of the episode that is open on a day, and later where they joined later."""
    belonging: list[Membership] = Membership.objects.standing(on, client=list(client_ids), case=list(case_ids))
    episodes: list[Episode] = Episode.objects.standing(case={each.case_id for each in belonging})
    opened = {
        each.case_id: each.true_from_on for each in episodes if rules.held_on(each.true_from_on, each.true_to_on, on)
    }
    days = [max(opened[each.case_id], each.true_from_on) for each in belonging if each.case_id in opened]
    return min(days, default=None)

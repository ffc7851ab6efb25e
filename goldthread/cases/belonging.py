"""Under which case clients were served on a day, and on which terms."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from goldthread.cases import rules
from goldthread.cases.models import Case, CaseDetail, Membership
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


def terms_of(case_id: UUID, on: date) -> CaseDetail | None:
    """Under which program and for which payer a case was served on a day; before its first row, what that says."""
    return terms_among(CaseDetail.objects.standing(case=case_id), on)


def details_of(case_ids: Collection[UUID]) -> dict[UUID, list[CaseDetail]]:
    """What is on file about the terms of some cases, whenever it held, for `terms_among`."""
    found: dict[UUID, list[CaseDetail]] = {}
    for row in CaseDetail.objects.standing(case=list(case_ids)):
        found.setdefault(row.case_id, []).append(row)
    return found


def terms_among(standing: Sequence[CaseDetail], on: date) -> CaseDetail | None:
    """Of the rows of one case the one that held on a day; before the first, what that says."""
    begun = [row for row in standing if row.true_from_on <= on]
    if begun:
        return max(begun, key=lambda row: row.true_from_on)
    return min(standing, key=lambda row: row.true_from_on, default=None)

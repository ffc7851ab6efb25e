"""What is unfinished about a client beside the notes: what the plan waits for, what authorizations lack, a diagnosis; it only reads."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing
from goldthread.cases import queries as cases
from goldthread.cases.models import Case, CaseDetail
from goldthread.cases.queries import Known
from goldthread.chart import plans_due
from goldthread.needs import queries as needs
from goldthread.needs.models import Verification
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Anchor
from goldthread.policies import queries as policies

# An authorization that ended longer ago is no longer waited for.
_LATELY = timedelta(days=365)


def of_plans(actor: Staff, known: Known, held: Sequence[Case]) -> list[plans_due.Line]:
    """What the plan waits for, in the words of Today; of who left, what it waited for on the last day."""
    return plans_due.lines(plans.due_known(actor, known, [case.pk for case in held]), {}, known.day)


def of_authorizations(actor: Staff, known: Known) -> list[Standing]:
    """The authorizations that are used up, over or nearly so; none for who does not serve the client today."""
    if known.left or not authorizations.clients_of(actor).filter(pk=known.same[0]).exists():
        return []
    found = authorizations.of_clients(known.same, known.day)
    usable = {each.row.service for each in found if each.remaining.state == "open"}
    lately = known.day - _LATELY
    over = [each for each in found if each.remaining.state == "expired" and (each.row.true_to_on or lately) > lately]
    return [
        *(each for each in found if _is_short(each, usable)),
        *(each for service, each in _last_of(over).items() if service not in usable),
    ]


def _is_short(each: Standing, usable: Iterable[str]) -> bool:
    """Whether one that has not ended has too little left; one that is used up only where no other of the service is open."""
    state = each.remaining.state
    is_overdrawn = state in ("open", "exhausted") and each.remaining.left < 0
    return is_overdrawn or each.remaining.is_nearly_over or (state == "exhausted" and each.row.service not in usable)


def _last_of(over: Iterable[Standing]) -> dict[str, Standing]:
    """Of those that are over the last of each service."""
    ended = sorted(over, key=lambda each: (each.row.true_to_on or each.row.true_from_on, each.row.pk))
    return {each.row.service: each for each in ended}


def lacks_diagnosis(known: Known, held: Sequence[Case]) -> bool:
    """Whether the policies of a case speak of diagnoses, and none is on file that was not ruled out."""
    on_file = needs.diagnoses_on(known.same, known.day, known.known_at)
    if any(each.verification != Verification.REFUTED for each in on_file):
        return False
    standing, state = policies.Standing(known.day, known_at=known.known_at), policies.agency(known.day).state
    terms = cases.details_of([case.pk for case in held]) if held else {}
    return any(_speak_of_diagnoses(standing, {"state": state, **_scope(terms, case.pk, known)}) for case in held)


def _scope(terms: dict[UUID, list[CaseDetail]], case: UUID, known: Known) -> dict[str, str]:
    held = cases.terms_among(terms.get(case, ()), known.day)
    return {"program": held.program, "payer": held.payer} if held else {}


def _speak_of_diagnoses(standing: policies.Standing, scope: dict[str, str]) -> bool:
    """Whether notes are to hold a diagnosis or go back to the problem list, or it is said who diagnoses."""
    fields = standing.resolve("required_fields", **scope).value
    is_asked = "diagnosis" in json.loads(fields) if fields else False
    is_anchor = standing.resolve("necessity_anchor", **scope).value == Anchor.PROBLEM_LIST
    return is_asked or is_anchor or bool(standing.resolve("diagnosis_levels", **scope).value)

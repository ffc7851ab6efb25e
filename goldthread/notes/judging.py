"""What the policies judge a note by: its scope under each case, and by when it is due."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goldthread.cases import queries as cases
from goldthread.notes.content import About
from goldthread.notes.times import Occurred
from goldthread.people.models import Credential
from goldthread.policies import queries as policies


def scopes_of(
    typed: Mapping[str, Any], abouts: Sequence[About], credential: Credential | None, day: date
) -> dict[UUID | None, dict[str, str]]:
    """For each case of a note, by what the policies are asked: state, program, payer, service and staff level."""
    everywhere = {
        "state": policies.agency(day).state,
        "service": str(typed.get("service", "")),
        "staff_level": credential.level if credential else "",
    }
    return {case: everywhere | _terms(case, day) for case in dict.fromkeys(about.case for about in abouts)}


def _terms(case: UUID | None, day: date) -> dict[str, str]:
    """Under which program and for which payer a case was served on the day of service."""
    terms = cases.terms_of(case, day) if case else None
    return {"program": terms.program, "payer": terms.payer} if terms else {}


def due_for(standing: policies.Standing, occurred: Occurred, scope: Mapping[str, str]) -> dict[str, Any]:
    """By when a note of this time and scope is due, what follows if it is later, and who says so; empty without a rule."""
    if occurred.on is None:
        return {}
    end = (
        occurred.ends or occurred.starts or datetime.combine(occurred.on, datetime.max.time(), ZoneInfo(occurred.zone))
    )
    due = policies.documentation_due(standing, service_end=end, zone=occurred.zone, **scope)
    if due is None:
        return {}
    return {"at": due.at, "effect": due.effect, "policy": due.policy_id, "citation": due.citation}

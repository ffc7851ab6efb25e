"""The thread as it is sealed with a note: plain values, each with the entry that says so."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from goldthread.authorizations.queries import Standing as Authorized
from goldthread.authorizations.rules import Units
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, Score
from goldthread.notes import goes_back
from goldthread.notes.thread import Thread
from goldthread.plans import queries as plans
from goldthread.plans.models import Anchor, PlanVersion


def sealed(thread: Thread, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One client's thread with the lines of its goals.

    The units left are not among them: they change with every other signature of the day.
    """
    used, units, plan = thread.authorization, thread.units, thread.plan
    return {
        "anchor": thread.anchor,
        "old_after": thread.old_after,
        "plan": _plan(plan, thread),
        "goals": [line["goal"] for line in lines],
        "answers": _answers(thread, lines),
        "diagnoses": [_diagnosis(each) for each in thread.diagnoses],
        "needs": [_need(each) for each in thread.needs],
        "measures": [_score(each) for each in thread.scores],
        "authorization": _authorization(used, thread) if used else None,
        "units": _units(units) if units else None,
        "earlier": [each.isoformat() for each in thread.earlier],
        "rules": [
            {"asked": column, "says": _plain(rule.value), "policy": str(rule.policy_id), "citation": rule.citation}
            for column, rule in thread.rules.items()
            if rule.policy_id is not None
        ],
    }


def _answers(thread: Thread, lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What the goals that were worked on go back to; of a plan that rests on the list of problems, what all of them do."""
    worked = {line["goal"] for line in lines}
    is_whole = thread.anchor == Anchor.PROBLEM_LIST
    answers = [each for each in thread.plan.answers if is_whole or str(each.goal) in worked]
    on_the_day: list[Diagnosis | Need] = [*thread.diagnoses, *thread.needs]
    return goes_back.sealed(answers, on_the_day, thread.about.client, thread.day, thread.plan.known_at)


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int | str) else str(value)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plan(plan: plans.Standing, thread: Thread) -> dict[str, Any]:
    version = plan.version
    if version is None:
        return {"state": plan.state, "version": None}
    frequency = next((each.frequency for each in plan.services if each.service == thread.service), "")
    return {
        **_late(plan, version, thread),
        "state": plan.state,
        "version": str(version.pk),
        "number": version.number,
        "from": _day(version.valid_from_on),
        "to": _day(version.valid_to_on),
        "review_due_on": _day(version.review_due_on),
        "unsigned": list(plan.missing),
        "has_service": plan.has_service(thread.service) if plan.services else None,
        "frequency": frequency,
    }


def _late(plan: plans.Standing, version: PlanVersion, thread: Thread) -> dict[str, Any]:
    """What of a plan in force came on file only after the day of service: the version itself, and signatures by capacity."""
    ended = needs.end_of(thread.day, thread.zone)
    if not plan.is_in_force:
        return {}
    here = ZoneInfo(thread.zone)
    signed = {who: _day(at.astimezone(here).date()) for who, at in plan.signed_after(ended).items()}
    recorded_on = _day(version.recorded_at.astimezone(here).date()) if version.recorded_at > ended else None
    return ({"recorded_on": recorded_on} if recorded_on else {}) | ({"signed_on": signed} if signed else {})


def _evidence(row: Diagnosis | Need | Score) -> str | None:
    return str(row.evidence_id) if row.evidence_id else None


def _diagnosis(row: Diagnosis) -> dict[str, Any]:
    return {
        "entry": str(row.entry_id),
        "code": row.code,
        "title": row.title,
        "principal": row.is_principal,
        "verification": row.verification,
        "by": row.maker,
        "made_on": _day(row.made_on),
        "since": _day(row.true_from_on),
        "evidence": _evidence(row),
    }


def _need(row: Need) -> dict[str, Any]:
    return {
        "entry": str(row.entry_id),
        "kind": row.kind,
        "words": row.words,
        "domain": row.domain,
        "severity": row.severity,
        "since": _day(row.true_from_on),
        "evidence": _evidence(row),
    }


def _score(row: Score) -> dict[str, Any]:
    own = None if row.instrument in needs.shipped() else needs.instrument_of(row.instrument)
    return {
        # A measure that ships is called what its file says; the agency's own was called so on that day.
        **({"title": own.title} if own else {}),
        "entry": str(row.entry_id),
        "instrument": row.instrument,
        "informant": row.informant,
        "total": row.total,
        "word": row.word,
        "on": _day(row.true_from_on),
        "evidence": _evidence(row),
    }


def _authorization(each: Authorized, thread: Thread) -> dict[str, Any]:
    row, taken, units = each.row, thread.takes, thread.units
    own = taken.steps if taken and (units is None or taken.steps != units.counted.steps) else ()
    # Only where the units are not those of the authorization: what they come to there, None where nothing says it.
    otherwise = bool(own) or (units is not None and thread.uses != units.hundredths)
    return {
        **({"uses": thread.uses} if otherwise else {}),
        **({"steps": [step.data() for step in own]} if own else {}),
        **({"once_a_day": True} if taken and taken.once_a_day else {}),
        "entry": str(row.entry_id),
        "identity": str(row.identity),
        "number": row.number,
        "payer": row.payer,
        "label": row.unit_label,
        "from": _day(row.true_from_on),
        "to": _day(row.true_to_on),
        "hundredths": row.units_hundredths,
    }


def _units(units: Units) -> dict[str, Any]:
    return {
        "hundredths": units.hundredths,
        "label": units.label,
        "steps": [step.data() for step in units.counted.steps],
        "policy": str(units.rule.policy_id),
        "citation": units.rule.citation,
        # Only where nobody came, and a policy pays for it.
        **({"paid_minutes": units.paid_minutes} if units.paid_minutes is not None else {}),
    }

"""The thread from need to service: what a service to one client rests on, on its day, as the record stands when it is asked."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing as Authorized
from goldthread.authorizations.rules import ASKED_OF_UNITS, Units, taken, units_for
from goldthread.cases import queries as cases
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, NeedKind, Score, Verification
from goldthread.notes import attendance, before, goes_back
from goldthread.notes.content import About
from goldthread.notes.definitions import Definition
from goldthread.notes.goals import Goal
from goldthread.notes.rules import is_attempt
from goldthread.notes.times import Occurred
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Anchor, PlanVersion
from goldthread.policies import queries as policies
from goldthread.services import queries as services
from goldthread.services.rules import Details

# After so many days what is on file of a need is old, where no policy says how often a plan is reviewed.
OLD_AFTER = 180
# What the policies are asked of the thread; each that speaks is sealed with its source.
ASKED = (
    "necessity_anchor",
    "plan_required",
    "plan_review_days",
    "auth_required",
    "concurrency",
    "co_provider_rule",
    "required_fields",
    "caps",
    "group_ratio_max",
    *ASKED_OF_UNITS,
)


@dataclass(frozen=True)
class Thread:
    """What one client's service rests on: plan, needs, authorizations, what the service allows, and what the policies say.

    `payer` is that of the case, `former` the authorization whose units a note that is corrected used, `zone` where it was,
    `same` every record of the client.
    """

    about: About
    day: date
    service: str
    minutes: int | None
    is_billable: bool
    plan: plans.Standing
    diagnoses: Sequence[Diagnosis]
    needs: Sequence[Need]
    scores: Sequence[Score]
    authorizations: Sequence[Authorized]
    details: Details | None
    rules: Mapping[str, policies.Resolved]
    payer: str = ""
    earlier: Sequence[date] = ()
    former: UUID | None = None
    zone: str = "UTC"
    same: Collection[UUID] = ()

    def says(self, column: str) -> Any:
        """What the policies of the day say of something; None where none speaks."""
        return self.rules[column].value

    @property
    def anchor(self) -> str:
        """What the service goes back to: a goal of the plan, unless a policy says otherwise."""
        return str(self.says("necessity_anchor") or Anchor.PLAN_GOAL.value)

    @property
    def old_after(self) -> int:
        """After so many days what is on file of a need is old."""
        return int(self.says("plan_review_days") or OLD_AFTER)

    @property
    def goals(self) -> list[Goal]:
        """The goals of the plan that can be worked on."""
        return [Goal(self.about.client, each.goal, each.words) for each in self.plan.goals]

    @cached_property
    def units(self) -> Units | None:
        """The units that the minutes give by the policy of the day; None where nobody says how, or no time is known."""
        return units_for(self.rules, self.minutes) if self.service and self.is_billable else None

    @cached_property
    def authorization(self) -> Authorized | None:
        """The authorization whose units the service uses (authorizations.rules.falls_to); that of a corrected note, while it holds."""
        holding = (each for each in self.authorizations if each.row.identity == self.former)
        kept = next((each for each in holding if each.remaining.state in ("open", "exhausted")), None)
        return kept or authorizations.falls_to(self.authorizations, self.day, self.payer)

    @property
    def uses(self) -> int | None:
        """What the units come to in those of the authorization, in hundredths; None without both, or where nothing says how."""
        if self.authorization is None or self.units is None:
            return None
        return taken(self.units, self.authorization.row.unit_label)

    def parameters(self, column: str) -> Any:
        """The same of a column that holds JSON."""
        said = self.says(column)
        return json.loads(said) if said else None

    @property
    def concurrency(self) -> Mapping[str, Any]:
        """What a policy says of two services at once; empty where none speaks."""
        return self.parameters("concurrency") or {}

    @property
    def newest_need_on(self) -> date | None:
        """When a diagnosis, a need or a score was last put on file or said anew."""
        diagnosed = [each.true_from_on for each in self.diagnoses if each.verification != Verification.REFUTED]
        needed = [each.true_from_on for each in self.needs if each.kind != NeedKind.STRENGTH]
        return max([*diagnosed, *needed, *(each.true_from_on for each in self.scores)], default=None)


@dataclass(frozen=True)
class Former:
    """The note that a correction mends: what it rests on is said as it was known then, and its own units count as left."""

    note: UUID
    encounter: UUID
    signed_at: datetime
    authorization: UUID | None


def threads_of(
    typed: Mapping[str, Any],
    abouts: Iterable[About],
    occurred: Occurred,
    *,
    standing: policies.Standing,
    scopes: Mapping[UUID | None, Mapping[str, str]],
    definition: Definition,
    author: Staff,
    encounter: UUID,
    former: Former | None = None,
) -> list[Thread]:
    """The thread of each client of a note that says when it was; its own `encounter` is no earlier service."""
    if occurred.on is None:
        return []
    service = str(typed.get("service", ""))
    is_billable = definition.is_billable and not is_attempt(typed)
    if former is not None:
        # A policy that came later judges nothing that is signed.
        standing = policies.Standing(occurred.on, known_at=former.signed_at)
    details = services.details_of(service, occurred.on) if service else None
    listed = list(abouts)
    same = cases.same_persons(about.client for about in listed)
    return [
        _thread(
            about,
            occurred.on,
            service,
            attendance.minutes_there(typed, about.client, occurred, definition.own_times != "none"),
            is_billable,
            details,
            {column: standing.resolve(column, **scopes[about.case]) for column in ASKED},
            scopes[about.case].get("payer", ""),
            author,
            encounter,
            former,
            occurred.zone,
            same[about.client],
        )
        for about in listed
    ]


def _thread(
    about: About,
    day: date,
    service: str,
    minutes: int | None,
    is_billable: bool,
    details: Details | None,
    rules: Mapping[str, policies.Resolved],
    payer: str,
    author: Staff,
    encounter: UUID,
    former: Former | None,
    zone: str,
    same: Collection[UUID],
) -> Thread:
    left_at = known_to(author, same)
    known_at = min(filter(None, (left_at, former.signed_at if former else None)), default=None)
    own = {encounter, former.encounter} if former else {encounter}
    scores = {(each.instrument, each.informant): each for each in needs.scores_until(same, day, known_at)}
    return Thread(
        about,
        day,
        service,
        minutes,
        is_billable,
        plan_known_to(author, same, day, known_at),
        needs.diagnoses_on(same, day, known_at),
        needs.needs_on(same, day, known_at),
        list(scores.values()),
        authorizations.for_service(same, service, day, without=[former.note] if former else (), known_at=left_at)
        if service
        else (),
        details,
        rules,
        payer,
        before.days_of_service(same, service, day, own) if service else (),
        former.authorization if former else None,
        zone,
        same,
    )


def known_to(author: Staff, same: Collection[UUID]) -> datetime | None:
    """The last moment of which somebody may know what was on file of a client; None while they serve the client."""
    left = cases.left_on(author, same)
    return needs.end_of(left, author.zone) if left else None


def plan_known_to(author: Staff, same: Collection[UUID], day: date, known_at: datetime | None) -> plans.Standing:
    """How the plan of a client stands on a day as known at a moment, as far as the author of a note may see it."""
    return plans.standing_for(author, same, day, known_at) if known_at else plans.standing_on(same, day)


def sealed(thread: Thread, lines: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The thread as it is sealed with the note: plain values, each with the entry that says so.

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
    row, uses = each.row, thread.uses
    # Only where the units are not those of the authorization: what they come to there, None where nothing says it.
    otherwise = thread.units is not None and uses != thread.units.hundredths
    return {
        **({"uses": uses} if otherwise else {}),
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
    }

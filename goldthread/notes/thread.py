"""The thread from need to service: what a service to one client rests on, on its day, as the record stands when it is asked."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing as Authorized
from goldthread.authorizations.rules import ASKED_OF_UNITS, Takes, Units, takes, units_for, units_paid
from goldthread.cases import queries as cases
from goldthread.lib import uuids
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, NeedKind, Score, Verification
from goldthread.notes import attendance, before, days_used, no_shows, queries
from goldthread.notes.content import About
from goldthread.notes.definitions import Definition
from goldthread.notes.goals import Goal
from goldthread.notes.models import Amendment, Draft, Note
from goldthread.notes.rules import is_attempt, paid_minutes
from goldthread.notes.times import Occurred
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Anchor
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
# What they are asked besides where nobody was met.
ASKED_OF_ATTEMPTS = ("no_show_policy",)


@dataclass(frozen=True)
class Thread:
    """What one client's service rests on: plan, needs, authorizations, what the service allows, and what the policies say.

    `payer` is that of the case, `former` the authorization whose units a note that is corrected used, `zone` where it was,
    `same` every record of the client. `is_day_taken` where another signed note uses the day that this one would use of the
    authorization: it is no part of what is frozen, for that note may be struck.
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
    no_show: no_shows.NoShow | None = None
    is_day_taken: bool = False

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
        """The units that the minutes give by the policy of the day; None where nobody says how, or no time is known.

        Where nobody came and a policy pays for it, those of the minutes that it pays.
        """
        if self.service and self.paid_minutes is not None:
            return units_paid(self.rules, self.paid_minutes)
        return units_for(self.rules, self.minutes) if self.service and self.is_billable else None

    @property
    def paid_minutes(self) -> int | None:
        """The minutes that a policy pays though nobody came; None for a service, and for an attempt that is not paid."""
        return self.no_show.paid if self.no_show else None

    @cached_property
    def authorization(self) -> Authorized | None:
        """The authorization whose units the service uses (authorizations.rules.falls_to); that of a corrected note, while it holds."""
        holding = (each for each in self.authorizations if each.row.identity == self.former)
        kept = next((each for each in holding if each.remaining.state in ("open", "exhausted")), None)
        return kept or authorizations.falls_to(self.authorizations, self.day, self.payer)

    @cached_property
    def takes(self) -> Takes | None:
        """What the service takes of the authorization; None without one, or where nothing says how much."""
        if self.authorization is None:
            return None
        return takes(self.units, self.authorization.row.unit_label, is_service=self.is_billable)

    @property
    def uses(self) -> int | None:
        """The same in hundredths of its units."""
        return self.takes.hundredths if self.takes else None

    @property
    def wanted(self) -> int | None:
        """What signing would take as the record stands now: nothing of a day that another note uses."""
        return 0 if self.is_day_taken else self.uses

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
    """The note that a correction mends: what it rests on is said as it was known then, and its own units count as left.

    `was_paid` where nobody came and the policy paid for it.
    """

    note: UUID
    encounter: UUID
    signed_at: datetime
    authorization: UUID | None
    was_paid: bool = False


def formers_of(draft: Draft, clients: Iterable[UUID]) -> dict[UUID, Former]:
    """Of each of these clients the note that a correction mends; none of any other draft."""
    if draft.amendment != Amendment.CORRECTION or draft.amends_id is None:
        return {}
    encounter = Note.objects.filter(pk=draft.amends_id).values("encounter")
    firsts = Note.objects.filter(encounter__in=encounter, amends__isnull=True, client__in=list(clients))
    return {note.client_id: _former(note) for note in firsts.only("client", "encounter", "recorded_at")}


def _former(note: Note) -> Former:
    standing = queries.standing_content(note.pk)
    used = uuids.or_none(((standing.get("thread") or {}).get("authorization") or {}).get("identity", ""))
    was_paid = paid_minutes(standing) is not None
    return Former(note.pk, note.encounter, note.recorded_at, used, was_paid)


@dataclass(frozen=True)
class _Given:
    """What a draft says that is the same for all its clients."""

    draft: Draft
    occurred: Occurred
    day: date
    service: str
    details: Details | None
    definition: Definition
    formers: Mapping[UUID, Former]

    abouts: Sequence[About]

    @property
    def is_attempt(self) -> bool:
        return is_attempt(self.draft.content)

    @property
    def is_billable(self) -> bool:
        return self.definition.is_billable and not self.is_attempt

    @property
    def encounters(self) -> set[UUID]:
        """Its own, which are no earlier service."""
        return {self.draft.pk, *(each.encounter for each in self.formers.values())}

    def minutes(self, client: UUID) -> int | None:
        """How long one client was there."""
        has_own = self.definition.own_times != "none"
        return attendance.minutes_there(self.draft.content, client, self.occurred, has_own)

    def no_show(self, client: UUID, rule: policies.Resolved | None) -> no_shows.NoShow | None:
        """What a policy pays though one client did not come; None where it says nothing."""
        if rule is None or not rule.value or not self.definition.is_billable:
            return None
        others = {said for each in self.abouts if each.client != client for said in (str(each.client), each.name)}
        former = self.formers.get(client)
        return no_shows.no_show(
            self.draft.content,
            json.loads(rule.value),
            others=others,
            lasted=self.minutes(client),
            was_paid=former is not None and former.was_paid,
        )


def threads_of(
    draft: Draft,
    abouts: Sequence[About],
    occurred: Occurred,
    *,
    standing: policies.Standing,
    scopes: Mapping[UUID | None, Mapping[str, str]],
    definition: Definition,
) -> list[Thread]:
    """The thread of each client of a note that says when it was."""
    if occurred.on is None:
        return []
    service = str(draft.content.get("service", ""))
    formers = formers_of(draft, (each.client for each in abouts))
    if formers:
        # A policy that came later judges nothing that is signed; all notes of an encounter were signed at once.
        standing = policies.Standing(occurred.on, known_at=min(each.signed_at for each in formers.values()))
    details = services.details_of(service, occurred.on) if service else None
    given = _Given(draft, occurred, occurred.on, service, details, definition, formers, abouts)
    asked = (*ASKED, *ASKED_OF_ATTEMPTS) if given.is_attempt else ASKED
    same = cases.same_persons(about.client for about in abouts)
    return [
        _thread(
            given,
            about,
            same[about.client],
            {column: standing.resolve(column, **scopes[about.case]) for column in asked},
            scopes[about.case].get("payer", ""),
        )
        for about in abouts
    ]


def _thread(
    given: _Given, about: About, same: frozenset[UUID], rules: Mapping[str, policies.Resolved], payer: str
) -> Thread:
    day, former, service = given.day, given.formers.get(about.client), given.service
    same, left_at = records_known(given.draft.author, about.client, same)
    known_at = known_to(given.draft.author, same, former)
    scores = {(each.instrument, each.informant): each for each in needs.scores_until(same, day, known_at)}
    thread = Thread(
        about=about,
        day=day,
        service=service,
        minutes=given.minutes(about.client),
        is_billable=given.is_billable,
        plan=plan_known_to(given.draft.author, same, day, known_at),
        diagnoses=needs.diagnoses_on(same, day, known_at),
        needs=needs.needs_on(same, day, known_at),
        scores=list(scores.values()),
        authorizations=held_for(same, service, day, former, left_at),
        details=given.details,
        rules=rules,
        payer=payer,
        earlier=before.days_of_service(same, service, day, given.encounters) if service else (),
        former=former.authorization if former else None,
        zone=given.occurred.zone,
        same=same,
        no_show=given.no_show(about.client, rules.get("no_show_policy")),
    )
    return replace(thread, is_day_taken=_is_day_taken(thread, former))


def _is_day_taken(thread: Thread, former: Former | None) -> bool:
    held, own = thread.authorization, [former.note] if former else []
    if held is None or thread.takes is None or not thread.takes.once_a_day:
        return False
    day = days_used.Day(frozenset(thread.same), thread.service, thread.day, held.row.payer)
    return days_used.is_taken(day, without=own)


def held_for(
    same: Collection[UUID], service: str, day: date, former: Former | None, known_at: datetime | None
) -> list[Authorized]:
    """What is authorized of the service; what a note that is corrected used counts as left."""
    if not service:
        return []
    own = [former.note] if former else []
    return authorizations.for_service(same, service, day, without=own, known_at=known_at)


def records_known(author: Staff, client: UUID, same: frozenset[UUID]) -> tuple[frozenset[UUID], datetime | None]:
    """Of the records that are one person those that the author of a note knows as such, and until when; None means now.

    A merge that came after the client had left joins no record for those whom they left.
    """
    left_at = known_to(author, same)
    return (same & cases.same_person(client, left_at) if left_at else same), left_at


def known_to(author: Staff, same: Collection[UUID], former: Former | None = None) -> datetime | None:
    """The last moment of which a note says what was on file of a client; None where that is now.

    It is the end of the last day on which the author served them, and when the note that is corrected was signed.
    """
    left = cases.left_on(author, same)
    moments = [needs.end_of(left, author.zone)] if left else []
    return min([*moments, *([former.signed_at] if former else [])], default=None)


def plan_known_to(author: Staff, same: Collection[UUID], day: date, known_at: datetime | None) -> plans.Standing:
    """How the plan of a client stands on a day as known at a moment, as far as the author of a note may see it."""
    return plans.standing_for(author, same, day, known_at) if known_at else plans.standing_on(same, day)

"""What stands of a client's plan, on a day as known at a moment: version, goals, services, signatures, reviews; and what is due."""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from goldthread.authorizations import queries as authorizations
from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import queries as ledger
from goldthread.lib.statements import rows
from goldthread.people.models import Staff
from goldthread.people.rules import may
from goldthread.plans import rules
from goldthread.plans.article import answer_shown as answer_shown
from goldthread.plans.held import History as History
from goldthread.plans.held import history as history
from goldthread.plans.indexing import said as said
from goldthread.plans.models import (
    Anchor,
    GoalEnd,
    PlanAnswer,
    PlanDraft,
    PlanGoal,
    PlanRating,
    PlanReview,
    PlanService,
    PlanSignature,
    PlanVersion,
)
from goldthread.plans.on_paper import Sheets as Sheets
from goldthread.plans.on_paper import sheets
from goldthread.plans.rules import Asked
from goldthread.plans.waiting import ENDING as ENDING
from goldthread.plans.waiting import FIRST as FIRST
from goldthread.plans.waiting import LAPSED as LAPSED
from goldthread.plans.waiting import REVIEW as REVIEW
from goldthread.plans.waiting import SIGNATURE as SIGNATURE
from goldthread.plans.waiting import Due as Due
from goldthread.plans.waiting import due_about
from goldthread.plans.waiting import due_of as due_of
from goldthread.policies import queries as policies


def may_write(actor: Staff, client_id: UUID) -> bool:
    """Whether somebody writes plans of a client: by their role, and while the client is with them."""
    return may(actor.roles, "write_plans") and Client.objects.served_by(actor).filter(pk=client_id).exists()


@dataclass(frozen=True)
class GoalLine:
    """What a note says of a goal: on which day, by whom, in which entry, and the words."""

    goal: UUID
    on: date
    author: str
    entry: UUID
    words: str
    rating: str = ""
    because: str = ""


# From a reader, clients, goals and the day after which, to the lines written of those goals in notes that the reader sees.
Lines = Callable[[Staff, Collection[UUID], Collection[UUID], date | None], Sequence[GoalLine]]
_lines: list[Lines] = []


def take_lines_from(source: Lines) -> None:
    """Let the room above that writes notes say what was written of goals."""
    _lines[:] = [source]


def lines_since(
    actor: Staff, client_ids: Collection[UUID], goals: Collection[UUID], since: date | None
) -> dict[UUID, list[GoalLine]]:
    """The lines written of each of these goals after a day, or ever, oldest first; none until notes carry any."""
    found: dict[UUID, list[GoalLine]] = {goal: [] for goal in goals}
    for line in (line for source in _lines for line in source(actor, client_ids, goals, since)):
        found[line.goal].append(line)
    return {goal: sorted(lines, key=lambda line: line.on) for goal, lines in found.items()}


@dataclass(frozen=True)
class RatedGoal:
    """How a goal was rated when its plan was reviewed, and by what; the review is read on the page of the version."""

    on: date
    author: str
    version: UUID
    rating: str
    because: str


def rated_at_reviews(
    actor: Staff, client_ids: Collection[UUID], goals: Collection[UUID], known_at: datetime | None = None
) -> dict[UUID, RatedGoal]:
    """The last rating of each of these goals at a review that the reader sees, as known at a moment or now."""
    if not goals:
        return {}
    seen = PlanReview.objects.visible_to(actor).filter(client__in=client_ids).known_at(known_at)
    rated = PlanRating.objects.filter(goal__in=goals, review__in=seen.values("pk")).select_related("review")
    return {
        each.goal: RatedGoal(
            each.review.reviewed_on, each.review.author_name, each.review.version_id, each.rating, each.words
        )
        for each in rated.order_by("review__reviewed_on", "review__recorded_at", "position")
    }


@dataclass(frozen=True)
class Standing:
    """How a client's plan stands on a day as known at a moment, and what of it a note may lean on."""

    state: str
    version: PlanVersion | None
    day: date
    known_at: datetime | None
    ended: frozenset[UUID] = field(default_factory=frozenset)
    ended_on: date | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether a version holds on the day."""
        return self.state == rules.IN_FORCE

    @cached_property
    def goals(self) -> list[PlanGoal]:
        """The goals of the version that is in force, less those that ended before the day."""
        if not self.is_in_force or self.version is None:
            return []
        return [each for each in _goals_of(self.version) if each.goal not in self.ended]

    @cached_property
    def answers(self) -> list[PlanAnswer]:
        """What the goals of the version that is in force go back to, in their order."""
        if not self.is_in_force or self.version is None:
            return []
        order = {each.goal: each.position for each in self.goals}
        held = [each for each in self.version.answers.all() if each.goal in order]
        return sorted(held, key=lambda each: (order[each.goal], each.position))

    @cached_property
    def services(self) -> list[PlanService]:
        """The services that the plan holds on the day."""
        if not self.is_in_force or self.version is None:
            return []
        return [each for each in self.version.services.order_by("position") if each.holds_on(self.day)]

    def has_service(self, service: str) -> bool:
        """Whether a service is in the plan on the day, by its name."""
        return any(each.service == service for each in self.services)

    @cached_property
    def missing(self) -> list[str]:
        """In which capacities the policy asks for signatures that nobody had given by the moment."""
        return missing_of(self.version, self.known_at) if self.version else []

    def signed_after(self, moment: datetime) -> dict[str, datetime]:
        """In which of the capacities that are asked for somebody signed only after a moment, and when first."""
        if self.version is None or not self.version.needed:
            return {}
        given = self.version.signatures.filter(is_given=True, capacity__in=self.version.needed).known_at(self.known_at)
        first = dict(given.order_by("-recorded_at").values_list("capacity", "recorded_at"))
        return {capacity: at for capacity, at in first.items() if at > moment}

    @property
    def is_signed_as_asked(self) -> bool:
        """Whether somebody signed in each capacity that the policy asked for."""
        return self.version is not None and not self.missing


def _goals_of(version: PlanVersion) -> list[PlanGoal]:
    """The goals of a version in their order; by hand, for the same reason."""
    fields = PlanGoal._meta.concrete_fields
    columns = ", ".join(f"row.{each.column}" for each in fields)
    key = PlanGoal._meta.get_field("version").get_db_prep_value(version.pk, connection)
    return rows(
        PlanGoal, f"SELECT {columns} FROM plans_plangoal row WHERE row.version_id = %s ORDER BY row.position", [key]
    )


def standing_on(client_ids: Collection[UUID], day: date, known_at: datetime | None = None) -> Standing:
    """How the plan of a client stands on a day, as known at a moment (both clocks); for who serves that client."""
    return _standing(history(client_ids, known_at), day, known_at)


def standing_for(actor: Staff, client_ids: Collection[UUID], day: date, known_at: datetime | None = None) -> Standing:
    """The same as a reader may see it: of a client who left their case, what was written under it."""
    return _standing(in_sight(actor, history(client_ids, known_at)), day, known_at)


def in_sight(actor: Staff, whole: History) -> History:
    """Of a history the versions, reviews and ends of goals that `actor` may see, each by who wrote it, not by the version."""
    return History(_seen(actor, whole.versions), _seen(actor, whole.reviews), _seen(actor, whole.ends))


Row = TypeVar("Row", PlanVersion, PlanReview, GoalEnd)


def _seen(actor: Staff, held: list[Row]) -> list[Row]:
    if not held:
        return []
    visible = type(held[0]).objects.visible_to(actor).filter(pk__in=[each.pk for each in held])
    seen = set(visible.values_list("pk", flat=True))
    return [each for each in held if each.pk in seen]


def due_known(actor: Staff, known: cases.Known, case_ids: Collection[UUID]) -> list[Due]:
    """What the plan of one client waits for, as `actor` knows them, by the plans and in the cases that `actor` sees."""
    return due_about(known, case_ids, lambda whole: in_sight(actor, whole))


def _standing(whole: History, day: date, known_at: datetime | None) -> Standing:
    state, version = whole.on(day)
    return Standing(state, version, day, known_at, frozenset(whole.ended_by(day)), whole.ended_on(state, version))


def words_of_goals(actor: Staff, goals: Collection[UUID]) -> dict[UUID, str]:
    """The words of these goals, as the last version that has each says them; none of plans that `actor` may not see."""
    if not goals:
        return {}
    seen = PlanVersion.objects.visible_to(actor)
    rows = PlanGoal.objects.filter(goal__in=goals, version__in=seen.values("pk")).order_by("version__recorded_at")
    return dict(rows.values_list("goal", "words"))


def goals_ever(actor: Staff, client_ids: Collection[UUID]) -> dict[UUID, str]:
    """Every goal that a plan of these clients ever had, in the words of the last version that has it, as far as `actor` sees them."""
    seen = PlanVersion.objects.visible_to(actor).filter(client__in=client_ids)
    rows = PlanGoal.objects.filter(version__in=seen.values("pk")).order_by("version__recorded_at", "position")
    return dict(rows.values_list("goal", "words"))


def versions_of(actor: Staff, client_ids: Collection[UUID]) -> list[tuple[int, date]]:
    """Number and first day of every version of these clients' plans, as far as `actor` sees them."""
    seen = PlanVersion.objects.visible_to(actor).filter(client__in=client_ids)
    return list(seen.order_by("number").values_list("number", "valid_from_on"))


def missing_of(version: PlanVersion, known_at: datetime | None = None) -> list[str]:
    """In which capacities signatures of a version are missing."""
    given = PlanSignature.objects.filter(version=version, is_given=True).known_at(known_at)
    return rules.missing_signers(version.needed, given.values_list("capacity", flat=True))


def asked_of(client_id: UUID, case_id: UUID | None, day: date, staff_level: str = "") -> Asked:
    """What the policies of a day ask of a client's plan under a case."""
    terms = cases.terms_of(case_id, day) if case_id else None
    scope = {"state": policies.agency(day).state, "staff_level": staff_level}
    scope |= {"program": terms.program, "payer": terms.payer} if terms else {}
    standing = policies.Standing(day)
    signers = standing.resolve("plan_signers", **scope).value
    days = standing.resolve("plan_review_days", **scope).value
    anchor = standing.resolve("plan_review_anchor", **scope).value if days is not None else None
    return Asked(
        anchor=standing.resolve("necessity_anchor", **scope).value or Anchor.PLAN_GOAL.value,
        review_days=days,
        counted_from=_counted_from(anchor, client_id, case_id, day),
        signers=tuple(json.loads(signers)) if signers else (),
    )


def _counted_from(anchor: str | None, client_id: UUID, case_id: UUID | None, day: date) -> date | None:
    """The day from which reviews are counted; None where that is the last review, or no such day is on file."""
    if anchor not in (rules.ADMISSION, rules.AUTH_START):
        return None
    same = cases.same_person(client_id)
    if anchor == rules.ADMISSION:
        return cases.admitted_on(same, [case_id] if case_id else [], day)
    return min(authorizations.began_on(same, day).values(), default=None)


def content_of(actor: Staff, version_id: UUID) -> dict[str, Any] | None:
    """The sealed content of a version that the reader sees; None where there is none such."""
    seen = PlanVersion.objects.visible_to(actor).filter(pk=version_id).exists()
    return ledger.contents_of([version_id]).get(version_id) if seen else None


def known_of(actor: Staff, version: PlanVersion) -> cases.Known:
    """As what `actor` knows the client of a version that they see; never as of a moment before it was signed."""
    known = cases.known_of(actor, version.client_id)
    return replace(known, known_at=max(known.known_at, version.recorded_at)) if known.known_at else known


Signed = tuple[PlanSignature, dict[str, Any]]


def signatures_of(actor: Staff, version: PlanVersion, known_at: datetime | None) -> list[Signed]:
    """Who signed a version or was asked to, in that order, each with what was sealed, as `actor` sees them and by a moment."""
    seen = PlanSignature.objects.visible_to(actor).filter(version=version).known_at(known_at)
    rows = list(seen.order_by("recorded_at", "pk"))
    contents = ledger.contents_of([row.pk for row in rows]) if rows else {}
    return [(row, contents.get(row.pk, {})) for row in rows]


def missing_among(version: PlanVersion, signatures: Iterable[Signed]) -> list[str]:
    """In which capacities signatures of a version are missing beside these."""
    return rules.missing_signers(version.needed, [row.capacity for row, _content in signatures if row.is_given])


def on_paper(actor: Staff, version_id: UUID) -> Sheets | None:
    """A version as paper has it; None where the reader may not see it."""
    version = PlanVersion.objects.visible_to(actor).filter(pk=version_id).select_related("client").first()
    if version is None:
        return None
    known_at = known_of(actor, version).known_at
    seen, signatures = in_sight(actor, history([version.client_id], known_at)), signatures_of(actor, version, known_at)
    return sheets(version, seen, signatures, missing_among(version, signatures))


def drafts_of(actor: Staff, client_ids: Collection[UUID]) -> list[PlanDraft]:
    """What somebody is writing about the plans of a client, newest first."""
    drafts = PlanDraft.objects.visible_to(actor).open().filter(client__in=client_ids).exclude(act="signature")
    return list(drafts.order_by("-saved_at"))


@dataclass(frozen=True)
class Found:
    """What a search found of a plan: in which version, what it is called, and its words."""

    client: UUID
    version: UUID
    title: str
    words: str


def found(actor: Staff, entries: Sequence[UUID]) -> list[Found]:
    """Of these entries those about plans that the reader sees, in their order."""
    if not entries:
        return []
    told: dict[UUID, tuple[UUID, UUID, str]] = {}
    for version in PlanVersion.objects.visible_to(actor).filter(pk__in=entries):
        title = _("Plan of care, version %(number)s") % {"number": version.number}
        told[version.pk] = (version.client_id, version.pk, title)
    for review in PlanReview.objects.visible_to(actor).filter(pk__in=entries):
        told[review.pk] = (review.client_id, review.version_id, _("Review of the plan"))
    for end in GoalEnd.objects.visible_to(actor).filter(pk__in=entries):
        told[end.pk] = (end.client_id, end.version_id, _("A goal ends"))
    contents = ledger.contents_of(list(told)) if told else {}
    return [Found(*told[pk], said(contents[pk])) for pk in entries if pk in told and pk in contents]

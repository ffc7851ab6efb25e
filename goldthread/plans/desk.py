"""What the page of a draft shows: its fields with what was typed and what stands in their way, row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases.models import PART_ROLES
from goldthread.lib import calendar, clock, uuids
from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.plans import answering, queries, signing
from goldthread.plans.article import answer_shown
from goldthread.plans.content import ANSWERS
from goldthread.plans.models import Act, Decision, GoalOutcome, PlanDraft, PlanVersion, Rating
from goldthread.services import queries as services


@dataclass(frozen=True)
class Field:
    """One field of the form: how it is called, what is typed in it, and what is wrong with that."""

    name: str
    label: str
    value: str = ""
    kind: str = "line"
    choices: Sequence[tuple[str, Any]] = ()
    error: str = ""
    is_optional: bool = True
    is_focused: bool = False


@dataclass(frozen=True)
class Row:
    """One goal, objective, intervention or service: its fields, and the rows within it."""

    at: str
    identity: str
    title: str
    remove: str
    fields: Sequence[Field]
    rows: Sequence["Row"] = ()
    answers: Sequence["Answer"] = ()
    error: str = ""


@dataclass(frozen=True)
class Answer:
    """A diagnosis, need or strength as a box at a goal: its field, its words, whether it is ticked and stands on the first day."""

    name: str
    words: str
    is_ticked: bool
    stands: bool


@dataclass(frozen=True)
class Rated:
    """A goal on the page of a review: its words, what was written of it since the last one, and the fields."""

    words: str
    lines: Sequence[queries.GoalLine]
    fields: Sequence[Field]


class Desk:
    """The fields of a draft, as typed, with the findings where they belong."""

    def __init__(
        self, draft: PlanDraft, typed: Mapping[str, Any], findings: Sequence[Finding], fresh: str = ""
    ) -> None:
        self.draft, self.typed, self.findings, self._fresh = draft, typed, findings, fresh
        self._errors = {each.field: each.sentence for each in reversed(findings)}
        self._today = clock.today(draft.author.zone)
        self._standing: dict[str, answering.Answer] = {}
        self._others: dict[str, answering.Answer] = {}

    def _field(
        self, name: str, label: str, *, value: str = "", kind: str = "line", choices: Sequence[tuple[str, Any]] = (),
        is_optional: bool = True,
    ) -> Field:  # fmt: skip
        return Field(name, label, value, kind, choices, self._errors.get(name, ""), is_optional, self._is_fresh(name))

    def _is_fresh(self, name: str) -> bool:
        """Whether a row was just added in which this is the first field."""
        return bool(self._fresh) and name in (f"{self._fresh}-words", f"{self._fresh}-service")

    def _own(self, name: str, label: str, **more: Any) -> Field:
        return self._field(name, label, value=str(self.typed.get(name, "")), **more)

    def context(self) -> dict[str, Any]:
        """What the template of the act shows."""
        parts = {Act.VERSION: self._version, Act.REVIEW: self._review, Act.GOAL_END: self._goal_end}
        named = {each.field for each in self.findings if each.field}
        return {
            "unplaced": [each for each in self.findings if not each.field],
            "named": named,
            **parts[Act(self.draft.act)](),
        }

    def _version(self) -> dict[str, Any]:
        days = [
            self._own("valid_from_on", _("In force from"), kind="date", is_optional=False),
            self._own("valid_to_on", _("In force until"), kind="date"),
            self._own("review_due_on", _("To be reviewed by"), kind="date"),
        ]
        goals = list(self.typed.get("goals", ())) or [{"id": str(uuids.fresh())}]
        self._find_answers(goals)
        people = signing.who_may_take_part(self.draft)
        ticked = set(self.typed.get("participants", ()))
        return {
            "why": self._own(
                "why", _("Why: what brings the client here, and what is needed"), kind="area", is_optional=False
            ),
            "because": self._own("because", _("Why the plan is changed"), kind="area", is_optional=False),
            "days": days,
            "goals": [self._goal(at, goal) for at, goal in enumerate(goals)],
            "goals_error": self._errors.get("goals", ""),
            "services": [self._service(at, each) for at, each in enumerate(self.typed.get("services", ()))],
            "people": [(pk, name, PART_ROLES.get(role, role), pk in ticked) for pk, (name, role) in people.items()],
            "others": self._own("others", _("Others who took part, one a line"), kind="area"),
            "modalities": [(name, shown(name, "service")) for name in services.modalities(self._today)],
            "team": [name for name, role in people.values() if role == "staff"],
        }

    def _goal(self, at: int, goal: Mapping[str, Any]) -> Row:
        here = f"goals-{at}"
        fields = [
            self._of(goal, here, "words", _("Goal"), kind="area", is_optional=False),
            self._of(goal, here, "need", _("The need or strength that it goes back to")),
        ]
        objectives = list(goal.get("objectives", ())) or [{"id": str(uuids.fresh())}]
        rows = [self._objective(f"{here}-objectives-{number}", number, each) for number, each in enumerate(objectives)]
        title = _("Goal %(number)s") % {"number": at + 1}
        remove, answers = _("Remove goal %(number)s") % {"number": at + 1}, f"{here}-{ANSWERS}"
        ticked = goal.get(ANSWERS, ())
        boxes = [self._answer(answers, pk, pk in ticked) for pk in dict.fromkeys([*self._standing, *ticked])]
        return Row(here, goal["id"], title, remove, fields, rows, boxes, self._errors.get(answers, ""))

    def _find_answers(self, goals: Sequence[Mapping[str, Any]]) -> None:
        """What stands on the plan's first day, today where none is typed; and what else is ticked, so that it can be taken off."""
        begins = calendar.day_from(str(self.typed.get("valid_from_on", ""))) or self._today
        author, client = self.draft.author, self.draft.client_id
        self._standing = answering.standing(author, client, begins)
        others = {pk for goal in goals for pk in goal.get(ANSWERS, ())} - self._standing.keys()
        self._others = answering.on_file(author, client, others)

    def _answer(self, at: str, identity: str, is_ticked: bool) -> Answer:
        held = self._standing.get(identity) or self._others.get(identity)
        words = answer_shown(held) if held else _("no longer on file")
        return Answer(f"{at}-{identity}", words, is_ticked, identity in self._standing)

    def _objective(self, here: str, number: int, row: Mapping[str, Any]) -> Row:
        fields = [
            self._of(row, here, "words", _("Objective: what will be different"), kind="area", is_optional=False),
            self._of(row, here, "measure", _("Measured by"), is_optional=False),
            self._of(row, here, "baseline", _("Now")),
            self._of(row, here, "target", _("Target")),
            self._of(row, here, "due_on", _("By"), kind="date"),
        ]
        rows = [
            self._intervention(f"{here}-interventions-{at}", at, each)
            for at, each in enumerate(row.get("interventions", ()))
        ]
        told = {"number": number + 1}
        return Row(
            here, row["id"], _("Objective %(number)s") % told, _("Remove objective %(number)s") % told, fields, rows
        )

    def _intervention(self, here: str, number: int, row: Mapping[str, Any]) -> Row:
        fields = [
            self._of(row, here, "words", _("Intervention: what will be done"), kind="area", is_optional=False),
            self._of(row, here, "modality", _("Modality"), kind="modality"),
            self._of(row, here, "frequency", _("How often")),
            self._of(row, here, "duration", _("How long")),
            self._of(row, here, "who", _("By whom"), kind="team"),
        ]
        told = {"number": number + 1}
        title, remove = _("Intervention %(number)s") % told, _("Remove intervention %(number)s") % told
        return Row(here, row["id"], title, remove, fields)

    def _service(self, at: int, row: Mapping[str, Any]) -> Row:
        here = f"services-{at}"
        names = dict.fromkeys([*services.names(self._today), *([row["service"]] if row.get("service") else [])])
        choices = [("", ""), *((name, shown(name, "service")) for name in names)]
        fields = [
            self._of(row, here, "service", _("Service"), kind="choice", choices=choices, is_optional=False),
            self._of(row, here, "frequency", _("How often, how much")),
            self._of(row, here, "from_on", _("From"), kind="date"),
            self._of(row, here, "to_on", _("Until"), kind="date"),
        ]
        told = {"number": at + 1}
        return Row(here, row["id"], _("Service %(number)s") % told, _("Remove service %(number)s") % told, fields)

    def _of(self, row: Mapping[str, Any], at: str, name: str, label: str, **more: Any) -> Field:
        return self._field(f"{at}-{name}", label, value=str(row.get(name, "")), **more)

    def _review(self) -> dict[str, Any]:
        version = PlanVersion.objects.get(pk=self.draft.version_id)
        known = queries.known_of(self.draft.author, version)
        history = queries.in_sight(self.draft.author, queries.history([version.client_id], known.known_at))
        goals = signing.open_goals(version, history)
        last = next(iter(history.reviews_of(version)), None)
        since: date | None = last.reviewed_on if last else None
        ids = [UUID(goal["id"]) for goal in goals]
        lines = queries.lines_since(self.draft.author, [version.client_id], ids, since)
        return {
            "about": version,
            "last": last,
            "rated": [self._rated(goal, lines[UUID(goal["id"])]) for goal in goals],
            "reviewed_on": self._own("reviewed_on", _("Reviewed on"), kind="date", is_optional=False),
            "words": self._own("words", _("What the review found"), kind="area"),
            "decision": self._own("decision", _("Decision"), kind="radio", choices=Decision.choices, is_optional=False),
            "next_due_on": self._own("next_due_on", _("Next review by"), kind="date"),
        }

    def _rated(self, goal: Mapping[str, str], lines: Sequence[queries.GoalLine]) -> Rated:
        told = self.typed.get("goals", {}).get(goal["id"], {})
        at = f"goal-{goal['id']}"
        fields = [
            self._of(
                told,
                at,
                "rating",
                _("How it goes"),
                kind="choice",
                choices=[("", ""), *Rating.choices],
                is_optional=False,
            ),
            self._of(told, at, "words", _("What that goes by"), kind="area", is_optional=False),
        ]
        return Rated(goal["words"], lines, fields)

    def _goal_end(self) -> dict[str, Any]:
        version = PlanVersion.objects.get(pk=self.draft.version_id)
        goal = next((each for each in version.goals.all() if each.goal == self.draft.goal), None)
        return {
            "about": version,
            "goal": goal,
            "ended_on": self._own("ended_on", _("Last day"), kind="date", is_optional=False),
            "outcome": self._own(
                "outcome", _("How it ended"), kind="radio", choices=GoalOutcome.choices, is_optional=False
            ),
            "words": self._own("words", _("Why"), kind="area", is_optional=False),
        }

"""What the editor shows of the thread: the goals of the plans with what was written of them last, measures, and the units that are left."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.queries import Standing as Authorized
from goldthread.cases import queries as cases
from goldthread.lib import uuids
from goldthread.lib.text import can_be_kept
from goldthread.notes import before, goal_lines, goals, measures_desk
from goldthread.notes.about import About
from goldthread.notes.choosing import options_of
from goldthread.notes.counting import Occasion
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Amendment, Draft
from goldthread.notes.thread import Former, formers_of, held_for, known_to, plan_known_to, records_known
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Rating
from goldthread.plans.queries import GoalLine


@dataclass(frozen=True)
class Offered:
    """A goal as the editor offers it: whose, its words, what is typed of it, what was written last, and whether it is in force."""

    goal: UUID
    name: str
    words: str
    said: Mapping[str, str]
    last: GoalLine | None = None
    is_in_force: bool = True

    @property
    def key(self) -> str:
        """Under which its fields stand in the form."""
        return str(self.goal)

    @property
    def ratings(self) -> SafeString:
        """The steps of progress, with the one that is chosen."""
        return options_of("progress", self.said[goals.PROGRESS])

    @property
    def last_rating(self) -> str:
        """How it went last time, in words."""
        return str(dict(Rating.choices).get(self.last.rating, "")) if self.last else ""

    @property
    def is_worked_on(self) -> bool:
        """Whether it is ticked."""
        return self.said[goals.WORKED] == goals.ON


@dataclass(frozen=True)
class Left:
    """The units that are left for the service of a note: for whom, and of which authorization."""

    name: str
    standing: Authorized


def resting(draft: Draft, clients: About, day: date, author: Staff, definition: Definition) -> dict[str, Any]:
    """The context of the editor's goals, measures and units, for the clients who are chosen; none while one of them is out of sight."""
    typed = draft.content
    names = {} if clients.unseen else {each.client: each.name for each in clients.offered if each.chosen}
    same = cases.same_persons(names) if names else {}
    same = {client: records_known(author, client, records)[0] for client, records in same.items()}
    formers = formers_of(draft, same)
    known = {client: known_to(author, records, formers.get(client)) for client, records in same.items()}
    told = {client: name if len(names) > 1 else "" for client, name in names.items()}
    offered: list[Offered] = []
    if definition.works_on_goals or any(typed.get(field) for field in goals.FIELDS):
        for client, records in same.items():
            plan = plan_known_to(author, records, day, known[client])
            offered += _goals_of(draft, author, plan, sorted(records), told[client])
        offered += _strays(typed, author, {each.goal for each in offered}, clients, day)
    return {
        "goals": offered,
        "takes_measures": bool(typed.get("measures"))
        or (definition.takes_measures and draft.amendment in ("", Amendment.CORRECTION)),
        "measures": measures_desk.filled_in(typed, names, Occasion(author, day, draft.amends_id)),
        "left": _left(draft, same, told, day, formers) if definition.is_billable else [],
    }


def _goals_of(
    draft: Draft, author: Staff, standing: plans.Standing, records: Sequence[UUID], name: str
) -> list[Offered]:
    known = [each.goal for each in standing.goals]
    last = goal_lines.last_of(author, records, known, standing.day, before.own_encounters(draft)) if known else {}
    return [
        Offered(each.goal, name, each.words, goals.typed_of(draft.content, each.goal), last.get(each.goal))
        for each in standing.goals
    ]


def _strays(typed: Mapping[str, Any], author: Staff, known: set[UUID], clients: About, day: date) -> list[Offered]:
    """What is typed of goals that are not offered: nothing of it is lost when the day or the clients change.

    While a client is out of sight no goal is offered, though it may be in force.
    """
    keys = {key for field in goals.FIELDS for key, value in typed.get(field, {}).items() if value}
    others = sorted({found for key in keys if (found := uuids.or_none(key))} - known)
    words = plans.words_of_goals(author, others)
    in_force = _in_force(author, clients.chosen, day) if others and clients.unseen else set()
    # Of a plan that is out of sight nobody can say here what is in force.
    unsaid = set(others) - words.keys() if clients.unseen else set()
    return [
        Offered(goal, "", words.get(goal, ""), goals.typed_of(typed, goal), is_in_force=goal in in_force | unsaid)
        for goal in others
    ]


def _in_force(author: Staff, clients: Sequence[UUID], day: date) -> set[UUID]:
    """The goals of these clients' plans that can be worked on, on a day."""
    same = [cases.same_person(client) for client in clients]
    standing = (plan_known_to(author, each, day, known_to(author, each)) for each in same)
    return {each.goal for plan in standing for each in plan.goals}


def _left(
    draft: Draft,
    same: Mapping[UUID, Collection[UUID]],
    names: Mapping[UUID, str],
    day: date,
    formers: Mapping[UUID, Former],
) -> list[Left]:
    service = str(draft.content.get("service", ""))
    if not can_be_kept(service):
        # What was refused stands on the page again as it was typed; no database can be asked for it.
        return []
    held = {
        client: held_for(records, service, day, formers.get(client), known_to(draft.author, records))
        for client, records in same.items()
    }
    return [Left(names[client], each) for client in held for each in authorizations.worth_showing(held[client])]

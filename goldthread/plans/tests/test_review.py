"""Reviews: due by policy, with what was written of each goal since the last one; and what plans wait for."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest

from goldthread.cases import queries as cases
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.people.models import Staff
from goldthread.plans import queries
from goldthread.plans.models import PlanReview
from goldthread.plans.projection import PROJECTION
from goldthread.plans.queries import GoalLine
from goldthread.plans.tests.writing import (
    begun,
    changed,
    first,
    goal,
    goal_ended,
    reviewed,
    rule,
    standing,
    today,
    waiting,
)
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MAY = today() - timedelta(days=40)


def name_of(client: UUID) -> str:
    return cases.names_of([client])[client]


def due(login: str = "ana", day: date | None = None) -> list[tuple[str, str]]:
    return [(each.what, name_of(each.client)) for each in waiting(login, day)]


def test_a_review_rates_each_goal_and_says_when_the_next_is_due() -> None:
    version = first()
    reviewed(version, next_due_on=(today() + timedelta(days=30)).isoformat())
    review = PlanReview.objects.get()
    assert (review.decision, review.version) == ("continue", version)
    assert [(each.rating, each.words) for each in review.ratings.all()] == [("better", "Two days this month.")]
    assert queries.history([version.client_id]).review_due(version) == today() + timedelta(days=30)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_goal_that_ended_is_rated_no_more() -> None:
    version = first(goals=[goal(), goal("Rosa sleeps.")])
    goal_ended(version)
    reviewed(version)
    assert PlanReview.objects.get().ratings.count() == 1


def test_a_review_that_lacks_something_is_refused() -> None:
    version = first()
    for changes, sentence in (
        ({"decision": ""}, "what the review decides"),
        ({"goals": {}}, "how each goal goes"),
        ({"reviewed_on": (today() + timedelta(days=1)).isoformat()}, "today or an earlier day"),
        ({"reviewed_on": (today() - timedelta(days=1)).isoformat()}, "Choose that day or a later one"),
        ({"next_due_on": today().isoformat()}, "due before this one"),
    ):
        with pytest.raises(Refused, match=sentence):
            reviewed(version, **changes)


def test_the_policy_says_by_when_the_next_review_is_due() -> None:
    rule(plan_review_days=30)
    version = first(review_due_on=(today() + timedelta(days=30)).isoformat())
    assert begun("review", version=version).content["next_due_on"] == (today() + timedelta(days=30)).isoformat()
    with pytest.raises(Refused, match="By policy"):
        reviewed(version, next_due_on=(today() + timedelta(days=31)).isoformat())


def test_an_overdue_review_is_listed_for_who_serves_the_client() -> None:
    version = first(valid_from_on=MAY.isoformat(), review_due_on=(today() - timedelta(days=1)).isoformat())
    assert ("review", "Mateo Rivera") in due("ana")
    assert ("review", "Mateo Rivera") in due("ben")
    assert due("cleo") == []
    reviewed(version, next_due_on=(today() + timedelta(days=30)).isoformat())
    assert due() == []
    assert due(day=today() + timedelta(days=31)) == [("review", "Mateo Rivera")]


def test_a_review_of_the_version_before_does_not_count_for_the_one_after() -> None:
    version = first(valid_from_on=MAY.isoformat())
    reviewed(version, next_due_on=(today() + timedelta(days=80)).isoformat(), decision="modify")
    changed(version, goals=[goal("Another.")], review_due_on=(today() + timedelta(days=10)).isoformat())
    assert due(day=today() + timedelta(days=11)) == [("review", "Mateo Rivera")]


def test_a_closed_plan_waits_for_nothing() -> None:
    rule(plan_signers=["client"])
    reviewed(first(), decision="close", next_due_on="")
    assert due(day=today() + timedelta(days=100)) == []
    assert standing(today() + timedelta(days=1)).state == "closed"


def test_the_lines_of_notes_come_through_one_door(monkeypatch: pytest.MonkeyPatch) -> None:
    goal_id = first().goals.get().goal
    mateo = client_named("Mateo Rivera").pk
    assert queries.lines_since(named("ana"), [mateo], [goal_id], None) == {goal_id: []}

    def written(
        actor: Staff, clients: Collection[UUID], goals: Collection[UUID], since: date | None
    ) -> Sequence[GoalLine]:
        return [
            GoalLine(goal_id, today(), "Ana", goal_id, "He went."),
            GoalLine(goal_id, MAY, "Ana", goal_id, "He did not."),
        ]

    monkeypatch.setattr(queries, "_lines", [])
    queries.take_lines_from(written)
    lines = queries.lines_since(named("ana"), [mateo], [goal_id], None)[goal_id]
    assert [line.words for line in lines] == ["He did not.", "He went."]

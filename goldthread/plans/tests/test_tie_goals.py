"""Goals tied to the diagnoses and needs that stand on the plan's first day, frozen in the words in which they stood."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.needs import actions as needs
from goldthread.needs.models import Diagnosis, Need
from goldthread.needs.tests.stating import diagnosed, listed, need, stated
from goldthread.people.actions import Signature
from goldthread.plans import actions
from goldthread.plans.models import PlanAnswer
from goldthread.plans.projection import PROJECTION
from goldthread.plans.tests.test_screens import posted, signed_in
from goldthread.plans.tests.writing import begun, changed, first, goal, plan, read, standing, today
from goldthread.search import actions as search
from tests.cast import PASSWORD, acting

pytestmark = pytest.mark.usefixtures("cast")


def tied(*rows: Need | Diagnosis, **more: Any) -> dict[str, Any]:
    """A goal that goes back to these."""
    return goal(answers=[str(row.identity) for row in rows], **more)


def ended(row: Need) -> None:
    needs.end(row=row, to_on=today() - timedelta(days=1), by=acting("ana"))


def test_a_goal_is_tied_to_a_diagnosis_and_a_need_in_the_words_in_which_they_stand() -> None:
    listed()
    diagnosis, row = diagnosed(), stated()
    version = first(goals=[tied(diagnosis, row), goal("Rosa sleeps.")])
    answers = list(version.answers.order_by("position"))
    goal_id = version.goals.get(position=0).goal
    assert [(each.goal, each.identity, each.kind) for each in answers] == [
        (goal_id, diagnosis.identity, "diagnosis"),
        (goal_id, row.identity, "symptom"),
    ]
    assert (answers[0].code, answers[0].words) == (diagnosis.code, diagnosis.title)
    sealed = ledger.content_of(version.pk)["goals"]
    assert "answers" not in sealed[1], "what is said of nothing is left out"
    assert verify(witness=None, projections=[PROJECTION]).problems == []
    ended(row)
    assert [each.words for each in standing().answers] == [diagnosis.title, row.words]


def test_a_plan_without_ties_is_sealed_as_it_was_before_there_were_any() -> None:
    (sealed,) = ledger.content_of(first().pk)["goals"]
    assert set(sealed) == {"id", "words", "need"}


def test_a_tie_that_is_made_or_taken_off_is_a_change() -> None:
    row = stated()
    version = first()
    (held,) = begun(version=version).content["goals"]
    second = changed(version, goals=[{**held, "answers": [str(row.identity)]}])
    (change,) = ledger.content_of(second.pk)["changes"]
    assert (change["field"], change["old"], change["new"]) == ("answers", "", row.words)
    draft = begun(version=second)
    assert draft.content["goals"][0]["answers"] == [str(row.identity)]
    compared = signed_in("ben").get(f"/plans/{version.pk}/beside/{second.pk}/").content.decode()
    assert f"Symptom: {row.words}" in compared


def test_ties_in_another_order_are_no_change() -> None:
    one, other = stated(words="Wakes at night."), stated(words="Misses school.")
    version = first(goals=[tied(one, other)])
    (held,) = begun(version=version).content["goals"]
    with pytest.raises(Refused, match="Nothing was changed yet"):
        changed(version, goals=[{**held, "answers": held["answers"][::-1]}], review_due_on=str(version.review_due_on))


def test_what_ended_or_is_of_somebody_else_ties_nothing() -> None:
    row = stated()
    for held in (row, stated("Lucía Rivera")):
        if held is row:
            ended(row)
        with pytest.raises(Refused, match="does not stand on the plan's first day"):
            read(begun(content=plan(goals=[tied(held)])))
    with pytest.raises(Refused, match="tied to what it goes back to and has no words"):
        other = stated(words="Misses school.")
        read(begun(content=plan(goals=[goal(), {"id": str(row.pk), "answers": [str(other.identity)]}])))


def test_a_need_that_is_said_otherwise_after_reading_is_read_again() -> None:
    row = stated()
    draft = begun(content=plan(goals=[tied(row)]))
    reading = read(draft)
    needs.mend_need(need=row, new=need(words="Sleeps well."), from_on=row.true_from_on, by=acting("ana"))
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.sign(reading=reading, signature=Signature(password=PASSWORD), by=acting("ana"))


def test_the_page_offers_what_stands_on_the_first_day_and_keeps_what_is_ticked() -> None:
    row = stated()
    draft = begun()
    words = {"why": "School.", "goals-0-words": "He sleeps.", f"goals-0-answers-{row.identity}": "on"}
    posted(draft, save="yes", **words)
    draft.refresh_from_db()
    assert draft.content["goals"][0]["answers"] == [str(row.identity)]
    page = signed_in().get(f"/plans/drafts/{draft.pk}/").content.decode()
    assert f'name="goals-0-answers-{row.identity}" checked' in page
    ended(row)
    page = signed_in().get(f"/plans/drafts/{draft.pk}/").content.decode()
    assert f'name="goals-0-answers-{row.identity}" checked' in page
    assert "does not stand on the first day" in page
    answer = posted(draft, read="yes")
    assert answer.status_code == 422
    assert 'href="#f-goals-0-answers"' in answer.content.decode()


def test_the_plan_says_what_its_goals_go_back_to() -> None:
    row = stated()
    version = first(goals=[tied(row)])
    assert f"Symptom: {row.words}" in signed_in("ben").get(f"/plans/{version.pk}/").content.decode()


def test_a_plan_is_found_by_what_its_goals_go_back_to() -> None:
    version = first(goals=[tied(stated(words="Wakes up because of herons."))])
    search.catch_up()
    answer = signed_in().post("/search/", {"words": "herons", "where": "everything"}, follow=True)
    assert f"/plans/{version.pk}/" in answer.content.decode()


def test_the_database_lets_nobody_change_a_tie() -> None:
    first(goals=[tied(stated())])
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanAnswer.objects.update(words="Something else.")
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanAnswer.objects.all().delete()
    assert PlanAnswer.objects.count() == 1

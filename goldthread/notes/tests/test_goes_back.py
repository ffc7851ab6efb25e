"""What the goals of a note go back to, frozen as it stood on the day, and named where it stood no more."""

from datetime import timedelta
from typing import Any

import pytest

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.needs import actions as needs
from goldthread.needs.models import Need
from goldthread.needs.tests.stating import diagnosed, diagnosis, listed, stated
from goldthread.notes import necessity, queries
from goldthread.notes.content import thread_of
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import goal_of, planned, visited, worked
from goldthread.notes.tests.writing import amended, yesterday
from goldthread.plans.models import PlanVersion
from goldthread.plans.projection import PROJECTION as PLANS
from goldthread.plans.tests import writing as plans
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("cast")
BEGAN = yesterday() - timedelta(days=40)


def needed(**changes: Any) -> Need:
    return stated(from_on=BEGAN, **changes)


def planned_for(*rows: Any, **changes: Any) -> PlanVersion:
    """A plan whose first goal goes back to these, and whose second goes back to nothing."""
    tied = plans.goal(answers=[str(row.identity) for row in rows])
    return planned(goals=[tied, plans.goal("Rosa sleeps.")], **changes)


def frozen(note: Note) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = thread_of(ledger.content_of(note.pk))["answers"]
    return found


def lines(note: Note) -> str:
    found = necessity.answer(ledger.content_of(note.pk))
    return "\n".join(line.words for part in found.parts for line in part.lines)


def missing(note: Note) -> str:
    return "\n".join(necessity.answer(ledger.content_of(note.pk)).missing)


def test_a_note_freezes_what_its_goal_goes_back_to_and_the_answer_says_it() -> None:
    listed()
    found, row = diagnosed(from_on=BEGAN, made_on=BEGAN), needed()
    version = planned_for(found, row)
    note = visited(**worked(goal_of(version)))
    assert [(each["id"], each["state"]) for each in frozen(note)] == [
        (str(found.identity), "stands"),
        (str(row.identity), "stands"),
    ]
    assert f"It goes back to: Diagnosis: {found.code} {found.title}" in lines(note)
    assert f"It goes back to: Symptom: {row.words}" in lines(note)
    assert "did not stand" not in missing(note)
    assert verify(witness=None, projections=[PROJECTION, PLANS]).problems == []


def test_a_note_of_a_goal_without_ties_is_sealed_as_before() -> None:
    version = planned_for(needed())
    note = visited(**worked(version.goals.get(position=1).goal))
    assert frozen(note) == []
    assert not any("answers" in held for held in (ledger.content_of(note.pk), ledger.content_of(note.pk)["thread"]))
    assert "thread_answers" not in ledger.content_of(note.pk)


def test_a_need_that_ended_before_the_service_is_named() -> None:
    row = needed()
    version = planned_for(row)
    needs.end(row=row, to_on=yesterday() - timedelta(days=3), by=acting("ana"))
    note = visited(**worked(goal_of(version)))
    (told,) = frozen(note)
    assert (told["state"], told["ended"]) == ("ended", (yesterday() - timedelta(days=3)).isoformat())
    assert "(ended on" in lines(note)
    assert row.words in missing(note)


def test_a_need_that_ends_on_the_day_of_the_service_or_later_still_stands() -> None:
    row = needed()
    version = planned_for(row)
    needs.end(row=row, to_on=yesterday(), by=acting("ana"))
    (told,) = frozen(visited(**worked(goal_of(version))))
    assert (told["state"], told["ended"]) == ("stands", None)


def test_a_need_that_was_struck_and_a_diagnosis_that_was_ruled_out_are_named() -> None:
    listed()
    found, row = diagnosed(from_on=BEGAN, made_on=BEGAN), needed()
    version = planned_for(found, row)
    needs.strike(row=row, reason="Another child.", by=acting("ana"))
    refuted = diagnosis(verification="refuted", made_on=BEGAN)
    needs.change_diagnosis(diagnosis=found, new=refuted, from_on=yesterday(), by=acting("ana"))
    note = visited(**worked(goal_of(version)))
    assert [each["state"] for each in frozen(note)] == ["ruled_out", "struck"]
    assert all(words in missing(note) for words in ("(ruled out by that day)", "(entered in error)"))


def test_what_ends_after_signing_changes_nothing_of_it() -> None:
    row = needed()
    note = visited(**worked(goal_of(planned_for(row))))
    before = frozen(note)
    needs.strike(row=row, reason="Another child.", by=acting("ana"))
    assert frozen(note) == before
    amended(note, "correction", ends="14:30")
    held = thread_of(queries.standing_content(note.pk))["answers"]
    assert held == before, "a correction judges by what was known as the note was signed"


def test_where_the_anchor_is_the_problem_list_a_note_without_goals_goes_back_to_what_the_plan_does() -> None:
    plans.rule(necessity_anchor="problem_list")
    row = needed()
    planned_for(row)
    note = visited()
    assert [each["id"] for each in frozen(note)] == [str(row.identity)]
    assert f"The plan goes back to: Symptom: {row.words}" in lines(note)


def test_a_correction_of_the_goals_brings_what_these_go_back_to() -> None:
    first, second = needed(), needed(words="Sleeps badly.")
    version = planned(
        goals=[plans.goal(answers=[str(first.identity)]), plans.goal("Rosa sleeps.", answers=[str(second.identity)])]
    )
    note = visited(**worked(version.goals.get(position=0).goal))
    amended(note, "correction", **worked(version.goals.get(position=1).goal))
    told = thread_of(queries.standing_content(note.pk))["answers"]
    assert [each["words"] for each in told] == ["Sleeps badly."]

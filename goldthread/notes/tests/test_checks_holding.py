"""What a policy asks that a note holds: each name leads to a part of the note; pure, and through the editor."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client as Browser

from goldthread import policies
from goldthread.needs.tests.stating import stated
from goldthread.notes import checking
from goldthread.notes.checks.holding import TITLES, Written, held_found
from goldthread.notes.definitions import Definition, shipped_documents
from goldthread.notes.models import Draft
from goldthread.notes.tests.resting import goal_of, planned, worked
from goldthread.notes.tests.writing import begun, filled
from goldthread.plans.tests import writing as plans
from goldthread.policies.rules import REQUIRED_FIELDS
from tests.cast import named

CLIENT = uuid4()
KEYS = ("asked_for", "no_place_for")
PACKS = Path(policies.__file__).parent / "packs" / "states"


def shipped(key: str) -> Definition:
    return next(each for each, _document in shipped_documents() if each.key == key)


def lacking(part: str, note_type: str = "session", **typed: Any) -> tuple[str, str] | None:
    """The check and the field that are said of one part, in a note of which only `typed` is filled in."""
    record = {name: bool(typed.pop(name, False)) for name in ("goals", "need", "diagnosis", "qualification")}
    lines = typed.pop("lines", ())
    found = held_found([part], Written(CLIENT, typed, shipped(note_type), lines, **record))
    return (found[0].check, found[0].field) if found else None


def test_every_part_that_a_policy_may_name_has_words() -> None:
    assert set(TITLES) == set(REQUIRED_FIELDS)


@pytest.mark.parametrize(
    ("part", "note_type", "field", "typed"),
    [
        ("modality", "session", "modality", {"modality": "Play therapy"}),
        ("place", "contact", "place_of_service", {"place_of_service": "12"}),
        ("present", "session", "participants", {"participants": [{"name": "Rosa", "role": "parent"}]}),
        ("qualification", "session", "occurred_on", {"qualification": True}),
        ("diagnosis", "session", "occurred_on", {"diagnosis": True}),
        ("diagnosis", "assessment", "narrative-impressions", {"narrative": {"impressions": "ADHD."}}),
        ("need", "session", "narrative-clinical", {"narrative": {"clinical": "Sad."}}),
        ("need", "session", "narrative-clinical", {"need": True}),
        ("need", "session", "narrative-clinical", {"lines": [{"title": "School"}]}),
        ("next_step", "session", "narrative-next", {"narrative": {"next": "Monday."}}),
        ("response", "cftm", "narrative-family_voice", {"narrative": {"family_voice": "No."}}),
        ("response", "cftm", "narrative-family_voice", {"own": {str(CLIENT): "He nodded."}}),
        ("progress", "transport", "narrative-trip", {"lines": [{"progress": "better"}]}),
    ],
)
def test_a_part_is_missed_at_its_field_and_no_longer_once_it_is_there(
    part: str, note_type: str, field: str, typed: dict[str, Any]
) -> None:
    missed = lacking(part, note_type)
    assert missed is not None
    assert missed[1] == field
    assert lacking(part, note_type, **typed) is None


def test_goals_are_missed_where_the_plan_has_some_or_a_section_asks_for_them() -> None:
    assert lacking("goals", goals=True) == ("asked_for", "goals")
    assert lacking("goals") == ("asked_for", "occurred_on"), "the day leads to the plan that has none"
    assert lacking("goals", "transport") == ("no_place_for", "narrative-trip")
    assert lacking("goals", goals=True, lines=[{"title": "School"}]) is None
    assert lacking("goals", "girp") is None, "the type requires its section on the goal by itself"


def test_what_the_type_requires_is_said_by_its_own_check() -> None:
    for part in ("date", "service", "start_end", "place", "how", "focus", "intervention", "response", "progress"):
        assert lacking(part, "session") is None


def test_what_a_kind_of_note_has_no_place_for_is_told_and_not_missed() -> None:
    assert lacking("curriculum") == ("no_place_for", "narrative-interventions")
    assert lacking("response", "free") == ("no_place_for", "narrative-narrative")


def test_only_a_group_has_a_focus_of_its_own_and_members() -> None:
    for part in ("group_focus", "individual_part", "ratio"):
        assert lacking(part, "session") is None
        assert lacking(part, "group_session") is None


def test_whoever_took_part_is_something_to_the_client() -> None:
    rows = [{"name": "Rosa", "role": "parent"}, {"name": "Lee", "role": ""}]
    assert lacking("collateral_relation", participants=rows) == ("asked_for", "participants-1-role")
    assert lacking("collateral_relation", participants=rows[:1]) is None


def test_a_type_of_before_says_by_the_kinds_of_information_what_its_sections_hold() -> None:
    newest = shipped("cftm")
    older = replace(newest, sections=tuple(replace(each, holds=()) for each in newest.sections))
    record = dict.fromkeys(("goals", "need", "diagnosis", "qualification"), False)
    (found,) = held_found(["response"], Written(CLIENT, {}, older, (), **record))
    assert found.field == "narrative-family_voice"


def asked(draft: Draft) -> dict[str, list[str]]:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: [one.detail for one in each.found] for each in ready.questions if each.check.key in KEYS}


def ask_for(*parts: str) -> None:
    plans.rule(required_fields=list(parts))


@pytest.mark.usefixtures("cast")
def test_parts_that_a_policy_asks_for_are_missed_in_a_note_and_lead_to_their_fields() -> None:
    ask_for("modality", "next_step", "curriculum")
    content = filled("session", modality="")
    content["narrative"]["next"] = ""
    draft = begun(content=content)
    assert asked(draft) == {"asked_for": ["modality", "next_step"], "no_place_for": ["curriculum"]}
    ana = Browser()
    ana.force_login(named("ana"))
    page = ana.post(f"/drafts/{draft.pk}/asked/").content.decode()
    assert '<a href="#modality">A policy asks for the modality, and nothing here says it.' in page
    assert '<a href="#narrative-next">A policy asks for what happens next' in page
    assert 'id="answers-asked_for"' in page
    assert 'id="answers-no_place_for"' not in page, "what is told needs no answer"


@pytest.mark.usefixtures("cast")
def test_goals_need_and_qualification_come_from_the_record() -> None:
    ask_for("goals", "need", "qualification", "diagnosis")
    content = filled("session")
    content["narrative"]["clinical"] = ""
    assert asked(begun(content=content)) == {"asked_for": ["goals", "need", "diagnosis"]}
    stated()
    goal: UUID = goal_of(planned())
    assert asked(begun(content=content))["asked_for"] == ["goals", "diagnosis"]
    assert asked(begun(content={**content, **worked(goal)}))["asked_for"] == ["diagnosis"]


@pytest.mark.usefixtures("cast")
def test_an_attempt_is_no_service_and_holds_no_parts_of_one() -> None:
    ask_for("response", "present")
    attempts = [{"person": "", "name": "Rosa Rivera", "role": "parent", "how": "in_person", "at": "14:00", "outcome": "no_answer"}]  # fmt: skip
    content = filled("attempted_contact", participants=[], attempts=attempts)
    assert asked(begun(note_type="attempted_contact", content=content)) == {}


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("program", "missed"),
    [
        ("AMHH", {"asked_for": ["goals"]}),
        ("TX-MH", {"asked_for": ["goals"], "no_place_for": ["curriculum"]}),
        ("TCM", {"asked_for": ["goals"], "no_place_for": ["declined_services", "coordination", "timeline"]}),
    ],
)
def test_what_a_shipped_pack_asks_of_a_whole_session_without_a_plan(program: str, missed: dict[str, list[str]]) -> None:
    rows = [row for pack in PACKS.glob("*.json") for row in json.loads(pack.read_text("utf-8"))["policies"]]
    (asks,) = [row["required_fields"] for row in rows if row.get("program") == program and "required_fields" in row]
    ask_for(*asks)
    assert asked(begun()) == missed

"""Which version stands on a day, and what changed between two: over every history, not only those that we thought of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as some

from goldthread.plans import content as contents
from goldthread.plans import forms, rules
from goldthread.plans.models import Act
from goldthread.plans.rules import Held

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = some.dates(date(2026, 1, 1), date(2026, 3, 31))


def recorded(spans: list[tuple[date, int | None]]) -> list[Held]:
    """Versions recorded one after another."""
    return [
        Held(
            UUID(int=at),
            BEGAN + timedelta(minutes=at),
            begins,
            None if length is None else begins + timedelta(days=length),
        )
        for at, (begins, length) in enumerate(spans)
    ]


SPANS = some.lists(some.tuples(DAYS, some.none() | some.integers(0, 40)), max_size=6)


@given(SPANS, DAYS)
def test_the_version_that_was_recorded_last_of_those_that_had_begun_tells_how_the_plan_stands(
    spans: list[tuple[date, int | None]], day: date
) -> None:
    versions = recorded(spans)
    state, version = rules.standing_on(versions, [], day)
    begun = [each for each in versions if each.valid_from_on <= day]
    if not begun:
        assert state == (rules.NOT_YET if versions else rules.NONE)
        return
    assert version == begun[-1]
    assert (state == rules.IN_FORCE) == (begun[-1].valid_to_on is None or begun[-1].valid_to_on >= day)


@given(SPANS, DAYS, DAYS)
def test_a_version_that_begins_later_changes_no_earlier_day(
    spans: list[tuple[date, int | None]], begins: date, day: date
) -> None:
    before = rules.standing_on(recorded(spans), [], day)
    after = rules.standing_on(recorded([*spans, (begins, None)]), [], day)
    assert after == before if day < begins and before[1] and before[0] != rules.NOT_YET else True
    assert after[0] == rules.IN_FORCE if begins <= day else True


@given(SPANS.filter(bool), DAYS, DAYS)
def test_a_plan_that_was_closed_stands_on_no_later_day(
    spans: list[tuple[date, int | None]], closed_on: date, day: date
) -> None:
    versions = recorded(spans)
    state, _version = rules.standing_on(versions, [(versions[-1].recorded_at, closed_on)], day)
    assert state != rules.IN_FORCE if day > closed_on else True
    assert state != rules.CLOSED if day <= closed_on else True


WORDS = some.text(some.characters(blacklist_categories=("Cs", "Cc")), max_size=12)
NAMES = some.sampled_from(
    ["why", "because", "others", "goals-0-words", "goals-1-need", "goals-0-objectives-0-words", "goals-3-objectives-2-target",
     "goals-0-objectives-0-interventions-1-who", "services-0-service", "services-4-frequency"]
)  # fmt: skip


def planned(typed: dict[str, Any]) -> dict[str, Any]:
    return contents.as_sealed(contents.planned(typed, anchor="plan_goal", people={}))


@given(some.dictionaries(NAMES, WORDS))
def test_a_version_that_starts_from_another_and_says_the_same_changes_nothing(fields: dict[str, str]) -> None:
    content = planned(forms.typed_from(Act.VERSION, fields))
    again = planned(contents.typed_again(content))
    assert contents.changes_between(content, again) == []
    assert [row["id"] for row in again["objectives"]] == [row["id"] for row in content["objectives"]]


@given(some.dictionaries(NAMES, WORDS), some.dictionaries(NAMES, WORDS))
def test_no_changes_are_told_only_where_both_say_the_same(one: dict[str, str], other: dict[str, str]) -> None:
    before, after = (planned(forms.typed_from(Act.VERSION, fields)) for fields in (one, other))
    compared = ("why", "participants", *contents.ROWS)
    if not contents.changes_between(before, after):
        assert [before[name] for name in compared] == [after[name] for name in compared]


def test_a_row_keeps_its_identity_and_no_two_have_the_same() -> None:
    same = "0198c0de-0000-7000-8000-000000000001"
    fields = {"goals-0-id": same, "goals-0-words": "One", "goals-1-id": same, "goals-1-words": "Two"}
    one, two = forms.typed_from(Act.VERSION, fields)["goals"]
    assert one["id"] == same
    assert two["id"] not in ("", same)

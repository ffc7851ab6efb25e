"""resolve, add, load_pack: rules are rows with a source, the most specific on the day wins."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger import actions as ledger
from goldthread.ledger import facts
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.policies import actions, queries, rules
from goldthread.policies.models import Policy

DAY = date(2026, 3, 2)
INDIANAPOLIS = "America/Indiana/Indianapolis"


@pytest.fixture
def shipped(cast: None, by: Actor) -> None:
    actions.load_shipped(by=by)


@pytest.mark.usefixtures("shipped")
def test_the_shipped_rows_give_the_session_limits_with_their_source() -> None:
    found = queries.resolve("idle_minutes", on=DAY)
    assert found.value == 15
    assert "164.312" in found.citation
    assert queries.resolve("absolute_minutes", on=DAY).value == 720
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("shipped")
def test_no_shipped_row_claims_to_be_verified_and_each_says_to_confirm_it() -> None:
    for row in Policy.objects.all():
        assert row.source_verified_on is None
        assert "onfirm with your" in row.source_citation


@pytest.mark.usefixtures("shipped")
def test_the_most_specific_row_wins_column_by_column() -> None:
    indiana = {"state": "IN", "program": "CMHC"}
    assert queries.resolve("documentation_due_count", on=DAY, **indiana).value == 30
    assert queries.resolve("documentation_due_count", on=DAY, state="IN").value == 2
    assert queries.resolve("late_effect", on=DAY, state="TX").value == "warns", "Texas says nothing of it here"
    assert queries.resolve("cosign_required", on=DAY, staff_level="trainee").value is True
    assert queries.resolve("cosign_required", on=DAY, staff_level="licensed").value is False


@pytest.mark.usefixtures("shipped")
def test_a_row_speaks_only_on_its_days(by: Actor) -> None:
    values = {"payer": "Example Health", "idle_minutes": 5, "true_from_on": "2026-03-01", "true_to_on": "2026-03-31"}
    actions.add(values={**values, "source_citation": "contract §4"}, by=by)
    ask = {"payer": "Example Health"}
    assert queries.resolve("idle_minutes", on=date(2026, 2, 28), **ask).value == 15
    assert queries.resolve("idle_minutes", on=date(2026, 3, 31), **ask).value == 5
    assert queries.resolve("idle_minutes", on=date(2026, 4, 1), **ask).value == 15
    assert queries.resolve("idle_minutes", on=DAY).value == 15


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"colour": 1}], "Row 1: There is no policy column colour. Nothing was loaded."),
        ([{"idle_minutes": 1, "source_citation": "x"}], "Row 1: A policy row needs true_from_on. Nothing was loaded."),
        (
            [{"idle_minutes": 1, "true_from_on": "2026-01-01"}],
            "Row 1: A policy row needs source_citation. Nothing was loaded.",
        ),
        (
            [{"true_from_on": "soon", "source_citation": "x"}],
            "Row 1: true_from_on is no date like 2026-01-31. Nothing was loaded.",
        ),
        (
            [{"true_from_on": "2026-01-01", "source_citation": "x", "idle_minutes": "long"}],
            "Row 1: The value of idle_minutes cannot be used. Nothing was loaded.",
        ),
        (
            [{"true_from_on": "2026-01-01", "source_citation": "x", "late_effect": "explodes"}],
            "Row 1: The value of late_effect cannot be used. Nothing was loaded.",
        ),
        (
            [{"true_from_on": "2026-01-01", "source_citation": "nul\0"}],
            "Row 1: The text holds a NUL character, which cannot be kept. Remove it and save again.",
        ),
        (
            [{"true_from_on": "2026-01-01", "source_citation": "x", "idle_minutes": 1e99}],
            "Row 1: The value of idle_minutes cannot be used. Nothing was loaded.",
        ),
        *(
            (
                [{"true_from_on": "2026-01-01", "source_citation": "x", name: value}],
                f"Row 1: The value of {name} cannot be used. Nothing was loaded.",
            )
            for name, value in (
                ("idle_minutes", True),
                ("idle_minutes", "15"),
                ("idle_minutes", -1),
                ("documentation_due_count", 100_001),
                ("cosign_required", "yes"),
                ("cosign_required", 1),
                ("payer", ["Medicaid"]),
                ("payer", 7),
                ("payer", "x" * 81),
                ("state", "Indiana"),
            )
        ),
        (
            [{"true_from_on": "9999-12-31", "source_citation": "x"}],
            "Row 1: true_from_on is no date like 2026-01-31. Nothing was loaded.",
        ),
        (
            [
                {"true_from_on": "2026-01-01", "source_citation": "x", "idle_minutes": 5, "payer": "A"},
                {"true_from_on": "2026-01-01", "source_citation": "y", "idle_minutes": 5},
                {"true_from_on": "2026-01-01", "source_citation": "z", "idle_minutes": 6, "payer": "A"},
            ],
            "Row 3 says idle_minutes again, as row 1 does. Nothing was loaded.",
        ),
        (
            [
                {"true_from_on": "2026-01-01", "source_citation": "x", "idle_minutes": 5},
                {"true_from_on": "2026-01-01", "source_citation": "x", "colour": "red"},
            ],
            "Row 2: There is no policy column colour. Nothing was loaded.",
        ),
        ({}, "The policy file pack.json holds no rule and no day off. Nothing was loaded."),
        (
            None,
            "The policy file pack.json is not readable JSON: look at line 1, character 2. Nothing was loaded.",
        ),
    ],
)
def test_a_pack_that_is_wrong_anywhere_loads_nothing(rows: Any, sentence: str, by: Actor) -> None:
    document = ("{" if rows is None else json.dumps(rows)).encode()
    with pytest.raises(Refused) as refused:
        actions.load_pack(name="pack.json", document=document, by=by)
    assert refused.value.sentence == sentence
    assert not Policy.objects.exists()


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b'[{"true_from_on": "2026-01-01", "true_from_on": "2026-02-01"}]', "says true_from_on twice in one row"),
        (b"[" * 50_000, "is not readable JSON. Nothing"),
        (b"[NaN]", "is not readable JSON. Nothing"),
        (b"\xff", r"is not UTF-8 \(byte 1\)"),
        (b'[{"state":\n"IN"},\n]', "is not readable JSON: look at line 3, character 1"),
    ],
)
def test_a_pack_that_is_no_json_loads_nothing(document: bytes, said: str, by: Actor) -> None:
    with pytest.raises(Refused, match=said):
        actions.load_pack(name="pack.json", document=document, by=by)
    assert not Policy.objects.exists()


@pytest.mark.usefixtures("cast")
def test_a_row_that_ended_says_nothing_afterwards(by: Actor) -> None:
    row = actions.add(values={"true_from_on": "2026-01-01", "source_citation": "x", "idle_minutes": 7}, by=by)
    actions.end(row=row, to_on=date(2026, 1, 31), by=by)
    assert queries.resolve("idle_minutes", on=date(2026, 1, 31)).value == 7
    assert queries.resolve("idle_minutes", on=date(2026, 2, 1)).value is None
    assert verify(witness=None).problems == []
    with pytest.raises(Refused, match="before the start"):
        actions.end(row=Policy.objects.current().get(), to_on=date(2025, 1, 1), by=by)


def test_two_business_days_leap_over_the_weekend_and_holidays() -> None:
    friday = datetime(2026, 5, 22, 16, 0, tzinfo=ZoneInfo(INDIANAPOLIS))
    due = rules.due_at(service_end=friday, count=2, unit="business_days", zone=INDIANAPOLIS)
    assert due.astimezone(ZoneInfo(INDIANAPOLIS)).date() == date(2026, 5, 26)
    memorial_day = {date(2026, 5, 25)}
    due = rules.due_at(service_end=friday, count=2, unit="business_days", zone=INDIANAPOLIS, holidays=memorial_day)
    assert due.astimezone(ZoneInfo(INDIANAPOLIS)).date() == date(2026, 5, 27)


@given(
    some.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2035, 1, 1), timezones=some.just(UTC)),
    some.integers(0, 40),
    some.sampled_from(["hours", "days", "business_days"]),
    some.sampled_from([INDIANAPOLIS, "America/New_York", "Pacific/Kiritimati", "UTC"]),
)
def test_more_time_is_never_due_earlier(end: datetime, count: int, unit: str, zone: str) -> None:
    due = rules.due_at(service_end=end, count=count, unit=unit, zone=zone)
    assert due >= end
    assert due <= rules.due_at(service_end=end, count=count + 1, unit=unit, zone=zone)
    if unit == "business_days" and count:
        assert rules.is_business_day(due.astimezone(ZoneInfo(zone)).date())
        assert due - end >= timedelta(days=count - 1)


def test_a_row_of_a_version_that_knew_fewer_columns_is_whole_and_a_change_in_the_new_one_is_found(
    by: Actor, cast: None
) -> None:
    def row(**more: str) -> Policy:
        return Policy(true_from_on=date(2026, 1, 1), idle_minutes=10, source_citation="Ours", **more)

    for stored, is_whole in ((row(), True), (row(cosign_levels="anybody"), False)):
        said = facts.statement(stored)
        del said["row"]["cosign_levels"]
        entry = ledger.record(kind="policy.added", content={"facts": [said]}, by=by)
        stored.entry, stored.recorded_at = entry, entry.recorded_at
        Policy.objects.bulk_create([stored])
        ledger.sequence()
        assert (verify(witness=None, projections=[]).problems == []) is is_whole


@pytest.mark.usefixtures("cast")
def test_a_state_in_small_letters_is_the_same_state(by: Actor) -> None:
    row = {"state": "tx", "late_effect": "warns", "true_from_on": "2026-01-01", "source_citation": "Rule 1"}
    actions.add(values=row, by=by)
    assert queries.resolve("late_effect", on=date(2026, 3, 1), state="TX").value == "warns"


@pytest.mark.usefixtures("cast")
def test_a_rule_says_what_plans_must_be_and_who_signs_them(by: Actor) -> None:
    row = {"state": "IN", "true_from_on": "2026-01-01", "source_citation": "Rule 2", "plan_required": True,
           "plan_initial_due_days": 14, "plan_review_days": 90, "plan_signers": ["client", "guardian"],
           "necessity_anchor": "plan_goal"}  # fmt: skip
    actions.add(values=row, by=by)
    found = queries.Standing(date(2026, 3, 1))
    assert found.resolve("plan_review_days", state="IN").value == 90
    assert found.resolve("plan_signers", state="IN").value == '["client","guardian"]'
    assert found.resolve("necessity_anchor", state="TX").value is None
    with pytest.raises(Refused, match="plan_signers"):
        actions.add(values={**row, "plan_signers": ["client", "neighbor"]}, by=by)
    with pytest.raises(Refused, match="necessity_anchor cannot be used"):
        actions.add(values={**row, "necessity_anchor": "a hunch"}, by=by)

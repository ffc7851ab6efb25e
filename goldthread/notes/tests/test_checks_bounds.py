"""Bounds that policies set: units in a span of time, the size of a group, a second member of staff; pure."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.notes.checks.bounds import Beside, Counted, cap_found, ratio_found, second_found, span_of
from goldthread.notes.tests.resting import SERVICE

OF = uuid4()


def kinds(signed: int, drafted: int, own: int, percent: int | None = None) -> list[str]:
    counted = Counted("week", 1600, signed, drafted, own, percent)
    return [each.check for each in cap_found(counted, service=SERVICE, of=OF)]


def test_what_signed_notes_and_this_one_take_may_be_as_much_as_the_cap_and_no_more() -> None:
    assert kinds(1000, 0, 600) == []
    assert kinds(1000, 0, 601) == ["cap"]


def test_drafts_of_others_make_nothing_too_much_but_are_told() -> None:
    assert kinds(1000, 100, 600) == ["cap_near"]
    (found,) = cap_found(Counted("week", 1600, 1200, 300, 600), service=SERVICE, of=OF)
    assert found.sentence == (
        "“Home-based casework” has at most 16 units in one week: signed notes have 12, this one takes 6, other drafts would take 3."
    )
    assert found.detail == "18 / 16"


def test_a_policy_may_ask_to_be_told_before_the_cap_is_reached() -> None:
    assert kinds(700, 0, 580, 80) == ["cap_near"]
    assert kinds(700, 0, 579, 80) == []


@pytest.mark.parametrize(
    ("per", "first", "last"),
    [
        ("day", date(2028, 2, 16), date(2028, 2, 16)),
        ("week", date(2028, 2, 14), date(2028, 2, 20)),
        ("month", date(2028, 2, 1), date(2028, 2, 29)),
        ("year", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_span_is_that_of_the_calendar(per: str, first: date, last: date) -> None:
    assert span_of(per, date(2028, 2, 16)) == (first, last)


@given(some.dates(date(1901, 1, 1), date(9000, 1, 1)), some.sampled_from(["day", "week", "month", "year"]))
def test_each_day_lies_in_one_span_and_the_next_begins_after_it(day: date, per: str) -> None:
    first, last = span_of(per, day)
    assert first <= day <= last
    assert span_of(per, first) == span_of(per, last) == (first, last)
    assert span_of(per, last + timedelta(days=1))[0] == last + timedelta(days=1)


def test_a_group_has_as_many_clients_for_each_of_the_staff_as_a_policy_allows() -> None:
    assert ratio_found(clients=9, staff=1, most=None) == []
    assert ratio_found(clients=8, staff=1, most=8) == []
    assert ratio_found(clients=16, staff=2, most=8) == []
    (found,) = ratio_found(clients=17, staff=2, most=8)
    assert "17 clients and 2 members of staff; at most 8 clients for each" in found.sentence
    assert (found.field, found.detail) == ("participants", "17 : 2")


@pytest.mark.parametrize(("rule", "said"), [("never", "never billed"), ("with_reason", "billed with a reason"), ("always", ""), ("", "")])  # fmt: skip
def test_a_second_member_of_staff_is_asked_about_as_the_policy_says(rule: str, said: str) -> None:
    at = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
    found = second_found([Beside(SERVICE, at, at + timedelta(minutes=30), "Ben, LCSW")], rule, "UTC", OF)
    assert [said in each.sentence and each.detail == "14:00–14:30" for each in found] == ([True] if said else [])

"""remaining, hundredths, spelled: what is left of an authorization, and in which words."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.authorizations import rules
from goldthread.authorizations.models import UnitLabel

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
DAYS = some.dates(date(2025, 12, 1), date(2026, 8, 1))
COUNTS = some.integers(0, 10_000)


def remaining(used: int = 0, drafted: int = 0, on: date = FIRST, to_on: date | None = LAST) -> rules.Remaining:
    return rules.remaining(authorized=4000, used=used, drafted=drafted, from_on=FIRST, to_on=to_on, on=on)


def test_both_ends_are_part_of_it() -> None:
    assert remaining(on=FIRST - timedelta(days=1)).state == "not_begun"
    assert remaining(on=FIRST).state == remaining(on=LAST).state == "open"
    assert remaining(on=LAST + timedelta(days=1)).state == "expired"
    assert remaining(on=date(2199, 1, 1), to_on=None).state == "open"


def test_what_drafts_would_use_is_counted_apart_and_taken_off() -> None:
    found = remaining(used=3000, drafted=600)
    assert (found.left, found.state, found.is_red, found.is_nearly_over) == (400, "open", False, True)
    used_up = remaining(used=4000)
    assert (used_up.state, used_up.is_red, used_up.is_nearly_over) == ("exhausted", True, False)
    meant = remaining(used=3000, drafted=1500)
    assert (meant.left, meant.state, meant.is_red, meant.is_nearly_over) == (-500, "open", False, True)
    assert remaining(used=4100).left == -100
    assert not remaining(used=3199, on=date(2026, 2, 1)).is_nearly_over
    assert remaining(on=LAST - timedelta(days=30)).is_nearly_over
    assert remaining(on=LAST - timedelta(days=30)).ends_in_days == 30


@given(used=COUNTS, drafted=COUNTS, more=COUNTS, on=DAYS)
def test_each_day_has_one_state_and_using_more_never_leaves_more(used: int, drafted: int, more: int, on: date) -> None:
    found = remaining(used, drafted, on)
    assert found.left + used + drafted == 4000
    assert found.is_red == (not FIRST <= on <= LAST or used >= 4000)
    assert not (found.is_red and found.is_nearly_over)
    further = remaining(used + more, drafted, on)
    assert further.left <= found.left
    assert not (found.is_red and not further.is_red)


@given(uses=some.lists(some.integers(1, 500)), drafts=some.lists(some.integers(1, 500)))
def test_signing_a_draft_moves_its_units_and_changes_nothing_else(uses: list[int], drafts: list[int]) -> None:
    left = remaining(sum(uses), sum(drafts)).left
    while drafts:
        uses.append(drafts.pop())
        assert remaining(sum(uses), sum(drafts)).left == left


@given(count=some.integers(0, rules.MOST_HUNDREDTHS))
def test_a_number_of_units_that_is_spelled_is_read_as_the_same(count: int) -> None:
    assert rules.hundredths(rules.spelled(count)) == count


@pytest.mark.parametrize(
    ("words", "count"),
    [("40", 4000), (" 12.5", 1250), ("0.25", 25), ("", None), ("-1", None), ("1,5", None), ("0.125", None), ("x", None), ("１", None)],
)  # fmt: skip
def test_units_are_read_as_people_write_them(words: str, count: int | None) -> None:
    assert rules.hundredths(words) == count


def test_reckoned_units_have_no_part_finer_than_a_hundredth() -> None:
    assert rules.of_units(Decimal("0.83")) == 83
    assert rules.spelled(-150) == "−1.5"
    with pytest.raises(ValueError, match="finer"):
        rules.of_units(Decimal("0.125"))


def test_the_labels_are_those_of_the_table() -> None:
    assert list(rules.UNIT_LABELS) == UnitLabel.values


def held(number: int, unused: int = 100, to_on: date | None = LAST, from_on: date = FIRST) -> rules.Held:
    return rules.Held(UUID(int=number), from_on, to_on, unused)


def falls_to(*authorizations: rules.Held, on: date = date(2026, 3, 2)) -> int | None:
    found = rules.falls_to(authorizations, on)
    return found.int if found else None


def test_a_service_falls_to_the_authorization_that_ends_first() -> None:
    assert falls_to(held(1, to_on=None), held(2), held(3, to_on=date(2026, 3, 2))) == 3
    assert falls_to(held(2), held(1)) == 1, "of two alike always the same"


def test_what_signed_notes_have_used_up_comes_after_what_has_units_left() -> None:
    assert falls_to(held(1, unused=0, to_on=date(2026, 3, 9)), held(2)) == 2
    assert falls_to(held(1, unused=-50, to_on=date(2026, 3, 9)), held(2, unused=0)) == 1, (
        "where nothing is left anywhere"
    )


def test_a_service_falls_to_none_that_does_not_hold_on_its_day() -> None:
    assert falls_to(held(1), on=FIRST - timedelta(days=1)) is None
    assert falls_to(held(1), on=LAST + timedelta(days=1)) is None
    assert falls_to() is None

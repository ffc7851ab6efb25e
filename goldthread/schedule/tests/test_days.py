"""On which days a plan has a visit: computed from its first day, however long ago that was."""

from datetime import date
from uuid import UUID

import pytest

from goldthread.schedule.rules import MONTHS, ONCE, WEEKS, days, occurrence_id

MONDAY = date(2026, 1, 5)
VISIT = UUID("01890000-0000-7000-8000-000000000000")


def between(repeats: str, every: int, since: date, until: date, last: date | None = None) -> list[date]:
    return list(days(MONDAY, last, repeats, every, since, until))


def test_once_is_one_day() -> None:
    assert between(ONCE, 1, date(2026, 1, 1), date(2027, 1, 1)) == [MONDAY]
    assert between(ONCE, 1, date(2026, 1, 6), date(2027, 1, 1)) == []


def test_every_other_week_counts_from_the_first_day() -> None:
    assert between(WEEKS, 2, date(2026, 1, 6), date(2026, 2, 3)) == [date(2026, 1, 19), date(2026, 2, 2)]


def test_nothing_comes_after_the_last_day() -> None:
    assert between(WEEKS, 1, date(2026, 1, 1), date(2026, 3, 1), last=date(2026, 1, 12)) == [MONDAY, date(2026, 1, 12)]


def test_the_31st_is_the_last_day_of_a_shorter_month_and_comes_back() -> None:
    found = list(days(date(2025, 10, 31), None, MONTHS, 1, date(2026, 1, 1), date(2026, 4, 1)))
    assert found == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


@pytest.mark.parametrize("repeats", [WEEKS, MONTHS])
def test_a_plan_of_long_ago_gives_the_same_days_as_when_walked_from_its_beginning(repeats: str) -> None:
    whole = list(days(date(1990, 1, 31), None, repeats, 3, date(1990, 1, 1), date(2027, 1, 1)))
    late = list(days(date(1990, 1, 31), None, repeats, 3, date(2026, 1, 1), date(2027, 1, 1)))
    assert late == [day for day in whole if day.year == 2026]
    assert late


def test_a_visit_that_comes_once_keeps_its_identity_on_another_day() -> None:
    assert occurrence_id(VISIT, MONDAY, ONCE) == occurrence_id(VISIT, date(2026, 1, 6), ONCE)
    assert occurrence_id(VISIT, MONDAY, WEEKS) != occurrence_id(VISIT, date(2026, 1, 12), WEEKS)

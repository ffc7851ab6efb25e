"""The checks of times, as plain values: overlaps, the way between visits, hours of a day, and days that cannot be."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.notes.checks import times
from goldthread.notes.checks.registry import Found
from goldthread.notes.checks.times import Worked

DAY = date(2026, 3, 2)
MATEO, NGOZI = UUID(int=1), UUID(int=2)


def at(clock: str) -> datetime:
    return datetime.combine(DAY, datetime.strptime(clock, "%H:%M").time(), UTC)


def worked(starts: str, ends: str, client: UUID = MATEO, **more: object) -> Worked:
    said = {"place": "12", "how": "in_person", **more}
    return Worked(at(starts), at(ends), UUID(int=hash((starts, ends)) % 2**64), frozenset([client]), **said)  # type: ignore[arg-type]


def details(found: list[Found]) -> list[str]:
    return [each.detail for each in found]


def test_an_overlap_is_told_with_its_own_times() -> None:
    other = worked("14:30", "16:00")
    (found,) = times.overlap_found(worked("14:00", "15:00"), [other], "UTC")
    assert (found.field, found.detail) == ("starts", "14:30–15:00")


def test_what_begins_as_the_other_ends_does_not_overlap() -> None:
    assert times.overlap_found(worked("14:00", "15:00"), [worked("15:00", "16:00")], "UTC") == []


MINUTES = st.integers(0, 2000)


@given(MINUTES, st.integers(1, 600), MINUTES, st.integers(1, 600))
def test_an_overlap_is_the_same_from_both_sides(one: int, long: int, other: int, longer: int) -> None:
    begins = datetime(2026, 3, 2, tzinfo=UTC)
    first, second = (
        Worked(begins + timedelta(minutes=m), begins + timedelta(minutes=m + n), MATEO, frozenset())
        for m, n in ((one, long), (other, longer))
    )
    assert times.overlap(first, second) == times.overlap(second, first)
    assert (times.overlap(first, second) is not None) == (one < other + longer and other < one + long)


def test_a_drive_that_does_not_fit_between_two_places_is_told() -> None:
    before = worked("13:00", "14:00", NGOZI)
    assert details(times.travel_found(worked("14:10", "15:00", drive_minutes=25), [before], "UTC")) == ["14:00 → 14:10"]
    assert times.travel_found(worked("14:30", "15:00", drive_minutes=25), [before], "UTC") == []


def test_two_families_without_a_minute_between_them_are_told_also_where_nobody_said_how_long_the_way_was() -> None:
    assert details(times.travel_found(worked("14:00", "15:00"), [worked("13:00", "14:00", NGOZI)], "UTC"))
    assert times.travel_found(worked("14:10", "15:00"), [worked("13:00", "14:00", NGOZI)], "UTC") == []


@pytest.mark.parametrize(
    "other",
    [
        worked("13:00", "14:00", NGOZI, how="phone"),
        worked("13:00", "14:00", MATEO),
        worked("13:00", "14:00", NGOZI, place="10"),
    ],
    ids=["by phone", "the same family at home", "by telehealth"],
)
def test_no_way_lies_between(other: Worked) -> None:
    assert times.travel_found(worked("14:00", "15:00"), [other], "UTC") == []


def test_two_clients_in_our_office_are_one_place() -> None:
    here, there = worked("14:00", "15:00", place="11"), worked("13:00", "14:00", NGOZI, place="11")
    assert times.travel_found(here, [there], "UTC") == []


def test_more_than_sixteen_hours_are_asked_about_and_more_than_a_day_cannot_be() -> None:
    others = [worked("00:00", "12:00")]
    assert times.day_found(worked("12:00", "16:00"), others, DAY, "UTC") == []
    (long,) = times.day_found(worked("12:00", "16:30"), others, DAY, "UTC")
    assert (long.check, long.detail) == ("long_day", "16.5 h")
    (beyond,) = times.day_found(worked("06:00", "19:00"), others, DAY, "UTC")
    assert (beyond.check, beyond.detail) == ("over_a_day", "25 h")


def test_only_the_hours_of_the_day_itself_count() -> None:
    night = Worked(at("00:00") - timedelta(hours=8), at("01:00"), MATEO, frozenset())
    assert times.day_found(worked("02:00", "16:00"), [night], DAY, "UTC") == []


def test_a_day_before_the_birth_and_one_after_the_closing_are_asked_about() -> None:
    assert times.birth_found(DAY, {"Mateo": date(2026, 3, 3), "Lucía": None})[0].check == "before_birth"
    assert times.birth_found(DAY, {"Mateo": DAY}) == []
    assert times.closing_found(DAY, date(2026, 3, 1), "session", ("contact",))[0].check == "after_closing"
    assert times.closing_found(DAY, date(2026, 3, 1), "contact", ("contact",)) == []
    assert times.closing_found(DAY, DAY, "session", ()) == []


def test_lateness_says_what_the_note_will_say() -> None:
    due = at("12:00")
    assert times.late_found(due, due, "warns", "UTC") == []
    assert "was due by March 2, 2026" in times.late_found(due, due + timedelta(days=1), "warns", "UTC")[0].sentence
    assert "may not be billed" in times.late_found(due, due + timedelta(days=1), "blocks", "UTC")[0].sentence
    assert times.late_found(None, due, "", "UTC") == []


@pytest.mark.parametrize(
    ("starts", "ends", "how", "planned", "told"),
    [
        ("14:00", "14:01", "in_person", None, ["14:00–14:01"]),
        ("14:00", "14:05", "in_person", None, []),
        ("14:00", "14:01", "phone", None, []),
        ("09:00", "10:00", "in_person", "13:00", ["09:00 → 13:00"]),
        ("11:00", "12:00", "in_person", "13:00", []),
        ("15:00", "16:00", "in_person", "13:00", []),
    ],
)
def test_a_visit_that_was_hardly_there_or_long_before_its_plan_is_asked_about(
    starts: str, ends: str, how: str, planned: str | None, told: list[str]
) -> None:
    assert details(times.visit_found(worked(starts, ends, how=how), at(planned) if planned else None, "UTC")) == told

"""name_agency, add_holiday, days_off: who the agency is on a day, and which days are no business days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.policies import actions, queries, rules
from goldthread.policies.models import Holiday

INDIANA = "America/Indiana/Indianapolis"
# As the Office of Personnel Management published them, opm.gov/policy-data-oversight/pay-leave/federal-holidays.
OPM_2026 = ["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"]
OPM_2027 = ["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"]


@pytest.fixture
def shipped(cast: None, by: Actor) -> None:
    actions.load_shipped(by=by)


@pytest.mark.usefixtures("shipped")
@pytest.mark.parametrize(("year", "days"), [(2026, OPM_2026), (2027, OPM_2027)])
def test_the_federal_holidays_of_a_year_are_those_that_were_published(year: int, days: list[str]) -> None:
    found = queries.days_off(date(year, 1, 1), date(year, 12, 31))
    assert sorted(found) == [date.fromisoformat(f"{year}-{day}") for day in days]


@pytest.mark.usefixtures("shipped")
def test_a_holiday_holds_from_the_year_it_was_made() -> None:
    assert date(2020, 6, 19) not in queries.days_off(date(2020, 6, 1), date(2020, 6, 30))
    assert date(2023, 6, 19) in queries.days_off(date(2023, 6, 1), date(2023, 6, 30))


@pytest.mark.usefixtures("shipped")
def test_an_agencys_own_day_is_added_and_ended(by: Actor) -> None:
    friday = date(2026, 4, 3)
    row = actions.add_holiday(name="Good Friday", day=friday, repeats="easter", moves_off_weekends=False, by=by)
    assert queries.days_off(date(2027, 3, 20), date(2027, 3, 31)) == {date(2027, 3, 26)}
    actions.end_holiday(row=row, to_on=date(2026, 12, 31), by=by)
    assert not queries.days_off(date(2027, 3, 20), date(2027, 3, 31))
    assert friday in queries.days_off(friday, friday)
    assert verify(witness=None).problems == []


@given(some.dates(date(1990, 1, 1), date(2200, 12, 31)), some.sampled_from(rules.REPEATS))
def test_a_day_off_falls_on_the_day_it_was_spelled_from(day: date, repeats: str) -> None:
    if repeats == "last_weekday" and (day + timedelta(days=7)).month == day.month:
        return
    assert rules.falls_on(rules.spelled(day, repeats), day.year) == day


@pytest.mark.parametrize(
    ("year", "sunday"),
    # As astronomers and churches publish them.
    [(1961, "04-02"), (2000, "04-23"), (2008, "03-23"), (2024, "03-31"), (2025, "04-20"), (2038, "04-25")],
)
def test_easter_is_where_the_almanac_has_it(year: int, sunday: str) -> None:
    assert rules.easter(year) == date.fromisoformat(f"{year}-{sunday}")


@pytest.mark.usefixtures("shipped")
def test_an_agency_that_said_nothing_has_no_name_and_no_state() -> None:
    held = queries.agency()
    assert (held.name, held.state, held.zone) == ("", "", INDIANA)


@pytest.mark.usefixtures("shipped")
def test_an_agency_that_moves_was_elsewhere_before(by: Actor) -> None:
    actions.name_agency(name="Larkspur Family Services", state="in", zone=INDIANA, by=by)
    assert queries.agency(date(2001, 1, 1)).state == "IN", "what was never said was a mistake from the first day"
    moved = date(2026, 3, 1)
    actions.name_agency(name="Larkspur Family Services", state="TX", zone="America/Chicago", from_on=moved, by=by)
    assert queries.agency(moved - timedelta(days=1)).state == "IN"
    assert queries.agency(moved).state == "TX"
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("shipped")
def test_an_agency_s_letterhead_is_true_from_a_day_on_like_its_name(by: Actor) -> None:
    whole = {"name": "Larkspur Family Services", "state": "IN", "zone": INDIANA, "by": by}
    actions.name_agency(**whole, letterhead="12 Main Street\r\nBloomington\n")  # type: ignore[arg-type]
    moved = date(2026, 3, 1)
    actions.name_agency(**whole, letterhead="9 Elm Street", from_on=moved)  # type: ignore[arg-type]
    assert queries.agency(moved - timedelta(days=1)).letterhead == "12 Main Street\nBloomington\n"
    assert queries.agency(moved).letterhead == "9 Elm Street"
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": " "}, "The name is empty"),
        ({"state": "Indiana"}, "two letters"),
        ({"zone": "Indiana/Nowhere"}, "no time zone Indiana/Nowhere"),
    ],
)
def test_what_cannot_be_an_agency_is_refused(said: dict[str, str], sentence: str, by: Actor) -> None:
    whole = {"name": "Larkspur", "state": "IN", "zone": INDIANA, **said}
    with pytest.raises(Refused, match=sentence):
        actions.name_agency(**whole, by=by)  # type: ignore[arg-type]


@pytest.mark.usefixtures("shipped")
def test_a_deadline_in_business_days_passes_over_days_off(by: Actor) -> None:
    wednesday = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
    due = queries.documentation_due(queries.Standing(wednesday.date()), service_end=wednesday, zone=INDIANA)
    assert due is not None
    assert due.at.date() == date(2026, 12, 1), "Thursday is Thanksgiving; Friday and Monday count, until midnight there"
    actions.add_holiday(
        name="Day after Thanksgiving", day=date(2026, 11, 27), repeats="once", moves_off_weekends=False, by=by
    )
    later = queries.documentation_due(queries.Standing(wednesday.date()), service_end=wednesday, zone=INDIANA)
    assert later is not None
    assert later.at - due.at == timedelta(days=1)


@pytest.mark.usefixtures("shipped")
def test_the_list_says_when_each_day_off_is_next_kept() -> None:
    with clock.set_to(datetime(2026, 7, 4, 16, 0, tzinfo=UTC)):
        soonest, *_rest = queries.holidays()
    assert (soonest[0].name, soonest[1]) == ("Labor Day", date(2026, 9, 7))
    assert Holiday.objects.count() == 11

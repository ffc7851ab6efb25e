"""What planned visits would use of an authorization, shown where a visit is planned or changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import Authorization
from goldthread.ledger.models import Access
from goldthread.notes.tests.writing import begun, signed
from goldthread.plans.tests import writing as plans
from goldthread.schedule import actions
from goldthread.schedule.models import Repeats, Visit
from goldthread.schedule.tests.planning import found, planned_visit, today
from goldthread.schedule.tests.test_screens import at, browser, typed
from goldthread.schedule.units import Ahead, Missing, Typed, ahead
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
SERVICE = "Home-based casework"


def in_days(count: int) -> date:
    return today() + timedelta(days=count)


def authorized(
    units: int = 40, begins: int = -60, ends: int | None = 30, client: str = "Mateo Rivera"
) -> Authorization:
    last = None if ends is None else in_days(ends)
    new = NewAuthorization("Medicaid", SERVICE, units * 100, "unit", in_days(begins), last, f"A-{units}")
    return authorizations.authorize(client=client_named(client), new=new, by=acting("ana"))


def quarters() -> None:
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15}, unit_label="unit")


def told(login: str = "ana", *clients: str, **changes: Any) -> list[Any]:
    plan = {"worker": named("ana").pk, "service": SERVICE, "first_on": today(), "minutes": 60, **changes}
    chosen = [client_named(name) for name in clients or ("Mateo Rivera",)]
    return ahead(named(login), case_named("Rivera"), chosen, Typed(**plan), today())


def one(**changes: Any) -> Ahead:
    (found,) = told(**changes)
    assert isinstance(found, Ahead)
    return found


def test_signed_drafted_and_planned_are_told_apart() -> None:
    quarters()
    authorized()
    signed()
    begun()
    planned_visit(first_on=in_days(2), minutes=30)
    found = one(first_on=in_days(3))
    assert (found.standing.used, found.standing.drafted, found.standing.left) == ("6", "6", "28")
    assert (found.visits, found.units, found.unknown, found.is_short) == (2, "6", 0, False)
    assert found.until == in_days(30)


def test_visits_that_come_again_are_counted_until_the_authorization_ends() -> None:
    quarters()
    authorized(units=20)
    found = one(repeats=Repeats.WEEKS)
    assert (found.visits, found.units, found.is_short) == (5, "20", False)
    assert one(repeats=Repeats.WEEKS, minutes=75).is_short
    assert one(repeats=Repeats.WEEKS, last_on=in_days(8)).visits == 2


def test_what_is_planned_after_the_first_is_used_up_falls_to_the_next() -> None:
    quarters()
    authorized(units=8)
    authorized(units=40, ends=None)
    first, second = told(repeats=Repeats.WEEKS, last_on=in_days(28))
    assert [(each.visits, each.units, each.is_short) for each in (first, second)] == [(2, "8", False), (3, "12", False)]


@pytest.mark.parametrize(("begins", "ends", "state"), [(-60, -1, "expired"), (5, 30, "not_begun")])
def test_one_that_ended_or_has_not_begun_on_the_day_of_the_visit_is_red(begins: int, ends: int, state: str) -> None:
    authorized(begins=begins, ends=ends)
    found = one()
    assert (found.standing.remaining.state, found.standing.remaining.is_red, found.visits) == (state, True, 0)


def test_one_that_holds_today_and_not_on_the_day_of_the_visit_is_red() -> None:
    authorized(ends=10)
    assert not one(first_on=in_days(10)).standing.remaining.is_red
    assert one(first_on=in_days(11)).standing.remaining.state == "expired"


def test_a_length_or_a_rule_that_is_missing_is_said_and_not_guessed() -> None:
    authorized()
    assert (one().visits, one().unknown, one().units) == (1, 1, "0")
    quarters()
    planned_visit(first_on=in_days(2), minutes=None)
    assert (one().visits, one().unknown, one().units) == (2, 1, "4")


def test_a_visit_that_is_changed_is_not_counted_beside_its_change() -> None:
    quarters()
    authorized()
    visit = planned_visit(repeats=Repeats.WEEKS)
    third = found(visit.visit, in_days(14))
    changed = one(first_on=third.day, repeats=Repeats.WEEKS, changes=(visit.visit.identity, third.planned_on))
    assert changed.visits == 5
    assert one(first_on=third.day, repeats=Repeats.WEEKS).visits == 8


def test_a_visit_that_was_called_off_or_is_underway_uses_nothing_more() -> None:
    quarters()
    authorized()
    off, here = planned_visit(), planned_visit(starts="11:00")
    actions.call_off(planned=off, why="no_show", by=acting("ana"))
    actions.arrive(planned=here, by=acting("ana"))
    assert one(first_on=in_days(1)).visits == 1


def test_where_a_policy_asks_for_an_authorization_and_none_is_on_file_that_is_said() -> None:
    assert told() == []
    plans.rule(auth_required=True)
    assert told() == [Missing("")]
    authorized(client="Lucía Rivera")
    both = told("ana", "Mateo Rivera", "Lucía Rivera")
    assert [each.name for each in both] == ["Mateo Rivera", "Lucía Rivera"]


def test_nobody_reads_of_a_client_whom_they_do_not_serve() -> None:
    authorized()
    assert told("cleo") == []


def asks(login: str = "ana", **changes: Any) -> Any:
    path = f"/cases/{case_named('Rivera').pk}/visits/units/"
    return browser(login).post(path, typed(service=SERVICE, **changes))


def test_the_units_follow_what_is_typed_and_whoever_looks_is_written_down() -> None:
    quarters()
    authorized(units=3)
    before = Access.objects.filter(client=client_named("Mateo Rivera").pk).count()
    page = asks().content.decode()
    assert "3 of 3 units left" in page
    assert "too few for what is planned" in page
    assert "1 visit planned until" in page
    assert Access.objects.filter(client=client_named("Mateo Rivera").pk).count() > before
    assert "expired" in asks(first_on=in_days(31).isoformat()).content.decode()


@pytest.mark.parametrize(
    "typing",
    [{"service": ""}, {"first_on": "soon"}, {"first_on": "2999-01-01"}, {"clients": []}, {"clients": ["x"]}, {"worker": "nobody"}],
)  # fmt: skip
def test_what_cannot_be_read_yet_shows_nothing(typing: dict[str, Any]) -> None:
    authorized()
    answered = browser().post(
        f"/cases/{case_named('Rivera').pk}/visits/units/", typed(**{"service": SERVICE, **typing})
    )
    assert answered.status_code == 200
    assert "units left" not in answered.content.decode()


def test_only_who_plans_for_a_case_may_ask() -> None:
    visit = planned_visit()
    assert asks("cleo").status_code == 404
    assert browser("cleo").post(at(visit, "units/"), typed()).status_code == 404
    assert Browser().post(at(visit, "units/"), typed()).status_code == 302
    assert browser().get(at(visit, "units/")).status_code == 405


def test_a_change_shows_the_units_at_once_and_without_script_by_a_button() -> None:
    quarters()
    authorized()
    visit = planned_visit(minutes=90)
    page = browser().get(at(visit, "change/")).content.decode()
    assert "1 visit planned until" in page
    assert "would use 6" in page
    answered = browser().post(at(visit, "change/"), typed(service=SERVICE, minutes="30", starts="", show_units="yes"))
    assert answered.status_code == 200
    page = answered.content.decode()
    assert "would use 2" in page
    assert 'value="30"' in page, "what was typed stays"
    assert "That is no time of day" not in page
    assert Visit.objects.count() == 1, "and nothing is planned by it"
    assert "would use 4" in browser().post(at(visit, "units/"), typed(service=SERVICE)).content.decode()


def test_a_visit_of_a_row_that_is_moved_is_counted_where_it_goes_and_the_others_stay() -> None:
    quarters()
    authorized(ends=20)
    visit = planned_visit(repeats=Repeats.WEEKS)
    second = found(visit.visit, in_days(7))
    page = browser().get(at(second, "move/")).content.decode()
    assert "3 visits planned until" in page
    assert "would use 12" in page
    moved = {"first_on": in_days(9).isoformat(), "starts": "10:00", "minutes": "90"}
    page = browser().post(at(second, "move/units/"), moved).content.decode()
    assert "3 visits planned until" in page
    assert "would use 14" in page, "the hour that the plan says of this one is not counted beside it"
    page = browser().post(at(second, "move/units/"), {**moved, "minutes": ""}).content.decode()
    assert "would use 12" in page, "without a length that of the plan holds"
    page = browser().post(at(second, "move/units/"), {**moved, "first_on": in_days(25).isoformat()}).content.decode()
    assert "expired" in page


def test_without_script_moving_shows_the_units_by_a_button_and_moves_nothing() -> None:
    quarters()
    authorized()
    visit = planned_visit(repeats=Repeats.WEEKS)
    asked = {"first_on": in_days(2).isoformat(), "starts": "", "minutes": "15", "show_units": "yes"}
    answered = browser().post(at(visit, "move/"), asked)
    assert answered.status_code == 200
    page = answered.content.decode()
    assert "units left" in page
    assert "That is no time of day" not in page
    assert found(visit.visit, today()).day == today()


def test_only_who_may_move_a_visit_of_a_row_asks_what_it_would_use() -> None:
    row, single = planned_visit(repeats=Repeats.WEEKS), planned_visit(starts="17:00")
    moved = {"first_on": in_days(2).isoformat(), "starts": "10:00"}
    assert browser("cleo").post(at(row, "move/units/"), moved).status_code == 404
    assert browser().post(at(single, "move/units/"), moved).status_code == 404
    before = Access.objects.filter(client=client_named("Mateo Rivera").pk).count()
    assert browser().post(at(row, "move/units/"), moved).status_code == 200
    assert Access.objects.filter(client=client_named("Mateo Rivera").pk).count() > before


@pytest.mark.parametrize(("label", "count"), [("event", "3"), ("day", "2")])
def test_a_planned_visit_is_an_event_and_the_first_of_a_day_is_a_day(label: str, count: str) -> None:
    new = NewAuthorization("Medicaid", SERVICE, 1000, label, in_days(-60), in_days(30), "E-10")
    authorizations.authorize(client=client_named("Mateo Rivera"), new=new, by=acting("ana"))
    planned_visit(first_on=in_days(2), minutes=None)
    planned_visit(first_on=in_days(1), starts="17:00")
    found = one(first_on=in_days(1), minutes=None)
    assert (found.visits, found.units, found.unknown) == (3, count, 0)


def test_what_is_authorized_in_hours_is_held_against_hours() -> None:
    quarters()
    new = NewAuthorization("Medicaid", SERVICE, 1000, "hour", in_days(-60), in_days(30), "H-10")
    authorizations.authorize(client=client_named("Mateo Rivera"), new=new, by=acting("ana"))
    found = one(first_on=in_days(1), minutes=180)
    assert (found.units, found.is_short) == ("3", False)

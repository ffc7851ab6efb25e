"""The pages of planned visits: planned, moved, changed and taken out by forms; the week and the visits of a case."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.ledger.models import Access
from goldthread.schedule.models import Repeats, Visit
from goldthread.schedule.queries import Planned
from goldthread.schedule.tests.planning import ZONE, days_of, planned_visit, today
from tests.cast import case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def browser(login: str = "ana") -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def typed(**changes: object) -> dict[str, object]:
    return {
        "clients": [str(client_named("Mateo Rivera").pk)],
        "first_on": today().isoformat(),
        "starts": "09:00",
        "minutes": "60",
        "place_of_service": "12",
        "note_type": "session",
        "repeats": "once",
        "every": "1",
        "worker": str(named("ana").pk),
        "zone": ZONE,
        **changes,
    }


def new(login: str = "ana", **changes: object) -> int:
    return browser(login).post(f"/cases/{case_named('Rivera').pk}/visits/new/", typed(**changes)).status_code


def at(planned: Planned, page: str = "") -> str:
    return f"/visits/{planned.visit.identity}/{planned.planned_on}/{page}"


def day(count: int) -> date:
    return today() + timedelta(days=count)


def test_a_visit_is_planned_from_the_case_file_with_the_client_ticked() -> None:
    file = browser().get(f"/clients/{client_named('Lucía Rivera').pk}/").content.decode()
    link = f"/cases/{case_named('Rivera').pk}/visits/new/?client={client_named('Lucía Rivera').pk}"
    assert link in file
    page = browser().get(link).content.decode()
    assert page.count("checked") == 1
    assert new(repeats="weeks", every="2") == 302
    assert days_of() == [0, 14, 28]


def test_it_is_told_whether_one_visit_or_a_row_of_them_is_planned() -> None:
    place = f"/cases/{case_named('Rivera').pk}/visits/new/"
    told = [
        browser().post(place, typed(repeats=how), follow=True).content.decode() for how in ("once", "weeks", "months")
    ]
    assert ["The visits are planned, the first for" in each for each in told] == [False, True, True]


def test_a_supervisor_plans_for_ana_and_sees_her_week() -> None:
    assert new("dora") == 302
    page = browser("dora").get(f"/visits/?worker={named('ana').pk}").content.decode()
    assert "Mateo Rivera" in page
    assert "Mateo Rivera" not in browser("dora").get("/visits/").content.decode()
    assert browser("ben").get(f"/visits/?worker={named('ana').pk}").status_code == 404


def test_who_comes_to_a_family_stands_at_its_case_and_whoever_looks_is_written_down() -> None:
    planned_visit(first_on=day(3))
    before = Access.objects.count()
    page = browser("ben").get(f"/cases/{case_named('Rivera').pk}/visits/").content.decode()
    assert "Ana Castellanos" in page
    assert Access.objects.filter(client=client_named("Mateo Rivera").pk).exists()
    assert Access.objects.count() > before


def test_one_visit_is_moved_and_a_row_is_changed_and_taken_out() -> None:
    weekly = planned_visit(repeats=Repeats.WEEKS)
    moved = {"first_on": day(1).isoformat(), "starts": "17:30:00", "minutes": ""}
    assert browser().post(at(weekly, "move/"), moved).status_code == 302
    assert days_of(length=14) == [1, 7, 14]
    second = Planned(weekly.visit, day(7))
    change = typed(first_on=day(7).isoformat(), starts="11:00", repeats="weeks", every="2")
    assert browser().post(at(second, "change/"), change).status_code == 302
    assert days_of(length=28) == [1, 7, 21]
    assert browser().post(at(Planned(weekly.visit, day(21)), "end/")).status_code == 302
    assert days_of() == [1, 7]


def test_a_single_visit_is_changed_without_being_asked_how_often_it_comes() -> None:
    once = planned_visit()
    assert 'name="repeats"' not in browser().get(at(once, "change/")).content.decode()
    assert browser().get(at(once, "move/")).status_code == 404
    assert browser().post(at(once, "change/"), typed(first_on=day(2).isoformat())).status_code == 302
    assert days_of() == [2]


@pytest.mark.parametrize(
    "changes",
    [
        {"starts": "9 o'clock"},
        {"minutes": "0"},
        {"every": "53"},
        {"clients": []},
        {"note_type": ""},
        {"first_on": "2126-01-01"},
        {"repeats": "weeks", "last_on": "2020-01-01"},
        {"zone": "Mars/Olympus"},
        {"worker": "nobody"},
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(changes: dict[str, object]) -> None:
    answer = browser().post(f"/cases/{case_named('Rivera').pk}/visits/new/", typed(purpose="Bring it.", **changes))
    assert answer.status_code == 422
    assert "Bring it." in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_visit_that_the_plan_does_not_have_is_not_there() -> None:
    weekly = planned_visit(repeats=Repeats.WEEKS)
    for asked in (at(Planned(weekly.visit, day(1))), at(weekly, "none/"), "/visits/2026-02-30/"):
        assert browser().get(asked).status_code == 404
    assert browser().get(at(weekly)).status_code == 200


def test_the_offices_see_a_visit_and_change_nothing() -> None:
    weekly = planned_visit(repeats=Repeats.WEEKS)
    assert browser("fay").get(at(weekly)).status_code == 200
    assert "Arrived" not in browser("fay").get(at(weekly)).content.decode()
    for page in ("change/", "move/", "end/"):
        assert browser("fay").get(at(weekly, page)).status_code == 404
    assert new("fay") == 404
    assert new("cleo") == 404

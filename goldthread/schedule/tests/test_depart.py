"""A worker leaves: cases and planned visits go to colleagues in one step, and nothing is left to nobody by accident."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.schedule import actions, departing
from goldthread.schedule.actions import NewVisit
from goldthread.schedule.models import Repeats, Visit
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
ZONE = "America/Indiana/Indianapolis"


def today() -> date:
    return clock.today(named("dora").zone)


def handed_over(to: str = "ben", last_on: date | None = None, by: str = "dora") -> int:
    return departing.hand_over(
        worker=named("ana"),
        to={case_named("Rivera").pk: named(to)},
        last_on=last_on or today(),
        actor=named(by),
        by=acting(by),
    )


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def team_on(day: date) -> list[str]:
    return sorted(member.staff.login for member in cases.care_team_of(case_named("Rivera"), day))


def test_the_colleague_joins_today_and_the_worker_leaves_on_the_last_day() -> None:
    assert handed_over(last_on=today() + timedelta(days=7)) == 1
    assert "ben" in team_on(today())
    assert "ana" in team_on(today() + timedelta(days=7))
    assert "ana" not in team_on(today() + timedelta(days=8))


def test_what_is_planned_after_the_last_day_goes_along() -> None:
    new = NewVisit(
        named("ana"),
        [client_named("Mateo Rivera")],
        today() + timedelta(days=1),
        "14:00",
        ZONE,
        "session",
        repeats=Repeats.WEEKS,
    )
    actions.plan(case=case_named("Rivera"), new=new, by=acting("ana"))
    handed_over(last_on=today() + timedelta(days=3))
    standing = Visit.objects.current().order_by("true_from_on")
    assert list(standing.values_list("worker__login", flat=True)) == ["ana", "ben"]


def test_the_page_gives_everything_to_one_colleague() -> None:
    dora, address = signed_in("dora"), f"/team/{named('ana').pk}/leaves/"
    assert "Rivera" in dora.get(address).content.decode()
    answer = dora.post(address, {"last_on": today().isoformat(), "everything": str(named("ben").pk)})
    assert answer.url == "/team/"
    assert not departing.caseload_of(named("dora"), named("ana"), today())


@pytest.mark.parametrize("login", ["ben", "cleo", "ed", "fay", "hana"])
def test_who_does_not_supervise_hands_nothing_over(login: str) -> None:
    assert signed_in(login).get(f"/team/{named('ana').pk}/leaves/").status_code == 404
    with pytest.raises(Refused, match="supervises"):
        handed_over(by=login)


def test_the_last_day_does_not_lie_in_the_past() -> None:
    with pytest.raises(Refused, match="past"):
        handed_over(last_on=today() - timedelta(days=1))


def test_a_hand_over_to_nobody_is_refused() -> None:
    answer = signed_in("dora").post(f"/team/{named('ana').pk}/leaves/", {"last_on": today().isoformat()})
    assert answer.status_code == 422
    assert "Nobody is chosen" in answer.content.decode()


def test_who_supervises_nobody_has_no_team() -> None:
    assert signed_in("ana").get("/team/").status_code == 404


def test_planned_visits_go_along_to_a_colleague_whom_somebody_else_supervises() -> None:
    new = NewVisit(named("ana"), [client_named("Mateo Rivera")], today() + timedelta(days=1), "14:00", ZONE, "session")
    actions.plan(case=case_named("Rivera"), new=new, by=acting("ana"))
    handed_over(to="cleo")
    assert Visit.objects.current().get().worker == named("cleo")

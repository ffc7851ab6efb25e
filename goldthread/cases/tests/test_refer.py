"""refer, change_referral, mend_referral, strike_referral: who asked for a case to be served, and what became of it."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries, versions
from goldthread.cases.actions import NewReferral
from goldthread.cases.models import Referral
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.notes.queries import Filters
from goldthread.paper import queries as paper
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
JANUARY, MARCH = date(2026, 1, 9), date(2026, 3, 2)
COUNTY = NewReferral(
    "Marion County DCS", JANUARY, "Missed school.", person="Pat Lindqvist", number="R-77", priority="urgent"
)


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def place(*more: object) -> str:
    return "/".join(["/cases", str(case_named("Rivera").pk), "referrals", *map(str, more), ""])


def typed(**changes: str) -> dict[str, str]:
    words = {
        "referred_by": "Marion County DCS",
        "person": "",
        "received_on": "2026-01-09",
        "number": "R-77",
        "service": "Home-based casework",
    }
    return {**words, "reason": "Missed school.", "priority": "urgent", "status": "received", **changes}


def test_a_referral_stands_on_the_case_the_case_file_and_paper() -> None:
    assert as_("ana").post(place("new"), typed()).status_code == 302
    case, mateo = case_named("Rivera"), client_named("Mateo Rivera")
    for address in (f"/cases/{case.pk}/", f"/clients/{mateo.pk}/"):
        shown = as_("ben").get(address).content.decode()
        assert "Marion County DCS" in shown, address
        assert "R-77" in shown, address
    front = paper.of_file(named("ben"), mateo, Filters()).front
    assert "Marion County DCS · Jan. 9, 2026 · R-77 · Home-based casework · received" in front
    assert "Missed school." not in front
    assert "Marion County DCS" not in as_("cleo").get(f"/clients/{client_named('Ngozi Okafor').pk}/").content.decode()
    assert verify(witness=None).problems == []


def test_what_became_of_it_is_a_further_version_and_both_days_are_kept() -> None:
    referral = actions.refer(case=case_named("Rivera"), new=COUNTY, by=acting("ana"))
    accepted = {**typed(status="accepted"), "how": "changed", "from_on": MARCH.isoformat()}
    assert as_("ana").post(place(referral.identity), accepted).status_code == 302
    case = case_named("Rivera")
    assert [each.status for each in queries.referrals_of([case.pk], MARCH)] == ["accepted"]
    assert [each.status for each in queries.referrals_of([case.pk], MARCH - timedelta(days=1))] == ["received"]
    assert queries.referrals_of([case.pk], JANUARY - timedelta(days=1)) == []
    assert "What was on file" in as_("ana").get(place(referral.identity)).content.decode()
    assert len(versions.of_referral(referral)) == 2
    assert verify(witness=None).problems == []


def test_what_was_typed_wrongly_is_mended_also_the_day_on_which_it_came_in() -> None:
    referral = actions.refer(case=case_named("Rivera"), new=COUNTY, by=acting("ana"))
    wrong = {**typed(number="R-78", received_on="2026-01-07"), "how": "wrong", "from_on": ""}
    assert as_("ana").post(place(referral.identity), wrong).status_code == 302
    (mended,) = queries.referrals_of([case_named("Rivera").pk], date(2026, 1, 7))
    assert (mended.number, mended.received_on, mended.identity) == ("R-78", date(2026, 1, 7), referral.identity)
    assert Referral.objects.count() == 2
    assert "mended: this was a mistake" in as_("ana").get(place(referral.identity)).content.decode()


def test_one_that_never_was_is_taken_out_with_all_its_versions() -> None:
    case = case_named("Rivera")
    referral = actions.refer(case=case, new=COUNTY, by=acting("ana"))
    actions.change_referral(referral=referral, new=COUNTY, from_on=MARCH, by=acting("ana"))
    assert as_("ana").post(place(referral.identity, "out"), {"reason": ""}).status_code == 422
    assert as_("ana").post(place(referral.identity, "out"), {"reason": "Another family."}).status_code == 302
    assert queries.referrals_of([case.pk], JANUARY) == queries.referrals_of([case.pk], MARCH) == []
    assert "No referral is on file." in as_("ana").get(f"/cases/{case.pk}/").content.decode()
    assert as_("ana").get(place(referral.identity)).status_code == 404
    assert verify(witness=None).problems == []


def test_what_says_too_little_is_refused_with_everything_typed_still_there() -> None:
    ahead = (clock.today("UTC") + timedelta(days=9)).isoformat()
    for changed, field in (
        (typed(referred_by=" "), "referred_by"),
        (typed(reason=" "), "reason"),
        (typed(received_on=ahead), "received_on"),
        (typed(status="lost"), "status"),
    ):
        answer = as_("ana").post(place("new"), changed)
        assert (answer.status_code, "R-77" in answer.content.decode()) == (422, True), field
    with pytest.raises(Refused):
        actions.refer(case=case_named("Rivera"), new=NewReferral("", JANUARY, "Why"), by=acting("ana"))
    assert not Referral.objects.exists()


def test_strangers_and_those_who_only_read_find_nothing_there() -> None:
    referral = actions.refer(case=case_named("Rivera"), new=COUNTY, by=acting("ana"))
    for login in ("cleo", "hana", "ed"):
        assert as_(login).get(place("new")).status_code == 404
        assert as_(login).post(place(referral.identity), typed()).status_code == 404
        assert as_(login).post(place(referral.identity, "out"), {"reason": "x"}).status_code == 404

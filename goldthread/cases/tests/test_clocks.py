"""Referrals carry the identifiers of DCS, and show by when they are to be answered and the family to be met."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser

from goldthread.cases import actions
from goldthread.cases.actions import NewReferral
from goldthread.cases.clocks import Clock
from goldthread.cases.models import Referral
from goldthread.cases.standing import standing
from goldthread.ledger import actions as ledger
from goldthread.ledger import facts
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.writing import begun, signed, yesterday
from goldthread.policies import actions as policies
from tests.cast import acting, case_named, named

pytestmark = pytest.mark.usefixtures("cast")
JANUARY = date(2026, 1, 9)
ZONE = "America/Indiana/Indianapolis"
RULE = {
    "true_from_on": "2026-01-01",
    "source_citation": "Service standard",
    "accept_within_count": 48,
    "accept_within_unit": "hours",
    "first_contact_within_count": 2,
    "first_contact_within_unit": "business_days",
}
DCS = NewReferral(
    "Marion County DCS",
    JANUARY,
    "Missed school.",
    received_time="14:30",
    state_case="DCS-7 ",
    billable_unit="BU-19",
    county="Marion",
    fcm="Pat Lindqvist",
    fcm_supervisor="Kim Osei",
)


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def page() -> str:
    return as_("ana").get(f"/cases/{case_named('Rivera').pk}/").content.decode()


def clocks() -> list[Clock]:
    ana = named("ana")
    (referral,) = standing(case_named("Rivera"), ana, clock.today(ana.zone)).referrals
    return list(referral.clocks)  # type: ignore[arg-type]


def test_the_identifiers_of_dcs_are_typed_kept_as_they_are_and_shown() -> None:
    case = case_named("Rivera")
    typed = {
        "referred_by": "DCS",
        "received_on": "2026-01-09",
        "reason": "X",
        "priority": "routine",
        "status": "received",
    }
    more = {"received_time": "14:30", "state_case": "DCS-7", "billable_unit": "BU-19", "county": "Marion", "fcm": "Pat"}
    assert as_("ana").post(f"/cases/{case.pk}/referrals/new/", {**typed, **more}).status_code == 302
    shown = page()
    for words in ("DCS-7", "BU-19", "Marion", "Pat", "14:30"):
        assert words in shown
    wrong = {**typed, **more, "received_time": "25:00"}
    assert as_("ana").post(f"/cases/{case.pk}/referrals/new/", wrong).status_code == 422
    with pytest.raises(Refused, match="no time of day"):
        actions.refer(case=case, new=NewReferral("DCS", JANUARY, "X", received_time="noon"), by=acting("ana"))
    actions.refer(case=case, new=DCS, by=acting("ana"))
    assert Referral.objects.get(billable_unit="BU-19", state_case="DCS-7 ").fcm_supervisor == "Kim Osei"
    assert verify(witness=None).problems == []


def test_a_referral_of_a_version_that_knew_no_identifiers_is_whole() -> None:
    case, new = (
        case_named("Rivera"),
        ("received_time", "state_case", "billable_unit", "county", "fcm", "fcm_supervisor"),
    )
    row = Referral(case=case, true_from_on=JANUARY, received_on=JANUARY, referred_by="DCS", reason="X", priority="routine", status="received")  # fmt: skip
    said = facts.statement(row)
    for column in new:
        del said["row"][column]
    entry = ledger.record(kind="referral.received", content={"facts": [said]}, by=COMMAND_LINE)
    row.entry, row.recorded_at = entry, entry.recorded_at
    Referral.objects.bulk_create([row])
    ledger.sequence()
    assert verify(witness=None).problems == []


def test_a_referral_shows_by_when_it_is_answered_and_red_when_that_is_past() -> None:
    referral = actions.refer(case=case_named("Rivera"), new=DCS, by=acting("ana"))
    assert clocks() == [], "no rule, no clock"
    policies.add(values=RULE, by=COMMAND_LINE)
    accept, contact = clocks()
    assert accept.due_at == datetime(2026, 1, 11, 14, 30, tzinfo=ZoneInfo(ZONE))
    assert contact.due_at.astimezone(ZoneInfo(ZONE)).date() == date(2026, 1, 13), "a weekend lies between"
    assert (accept.is_past, contact.is_past, accept.done_on) == (True, True, None)
    shown = page()
    assert shown.count("past, not done") == 2
    assert "Service standard" in shown
    accepted = NewReferral("Marion County DCS", JANUARY, "Missed school.", received_time="14:30", status="accepted")
    actions.change_referral(referral=referral, new=accepted, from_on=date(2026, 1, 12), by=acting("ana"))
    accept, contact = clocks()
    assert (accept.done_on, accept.is_past) == (date(2026, 1, 12), True)
    assert "late, on Jan. 12, 2026" in page()


def test_the_first_meeting_in_person_that_is_signed_stops_the_clock() -> None:
    policies.add(values=RULE, by=COMMAND_LINE)
    actions.refer(case=case_named("Rivera"), new=NewReferral("DCS", yesterday(), "X"), by=acting("ana"))
    assert clocks()[1].done_on is None
    signed(begun())
    assert (clocks()[1].done_on, clocks()[1].is_past) == (yesterday(), False)


def test_a_referral_that_was_turned_down_asks_for_no_contact() -> None:
    policies.add(values=RULE, by=COMMAND_LINE)
    actions.refer(case=case_named("Rivera"), new=NewReferral("DCS", JANUARY, "X", status="rejected"), by=acting("ana"))
    (accept,) = clocks()
    assert (accept.waits_for, accept.done_on, accept.is_past) == ("accept", JANUARY, False)

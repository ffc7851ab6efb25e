"""The pages of a client's authorizations: listed with a bar, put on file, changed, taken out; strangers find nothing."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.authorizations.models import Authorization
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewReferral
from goldthread.ledger.models import Access
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.services import actions as services
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
TODAY = clock.today("America/Indiana/Indianapolis")


@pytest.fixture(autouse=True)
def _offered(cast: None) -> None:
    services.add_service(
        name="Home visits", code="", is_billable=True, from_on=TODAY - timedelta(400), by=acting("hana")
    )


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def place(*more: object) -> str:
    return "/".join(["/clients", str(client_named("Mateo Rivera").pk), "authorizations", *map(str, more), ""])


def typed(**changes: str) -> dict[str, str]:
    said = {
        "payer": "Example <Health>",
        "service": "Home visits",
        "number": "A-77",
        "units": "40",
        "unit_label": "hour",
    }
    return {
        **said,
        "from_on": (TODAY - timedelta(9)).isoformat(),
        "to_on": (TODAY + timedelta(90)).isoformat(),
        **changes,
    }


def listed(login: str = "ana") -> Any:
    return as_(login).get(place()).content.decode()


def test_an_authorization_is_put_on_file_and_shown_with_what_is_left() -> None:
    assert "No authorization is on file." in listed()
    assert as_("ana").post(place("new"), typed())["Location"] == place()
    shown = listed("dora")
    for words in ("Example &lt;Health&gt;", "A-77", "40 of 40 hours left", "0 used in signed notes, 0 in drafts"):
        assert words in shown, words
    assert "badge bad" not in shown
    assert place() in as_("ana").get(f"/clients/{client_named('Mateo Rivera').pk}/").content.decode()
    assert Access.objects.filter(page="authorizations:of_client", client=client_named("Mateo Rivera").pk).exists()
    assert verify(witness=None).problems == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"to_on": (TODAY - timedelta(1)).isoformat()}, "expired"),
        ({"from_on": (TODAY + timedelta(1)).isoformat()}, "not begun"),
        ({"to_on": (TODAY + timedelta(30)).isoformat()}, "nearly over"),
    ],
)
def test_one_that_cannot_be_used_says_so_in_words(changes: dict[str, str], said: str) -> None:
    as_("ana").post(place("new"), typed(**changes))
    assert f">{said}</span>" in listed()


def test_it_is_changed_and_taken_out_and_what_was_on_file_stays_readable() -> None:
    ana = as_("ana")
    ana.post(place("new"), typed())
    row = Authorization.objects.get()
    assert 'value="40"' in ana.get(place(row.identity)).content.decode()
    assert ana.post(place(row.identity), typed(units="60", how="changed")).status_code == 302
    assert "60 of 60 hours left" in listed()
    assert "What was on file" in ana.get(place(row.identity)).content.decode()
    assert ana.post(place(row.identity, "out"), {"reason": ""}).status_code == 422
    assert ana.post(place(row.identity, "out"), {"reason": "Another family's."}).status_code == 302
    assert "No authorization is on file." in listed()
    assert ana.get(place(row.identity)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"units": "many"}, "Write how many units are authorized"),
        ({"service": "Moon visits"}, "is not in the list"),
        ({"from_on": "2026-13-01"}, "not a day of the calendar"),
        ({"to_on": "2020-01-01"}, "The end lies before the start."),
        ({"payer": ""}, "This is empty. Fill it in."),
    ],
)
def test_what_cannot_be_is_refused_with_everything_typed_still_there(changes: dict[str, str], said: str) -> None:
    answered = as_("ana").post(place("new"), typed(**changes))
    page = answered.content.decode()
    assert (answered.status_code, said in page, "A-77" in page) == (422, True, True)
    assert not Authorization.objects.exists()


def test_strangers_find_nothing_and_who_reads_only_changes_nothing() -> None:
    as_("ana").post(place("new"), typed())
    row = Authorization.objects.get()
    for login in ("cleo", "hana"):
        for at in (place(), place("new"), place(row.identity), place(row.identity, "out")):
            assert as_(login).get(at).status_code == 404, (login, at)
    assert as_("fay").get(place()).status_code == 200
    assert as_("fay").get(place("new")).status_code == 404
    assert as_("fay").post(place(row.identity, "out"), {"reason": "x"}).status_code == 404


def test_a_referral_is_offered_with_its_day_as_a_reader_writes_it() -> None:
    cases.refer(case=case_named("Rivera"), new=NewReferral("DCS", date(2026, 3, 2), "Neglect."), by=acting("ana"))
    assert "DCS · March 2, 2026" in as_("ana").get(place("new")).content.decode()

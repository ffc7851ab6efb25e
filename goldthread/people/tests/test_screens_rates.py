"""The pages of services with what they allow, of payers and of rates."""

from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger.verify import verify
from goldthread.services import queries
from goldthread.services.models import Payer, Rate, Service
from goldthread.services.rules import Details
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)
VISITS: dict[str, Any] = {
    "name": "Home <visits>",
    "code": "H2014",
    "is_billable": "on",
    "from_on": "2026-01-01",
    "modifiers": "ho, U1",
    "unit": "15",
    "places": ["12", "03"],
    "participants": ["client"],
    "most_minutes": "120",
}


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_a_service_with_what_it_allows_is_offered_shown_and_changed() -> None:
    hana = as_("hana")
    assert hana.post("/services/new/", VISITS)["Location"] == "/services/"
    shown = hana.get("/services/").content.decode()
    for words in (
        "Home &lt;visits&gt;",
        "(H2014)",
        "modifiers: HO, U1",
        "only at: 12 Home, 03 School",
        "with: client",
        "–120",
    ):
        assert words in shown, words
    row = Service.objects.get()
    assert 'value="HO, U1"' in hana.get(f"/services/{row.pk}/").content.decode()
    changed = {**VISITS, "places": ["12"], "from_on": "2026-02-01", "is_billable": ""}
    assert hana.post(f"/services/{row.pk}/", changed).status_code == 302
    assert queries.details_of("Home <visits>", DAY) == Details(("HO", "U1"), "15", ("12",), (), (), ("client",), (), None, 120)  # fmt: skip
    assert hana.get(f"/services/{row.pk}/").status_code == 404, "that row is replaced"
    assert verify(witness=None).problems == []


def test_a_payer_and_a_rate_are_put_on_file_shown_and_ended() -> None:
    hana = as_("hana")
    hana.post("/services/new/", VISITS)
    assert hana.post("/services/payer/", {"name": "Example Health", "kind": "insurance", "from_on": "2026-01-01"})
    said = {"payer": "Example Health", "service": "Home <visits>", "modifiers": "HO", "amount_cents": "$85.50"}
    assert hana.post("/services/rate/", {**said, "from_on": "2026-01-01"}).status_code == 302
    shown = hana.get("/services/").content.decode()
    assert "private insurance" in shown
    assert "HO: $85.50" in shown
    refused = hana.post("/services/rate/", {**said, "from_on": "2026-02-01"})
    assert (refused.status_code, "85.50 is on file from Jan. 1, 2026" in refused.content.decode()) == (422, True)
    for row in (Rate.objects.get(), Payer.objects.get()):
        assert hana.post(f"/services/{row.pk}/end/", {"to_on": "2026-02-01"}).status_code == 302
    assert Rate.objects.standing(DAY) == []
    assert verify(witness=None).problems == []


@pytest.mark.parametrize("amount", ["", "much", "85.5", "-1", "1e3", "85.505"])
def test_an_amount_that_is_none_is_refused_with_everything_typed_still_there(amount: str) -> None:
    hana = as_("hana")
    hana.post("/services/new/", VISITS)
    hana.post("/services/payer/", {"name": "Example Health", "kind": "insurance", "from_on": "2026-01-01"})
    said = {"payer": "Example Health", "service": "Home <visits>", "amount_cents": amount, "modifiers": "U9"}
    answered = hana.post("/services/rate/", {**said, "from_on": "2026-01-01"})
    assert (answered.status_code, "U9" in answered.content.decode()) == (422, True)


def test_who_does_not_run_the_agency_finds_no_rates() -> None:
    as_("hana").post("/services/new/", VISITS)
    row = Service.objects.get()
    for at in ("/services/payer/", "/services/rate/", f"/services/{row.pk}/"):
        for login in ("ana", "fay", "gus"):
            assert as_(login).get(at).status_code == 404

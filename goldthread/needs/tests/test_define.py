"""define, offer_no_longer: measures of the agency's own, of which totals alone are kept."""

import html
from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.needs import actions, queries
from goldthread.needs.actions import NewMeasure, NewScore
from goldthread.needs.instruments import shipped
from goldthread.needs.models import OwnMeasure, Score
from goldthread.needs.tests.stating import SINCE, today
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
OWN = {"title": "Family ladder", "about": "By the worker", "least": "0", "most": "40", "better": "higher",
       "bands": "0 low\n20 midway\n30 high", "reliable_change": "5", "change_source": "Our own study", "from_on": "2026-01-05"}  # fmt: skip


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_a_measure_is_defined_filled_in_and_offered_no_longer() -> None:
    hana, ana = as_("hana"), as_("ana")
    assert hana.post("/services/measures/new/", OWN)["Location"] == "/services/measures/"
    shown = hana.get("/services/measures/").content.decode()
    assert "Family ladder" in shown
    assert "PHQ-9" in shown
    row = OwnMeasure.objects.get()
    page = f"/clients/{client_named('Mateo Rivera').pk}/measures/"
    assert "Family ladder" in ana.get(page).content.decode()
    for day, total in (("2026-02-02", "12"), ("2026-03-02", "31")):
        said = {"informant": "worker", "taken_on": day, "total": total}
        assert ana.post(f"{page}{row.identity}/new/", said).status_code == 302
    course = ana.get(page).content.decode()
    assert "19 points better, a reliable change (5 points or more)" in course
    assert "high" in course
    assert hana.post(f"/services/measures/{row.identity}/end/", {"to_on": "2026-04-01"}).status_code == 302
    assert ana.get(f"{page}{row.identity}/new/").status_code == 404
    # What was counted stays.
    assert "19 points better" in ana.get(page).content.decode()
    assert verify(witness=None).problems == []


def test_its_total_lies_within_its_range() -> None:
    as_("hana").post("/services/measures/new/", OWN)
    key = str(OwnMeasure.objects.get().identity)
    for total, sentence in ((41, "from 0 to 40"), (-1, "from 0 to 40"), (None, "The total is empty")):
        new = NewScore(instrument=key, informant="worker", total=total)
        with pytest.raises(Refused, match=sentence):
            actions.measure(client=client_named("Mateo Rivera"), new=new, taken_on=SINCE, by=acting("ana"))
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": " "}, "The name is empty"),
        ({"title": "phq-9"}, "of that name already"),
        ({"most": "0"}, "lies above the lowest"),
        ({"most": "999999999999"}, "further from 0"),
        ({"bands": "high"}, "a number, a space and a word"),
        ({"bands": "10 some\n5 few"}, "rise from line to line"),
        ({"bands": "50 too many"}, "rise from line to line"),
        ({"change_source": ""}, "who says so"),
        ({"least": "a"}, "whole number"),
        ({"better": "up"}, "in the list"),
    ],
)
def test_what_is_no_measure_is_refused_with_what_was_typed(changes: dict, sentence: str) -> None:
    answered = as_("hana").post("/services/measures/new/", {**OWN, **changes})
    assert answered.status_code == 422
    assert sentence in answered.content.decode()
    assert "Our own study" in answered.content.decode() or not changes.get("change_source", True)
    assert not OwnMeasure.objects.exists()


def test_only_who_administers_defines() -> None:
    assert as_("ana").get("/services/measures/").status_code == 404
    assert as_("ana").post("/services/measures/new/", OWN).status_code == 404
    new = NewMeasure(title="Ladder", least=0, most=9, better="higher")
    row = actions.define(new=new, from_on=SINCE, by=acting("hana"))
    with pytest.raises(Refused, match="before it began"):
        actions.offer_no_longer(row=row, to_on=SINCE - timedelta(days=1), by=acting("hana"))
    assert queries.instruments()[str(row.identity)].is_offered
    assert row.true_from_on < today()


def test_the_list_says_of_every_shipped_instrument_who_says_so_and_what_is_doubtful() -> None:
    page = html.unescape(as_("hana").get("/services/measures/").content.decode())
    for instrument in shipped().values():
        assert bool(instrument.change_source) == (instrument.reliable_change is not None)
        for said in (instrument.source, instrument.change_source, instrument.licence, instrument.doubt):
            assert said in page

"""The list of drafts in hand: about whom, what is overdue, and where a review of each stands."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import actions, in_hand, queries
from goldthread.notes.in_hand import InHand
from goldthread.notes.models import Draft, Verdict
from goldthread.notes.tests.writing import begun, filled, yesterday
from goldthread.policies import actions as policies
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def listed() -> list[InHand]:
    return in_hand.rows(named("ana"), list(queries.open_drafts(named("ana"))))


def the_page() -> str:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser.get("/drafts/").content.decode()


def due_within_a_day() -> None:
    values = {
        "documentation_due_count": 24,
        "documentation_due_unit": "hours",
        "true_from_on": "2020-01-01",
        "source_citation": "Our rule",
    }
    policies.add(values=values, by=COMMAND_LINE)


def of_days_ago(days: int) -> Draft:
    day = yesterday() - timedelta(days=days - 1)
    return begun(content=filled("session", occurred_on=day.isoformat()))


def test_a_draft_says_whether_its_note_is_overdue_or_by_when_it_is_due() -> None:
    due_within_a_day()
    of_days_ago(5)
    (row,) = listed()
    assert row.unsigned
    assert row.unsigned.is_overdue
    assert f"overdue since {row.unsigned.due}" in the_page()
    with clock.set_to(clock.now() - timedelta(days=5)):
        assert "due by" in the_page()


def test_a_draft_says_where_its_review_stands() -> None:
    draft = begun()
    assert [row.review_told for row in listed()] == [""]
    for verdict, told in ((Verdict.RETURNED, "returned to you"), (Verdict.APPROVED, "approved")):
        submission = actions.submit(draft=draft, by=acting("ana"))
        assert [row.review_told for row in listed()] == ["submitted for review"]
        actions.decide(
            submission=submission, verdict=verdict, words="Say more.", reviewer=named("dora"), by=acting("dora")
        )
        assert [row.review_told for row in listed()] == [told]
        assert told in the_page()
    changed = {**draft.content, "modality": "Play"}
    actions.save(draft=draft, base_revision=draft.revision, content=changed, by=acting("ana"))
    assert [row.review_told for row in listed()] == ["changed after its approval"]


def test_what_was_taken_back_stands_as_before() -> None:
    actions.take_back(submission=actions.submit(draft=begun(), by=acting("ana")), by=acting("ana"))
    assert [row.review_told for row in listed()] == [""]


def test_it_costs_the_same_whatever_is_in_hand() -> None:
    due_within_a_day()
    counts = []
    for _more in range(2):
        for days in (2, 3, 4):
            actions.submit(draft=of_days_ago(days), by=acting("ana"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            listed()
        counts.append(len(asked))
    assert counts[0] == counts[1]

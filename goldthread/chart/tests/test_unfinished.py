"""What the brief tells of what is unfinished: the plan, authorizations, and a diagnosis that is not there."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.queries import cases_seen_by, known_of
from goldthread.chart.brief import Brief, brief_of
from goldthread.needs.models import Verification
from goldthread.needs.tests.stating import diagnosed, listed
from goldthread.notes.tests.resting import authorized, planned, quarters, visited
from goldthread.notes.tests.writing import yesterday
from goldthread.plans.tests.writing import reviewed, rule, today, witnessed
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def brief(login: str = "ana", of: str = "Mateo Rivera") -> Brief:
    client = client_named(of).pk
    return brief_of(named(login), known_of(named(login), client), cases_seen_by(named(login), client))


def due(login: str = "ana", of: str = "Mateo Rivera") -> list[str]:
    return [each.what for each in brief(login, of).due]


def short() -> list[tuple[str | None, str, str]]:
    return [(each.row.number, each.remaining.state, each.left) for each in brief().short]


def page(login: str = "ana") -> str:
    opened = Browser()
    opened.force_login(named(login))
    return opened.get(f"/clients/{client_named('Mateo Rivera').pk}/brief/").content.decode()


def test_a_signature_that_is_missing_is_told_until_it_is_given_and_leads_to_the_plan() -> None:
    rule(plan_signers=["guardian"])
    version = planned()
    (line,) = brief().due
    assert line.what == "Signatures are missing: guardian"
    assert line.address == f"/plans/{version.pk}/#signatures"
    assert "Signatures are missing: guardian" in page()
    assert due("dora") == ["Signatures are missing: guardian"], "to who is on no care team too"
    assert due(of="Lucía Rivera") == []
    witnessed(version)
    assert due() == []


def test_a_review_that_is_due_is_told_until_it_was_held() -> None:
    version = planned(review_due_on=today().isoformat())
    (line,) = brief().due
    assert (line.what, line.is_overdue) == ("Review of the plan", False)
    reviewed(version, next_due_on=(today() + timedelta(days=90)).isoformat())
    assert due() == []


def test_a_review_that_is_overdue_is_told_with_its_day() -> None:
    planned(review_due_on=yesterday().isoformat())
    assert [(each.what, each.is_overdue) for each in brief().due] == [("Review of the plan", True)]


def test_a_first_plan_that_a_policy_asks_for_is_told_while_the_case_is_open() -> None:
    rule(plan_required=True)
    assert due() == ["First plan"]
    cases.close_episode(case=case_named("Rivera"), closed_on=today(), reason="Done.", by=acting("dora"))
    assert due() == []


def test_an_authorization_that_is_used_up_is_told_and_one_that_has_ended_where_nothing_follows_it() -> None:
    quarters()
    authorized(units=5, begins=yesterday() - timedelta(days=3), ends=today() + timedelta(days=200))
    visited(answers={"authorization_short": "The payer was asked for more."})
    assert short() == [("A-17", "exhausted", "−1")]
    read = page()
    assert "used up" in read
    assert "−1 of 5 units left" in read
    authorized(units=40, begins=yesterday() - timedelta(days=40), ends=yesterday() - timedelta(days=10))
    assert [state for _number, state, _left in short()] == ["exhausted", "expired"]
    authorized(units=40, begins=yesterday(), ends=today() + timedelta(days=300))
    assert short() == [("A-17", "exhausted", "−1")], "what ended has another after it; what was overdrawn stays"


def test_an_authorization_is_told_before_it_ends_and_to_none_who_does_not_serve_the_client() -> None:
    authorized(ends=today() + timedelta(days=200))
    assert short() == []
    authorized(ends=today() + timedelta(days=10))
    assert [state for _number, state, _left in short()] == ["open"]
    assert "nearly over" in page()


def test_that_no_diagnosis_is_on_file_is_told_where_the_policies_speak_of_diagnoses() -> None:
    assert "no diagnosis" not in [str(each) for each in brief().missing]
    rule(required_fields=["diagnosis"])
    assert "no diagnosis" in [str(each) for each in brief().missing]
    listed()
    diagnosed(verification=Verification.REFUTED)
    assert "no diagnosis" in [str(each) for each in brief().missing]
    diagnosed(code="F41.1")
    assert "no diagnosis" not in [str(each) for each in brief().missing]

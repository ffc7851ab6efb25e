"""Safety alerts: what to beware of at a family's door, put on file and ended by those who serve it."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
TODAY = "America/Indiana/Indianapolis"


def browser(login: str) -> Browser:
    opened = Browser()
    opened.force_login(named(login))
    return opened


def post(login: str, **changes: str) -> int:
    typed = {"kind": "dog", "words": "Large dog; call first.", "from_on": clock.today(TODAY).isoformat(), "to_on": ""}
    return browser(login).post(f"/cases/{case_named('Rivera').pk}/alerts/new/", typed | changes).status_code


def test_the_team_and_its_supervisor_put_an_alert_on_file_and_it_stands_at_the_top_of_the_case_file() -> None:
    assert post("ana") == 302
    assert post("dora", kind="weapons", words="A gun in the hall.") == 302
    page = browser("ben").get(f"/clients/{client_named('Mateo Rivera').pk}/").content.decode()
    assert page.index("A gun in the hall.") < page.index("Large dog; call first.") < page.index('id="around"')
    assert "Ana Castellanos" in browser("ben").get(f"/cases/{case_named('Rivera').pk}/").content.decode()


def test_an_alert_that_ended_stands_on_the_page_of_the_case_alone() -> None:
    case, today = case_named("Rivera"), clock.today(TODAY)
    alert = actions.warn(case=case, kind="dog", words="A dog.", from_on=today - timedelta(days=9), by=acting("ana"))
    gone = {"to_on": (today - timedelta(days=1)).isoformat()}
    assert browser("ben").post(f"/cases/{case.pk}/alerts/{alert.pk}/end/", gone).status_code == 302
    assert queries.alerts_of([case.pk], today) == {case.pk: []}
    assert len(queries.alerts_of([case.pk], today - timedelta(days=1))[case.pk]) == 1
    assert "A dog." in browser("ana").get(f"/cases/{case.pk}/").content.decode()
    assert "A dog." not in browser("ana").get(f"/clients/{client_named('Mateo Rivera').pk}/").content.decode()


def test_who_does_not_serve_the_family_or_only_reads_may_not() -> None:
    assert [post(login) for login in ("cleo", "hana", "ed")] == [404, 404, 404]


def test_what_says_nothing_is_refused() -> None:
    assert post("ana", words=" ") == 422
    assert post("ana", kind="cat") == 422
    assert post("ana", to_on="2001-01-01") == 422
    with pytest.raises(Refused):
        actions.warn(case=case_named("Rivera"), kind="cat", words="x", from_on=clock.today(TODAY), by=acting("ana"))


def test_no_word_of_an_alert_stands_in_the_log_of_who_looked() -> None:
    post("ana", words="A gun in the hall.")
    assert not Access.objects.filter(page__contains="gun").exists()

"""What ends: authorizations that need another, on the Today of who reconciles bills."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.authorizations import queries
from goldthread.authorizations.tests.test_authorize import authorized
from goldthread.lib import clock
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def today() -> date:
    return clock.today("America/Indiana/Indianapolis")


def ending_in(days: int, client: str = "Mateo Rivera", service: str = "Home-based casework") -> None:
    to_on = today() + timedelta(days=days)
    authorized(client, from_on=to_on - timedelta(days=90), to_on=to_on, service=service)


def told(login: str = "ed") -> list[int]:
    return [(each.row.true_to_on - today()).days for each in queries.ending(named(login), today())]


def todays_page(login: str) -> str:
    browser = Browser()
    browser.force_login(named(login))
    return browser.get("/").content.decode()


def test_what_ends_within_thirty_days_or_ended_lately_is_listed_by_its_last_day() -> None:
    for days, service in ((31, "A"), (30, "B"), (0, "C"), (-14, "D"), (-15, "E")):
        ending_in(days, service=service)
    assert told() == [-14, 0, 30]


def test_one_that_another_follows_is_not_listed() -> None:
    ending_in(5)
    ending_in(200)
    ending_in(5, client="Lucía Rivera")
    assert [each.row.client for each in queries.ending(named("ed"), today())] == [client_named("Lucía Rivera")]


def test_who_reconciles_bills_finds_it_on_today_and_nobody_else() -> None:
    ending_in(5)
    for login in ("ed", "fay", "gus"):
        page = todays_page(login)
        assert "Authorizations that end" in page
        assert "Mateo Rivera" in page
    for login in ("ana", "dora", "hana"):
        assert "Authorizations that end" not in todays_page(login)


def test_where_nothing_ends_that_is_said() -> None:
    assert "None ends within thirty days" in todays_page("ed")


def test_it_costs_the_same_for_any_number() -> None:
    counts = []
    for client in ("Mateo Rivera", "Lucía Rivera", "Ngozi Okafor"):
        ending_in(5, client)
        with CaptureQueriesContext(connection) as asked:
            told()
        counts.append(len(asked))
    assert len(set(counts)) == 1

"""What is shown when something is not there, not allowed, refused, or broken."""

from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import path

from goldthread import urls
from goldthread.lib.refusals import Refused
from goldthread.page import views
from goldthread.people.models import Staff


def _refuses(request: HttpRequest) -> Any:
    raise Refused("Take somebody off the team first.")


def _breaks(request: HttpRequest) -> Any:
    raise ValueError("broken")


def _finds_no_database(request: HttpRequest) -> Any:
    raise OperationalError("no connection")


urlpatterns = [
    *urls.urlpatterns,
    path("refuses/", _refuses),
    path("breaks/", _breaks),
    path("no-database/", _finds_no_database),
]
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def ana(cast: None, settings: Any) -> Client:
    settings.ROOT_URLCONF = __name__
    client = Client(raise_request_exception=False)
    client.force_login(Staff.objects.get(login="ana"))
    return client


def test_what_is_not_there_is_said_within_the_frame(ana: Client) -> None:
    answer = ana.get("/no-such-page/")
    assert answer.status_code == 404
    assert b"There is nothing here for you" in answer.content
    assert b'href="/clients/"' in answer.content


def test_a_refusal_that_no_form_took_is_shown_as_its_sentence(ana: Client) -> None:
    answer = ana.get("/refuses/")
    assert answer.status_code == 422
    assert b"Take somebody off the team first." in answer.content


def test_a_script_gets_the_refusal_as_json(ana: Client) -> None:
    answer = ana.get("/refuses/", headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json() == {"sentence": "Take somebody off the team first.", "field": ""}


def test_a_mistake_of_ours_is_500(ana: Client) -> None:
    answer = ana.get("/breaks/")
    assert answer.status_code == 500
    assert b"Something broke on our side" in answer.content


def test_a_database_out_of_reach_is_503_and_says_when_to_come_back(ana: Client) -> None:
    answer = ana.get("/no-database/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert b"not reachable for a moment" in answer.content


def test_the_page_for_a_mistake_needs_no_database() -> None:
    # No `db` fixture: a query here would fail the test.
    answer = views.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"/static/page/tokens.css" in answer.content


def test_a_stale_form_says_that_nothing_is_lost(cast: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(Staff.objects.get(login="ana"))
    answer = client.post("/sign-out/")
    assert answer.status_code == 403
    assert b"Nothing you typed is lost" in answer.content


@pytest.mark.parametrize(("view", "status"), [(views.forbidden, 403), (views.too_many, 429)])
def test_other_refusals_have_a_page(view: Any, status: int) -> None:
    answer = view(RequestFactory().get("/"))
    assert answer.status_code == status
    assert b"<h1>" in answer.content

"""The installed page: what a phone and its service worker are given, and that nobody's data are in it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.capture import queries
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.notes.tests.writing import begun
from goldthread.policies import actions as policies
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def _no_policy_of_another_test() -> Iterator[None]:
    queries.forget()
    yield
    queries.forget()


def seen(at: str, login: str = "ana", **headers: str) -> Any:
    browser = Browser()
    browser.force_login(named(login))
    return browser.get(at, headers=headers)


def test_a_phone_learns_how_to_install_it() -> None:
    answer = Browser().get("/app.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    told = answer.json()
    assert (told["name"], told["start_url"], told["display"]) == ("Goldthread", "/", "standalone")
    assert [each["sizes"] for each in told["icons"]] == ["192x192", "512x512"]
    assert 'rel="manifest" href="/app.webmanifest"' in seen("/").content.decode()


def test_the_worker_rules_the_whole_site_and_is_never_cached() -> None:
    answer = Browser().get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Service-Worker-Allowed"] == "/"
    assert answer["Cache-Control"] == "no-store"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]


def test_the_worker_keeps_every_file_that_the_page_names() -> None:
    page, worker = seen("/offline/").content.decode(), Browser().get("/sw.js").content.decode()
    named_there = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(named_there) >= 6
    for file in named_there:
        assert f'"{file}"' in worker


def test_the_worker_changes_with_the_language_and_with_the_kinds_of_note() -> None:
    def version(**headers: str) -> str:
        return Browser().get("/sw.js", headers=headers).content.decode().splitlines()[0]

    assert version() == version()
    assert version() != version(**{"accept-language": "es"})


def test_nobodys_data_are_in_the_page_that_opens_without_signal() -> None:
    begun()
    page = seen("/offline/").content.decode()
    for private in ("Ana", "ana", "Rivera", "Mateo", "csrfmiddlewaretoken", str(named("ana").pk)):
        assert not re.search(rf"\b{private}\b", page), private
    assert seen("/offline/").content == seen("/offline/", "hana").content


def test_every_page_tells_the_device_whose_it_is_and_that_it_may_keep() -> None:
    page = seen("/").content.decode()
    assert f'data-person="{named("ana").pk}" data-keeps="yes" data-writes="yes"' in page
    assert 'data-writes=""' in seen("/", "ed").content.decode()


def test_an_agency_may_keep_nothing_on_devices(by: Actor) -> None:
    values = {"offline_drafts": False, "true_from_on": date(2020, 1, 1).isoformat(), "source_citation": "Our own rule"}
    row = policies.add(values=values, by=by)
    queries.forget()
    assert 'data-keeps=""' in seen("/").content.decode()
    assert "Nothing is kept on the device" in seen("/policies/", "hana").content.decode()
    policies.end(row=row, to_on=date(2020, 2, 1), by=by)
    queries.forget()
    assert 'data-keeps="yes"' in seen("/").content.decode()
    assert clock.today("America/Indiana/Indianapolis") > date(2020, 2, 1)


def test_who_is_not_signed_in_is_told_nothing() -> None:
    assert 'id="device"' not in Browser().get("/sign-in/").content.decode()

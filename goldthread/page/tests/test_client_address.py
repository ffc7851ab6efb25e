"""From which address somebody asks: told by the proxy's header alone, and never by what a client made up."""

from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client as Browser

from goldthread.ledger.models import Access
from goldthread.page.security import ClientAddress
from goldthread.settings import address_header_from
from tests.cast import PASSWORD, named

WRONG = "something else entirely"


def seen(settings: Any, name: str, neighbour: str, **headers: str) -> str:
    settings.ADDRESS_HEADER = address_header_from(name)
    request = HttpRequest()
    request.META |= {"REMOTE_ADDR": neighbour, **headers}
    ClientAddress(lambda _request: HttpResponse())(request)
    return str(request.META["REMOTE_ADDR"])


def test_the_proxy_says_from_where_somebody_asks(settings: Any) -> None:
    assert seen(settings, "X-Real-IP", "127.0.0.1", HTTP_X_REAL_IP="203.0.113.7") == "203.0.113.7"
    assert seen(settings, "x-real-ip", "::1", HTTP_X_REAL_IP="2001:db8::7") == "2001:db8::7"
    assert seen(settings, "X-Real-IP", "127.0.0.1", HTTP_X_REAL_IP="::ffff:203.0.113.7") == "203.0.113.7"


def test_of_a_list_only_what_the_proxy_itself_saw_counts(settings: Any) -> None:
    forged = "198.51.100.1, 203.0.113.7"
    assert seen(settings, "X-Forwarded-For", "127.0.0.1", HTTP_X_FORWARDED_FOR=forged) == "203.0.113.7"
    assert seen(settings, "X-Real-IP", "127.0.0.1", HTTP_X_REAL_IP=forged) == "203.0.113.7"


def test_a_header_that_was_not_named_is_not_believed(settings: Any) -> None:
    headers = {"HTTP_X_REAL_IP": "203.0.113.7", "HTTP_X_FORWARDED_FOR": "203.0.113.7"}
    assert seen(settings, "", "127.0.0.1", **headers) == "127.0.0.1"
    assert seen(settings, "X-Real-IP", "127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7") == "127.0.0.1"


def test_a_neighbour_from_elsewhere_is_itself_the_client(settings: Any) -> None:
    assert seen(settings, "X-Real-IP", "192.0.2.9", HTTP_X_REAL_IP="203.0.113.7") == "192.0.2.9"


@pytest.mark.parametrize(
    "told", ["", "unknown", "203.0.113.7:8000", "203.0.113.7,", "<script>", "1" * 9000, "fe80::1%anything"]
)
def test_what_is_no_address_leaves_the_neighbours(settings: Any, told: str) -> None:
    assert seen(settings, "X-Real-IP", "127.0.0.1", HTTP_X_REAL_IP=told) == "127.0.0.1"


def test_another_header_is_refused_by_name_at_start() -> None:
    with pytest.raises(ImproperlyConfigured, match="GOLDTHREAD_ADDRESS_HEADER"):
        address_header_from("X-Client-IP")


@pytest.mark.usefixtures("cast")
def test_lock_out_and_access_stream_see_the_clients_address(settings: Any) -> None:
    settings.ADDRESS_HEADER = "HTTP_X_REAL_IP"
    for _try in range(9):
        locked = Browser().post("/sign-in/", {"login": "ana", "password": WRONG}, headers={"x-real-ip": "203.0.113.7"})
    assert b"15 minutes" in locked.content
    assert set(Access.objects.filter(outcome="refused").values_list("address", flat=True)) == {"203.0.113.7"}
    elsewhere = {"x-real-ip": "203.0.113.8"}
    right = Browser().post("/sign-in/", {"login": "ana", "password": PASSWORD}, headers=elsewhere)
    assert right.status_code == 302
    browser = Browser()
    browser.force_login(named("ana"))
    browser.get("/", headers=elsewhere)
    assert Access.objects.filter(page="today", address="203.0.113.8").exists()

"""Signing in: password, code, lock-out, limits, renewal in place."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.test import Client as Browser
from fido2 import cbor

from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.lib.encoding import b64url
from goldthread.lib.refusals import Refused
from goldthread.people import actions, middleware, totp
from goldthread.people.models import Staff
from tests.cast import PASSWORD, acting, named

pytestmark = pytest.mark.usefixtures("cast")
SECRET = b"12345678901234567890"


@pytest.fixture(autouse=True)
def _limits_read_anew() -> None:
    middleware.forget_limits()


@pytest.mark.parametrize("at", ["/sign-in/", "/account/"])
def test_a_form_that_comes_empty_is_told_what_it_lacks(at: str) -> None:
    browser = Browser()
    if at == "/account/":
        browser.force_login(named("ana"))
    answer = browser.post(at, b"", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()


def code_at(offset: int = 0) -> str:
    counter = int(clock.now().timestamp()) // totp.STEP + offset
    return HOTP(SECRET, 6, SHA1()).generate(counter).decode()


def with_code(login: str = "ana") -> Staff:
    staff = named(login)
    actions.confirm_totp(staff=staff, secret=SECRET, code=code_at(-1), by=acting(login))
    return staff


def post(browser: Browser, path: str, **fields: str) -> Any:
    return browser.post(path, fields)


def test_password_then_code_opens_a_session() -> None:
    with_code()
    browser = Browser()
    answer = post(browser, "/sign-in/?next=/drafts/", login="ana", password=PASSWORD)
    assert answer["Location"] == "/sign-in/code/"
    assert browser.get("/").status_code == 302
    answer = post(browser, "/sign-in/code/", code=code_at())
    assert answer["Location"] == "/drafts/"
    assert browser.get("/").status_code == 200
    assert Access.objects.filter(action="sign in", outcome="signed in", actor=named("ana").pk).exists()


def test_on_a_known_device_the_code_is_not_asked_again_for_twelve_hours() -> None:
    with_code()
    browser = Browser()
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    post(browser, "/sign-in/code/", code=code_at())
    post(browser, "/sign-out/")
    assert post(browser, "/sign-in/", login="ana", password=PASSWORD)["Location"] == "/"
    post(browser, "/sign-out/")
    with clock.set_to(clock.now() + timedelta(hours=13)):
        assert post(browser, "/sign-in/", login="ana", password=PASSWORD)["Location"] == "/sign-in/code/"


def test_the_first_time_an_authenticator_is_set_up() -> None:
    browser = Browser()
    assert post(browser, "/sign-in/", login="ben", password=PASSWORD)["Location"] == "/sign-in/set-up/"
    page = browser.get("/sign-in/set-up/")
    assert b"data:image/svg+xml" in page.content
    assert post(browser, "/sign-in/set-up/", code="000000").status_code == 422


def test_a_code_is_good_once() -> None:
    staff = with_code()
    newest = code_at()
    actions.check_totp(staff=staff, code=newest, by=acting("ana"))
    with pytest.raises(Refused, match="used already"):
        actions.check_totp(staff=staff, code=newest, by=acting("ana"))


def test_the_published_vectors_of_rfc_6238_fit() -> None:
    from datetime import UTC, datetime

    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        assert totp.counter_for(SECRET, code, datetime.fromtimestamp(seconds, UTC)) == seconds // 30


def test_a_wrong_password_and_an_unknown_name_are_answered_alike() -> None:
    browser = Browser()
    wrong = post(browser, "/sign-in/", login="ana", password="something else entirely")
    unknown = post(browser, "/sign-in/", login="nobody", password="something else entirely")
    assert wrong.status_code == unknown.status_code == 422
    assert b"wrong" in wrong.content
    assert b"wrong" in unknown.content
    assert b'value="ana"' in wrong.content


def test_too_many_wrong_passwords_lock_out_for_a_while() -> None:
    browser = Browser()
    for _try in range(9):
        answer = post(browser, "/sign-in/", login="ana", password="something else entirely")
    assert b"15 minutes" in answer.content
    assert post(browser, "/sign-in/", login="ana", password=PASSWORD).status_code == 422


def test_somebody_who_left_signs_in_no_more() -> None:
    actions.deactivate(staff=named("ana"), by=acting("hana"))
    assert post(Browser(), "/sign-in/", login="ana", password=PASSWORD).status_code == 422


def test_after_fifteen_idle_minutes_and_after_twelve_hours_a_session_is_over() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    assert browser.get("/").status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert browser.get("/").status_code == 302
    began = clock.now()
    for minutes in range(0, 720, 10):
        with clock.set_to(began + timedelta(minutes=minutes)):
            assert browser.get("/").status_code == 200
    with clock.set_to(began + timedelta(minutes=725)):
        assert browser.get("/").status_code == 302


def test_an_ended_session_is_renewed_by_the_same_person_only() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    browser.get("/")
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        asked = {"login": "ben", "password": PASSWORD}
        other = browser.post("/sign-in/renew/", asked, content_type="application/json")
        assert other.status_code == 422
        needs = browser.post(
            "/sign-in/renew/", {"login": "ana", "password": "wrong and wrong again"}, content_type="application/json"
        )
        assert needs.status_code == 422
        assert browser.get("/").status_code == 302


def test_a_way_out_of_the_house_is_not_followed() -> None:
    with_code()
    browser = Browser()
    post(browser, "/sign-in/?next=//evil.example/", login="ana", password=PASSWORD)
    assert post(browser, "/sign-in/code/", code=code_at())["Location"] == "/"


def test_a_new_passkey_whose_bytes_end_too_early_is_refused_in_one_sentence() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    browser.post("/account/passkeys/options/")
    flags, counter, maker, identity, key = b"\x45", b"\x00" * 4, b"\x00" * 16, b"\x00\x01x", b"\xa1"
    cut_short = cbor.encode(
        {"fmt": "none", "attStmt": {}, "authData": b"\x00" * 32 + flags + counter + maker + identity + key}
    )
    response = {"clientDataJSON": b64url(b"{}"), "attestationObject": b64url(cut_short)}
    answer = {"id": "eA", "rawId": "eA", "type": "public-key", "response": response}
    told = browser.post("/account/passkeys/", {"name": "phone", "answer": answer}, content_type="application/json")
    assert told.status_code == 422
    assert "does not fit" in told.json()["sentence"]


def test_a_form_that_comes_after_the_end_of_a_session_is_led_back_to_its_page_and_told_why() -> None:
    browser = Browser()
    asked = browser.post(
        "/clients/x/", {"words": "Typed."}, headers={"referer": "http://localhost:8000/clients/new/?a=b"}
    )
    assert asked["Location"] == "/sign-in/?next=/clients/new/&ended=1"
    assert "Your session has ended, so what you sent was not taken." in browser.get(asked["Location"]).content.decode()
    strange = browser.post("/clients/x/", {}, headers={"referer": "https://evil.example/clients/"})
    assert strange["Location"] == "/sign-in/?next=/&ended=1"


def test_an_open_page_hears_whose_session_stands_and_with_which_token_its_forms_are_sent() -> None:
    browser = Browser()
    over = browser.get("/account/here/", headers={"accept": "application/json"})
    assert (over.status_code, bool(over.json()["csrf"]), "csrftoken" in over.cookies) == (401, True, True)
    browser.force_login(named("ana"))
    assert browser.get("/account/here/").json()["login"] == "ana"

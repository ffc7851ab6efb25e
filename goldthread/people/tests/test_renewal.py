"""Taking an ended session up again in place: by password, code or passkey, by the same person only."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.bench.passkey import Passkey
from goldthread.lib import clock
from goldthread.people import middleware, signing_in
from goldthread.people.tests.test_sign_in import code_at, with_code
from tests.cast import PASSWORD, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture(autouse=True)
def _limits_read_anew() -> None:
    middleware.forget_limits()


@pytest.fixture
def browser() -> Browser:
    """A browser in which Ana works, on a device that is not known."""
    opened = Browser()
    opened.force_login(named("ana"))
    opened.get("/")
    return opened


def send(browser: Browser, path: str, **asked: Any) -> Any:
    return browser.post(f"/sign-in/renew/{path}", asked, content_type="application/json")


def by_passkey(browser: Browser, held: Passkey, login: str = "ana") -> Any:
    options = send(browser, "options/").json()["options"]
    return send(browser, "passkey/", login=login, answer=held.answer(options["publicKey"]["challenge"]))


def test_an_ended_session_goes_on_by_the_same_persons_passkey(browser: Browser) -> None:
    held = Passkey()
    held.kept_for(named("ana"))
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        assert browser.get("/").status_code == 302
        assert by_passkey(browser, held).json()["csrf"]
        assert browser.get("/").status_code == 200


def test_another_persons_passkey_takes_up_nobodys_page(browser: Browser) -> None:
    Passkey(b"of Ana").kept_for(named("ana"))
    of_ben = Passkey(b"of Ben")
    of_ben.kept_for(named("ben"))
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        for login in ("ana", "ben"):
            answer = by_passkey(browser, of_ben, login)
            assert answer.status_code == 422
            assert "somebody else's" in answer.json()["sentence"]
        assert browser.get("/").status_code == 302


def test_without_a_cookie_the_page_says_whose_it_is_and_the_passkey_must_agree() -> None:
    of_ana, of_ben = Passkey(b"of Ana"), Passkey(b"of Ben")
    of_ana.kept_for(named("ana"))
    of_ben.kept_for(named("ben"))
    browser = Browser()
    assert by_passkey(browser, of_ben, "ana").status_code == 422
    assert browser.get("/").status_code == 302
    assert by_passkey(browser, of_ana, "ana").status_code == 200
    assert browser.get("/").status_code == 200


def test_an_answer_is_good_for_one_challenge(browser: Browser) -> None:
    held = Passkey()
    held.kept_for(named("ana"))
    challenge = send(browser, "options/").json()["options"]["publicKey"]["challenge"]
    assert send(browser, "passkey/", login="ana", answer=held.answer(challenge)).status_code == 200
    assert send(browser, "passkey/", login="ana", answer=held.answer(challenge)).status_code == 422
    assert send(browser, "passkey/", login="ana", answer="nonsense").status_code == 422


def test_who_has_no_passkey_is_not_offered_one(browser: Browser) -> None:
    assert send(browser, "options/").json() == {"options": None}


def test_a_code_given_in_the_dialog_is_not_asked_again_for_twelve_hours(browser: Browser) -> None:
    with_code()
    needs = send(browser, "", login="ana", password=PASSWORD)
    assert needs.json()["needs_code"] is True
    assert send(browser, "", login="ana", password=PASSWORD, code=code_at()).status_code == 200
    assert browser.cookies[signing_in.DEVICE_COOKIE]["max-age"] == 90 * 24 * 3600
    with clock.set_to(clock.now() + timedelta(minutes=20)):
        assert send(browser, "", login="ana", password=PASSWORD).status_code == 200
    with clock.set_to(clock.now() + timedelta(hours=13)):
        assert send(browser, "", login="ana", password=PASSWORD).json()["needs_code"] is True


def test_who_never_set_up_a_second_factor_is_sent_to_do_so(browser: Browser) -> None:
    answer = send(browser, "", login="ana", password=PASSWORD)
    assert answer.status_code == 422
    assert "set one up" in answer.json()["sentence"]


def test_an_unknown_name_is_answered_like_a_wrong_password() -> None:
    unknown = send(Browser(), "", login="nobody", password="something else entirely")
    wrong = send(Browser(), "", login="ana", password="something else entirely")
    assert unknown.json() == wrong.json()
    assert unknown.status_code == wrong.status_code == 422

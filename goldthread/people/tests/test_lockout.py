"""Lock-out: what is wrong counts wherever it is given, and no stranger keeps somebody out of their own browser."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client as Browser

from goldthread.bench.passkey import Passkey
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.encoding import b64url
from goldthread.lib.refusals import Refused
from goldthread.people import actions, middleware
from goldthread.people.tests.test_sign_in import code_at, post, with_code
from tests.cast import PASSWORD, acting, named

pytestmark = pytest.mark.usefixtures("cast")
WRONG = "something else entirely"
LIMIT = 8


@pytest.fixture(autouse=True)
def _limits_read_anew() -> Iterator[None]:
    middleware.forget_limits()
    yield
    CountingHasher.hashed = 0


class CountingHasher(MD5PasswordHasher):
    """Counts how often a password is hashed, which is what takes the time."""

    algorithm = "counting"
    hashed = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.hashed += 1
        return super().encode(password, salt)


def password_of_ana(browser: Browser, password: str = PASSWORD, address: str = "192.0.2.1") -> Any:
    return browser.post("/sign-in/", {"login": "ana", "password": password}, REMOTE_ADDR=address)


def guess(count: int, login: str = "ana") -> None:
    for _try in range(count):
        post(Browser(), "/sign-in/", login=login, password=WRONG)


def renew(password: str) -> Any:
    asked = {"login": "ana", "password": password}
    return Browser().post("/sign-in/renew/", asked, content_type="application/json")


def by_passkey(held: Passkey, *, fits: bool = True) -> Any:
    browser = Browser()
    challenge = browser.post("/sign-in/passkey/options/").json()["publicKey"]["challenge"]
    answer = held.answer(challenge if fits else b64url(bytes(32)))
    return browser.post("/sign-in/passkey/", answer, content_type="application/json")


def test_wrong_codes_and_wrong_passwords_count_together() -> None:
    with_code()
    guess(LIMIT - 3)
    browser = Browser()
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    for _try in range(3):
        assert b"does not fit" in post(browser, "/sign-in/code/", code="000000").content
    assert b"Too many wrong codes" in post(browser, "/sign-in/code/", code=code_at()).content
    assert b"Too many wrong passwords" in post(Browser(), "/sign-in/", login="ana", password=PASSWORD).content
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert post(Browser(), "/sign-in/", login="ana", password=PASSWORD).status_code == 302


def test_after_five_codes_the_password_is_asked_again_and_they_still_count() -> None:
    with_code()
    browser = Browser()
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    for _try in range(6):
        last = post(browser, "/sign-in/code/", code="000000")
    assert b"Too many codes" in last.content
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    for _try in range(3):
        post(browser, "/sign-in/code/", code="000000")
    assert post(browser, "/sign-in/code/", code=code_at()).status_code == 422


def test_the_dialog_counts_like_the_sign_in_page() -> None:
    for _try in range(LIMIT):
        assert renew(WRONG).status_code == 422
    assert "Too many wrong passwords" in renew(PASSWORD).json()["sentence"]
    assert b"15 minutes" in post(Browser(), "/sign-in/", login="ana", password=PASSWORD).content


def test_codes_guessed_in_the_dialog_count_and_an_empty_one_is_no_guess() -> None:
    with_code()
    asked = {"login": "ana", "password": PASSWORD}
    for _try in range(LIMIT + 2):
        renew(PASSWORD)
    for _try in range(LIMIT):
        answer = Browser().post("/sign-in/renew/", {**asked, "code": "000000"}, content_type="application/json")
        assert "does not fit" in answer.json()["sentence"]
    answer = Browser().post("/sign-in/renew/", {**asked, "code": code_at()}, content_type="application/json")
    assert "Too many wrong" in answer.json()["sentence"]


def test_the_password_that_signs_a_note_counts_too() -> None:
    for _try in range(LIMIT):
        with pytest.raises(Refused):
            actions.check_password(staff=named("ana"), password=WRONG, by=acting("ana"))
    with pytest.raises(actions.LockedOut, match="use a passkey"):
        actions.check_password(staff=named("ana"), password=PASSWORD, by=acting("ana"))
    assert b"15 minutes" in post(Browser(), "/sign-in/", login="ana", password=PASSWORD).content


def test_a_passkey_goes_on_where_the_password_is_locked_and_the_other_way_round() -> None:
    of_ana, of_ben = Passkey(b"of Ana"), Passkey(b"of Ben")
    of_ana.kept_for(named("ana"))
    of_ben.kept_for(named("ben"))
    guess(LIMIT + 1)
    assert by_passkey(of_ana).status_code == 200
    for _try in range(LIMIT):
        assert "does not fit" in by_passkey(of_ben, fits=False).json()["sentence"]
    assert "Too many passkey answers" in by_passkey(of_ben).json()["sentence"]
    assert post(Browser(), "/sign-in/", login="ben", password=PASSWORD).status_code == 302
    with clock.set_to(clock.now() + timedelta(minutes=16)):
        assert by_passkey(of_ben).status_code == 200


def test_a_lock_out_holds_at_one_address_only() -> None:
    for _try in range(LIMIT + 1):
        password_of_ana(Browser(), WRONG, "203.0.113.9")
    assert b"15 minutes" in password_of_ana(Browser(), PASSWORD, "203.0.113.9").content
    assert password_of_ana(Browser()).status_code == 302


def from_everywhere(tries: int, login: str = "ana") -> None:
    for each in range(tries):
        somebody = Actor(staff_id=None, name="somebody not signed in", address=f"198.51.100.{each}")
        with pytest.raises(Refused):
            actions.check_password(staff=named(login), password=WRONG, by=somebody)


def test_guessing_from_everywhere_holds_back_only_unfamiliar_browsers() -> None:
    with_code()
    own = Browser()
    password_of_ana(own)
    post(own, "/sign-in/code/", code=code_at())
    post(own, "/sign-out/")
    held = Passkey()
    held.kept_for(named("ana"))
    from_everywhere(60)
    assert b"a device that you signed in on before" in password_of_ana(Browser()).content
    assert by_passkey(held).status_code == 200
    with clock.set_to(clock.now() + timedelta(minutes=5)):
        assert password_of_ana(own).status_code == 302
    actions.check_password(staff=named("ana"), password=PASSWORD, by=acting("ana"))
    with clock.set_to(clock.now() + timedelta(minutes=61)):
        assert password_of_ana(Browser()).status_code == 302


def test_codes_guessed_from_everywhere_stop_at_twenty_a_day() -> None:
    staff = with_code()
    for each in range(20):
        somebody = Actor(staff_id=None, name="somebody not signed in", address=f"198.51.100.{each}")
        with pytest.raises(Refused, match="does not fit"):
            actions.check_totp(staff=staff, code="000000", by=somebody)
    with pytest.raises(actions.LockedOut):
        actions.check_totp(staff=staff, code=code_at(), by=acting("ana"))
    with clock.set_to(clock.now() + timedelta(hours=25)):
        actions.check_totp(staff=staff, code=code_at(), by=acting("ana"))


def test_a_new_password_from_the_administrator_ends_a_lock_out() -> None:
    guess(LIMIT + 1)
    assert b"15 minutes" in post(Browser(), "/sign-in/", login="ana", password=PASSWORD).content
    actions.set_password(staff=named("ana"), password=f"{PASSWORD} anew", by=acting("hana"))
    assert post(Browser(), "/sign-in/", login="ana", password=f"{PASSWORD} anew").status_code == 302


def test_an_unknown_name_costs_the_same_hashing_and_is_locked_alike(settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    actions.set_password(staff=named("ana"), password=PASSWORD, by=acting("hana"))
    actions.set_password(staff=named("ben"), password=PASSWORD, by=acting("hana"))
    actions.deactivate(staff=named("ben"), by=acting("hana"))
    costs = []
    for login in ("ana", "ben", "nobody"):
        CountingHasher.hashed = 0
        guess(1, login)
        costs.append(CountingHasher.hashed)
    assert costs == [1, 1, 1]
    guess(LIMIT, "nobody")
    assert b"15 minutes" in post(Browser(), "/sign-in/", login="nobody", password=WRONG).content

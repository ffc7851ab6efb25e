"""Which acts end an open session at its next request, and that the record tells of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client as Browser

from goldthread.bench.passkey import Passkey
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.lib import clock
from goldthread.people import actions
from goldthread.people.tests.test_sign_in import code_at, post, with_code
from tests.cast import PASSWORD, acting, named

pytestmark = pytest.mark.usefixtures("cast")


def working(login: str = "ana") -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    assert browser.get("/").status_code == 200
    return browser


def is_open(browser: Browser) -> bool:
    return browser.get("/").status_code == 200


def close_log_in() -> None:
    actions.deactivate(staff=named("ana"), by=acting("hana"))


def give_password() -> None:
    actions.set_password(staff=named("ana"), password=f"{PASSWORD} anew", by=acting("hana"))


def forget_phone() -> None:
    actions.forget_second_factor(staff=named("ana"), by=acting("hana"))


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (close_log_in, "staff.deactivated"),
        (give_password, "staff.password_set"),
        (forget_phone, "staff.second_factor_reset"),
    ],
)
def test_what_an_administrator_does_ends_open_sessions_and_stands_in_the_record(
    act: Callable[[], None], kind: str
) -> None:
    own, other = working(), working("ben")
    act()
    assert not is_open(own)
    assert is_open(other)
    assert ledger.content_of(Entry.objects.get(kind=kind).pk)["signing"]["by"]["name"] == "Hana Kovářová"


def test_who_comes_back_does_not_find_an_old_session_open() -> None:
    own = working()
    close_log_in()
    actions.reactivate(staff=named("ana"), by=acting("hana"))
    assert not is_open(own)


def test_a_changed_password_ends_the_other_sessions_and_keeps_the_one_at_hand() -> None:
    own, elsewhere = working(), working()
    answer = post(own, "/account/", old=PASSWORD, password=f"{PASSWORD} anew")
    assert answer.status_code == 302
    assert is_open(own)
    assert not is_open(elsewhere)


def test_a_wrong_old_password_is_told_at_its_field() -> None:
    answer = post(working(), "/account/", old="something else entirely", password=f"{PASSWORD} anew")
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"old"}


def test_a_removed_passkey_ends_the_other_sessions_and_stands_in_the_record() -> None:
    kept = Passkey().kept_for(named("ana"))
    own, elsewhere = working(), working()
    assert post(working("ben"), f"/account/passkeys/{kept.pk}/remove/").status_code == 404
    post(own, f"/account/passkeys/{kept.pk}/remove/")
    assert is_open(own)
    assert not is_open(elsewhere)
    told = ledger.content_of(Entry.objects.get(kind="staff.passkey_removed").pk)
    assert told["passkey"]["credential_id"] == kept.credential_id


def test_one_signs_oneself_out_everywhere_else() -> None:
    own, elsewhere = working(), working()
    post(own, "/account/sessions/end/")
    assert is_open(own)
    assert not is_open(elsewhere)
    assert Entry.objects.filter(kind="staff.sessions_ended").exists()


def test_after_a_lost_phone_neither_its_passkey_nor_its_code_lets_in() -> None:
    with_code()
    held = Passkey()
    held.kept_for(named("ana"))
    browser = Browser()
    forget_phone()
    challenge = browser.post("/sign-in/passkey/options/").json()["publicKey"]["challenge"]
    answer = browser.post("/sign-in/passkey/", held.answer(challenge), content_type="application/json")
    assert answer.status_code == 422
    assert post(browser, "/sign-in/", login="ana", password=PASSWORD)["Location"] == "/sign-in/set-up/"


def test_after_a_new_password_a_known_device_gives_its_code_again() -> None:
    with_code()
    browser = Browser()
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    post(browser, "/sign-in/code/", code=code_at())
    give_password()
    with clock.set_to(clock.now() + timedelta(minutes=2)):
        again = post(browser, "/sign-in/", login="ana", password=f"{PASSWORD} anew")
    assert again["Location"] == "/sign-in/code/"


def test_the_administrator_finds_the_acts_on_the_persons_page() -> None:
    Passkey().kept_for(named("ana"))
    page = working("hana").get(f"/staff/{named('ana').pk}/").content.decode()
    for words in ("New password", "Lost phone", "Close the log-in"):
        assert words in page
    assert working().get(f"/staff/{named('ana').pk}/").status_code == 404


def test_an_answer_that_comes_late_to_an_ended_session_leaves_the_new_one_alone() -> None:
    browser = working()
    browser.get("/account/")
    late = Browser()
    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
        late.cookies[name] = browser.cookies[name].value
    with_code()
    post(browser, "/sign-in/", login="ana", password=PASSWORD)
    post(browser, "/sign-in/code/", code=code_at())
    for at in ("/account/here/", "/"):
        answer = late.get(at, headers={"accept": "application/json"})
        assert answer.status_code == 401
        assert not answer.cookies
    offered = post(late, "/sign-in/renew/options/")
    assert offered.json() == {"options": None}
    assert not offered.cookies
    assert is_open(browser)


def test_signing_out_takes_the_cookie_away() -> None:
    browser = working()
    answer = post(browser, "/sign-out/")
    assert answer.cookies[settings.SESSION_COOKIE_NAME].value == ""
    assert not is_open(browser)

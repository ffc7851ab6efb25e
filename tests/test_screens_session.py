"""A session that ends while a page is open, in a real browser: the words are hidden, kept, and there again."""

import pytest
from playwright.sync_api import APIResponse, Page, Route

from tests.test_screens import (  # noqa: F401  the fixtures of a phone before the real server
    PASSWORD,
    address,
    home,
    open_editor,
    page,
    sign_in,
)

pytestmark = [pytest.mark.sqlite_only]
TYPED = "Typed before the session ended."


def add_passkey(page: Page) -> None:  # noqa: F811
    """Give this browser an authenticator of its own, and Juniper a passkey in it."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, "juniper")
    page.goto("/account/")
    page.fill("#passkey-name", "a phone of this test")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=a phone of this test")


def forget_session(page: Page) -> None:  # noqa: F811
    """What an ended session looks like to the server: no cookie tells who it was."""
    kept = [cookie for cookie in page.context.cookies() if cookie.get("name") != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]


def test_an_ended_session_is_unlocked_by_passkey_and_the_text_stays(page: Page) -> None:  # noqa: F811
    add_passkey(page)
    open_editor(page)
    forget_session(page)
    page.fill("textarea[name^=narrative] >> nth=0", TYPED)
    page.wait_for_selector("#renew[open]")
    page.click("#renew-passkey")
    page.wait_for_selector("#save-state[data-state=saved]")
    assert not page.is_visible("#renew")
    page.reload()
    assert page.input_value("textarea[name^=narrative] >> nth=0") == TYPED


def test_after_signing_out_in_another_window_the_password_goes_on_and_a_wrong_one_does_not(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.evaluate("fetch('/sign-out/', {method: 'POST', body: new FormData(document.querySelector('.who form'))})")
    page.fill("textarea[name^=narrative] >> nth=0", TYPED)
    page.wait_for_selector("#renew[open]")
    assert not page.is_visible("#renew-code")
    page.fill("#renew-password", "not the password")
    page.click("#renew .primary")
    page.wait_for_selector("#renew [role=alert]:not(:empty)")
    page.fill("#renew-password", PASSWORD)
    page.click("#renew .primary")
    page.wait_for_selector("#save-state[data-state=saved]")


def leave_alone(page: Page, time: str = "15:01") -> None:  # noqa: F811
    page.clock.fast_forward(time)


def unlock(page: Page) -> None:  # noqa: F811
    page.fill("#renew-password", PASSWORD)
    page.click("#renew .primary")
    page.wait_for_selector("#renew", state="hidden")


def test_a_page_left_alone_hides_its_words_until_the_same_person_is_back(page: Page) -> None:  # noqa: F811
    page.clock.install()
    open_editor(page)
    words = "textarea[name^=narrative] >> nth=0"
    page.fill(words, TYPED)
    page.wait_for_selector("#save-state[data-state=saved]")
    leave_alone(page)
    page.wait_for_selector("#renew[open]")
    assert not page.is_visible(words)
    assert not page.is_visible("h1")
    assert page.title() == "Your session has ended"
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert not page.is_visible("h1")
    page.wait_for_selector("#renew-password")
    unlock(page)
    assert page.input_value(words) == TYPED
    page.fill(words, f"{TYPED} And after.")
    page.wait_for_selector("#save-state[data-state=saved]")


def test_work_in_one_window_keeps_the_other_open_and_one_unlocking_serves_both(page: Page) -> None:  # noqa: F811
    page.clock.install()
    open_editor(page)
    other = page.context.new_page()
    other.goto("/")
    leave_alone(page, "10:00")
    other.keyboard.press("Tab")
    leave_alone(page, "10:00")
    assert other.is_visible("h1")
    assert page.is_visible("h1")
    leave_alone(page, "15:01")
    for each in (page, other):
        each.wait_for_selector("#renew[open]")
    unlock(other)
    page.wait_for_selector("#renew", state="hidden")
    page.fill("textarea[name^=narrative] >> nth=0", "Saved with the new token.")
    page.wait_for_selector("#save-state[data-state=saved]")
    assert not page.is_visible("#renew")


def test_signing_out_in_one_window_hides_the_others_also_from_the_next_person(page: Page) -> None:  # noqa: F811
    open_editor(page)
    other = page.context.new_page()
    other.goto("/")
    other.click("text=Sign out")
    page.wait_for_selector("#renew[open]")
    assert not page.is_visible("h1")
    sign_in(other, "marigold")
    page.fill("#renew-password", PASSWORD)
    page.click("#renew .primary")
    page.wait_for_selector("#renew [role=alert]:not(:empty)")
    assert not page.is_visible("h1")


def test_without_a_connection_who_is_at_work_goes_on_writing(page: Page) -> None:  # noqa: F811
    page.clock.install()
    open_editor(page)
    page.context.set_offline(True)
    for _each in range(3):
        leave_alone(page, "14:00")
        page.fill("textarea[name^=narrative] >> nth=0", TYPED)
        page.keyboard.press("Tab")
    assert not page.is_visible("#renew")
    page.context.set_offline(False)


def test_an_answer_from_before_the_unlocking_does_not_lock_the_page_again(page: Page) -> None:  # noqa: F811
    page.clock.install()
    open_editor(page)
    asked: list[tuple[Route, APIResponse]] = []
    page.fill("textarea[name^=narrative] >> nth=0", TYPED)
    page.wait_for_selector("#save-state[data-state=saved]")
    forget_session(page)
    page.route("**/account/here/", lambda route: route.continue_() if asked else asked.append((route, route.fetch())))
    page.keyboard.press("Tab")
    leave_alone(page, "01:05")
    while not asked:
        page.wait_for_timeout(50)
    leave_alone(page)
    page.wait_for_selector("#renew[open]")
    unlock(page)
    late, answer = asked[0]
    assert answer.status == 401
    late.fulfill(response=answer)
    page.wait_for_timeout(300)
    assert not page.is_visible("#renew")
    page.fill("textarea[name^=narrative] >> nth=0", f"{TYPED} And after.")
    page.wait_for_selector("#save-state[data-state=saved]")

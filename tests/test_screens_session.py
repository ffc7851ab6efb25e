"""A session that ends while a page is open, in a real browser: the words are hidden, kept, and there again."""

import pytest
from playwright.sync_api import Page

from tests.test_screens import (  # noqa: F401  the fixtures of a phone before the real server
    PASSWORD,
    address,
    browser,
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

"""Forms other than the editor in a real browser: what is typed outlives the end of a session and the loss of signal."""

import pytest
from playwright.sync_api import Page, expect

from tests.test_screens import (  # noqa: F401  the fixtures of a phone before the real server
    PASSWORD,
    address,
    home,
    lead_on,
    page,
    sign_in,
)
from tests.test_screens_session import forget_session

pytestmark = [pytest.mark.sqlite_only]
TYPED = "Typed before the session ended."


def open_need(page: Page) -> None:  # noqa: F811
    """The form of a need, with words in it."""
    sign_in(page, "juniper")
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.wait_for_url("**/clients/*-*/")
    page.goto(f"{page.url}needs/new/")
    page.select_option("main [name=kind]", index=1)
    page.select_option("main [name=domain]", index=1)
    page.fill("main [name=words]", TYPED)


def renew(page: Page) -> None:  # noqa: F811
    page.wait_for_selector("#renew[open]")
    assert "sign in again to go on" in page.inner_text("#renew")
    page.fill("#renew-password", PASSWORD)
    page.click("#renew .primary")


@pytest.mark.parametrize("keeps_other_cookies", [True, False])
def test_a_form_sent_after_the_session_ended_is_taken_once_its_writer_signed_in_again(
    page: Page,  # noqa: F811
    keeps_other_cookies: bool,
) -> None:
    open_need(page)
    if keeps_other_cookies:
        forget_session(page)
    else:
        page.context.clear_cookies()
    page.click("main form .primary")
    renew(page)
    page.wait_for_selector("main .notice[role=status]")
    assert TYPED in page.inner_text("main")


def test_a_form_is_taken_after_its_writer_signed_in_on_another_page(page: Page) -> None:  # noqa: F811
    open_need(page)
    other = page.context.new_page()
    forget_session(page)
    sign_in(other, "juniper")
    page.click("main form .primary")
    page.wait_for_selector("main .notice[role=status]")
    assert TYPED in page.inner_text("main")


def test_a_form_of_somebody_else_is_neither_shown_nor_sent(page: Page) -> None:  # noqa: F811
    open_need(page)
    other = page.context.new_page()
    forget_session(page)
    sign_in(other, "marigold")
    other.close()
    page.wait_for_selector("#renew[open]")
    assert not page.is_visible("main [name=words]")


def test_a_form_sent_without_signal_stays_with_its_words_and_goes_when_there_is_signal(page: Page) -> None:  # noqa: F811
    open_need(page)
    page.context.set_offline(True)
    page.click("main form .primary")
    expect(page.locator(".not-sent")).to_contain_text("There is no connection, so this was not sent.")
    assert page.input_value("main [name=words]") == TYPED
    page.context.set_offline(False)
    page.click("main form .primary")
    page.wait_for_selector("main .notice[role=status]")
    assert TYPED in page.inner_text("main")


def test_a_tap_on_the_day_sheet_without_signal_is_answered_and_the_choices_stay(page: Page) -> None:  # noqa: F811
    sign_in(page, "juniper")
    page.goto("/day/")
    page.check("#try [name=whom] >> nth=0")
    page.check("#try [name=how][value=phone]")
    page.context.set_offline(True)
    page.click("#try [name=outcome] >> nth=0")
    expect(page.locator("#try .not-sent")).to_contain_text("What you chose and typed is still here")
    assert page.is_checked("#try [name=whom] >> nth=0")
    page.context.set_offline(False)
    page.click("#try [name=outcome] >> nth=0")
    page.wait_for_selector("main .notice[role=status]")
    assert page.locator("li.waiting").count() > 0


def test_a_form_gone_back_to_is_on_file_once_unless_a_word_was_changed(page: Page) -> None:  # noqa: F811
    open_need(page)
    lead_on(page, "main form .primary")
    kept = "It is on file once."
    expect(page.locator("main")).not_to_contain_text(kept)
    page.go_back()
    assert page.input_value("main [name=words]") == TYPED
    lead_on(page, "main form .primary")
    expect(page.locator("main")).to_contain_text(kept)
    page.go_back()
    page.fill("main [name=words]", "Another need.")
    lead_on(page, "main form .primary")
    expect(page.locator("main")).not_to_contain_text(kept)
    expect(page.locator("main")).to_contain_text("Another need.")

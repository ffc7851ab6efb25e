"""Psychotherapy notes in a real browser, on a phone: written without a button, in two windows, kept, asked about."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route

from tests.test_screens import address, home, page, sign_in  # noqa: F401  a phone before the real server

pytestmark = [pytest.mark.sqlite_only]


def check(page: Page) -> None:  # noqa: F811
    found = Axe().run(page)
    assert not found.response["violations"], found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def begin(page: Page) -> None:  # noqa: F811
    sign_in(page, "linden")
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.click("main >> summary:has-text('More')")
    page.click("text=Psychotherapy notes (kept apart)")
    page.wait_for_url("**/psychotherapy/")
    check(page)
    page.click("text=Write one")
    page.wait_for_url("**/psychotherapy/drafts/*/")


def test_a_note_is_saved_by_itself_asked_about_kept_and_changed(page: Page) -> None:  # noqa: F811
    begin(page)
    page.keyboard.press("Tab")
    page.fill("#id_text", "He looked at the door for 50 minutes.\n‏שלום")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert page.input_value("#id_text") == "He looked at the door for 50 minutes.\n‏שלום"
    page.click("button[name=keep]")
    page.wait_for_selector("[role=alert]")
    assert "“50 minutes” reads like" in page.inner_text("[role=alert]")
    check(page)
    page.fill("#id_text", "He looked at the door at 10:30, I think.")
    page.click("button[name=keep]")
    page.wait_for_selector("text=“10:30” reads like")
    page.click("text=Keep it all the same")
    page.wait_for_url(lambda url: "/drafts/" not in url)
    assert "Only you can read it" in page.inner_text("main")
    check(page)
    page.click("text=Change it")
    page.wait_for_url("**/psychotherapy/drafts/*/")
    page.fill("#id_text", "Or at me?")
    page.click("button[name=keep]")
    page.wait_for_url(lambda url: "/drafts/" not in url)
    assert page.inner_text("article .words") == "Or at me?"
    page.click("summary")
    assert "He looked at the door at 10:30, I think." in page.inner_text("main")


def test_two_windows_lose_nothing(page: Page) -> None:  # noqa: F811
    begin(page)
    draft = page.url
    other = page.context.new_page()
    other.goto(draft)
    page.fill("#id_text", "Here.")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.wait_for_function("document.querySelector('[name=base_revision]').value === '1'")
    other.fill("#id_text", "There.")
    other.wait_for_selector("#apart:not([hidden])")
    assert other.url != draft
    for window, words in ((page, "Here."), (other, "There.")):
        window.reload()
        assert window.input_value("#id_text") == words
    page.click("text=All of them")
    assert page.locator("[aria-labelledby=drafts] li").count() == 2


def test_a_closed_tab_and_a_lost_line_keep_what_was_typed(page: Page) -> None:  # noqa: F811
    begin(page)
    draft = page.url
    page.context.set_offline(True)
    page.fill("#id_text", "Without a line.")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    page.context.set_offline(False)
    page.wait_for_selector("#save-state[data-state=saved]")
    page.fill("#id_text", "Without a line, and gone at once.")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto(draft)
    assert again.input_value("#id_text") in ("Without a line.", "Without a line, and gone at once.")


def test_a_save_on_its_way_brings_nothing_back_that_is_thrown_away(page: Page) -> None:  # noqa: F811
    begin(page)
    listed, drafts = page.context.new_page(), "[aria-labelledby=drafts] li"
    listed.goto(page.url)
    listed.click("text=All of them")
    before = listed.locator(drafts).count()
    held: list[Route] = []
    page.route("**/save/", lambda route: held.append(route))
    page.fill("#id_text", "Thrown away.")
    page.wait_for_selector("#save-state[data-state=saving]")
    page.click("text=I do not need this draft")
    page.click("button[name=throw]", no_wait_after=True)
    page.wait_for_timeout(500)
    # The server has it only now, as over a slow line.
    answer = held[0].fetch()
    if not page.url.endswith("/psychotherapy/"):
        held[0].fulfill(response=answer)
    page.wait_for_url("**/psychotherapy/")
    page.reload()
    assert page.locator(drafts).count() == before - 1

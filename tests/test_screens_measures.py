"""A measure within the note, in a real browser: chosen and answered by keyboard on a phone, saved, counted beside the text, signed."""

import time
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.test_screens import PASSWORD, address, home, open_editor, page, write  # noqa: F401  a phone before the real server

pytestmark = [pytest.mark.sqlite_only]


def focused(page: Page) -> str:  # noqa: F811
    return str(page.evaluate("document.activeElement.id"))


def test_it_is_chosen_and_answered_by_keyboard_saved_and_signed(page: Page) -> None:  # noqa: F811
    open_editor(page)
    write(page)
    page.focus("#measures-add")
    page.keyboard.press("Enter")
    page.focus("#measures-offered [value=phq-9]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#measures-0")
    assert focused(page) == "measures-0-informant"
    page.select_option("#measures-0-informant", "client")
    for number in range(1, 10):
        page.focus(f"#measures-0-item_{number}-0")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
    expect(page.locator("#measures-0-beside")).to_contain_text("9 of 27")
    expect(page.locator("#measures-0 .alarm")).to_be_visible()
    page.wait_for_selector("#save-state[data-state=saved]")
    for width, height in ((390, 844), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.reload()
    assert page.locator("#measures input[type=radio]:checked").count() == 9
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    page.fill("#password", PASSWORD)
    page.click("text=Sign and lock")
    page.wait_for_url("**/notes/*/")
    assert "PHQ-9, the client: 9 (0–27), mild" in page.inner_text("article.note")


def test_one_that_is_taken_away_is_gone_and_the_hand_is_where_another_is_added(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.click("#measures-add")
    page.click("#measures-offered [value=gad-7]")
    page.fill("#measures-0-total", "3", force=True)
    page.wait_for_selector("#save-state[data-state=saved]")
    page.click("[name=remove][value=measures-0]")
    assert focused(page) == "measures-add"
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert page.locator(".measure").count() == 0


def test_a_slow_answer_is_not_lost_where_the_parts_of_the_page_follow_meanwhile(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.evaluate(
        "document.getElementById('note').addEventListener('note-followed', () => (document.body.id = 'followed'))"
    )
    page.route("**/measures/", lambda route: (time.sleep(3), route.continue_()))
    page.fill("[name=occurred_on]", (date.today() - timedelta(days=9)).isoformat())
    page.click("#measures-add")
    page.wait_for_selector("#measures-offered [value=phq-9]")
    page.wait_for_selector("body#followed")
    page.click("#measures-offered [value=gad-7]")
    page.wait_for_selector("#measures-0")

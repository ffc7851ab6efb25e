"""A draft goes to the supervisor and back, in a real browser: submitted, commented on, returned, mended, approved, signed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.test_screens import PASSWORD, lead_on, open_editor, sign_in, write
from tests.test_screens import address as address
from tests.test_screens import home as home
from tests.test_screens import page as page

pytestmark = [pytest.mark.sqlite_only]


def accessible(page: Page) -> None:
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()


def test_a_note_is_reviewed_before_it_is_signed(page: Page, browser: Browser, address: str) -> None:
    open_editor(page)
    write(page)
    draft = page.url
    page.click("text=Submit for review")
    page.wait_for_selector("#review-h")
    boss = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}).new_page()
    sign_in(boss, "wren")
    lead_on(boss, "text=submitted to you")
    accessible(boss)
    boss.goto("/review/?kind=submitted&order=newest")
    boss.click("section ul.list a >> nth=0")
    boss.wait_for_url("**/review/*-*/**")
    boss.click("[id='part-narrative/response'] summary")
    boss.fill("[name='words-narrative/response']", "What did he say himself?")
    boss.click("[id='part-narrative/response'] button[name=comment]")
    boss.wait_for_selector("text=What did he say himself?")
    accessible(boss)
    boss.fill("[name=words]", "His own words, please.")
    lead_on(boss, "button[name=return]")
    page.goto("/")
    page.click("text=returned to you")
    page.wait_for_url(f"{draft}#review-h")
    assert "His own words, please." in page.inner_text("main")
    accessible(page)
    card, done = (
        page.locator("#review-h >> xpath=..").bounding_box(),
        page.locator("#review-h ~ ul button").bounding_box(),
    )
    assert card
    assert done
    assert done["x"] + done["width"] <= card["x"] + card["width"] - 16, "the button stands within its card"
    page.click("a[href='#narrative-response']")
    page.fill("[name=narrative-response]", "He said: I can read that.")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.click("text=Submit for review again")
    page.wait_for_selector("text=waiting for your supervisor")
    boss.goto("/review/?kind=submitted&order=newest")
    boss.click("section ul.list a >> nth=0")
    boss.wait_for_selector("ins")
    added = " ".join(boss.locator("ins").all_inner_texts()).split()
    assert {"said:", "can"} <= set(added)
    lead_on(boss, "button[name=approve]")
    page.goto(draft)
    assert "Approved by" in page.inner_text("main")
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    page.fill("#password", PASSWORD)
    page.click("text=Sign and lock")
    page.wait_for_url("**/notes/**")
    assert "Approved before signing" in page.inner_text("article")
    boss.context.close()

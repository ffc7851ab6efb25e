"""Ten attempts of contact at 390 px by touch, kept and signed together: counted and timed, in under three minutes."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_journey_visit import Count
from tests.test_journey_visit import phone as phone
from tests.test_screens import PASSWORD
from tests.test_screens import address as address
from tests.test_screens import home as home

pytestmark = [pytest.mark.sqlite_only]
LONGEST = 180
OUTCOMES = ("no_answer", "left_message", "not_home", "refused", "wrong_number")


def test_ten_attempts_are_kept_and_signed_in_under_three_minutes(phone: Page) -> None:
    hand = Count(phone)
    hand.tap("main >> text=Day sheet")
    phone.wait_for_url("**/day/")
    before = phone.locator("[name=drafts]").count()
    for number in range(10):
        hand.tap(f"label.chip:has([name=whom]) >> nth={number % 8}")
        hand.tap(f"label.chip:has([name=how][value={('phone', 'text', 'in_person')[number % 3]}])")
        hand.tap(f"button[name=outcome][value={OUTCOMES[number % 5]}]")
        phone.locator("[name=drafts]").nth(before + number).wait_for()
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()
    hand.tap("text=Read and sign together")
    phone.wait_for_url("**/day/sign/**")
    assert phone.locator("article").count() >= 10
    hand.tap("#password")
    hand.type(PASSWORD)
    hand.tap("text=Sign and lock")
    phone.wait_for_url("**/day/")
    assert "signed and locked" in phone.inner_text(".notice")
    assert phone.locator("[name=drafts]").count() == 0
    assert hand.told("ten attempts by touch") < LONGEST


def test_a_name_is_found_and_a_line_taken_back(phone: Page) -> None:
    phone.goto("/day/")
    phone.click("summary:has-text('more') >> nth=0")
    name = phone.locator("#others bdi").last.inner_text()
    phone.fill("#find-whom", name)
    phone.locator("#others label:visible").last.tap()
    phone.tap("button[name=outcome][value=no_answer]")
    phone.wait_for_selector(f".waiting:has-text('{name}')")
    phone.click(f".waiting:has-text('{name}') >> text=Take back")
    phone.wait_for_selector(".notice:has-text('taken back')")
    assert phone.locator(f".waiting:has-text('{name}')").count() == 0

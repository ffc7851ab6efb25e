"""A line that is removed comes back as it was by one press, by keyboard and by touch, and stands among the earlier versions."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.test_screens import address, home, open_editor, page  # noqa: F401  the invented agency

pytestmark = [pytest.mark.sqlite_only]
WHAT = "#requests-rows [name$='-what']"


def saved(page: Page) -> None:  # noqa: F811
    page.wait_for_timeout(1200)
    page.wait_for_selector("#save-state[data-state=saved]")


def with_two_lines(page: Page) -> None:  # noqa: F811
    """An editor in which two requests are written."""
    open_editor(page)
    for count, words in enumerate(("The school's report", "A call back")):
        if not page.locator("#requests").get_attribute("open") and count == 0:
            page.evaluate("document.getElementById('requests').open = true")
        if page.locator(WHAT).count() <= count:
            page.locator("#requests [name=add]").click()
        page.locator(WHAT).nth(count).fill(words)
    saved(page)


def test_a_removed_line_comes_back_with_its_words_and_in_hand(page: Page) -> None:  # noqa: F811
    with_two_lines(page)
    page.locator("#requests-rows [name=remove]").first.press("Enter")
    expect(page.locator("#requests-rows [role=status]")).to_have_text("Removed.")
    expect(page.locator("#requests-rows [data-removed] button")).to_be_focused()
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    saved(page)
    page.keyboard.press("Enter")
    expect(page.locator(WHAT).first).to_have_value("The school's report")
    expect(page.locator(WHAT).first).to_be_focused()
    saved(page)
    page.reload()
    assert [each.input_value() for each in page.locator(WHAT).all()] == ["The school's report", "A call back"]


def test_what_a_removed_line_said_stands_among_the_earlier_versions(page: Page) -> None:  # noqa: F811
    with_two_lines(page)
    page.locator(WHAT).nth(0).fill("The school's report of spring")
    page.locator("#requests-rows [name=remove]").first.click()
    saved(page)
    page.reload()
    assert [each.input_value() for each in page.locator(WHAT).all()] == ["A call back"]
    page.goto(f"{page.url.partition('#')[0]}versions/")
    expect(page.locator("main")).to_contain_text("report of spring")


def test_an_empty_line_goes_without_a_word(page: Page) -> None:  # noqa: F811
    with_two_lines(page)
    page.locator("#requests [name=add]").click()
    page.locator("#requests-rows [name=remove]").last.click()
    assert page.locator("#requests-rows [data-removed]").count() == 0
    expect(page.locator("#requests [name=add]")).to_be_focused()

"""Reading in a real browser: J and K from note to note, turned off where one wants, and the place kept on the way back."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_screens import address, home, page, sign_in  # noqa: F401  a phone before the real server

pytestmark = [pytest.mark.sqlite_only]


def focused(page: Page) -> str:  # noqa: F811
    """The text of what has the focus."""
    return str(page.evaluate("document.activeElement.textContent"))


def open_file(page: Page) -> list[str]:  # noqa: F811
    """Open a case file as on a desk; the headings of its notes."""
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(page, "juniper")
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.wait_for_url("**/clients/*-*/")
    return page.locator("article.note > h3 > a").all_inner_texts()


def test_j_and_k_go_from_note_to_note_and_not_while_one_types(page: Page) -> None:  # noqa: F811
    headings = open_file(page)
    page.keyboard.press("j")
    assert focused(page) == headings[0]
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == headings[1]
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/*/")
    note = page.url
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.keyboard.press("j")
    page.wait_for_url(lambda place: "/notes/" in place and place != note)
    page.keyboard.press("k")
    page.wait_for_url(note)
    page.goto("/search/")
    page.focus("#id_words")
    page.keyboard.type("jk")
    assert page.input_value("#id_words") == "jk"


def test_whoever_speaks_to_the_computer_turns_the_letters_off(page: Page) -> None:  # noqa: F811
    open_file(page)
    page.click("#open-keys")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.uncheck("#use-letters")
    page.click("#keys button")
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement === document.body")
    page.click("#open-keys")
    assert not page.is_checked("#use-letters")
    page.check("#use-letters")
    page.click("#keys button")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('article.note > h3 > a')")


def test_what_was_found_is_gone_through_by_keys_and_found_again_on_the_way_back(page: Page) -> None:  # noqa: F811
    open_file(page)
    page.goto("/search/")
    page.fill("#id_words", "nig")
    hits = page.locator("#hits > li > a")
    hits.nth(2).wait_for()
    found = hits.all_inner_texts()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/notes/*/?found=*")
    assert "nig" not in page.url
    page.keyboard.press("j")
    page.wait_for_timeout(300)
    page.click("text=Back to the search")
    page.wait_for_url("**/search/#h*")
    assert hits.all_inner_texts() == found
    page.go_back()
    page.go_back()
    page.go_back()
    page.wait_for_url("**/search/")
    assert hits.all_inner_texts() == found

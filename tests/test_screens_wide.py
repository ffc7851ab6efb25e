"""The editor on a wide screen: earlier notes stand beside the text by themselves, and nothing of the text moves for them."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_screens import address, home, open_editor, page  # noqa: F401  the invented agency, and a phone

pytestmark = [pytest.mark.sqlite_only]
WIDE = {"width": 1280, "height": 900}
FIELD = "#narrative-interventions"


def test_earlier_notes_stand_beside_the_text_where_there_is_room_and_move_nothing(page: Page) -> None:  # noqa: F811
    open_editor(page)
    at = page.url
    page.wait_for_load_state("load")
    assert not page.is_visible("#pane"), "on a phone they wait until somebody asks"
    page.set_viewport_size(WIDE)
    page.goto(at, wait_until="commit")
    page.wait_for_selector(FIELD)
    before = page.locator(FIELD).bounding_box()
    page.wait_for_selector("#earlier details[open]")
    assert page.locator(FIELD).bounding_box() == before
    assert page.evaluate("document.activeElement === document.body"), "nobody is put into it"
    text, pane = page.locator("#note").bounding_box(), page.locator("#pane").bounding_box()
    assert text
    assert pane
    assert text["x"] + text["width"] < pane["x"]
    assert pane["x"] + pane["width"] <= WIDE["width"]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.locator(FIELD).scroll_into_view_if_needed()
    assert page.locator("#pane-h").bounding_box()["y"] >= 0, "they stay in sight"  # type: ignore[index]


def test_who_puts_them_away_has_them_away_until_they_are_opened_again(page: Page) -> None:  # noqa: F811
    page.set_viewport_size(WIDE)
    open_editor(page)
    page.wait_for_selector("#pane:not([hidden])")
    page.click("#pane [data-close]")
    page.reload()
    page.wait_for_load_state("load")
    page.wait_for_timeout(300)
    assert not page.is_visible("#pane")
    page.click("#open-pane")
    page.wait_for_selector("#earlier details[open]")
    page.reload()
    page.wait_for_selector("#earlier details[open]")


def test_where_the_window_becomes_narrow_they_do_not_cover_the_text(page: Page) -> None:  # noqa: F811
    page.set_viewport_size(WIDE)
    open_editor(page)
    page.wait_for_selector("#pane:not([hidden])")
    page.set_viewport_size({"width": 700, "height": 900})
    page.wait_for_selector("#pane", state="hidden")
    page.set_viewport_size(WIDE)
    page.wait_for_selector("#pane:not([hidden])")

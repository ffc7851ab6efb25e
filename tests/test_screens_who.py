"""Naming people in a note on a phone, by keyboard alone, in a real browser."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_screens import address, home, open_editor, page  # noqa: F401  a phone before the real server

pytestmark = [pytest.mark.sqlite_only]


def test_somebody_is_chosen_by_keyboard_and_brings_name_and_role(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.focus("button[name=add][value=attempts]")
    page.keyboard.press("Enter")
    chosen = "select[name='attempts-0-person']"
    assert page.evaluate("document.activeElement.name") == "attempts-0-person"
    assert page.is_visible("[name='attempts-0-name']")
    page.keyboard.press("ArrowDown")
    identity, name, role = page.eval_on_selector(
        chosen, "found => [found.value, found.selectedOptions[0].dataset.name, found.selectedOptions[0].dataset.role]"
    )
    assert identity
    assert page.input_value("[name='attempts-0-name']") == name
    assert page.input_value("[name='attempts-0-role']") == role
    assert not page.is_visible("[name='attempts-0-name']")
    page.wait_for_selector("#save-state[data-state=saved]")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.reload()
    assert page.input_value(chosen) == identity
    page.focus(chosen)
    page.keyboard.press("Home")
    assert page.is_visible("[name='attempts-0-name']")
    page.keyboard.press("Tab")
    page.keyboard.type("A neighbour")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert page.input_value("[name='attempts-0-name']") == "A neighbour"
    assert page.input_value(chosen) == ""

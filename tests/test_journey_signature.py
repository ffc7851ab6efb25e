"""A guardian draws a signature with a finger at 390 px; the worker confirms it, and it stands at the note."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_journey_visit import phone as phone
from tests.test_screens import PASSWORD
from tests.test_screens import address as address
from tests.test_screens import home as home

pytestmark = [pytest.mark.sqlite_only]


def test_a_parent_signs_on_the_worker_s_phone(phone: Page) -> None:
    phone.goto("/")
    phone.click("section[aria-labelledby=r] a >> nth=0")
    phone.wait_for_url("**/notes/*-*/")
    note = phone.url
    phone.tap("text=Get a signature")
    phone.wait_for_selector("#pad:not([hidden])")
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()
    field = phone.locator("#field")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    phone.mouse.move(box["x"] + 30, box["y"] + 40)
    phone.mouse.down()
    for step in range(12):
        phone.mouse.move(box["x"] + 30 + 20 * step, box["y"] + 40 + (step % 3) * 20)
    phone.mouse.up()
    assert phone.locator("#field polyline").count() == 1
    phone.tap("text=Signed: give the device back")
    phone.wait_for_url("**/sign/**")
    assert phone.locator("article svg.signature").count() == 1
    phone.fill("#password", PASSWORD)
    phone.tap("text=Sign and lock")
    phone.wait_for_url("**/notes/*-*/")
    phone.goto(note)
    assert phone.locator("article svg.signature polyline").count() == 1
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()

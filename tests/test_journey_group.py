"""A group of six from several families at 390 px by touch: shared words once, six blocks of their own, one signature."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.test_journey_visit import Count
from tests.test_journey_visit import phone as phone
from tests.test_screens import PASSWORD
from tests.test_screens import address as address
from tests.test_screens import home as home

pytestmark = [pytest.mark.sqlite_only]
SIZE = 6


def begin(phone: Page) -> list[str]:
    """A group session with six members, found among one's clients."""
    phone.goto("/notes/new/")
    phone.fill("#filter", "group session")
    phone.click("button[value=group_session] >> nth=0")
    phone.wait_for_url("**/drafts/*-*/")
    names = phone.locator("#found-clients bdi").all_inner_texts()[:SIZE]
    for count, name in enumerate(names, start=1):
        with phone.expect_response("**/clients/"):
            phone.fill("#find_client", name)
        phone.wait_for_function("() => document.querySelectorAll('#found-clients label').length < 12")
        phone.locator("#found-clients label", has_text=name).first.locator("input").check()
        phone.locator("[name^=own-]").nth(count - 1).wait_for()
    return names


@pytest.mark.parametrize("pause", [0, 300])
def test_who_is_ticked_stays_whatever_the_next_search_answers(phone: Page, pause: int) -> None:
    phone.goto("/notes/new/")
    phone.fill("#filter", "group session")
    phone.click("button[value=group_session] >> nth=0")
    phone.wait_for_url("**/drafts/*-*/")
    names = phone.locator("#found-clients bdi").all_inner_texts()[:4]
    for name in names:
        phone.locator("#find_client").click()
        phone.keyboard.press("Control+A")
        phone.keyboard.type(name, delay=60)
        found = phone.locator("#found-clients label", has_text=name)
        found.first.wait_for()
        found.first.locator("input").check()
        phone.wait_for_timeout(pause)
    phone.wait_for_timeout(2500)
    phone.wait_for_selector("#save-state[data-state=saved]")
    ticked = phone.locator("#about label:has(input:checked) bdi").all_inner_texts()
    assert sorted(ticked) == sorted(names)
    phone.reload()
    assert sorted(phone.locator("#about label:has(input:checked) bdi").all_inner_texts()) == sorted(names)
    phone.locator("#about").get_by_label(names[0]).uncheck()
    phone.wait_for_selector("#save-state[data-state=saved]")
    phone.wait_for_timeout(1500)
    phone.reload()
    assert sorted(phone.locator("#about label:has(input:checked) bdi").all_inner_texts()) == sorted(names[1:])


def test_a_group_of_six_is_written_once_and_signed_once(phone: Page) -> None:
    names = begin(phone)
    assert phone.locator("#own textarea").count() == SIZE
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()
    hand = Count(phone)
    phone.fill("[name=starts]", "00:01")
    phone.fill("[name=ends]", "00:02")
    phone.select_option("[name=how]", "in_person")
    phone.select_option("[name=place_of_service]", "11")
    phone.select_option("[name=service]", index=1)
    for area in phone.query_selector_all("textarea[name^=narrative]"):
        area.fill("Cards with faces; each took one.")
    for place in range(SIZE - 1):
        phone.locator("#own textarea").nth(place).fill(f"Member {place}: chose a card and said why.")
    hand.tap("button[name=read]")
    phone.wait_for_selector("#refused")
    assert "alone" in phone.inner_text("#refused")
    phone.locator("#own textarea").nth(SIZE - 1).fill("The last one listened.")
    hand.tap("button[name=read]")
    phone.wait_for_url("**/sign/**")
    assert phone.locator("article").count() == SIZE
    for place in range(SIZE):
        told = phone.locator("article").nth(place).inner_text()
        assert sum(name in told for name in names) == 1
        assert "a group of 6" in told
    hand.tap("#password")
    hand.type(PASSWORD)
    hand.tap("text=Sign and lock")
    phone.wait_for_url("**/notes/*-*/")
    assert phone.locator("#same-visit a").count() == SIZE - 1
    hand.told("a group of six, read and signed")

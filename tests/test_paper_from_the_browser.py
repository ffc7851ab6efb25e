"""Pages printed from the browser: nothing is cut off at the edge of the paper, and no button is on it."""

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.test_screens import address as address
from tests.test_screens import home as home
from tests.test_screens import page as page
from tests.test_screens import sign_in

pytestmark = [pytest.mark.sqlite_only]
# A letter sheet between its margins, in CSS pixels.
PAPER = {"width": 680, "height": 900}
CUT_OFF = """() => [...document.querySelectorAll('.scroll')].flatMap(box => {
  const cells = [...box.querySelectorAll('th, td, svg')].filter(each => each.getClientRects().length)
  const edge = box.getBoundingClientRect().right + 1
  return cells.filter(each => each.getBoundingClientRect().right > edge).map(each => each.textContent.trim().slice(0, 40))
})"""


def of_fern(page: Page, what: str) -> None:
    """A page of the family's file that has most in it."""
    page.goto("/clients/")
    page.click("main a[href^='/clients/']:has-text('Fern Emberly')")
    page.wait_for_url("**/clients/*-*/")
    page.goto(f"{page.url}{what}/")


def sheets(page: Page) -> int:
    """How many sheets a printed page takes."""
    return len(pypdfium2.PdfDocument(page.pdf(format="Letter", prefer_css_page_size=True)))


def printed(page: Page) -> str:
    """What a printed page says."""
    return "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(page.pdf(format="Letter")))


def test_a_table_is_whole_on_paper(page: Page) -> None:
    sign_in(page, "sorrel")
    of_fern(page, "tried")
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]
    page.emulate_media(media="print")
    assert page.locator(".scroll").count()
    assert page.evaluate(CUT_OFF) == []


def test_the_brief_and_why_a_service_was_needed_are_one_sheet_each_with_no_link_that_only_a_screen_follows(
    page: Page,
) -> None:
    sign_in(page, "sorrel")
    of_fern(page, "brief")
    assert "Placements" in page.inner_text("main")
    assert sheets(page) == 1
    told = printed(page)
    assert "Aunt Clementine Emberly" in told
    assert "What this file does not tell" in told
    assert "Placements" not in told
    page.goto(f"{page.get_attribute('#goals + ul a', 'href')}why/")
    assert "open" in page.locator(".why a").all_inner_texts()[0]
    assert sheets(page) == 1
    told = printed(page)
    assert "By which rules" in told
    assert "open" not in told


def test_placements_on_paper_have_no_buttons(page: Page) -> None:
    sign_in(page, "sorrel")
    of_fern(page, "placements")
    told = printed(page)
    assert "Aunt Clementine Emberly" in told
    assert "Take out" not in told


def test_the_day_on_paper_says_nothing_of_its_visits_but_what_is_planned(page: Page) -> None:
    sign_in(page, "sorrel")
    assert "Did not take place" in page.inner_text("main")
    told = printed(page)
    assert "Home-based therapy" in told
    for what in ("Did not take place", "Arrived", "Day sheet"):
        assert what not in told

"""What may come between a key and the record, in a real browser: the Back key, a server that restarts, a refused signature."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from tests.line import Line
from tests.test_screens import home, open_editor, sign_in, write  # noqa: F401  the invented agency
from tests.test_without_signal import FIRST, line, page  # noqa: F401  a phone at the end of a line

pytestmark = [pytest.mark.sqlite_only]


def saved(page: Page) -> None:  # noqa: F811
    page.wait_for_selector("#save-state[data-state=saved]")


def test_back_from_reading_the_newest_words_are_there(page: Page) -> None:  # noqa: F811
    open_editor(page)
    write(page)
    page.fill(FIRST, "The newest words.")
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    page.go_back()
    expect(page.locator(FIRST)).to_have_value("The newest words.")
    page.locator(FIRST).fill("Newer still.")
    saved(page)
    page.go_back()
    page.go_forward()
    expect(page.locator(FIRST)).to_have_value("Newer still.")


def test_a_refused_signature_loses_nothing(page: Page) -> None:  # noqa: F811
    open_editor(page)
    write(page)
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    page.fill("#password", "not the password")
    page.click("text=Sign and lock")
    page.wait_for_selector("main [role=alert]")
    page.click("text=Back to writing")
    expect(page.locator(FIRST)).to_have_value(re.compile("He read a page aloud"))


def test_what_is_typed_while_the_server_restarts_is_saved_by_itself(page: Page, line: Line) -> None:  # noqa: F811
    open_editor(page)
    page.fill(FIRST, "Before.")
    saved(page)
    line.cut()
    page.fill(FIRST, "Before, and while it was away.")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    line.mend()
    page.wait_for_selector("#save-state[data-state=saved]", timeout=20000)
    page.reload()
    expect(page.locator(FIRST)).to_have_value("Before, and while it was away.")
    assert not page.is_visible("#beside")


def test_a_press_outlasts_a_moment_without_connection(page: Page, line: Line) -> None:  # noqa: F811
    open_editor(page)
    write(page)
    saved(page)
    line.cut()
    page.fill(FIRST, "Typed, and read at once.")
    page.click("button[name=read]")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    line.mend()
    page.wait_for_url("**/sign/**")
    assert "Typed, and read at once." in page.inner_text("main")


def test_a_press_that_waits_ends_where_somebody_types_on(page: Page, line: Line) -> None:  # noqa: F811
    open_editor(page)
    line.cut()
    page.fill(FIRST, "Typed.")
    page.click("button[name=read]")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    page.locator(FIRST).press_sequentially(" And on.")
    page.wait_for_selector("#save-state:has-text('Press the button again when it is saved.')")
    line.mend()
    page.wait_for_selector("#save-state[data-state=saved]", timeout=20000)
    page.wait_for_timeout(1500)
    expect(page.locator(FIRST)).to_have_value("Typed. And on.")


def test_a_line_that_is_dead_without_saying_so_does_not_hold_the_next_save(page: Page) -> None:  # noqa: F811
    page.add_init_script(
        "const timeout = AbortSignal.timeout; AbortSignal.timeout = () => timeout.call(AbortSignal, 1500)"
    )
    open_editor(page)
    stalled: list[Route] = []
    page.route("**/save/", lambda route: route.fallback() if stalled else stalled.append(route))
    page.fill(FIRST, "Swallowed, and sent again.")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    page.wait_for_selector("#save-state[data-state=saved]", timeout=20000)
    page.reload()
    expect(page.locator(FIRST)).to_have_value("Swallowed, and sent again.")
    assert not page.is_visible("#beside")


def test_a_save_whose_answer_is_lost_does_not_stand_beside_itself(page: Page) -> None:  # noqa: F811
    open_editor(page)
    lost: list[str] = []

    def lose(route) -> None:  # type: ignore[no-untyped-def]
        """The server has it, and the browser never hears so."""
        if lost:
            return route.fallback()
        lost.append(route.request.url)
        route.fetch()
        return route.abort()

    page.route("**/save/", lose)
    page.fill(FIRST, "One.")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    page.locator(FIRST).press_sequentially(" Two.")
    page.wait_for_selector("#save-state[data-state=saved]", timeout=20000)
    assert not page.is_visible("#beside")
    page.reload()
    expect(page.locator(FIRST)).to_have_value("One. Two.")


def test_an_end_that_another_tab_fills_in_joins_the_words_that_are_typed_here(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.fill(FIRST, "Typed here.")
    saved(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("#ends", "23:58")
    other.click("[name=overnight]")
    saved(other)
    page.locator(FIRST).press_sequentially(" And on.")
    saved(page)
    expect(page.locator("#ends")).to_have_value("23:58")
    expect(page.locator("[name=overnight]")).to_be_checked()
    assert not page.is_visible("#beside")
    page.locator(FIRST).press_sequentially(" To the end.")
    saved(page)
    other.reload()
    expect(other.locator(FIRST)).to_have_value("Typed here. And on. To the end.")
    expect(other.locator("#ends")).to_have_value("23:58")
    # The same field, otherwise, in both: each is kept.
    other.fill("#ends", "23:40")
    saved(other)
    page.fill("#ends", "23:50")
    page.wait_for_selector("#save-state[data-state=beside]")
    assert page.is_visible("#beside")
    expect(page.locator("#ends")).to_have_value("23:50")


def test_a_note_begun_by_a_double_click_is_one_draft(page: Page) -> None:  # noqa: F811
    sign_in(page, "tansy")
    page.goto("/drafts/")
    before = page.locator("main a[href^='/drafts/']").count()
    page.goto("/notes/new/")
    page.fill("#filter", "contact")
    page.locator("button[name=type]:visible").first.dblclick()
    page.wait_for_selector("#note")
    page.wait_for_timeout(500)
    page.goto("/drafts/")
    assert page.locator("main a[href^='/drafts/']").count() == before + 1


def test_two_windows_are_merged_by_hand(page: Page) -> None:  # noqa: F811
    open_editor(page)
    at = page.url
    other = page.context.new_page()
    other.goto(at)
    other.fill(FIRST, "From the other window.")
    saved(other)
    page.fill(FIRST, "From this window.")
    page.wait_for_selector("#beside:not([hidden])")
    page.click("#beside a")
    page.click("text=Merge by hand")
    boxes = [page.locator(f"fieldset .grid > div >> nth={n}").bounding_box() for n in (0, 1)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[1]["y"] >= boxes[0]["y"] + boxes[0]["height"], "at 390 px they stand under each other"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.get_by_label("Both, the draft's first").check()
    page.click("text=Merge, and write on")
    page.wait_for_url(at)
    expect(page.locator(FIRST)).to_have_value("From the other window.\n\nFrom this window.")
    assert not page.is_visible("#beside")

"""Checks and documents on a phone: folded away until wanted, led to the field, answered, attached, and all of it signed."""

from pathlib import Path

import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import APIResponse, Page, Route

from goldthread.documents.tests.paper import PDF, picture
from tests.test_journey_visit import phone as phone
from tests.test_screens import PASSWORD, open_editor
from tests.test_screens import address as address
from tests.test_screens import home as home

pytestmark = [pytest.mark.sqlite_only]
NUMBER = "123-45-6789"


def written(phone: Page) -> None:
    """A note that could be signed, with a number in it that no note needs."""
    open_editor(phone)
    for name, value in (("starts", "00:01"), ("ends", "00:02")):
        phone.fill(f"[name={name}]", value)
    for name in ("how", "place_of_service", "service"):
        phone.select_option(f"[name={name}]", index=1)
    for area in phone.query_selector_all("textarea[name^=narrative]"):
        area.fill(f"She showed her card, {NUMBER}, and put it away.")
    phone.wait_for_selector("#save-state[data-state=saved]")


def test_a_question_is_folded_leads_to_its_field_and_its_answer_is_signed_and_printed(
    phone: Page, tmp_path: Path
) -> None:
    written(phone)
    phone.wait_for_selector("#asked")
    assert phone.get_attribute("#asked", "open") is None
    phone.click("#asked > summary")
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()
    hint, first = phone.locator("#asked > .hint").bounding_box(), phone.locator("#asked h3").first.bounding_box()
    assert hint
    assert first
    assert first["y"] - hint["y"] - hint["height"] >= 12, "each question stands apart"
    phone.fill("[name=answers-numbers]", "It is the number of the card itself.")
    phone.wait_for_selector("#save-state[data-state=saved]")
    phone.reload()
    phone.click("#asked > summary")
    assert phone.input_value("[name=answers-numbers]") == "It is the number of the card itself."
    phone.click("#asked a:has-text('Social Security') >> nth=0")
    assert phone.evaluate("document.activeElement.matches('textarea') || location.hash.startsWith('#narrative')")
    phone.click("button[name=read]")
    phone.wait_for_url("**/sign/**")
    phone.fill("#password", PASSWORD)
    phone.click("text=Sign and lock")
    phone.wait_for_url("**/notes/*-*/")
    told = phone.text_content("article")
    assert told
    assert "It is the number of the card itself." in told
    assert "The text seems to hold a Social Security number." in told
    for page in (phone.url, f"{phone.url}print/"):
        phone.goto(page)
        paper = "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(phone.pdf()))
        assert "Asked before signing, and the answer" in paper
        assert "It is the number of the card itself." in paper


def test_a_plan_and_a_photo_are_attached_and_locked_with_the_note(phone: Page, tmp_path: Path) -> None:
    for name, data in (("plan.pdf", PDF), ("door.png", picture()), ("order.pdf", PDF + b"\n")):
        (tmp_path / name).write_bytes(data)
    written(phone)
    phone.click("#documents > summary")
    phone.set_input_files("#files", [str(tmp_path / "plan.pdf"), str(tmp_path / "door.png")])
    phone.click("button[name=attach]")
    phone.wait_for_selector("#documents li >> nth=1")
    assert phone.evaluate(
        "Promise.all([...document.querySelectorAll('#documents img')].map(each => each.decode())).then(() => true)"
    )
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not Axe().run(phone).response["violations"], Axe().run(phone).generate_report()
    phone.click("#documents button[name=take_off] >> nth=1")
    phone.wait_for_selector("text=Put back", state="attached")
    phone.fill("#documents li input[name^=file_title]", "Plan of the school")
    phone.select_option("#documents li select[name^=file_kind]", "signed_plan")
    # What is chosen and not attached goes along to what is read before signing.
    phone.set_input_files("#files", [str(tmp_path / "order.pdf")])
    phone.click("button[name=read]")
    phone.wait_for_url("**/sign/**")
    assert "1 file is attached." in phone.inner_text("main")
    assert "Plan of the school\nsigned plan" in phone.inner_text("main")
    assert "order.pdf" in phone.inner_text("main")
    phone.fill("#password", PASSWORD)
    phone.click("text=Sign and lock")
    phone.wait_for_url("**/notes/*-*/")
    with phone.expect_download() as given:
        phone.click("main a[download]")
    assert Path(given.value.path()).read_bytes() == PDF
    assert "door.png" not in phone.inner_text("main")


def test_a_fold_that_was_just_opened_takes_up_what_a_later_save_brings(phone: Page) -> None:
    written(phone)
    phone.wait_for_selector("[name=answers-numbers]", state="attached")
    phone.click("#asked > summary")
    phone.eval_on_selector(
        "[name=narrative-response]",
        "area => { area.value += ' Her number is 317-555-0142.'; area.dispatchEvent(new Event('input', { bubbles: true })); }",
    )
    phone.wait_for_selector("#asked-contact_details")
    assert phone.evaluate("document.activeElement.matches('#asked > summary')")


def test_a_save_that_comes_while_an_answer_is_on_its_way_is_asked_about_too(phone: Page) -> None:
    answered: list[tuple[Route, APIResponse]] = []
    phone.route("**/asked/", lambda route: route.continue_() if answered else answered.append((route, route.fetch())))
    written(phone)
    phone.wait_for_timeout(4500)  # so long after one question the next is asked
    route, answer = answered[0]
    route.fulfill(response=answer)
    phone.wait_for_selector("[name=answers-numbers]", state="attached")

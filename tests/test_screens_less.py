"""Writing less in a real browser: earlier notes beside the text, accepted and undone, phrases, keys; read again as what is new."""

import random

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from goldthread.notes import origins
from goldthread.notes.origins import Span
from tests.test_screens import PASSWORD, address, home, open_editor, page, write  # noqa: F401  a phone before the real server

pytestmark = [pytest.mark.sqlite_only]
AGREE = """async (cases) => {
  const { movedSpans, readSpans, writeSpans } = await import("/static/notes/spans.js");
  return cases.map(([written, before, after]) => {
    const points = Array.from(before);
    return writeSpans(movedSpans(readSpans(written, points.length), points, Array.from(after)));
  });
}"""


def spans_on(page: Page) -> dict[str, str]:  # noqa: F811
    found: dict[str, str] = page.eval_on_selector_all(
        "[name^=origins-]", "all => Object.fromEntries(all.map((each) => [each.name, each.value]))"
    )
    return found


def cases() -> list[tuple[str, str, str]]:
    """Texts with spans, and the texts after an edit; letters outside the first plane are two units to a browser."""
    dice = random.Random(3)

    def text() -> str:
        return "".join(dice.choices("ab 😀😁é\n", k=dice.randint(0, 14)))

    made = []
    for _case in range(300):
        before, typed = text(), text()
        first, last = sorted(dice.randint(0, len(before)) for _edge in range(2))
        edges = sorted({dice.randint(0, 15) for _edge in range(6)})
        spans = [
            Span(*pair, dice.choice(["carried", "template", "dictated"]))
            for pair in zip(edges[::2], edges[1::2], strict=False)
        ]
        made.append((origins.write(spans), before, before[:first] + typed + before[last:]))
    return made


def test_spans_move_in_the_browser_as_on_the_server(page: Page) -> None:  # noqa: F811
    page.goto("/sign-in/")
    tried = cases()
    expected = [
        origins.write(origins.moved(origins.read(written, len(before)), before, after))
        for written, before, after in tried
    ]
    assert page.evaluate(AGREE, tried) == expected


def test_words_are_carried_forward_undone_signed_and_told_apart_from_what_is_new(page: Page) -> None:  # noqa: F811
    open_editor(page)
    write(page)
    own = page.input_value("#narrative-interventions")
    page.focus("#narrative-interventions")
    page.keyboard.press("Control+End")
    page.keyboard.press("Alt+Shift+P")
    page.wait_for_selector("#earlier details[open]")
    box = page.locator("#narrative-interventions").bounding_box()
    sheet = page.locator("#pane").bounding_box()
    assert box
    assert sheet
    assert 0 <= box["y"] < sheet["y"], "the text stays in view above the sheet"
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.select_option("#earlier details[open] [data-use] >> nth=0", "narrative-interventions")
    offered = page.inner_text(".offer .words")
    assert page.input_value("#narrative-interventions") == own
    page.click(".offer [data-accept]")
    assert page.input_value("#narrative-interventions") == f"{own}\n{offered}"
    (span,) = spans_on(page).values()
    assert span.startswith(f"{len(own) + 1}-{len(own) + 1 + len(offered)}:carried:")
    page.keyboard.press("Control+z")
    assert page.input_value("#narrative-interventions") == own
    assert list(spans_on(page).values()) == [""]
    page.keyboard.press("Control+Shift+z")
    assert list(spans_on(page).values()) == [span]
    page.keyboard.press("Escape")
    assert not page.is_visible("#pane")
    assert page.evaluate("document.activeElement.id") == "narrative-interventions"
    page.keyboard.press("Control+Home")
    page.keyboard.type("😀 ")
    page.keyboard.press("Control+s")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert next(iter(spans_on(page).values())).startswith(f"{len(own) + 3}-")
    page.keyboard.press("Alt+Shift+R")
    page.wait_for_url("**/sign/**")
    assert "carried from earlier notes" in page.inner_text("main")
    page.fill("#password", PASSWORD)
    page.click("text=Sign and lock")
    page.wait_for_url("**/notes/**")
    page.click("text=Show where the words come from")
    page.wait_for_url("**/origins/")
    assert offered.split("\n")[0] in page.inner_text("mark.carried")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.click("main .actions >> text=Only what is new")
    page.wait_for_url("**only=new")
    assert "😀" in page.inner_text("main")
    assert page.locator("mark.carried").count() == 0


def test_a_phrase_is_written_by_its_short_word_and_its_blanks_are_filled(page: Page) -> None:  # noqa: F811
    open_editor(page)
    at = page.url
    page.goto("/snippets/new/")
    page.fill("[name=short]", "hv")
    page.fill("[name=text]", "Home visit with ___ and ___.")
    page.click("main form .primary, main form button")
    page.wait_for_url("**/snippets/")
    page.goto(at)
    page.focus("#narrative-next")
    page.keyboard.type(";hv ")
    expect(page.locator("#narrative-next")).to_have_value("Home visit with ___ and ___.")
    page.keyboard.type("Rosa")
    page.keyboard.press("F2")
    page.keyboard.type("Joan")
    assert page.input_value("#narrative-next") == "Home visit with Rosa and Joan."
    assert spans_on(page) == {"origins-narrative-next": "0-16:template 20-25:template 29-30:template"}
    page.focus("#narrative-safety")
    page.keyboard.type(";hv")
    page.keyboard.insert_text(" ")  # as the keyboard of a phone does, which tells of no key
    assert page.input_value("#narrative-safety") == "Home visit with ___ and ___."
    page.focus("#narrative-progress")
    page.keyboard.type(";hv ")
    assert page.input_value("#narrative-progress") == ";hv "
    page.keyboard.press("Alt+Shift+H")
    assert "written anew each time" in page.inner_text("#phrases")
    assert page.locator("#phrase-list button").count() == 0
    page.keyboard.press("Escape")
    page.wait_for_selector("#save-state[data-state=saved]")


def test_the_keys_are_listed_and_lead_from_section_to_section(page: Page) -> None:  # noqa: F811
    open_editor(page)
    page.focus("#narrative-interventions")
    page.keyboard.press("Alt+Shift+J")
    assert page.evaluate("document.activeElement.id") == "narrative-response"
    page.keyboard.press("Alt+Shift+K")
    assert page.evaluate("document.activeElement.id") == "narrative-interventions"
    page.keyboard.press("Control+/")
    assert "Read before signing" in page.inner_text("#shortcuts")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.keyboard.press("Escape")
    assert page.locator("#dictate").is_hidden(), "this browser turns no speech into words on the device"
    for button in page.locator(".bar button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

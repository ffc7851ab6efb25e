"""Hostile names and notes in a real browser: no script runs, nothing is asked for elsewhere, the policy has nothing to report."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.cast import PASSWORD
from tests.test_screens import address as address
from tests.test_screens import lead_on
from tests.test_screens import page as page

pytestmark = pytest.mark.sqlite_only
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("GOLDTHREAD_TEST_DATA", ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the corpora where the folder of real inputs is; with our own texts alone where it is not."""
    place = tmp_path_factory.mktemp("hostile") / "home"
    environment = {
        **os.environ,
        "GOLDTHREAD_HOME": str(place),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "goldthread.settings",
    }
    folder = [str(DATA)] if DATA.is_dir() else []
    subprocess.run([sys.executable, "-m", "tests.seed_hostile", *folder], env=environment, check=True, cwd=ROOT)
    (place / "demonstration").touch()
    return place


@pytest.fixture
def ana(page: Page) -> Page:
    """Signed in; a dialog that opens is a script that ran, and fails the test as whatever else the page complains of does."""
    opened: list[str] = []
    page.on(
        "dialog", lambda dialog: dialog.accept() if dialog.type == "beforeunload" else opened.append(dialog.message)
    )
    page.set_default_timeout(20_000)
    page.goto("/sign-in/")
    page.fill("[name=login]", "ana")
    page.fill("[name=password]", PASSWORD)
    lead_on(page, "main form .primary")
    yield page
    assert not opened


def links(page: Page, part: str) -> list[str]:
    found = page.eval_on_selector_all("main a", "all => all.map(each => each.getAttribute('href'))")
    return list(dict.fromkeys(each for each in found if part in each))


def test_no_script_of_a_name_or_note_runs_on_any_page_that_shows_it(ana: Page) -> None:
    ana.goto("/clients/")
    files = [at for at in links(ana, "/clients/") if at.count("/") == 3 and len(at) > 40]
    cases = links(ana, "/cases/")
    seen = set()
    for at in ["/", "/clients/", "/drafts/", *files, *cases]:
        ana.goto(at)
        seen |= {
            at,
            *(each for part in ("/notes/", "/drafts/", "/people/", "/details/", "/team/") for each in links(ana, part)),
        }
    notes = {at for at in seen if at.startswith("/notes/") and len(at) > 40}
    for at in sorted(seen | {f"{note}print/" for note in notes}):
        ana.goto(at)
        assert not ana.query_selector("injected, main script, main iframe, main svg, main [onerror], main [style]"), at
    assert notes
    assert len(seen) > 10


def open_draft(page: Page) -> None:
    page.goto("/drafts/")
    page.click("main a[href^='/drafts/']")
    page.wait_for_selector("html.has-editor")


def set_to(page: Page, name: str, value: str) -> None:
    """Put a value into a field as a script of somebody's would, in the browser's own words for it."""
    page.evaluate(f"""() => {{
        const field = document.querySelector("main [name='{name}']");
        field.value = {value};
        field.dispatchEvent(new Event("input", {{ bubbles: true }}));
    }}""")


def test_what_is_typed_in_the_editor_is_there_again_to_the_letter(ana: Page) -> None:
    open_draft(ana)
    text = "</textarea><script>alert(1)</script>\n\n" + "☃ two hundred thousand <b>letters</b>\n" * 6_000
    with ana.expect_response("**/save/") as saved:
        set_to(ana, "narrative-response", json.dumps(text))
    assert saved.value.status == 200
    open_draft(ana)
    assert ana.input_value("[name=narrative-response]") == text


def test_half_a_letter_is_refused_by_name_and_stays(ana: Page) -> None:
    open_draft(ana)
    set_to(ana, "narrative-progress", "'half \\ud800'")
    ana.wait_for_selector("#save-state[data-state=refused]")
    assert "lone surrogate" in ana.inner_text("#save-state")
    assert ana.evaluate("document.querySelector('[name=narrative-progress]').value === 'half \\ud800'")


# A hidden field grows to it at once; to lay out so long a text area takes a browser minutes.
TOO_LONG = "'x'.repeat(33 * 2 ** 20)"


def test_more_than_one_request_may_hold_stays_in_its_form_with_a_sentence(ana: Page) -> None:
    ana.goto("/clients/new/")
    ana.fill("[name=reason]", "Not sent, not lost.")
    set_to(ana, "clients-MIN_NUM_FORMS", TOO_LONG)
    ana.click("main form button.primary")
    ana.wait_for_selector(".not-sent")
    assert "more than 32 MB at once" in ana.inner_text(".not-sent")
    assert ana.input_value("[name=reason]") == "Not sent, not lost."


def test_half_a_letter_in_any_other_form_is_refused_before_it_is_sent(ana: Page) -> None:
    ana.goto("/clients/new/")
    set_to(ana, "reason", "'half \\ud800'")
    ana.click("main form button.primary")
    ana.wait_for_selector(".not-sent")
    assert "lone surrogate" in ana.inner_text(".not-sent")
    assert ana.evaluate("document.querySelector('[name=reason]').value === 'half \\ud800'")

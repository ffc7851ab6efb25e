"""The first whole path, in a real browser against the real server: sign in, write, read, sign, find, print; on a phone."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.sqlite_only]
PASSWORD = "gold-thread-demonstration"
ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def home(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(seeded, tmp_path_factory.mktemp("screens") / "home"))


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    at = f"http://localhost:{port}"
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": "", "GOLDTHREAD_URL": at}
    server = subprocess.Popen(
        [sys.executable, "-m", "goldthread", "serve", "--port", str(port)],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    for _try in range(600):
        try:
            urllib.request.urlopen(f"{at}/healthz")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    yield at
    os.killpg(server.pid, 15)
    server.wait()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A phone; what the console complains of (a broken policy, a script's error) and a call to elsewhere fail the test."""
    context = browser.new_context(base_url=address, viewport={"width": 390, "height": 844})
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith((address, "data:", "blob:")) else complaints.append(asked.url),
    )
    opened.on("console", lambda told: complaints.append(told.text) if "Content Security" in told.text else None)
    yield opened
    context.close()
    assert not complaints


def sign_in(page: Page, login: str) -> None:
    page.goto("/sign-in/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    lead_on(page, "main form .primary")


def lead_on(page: Page, what: str) -> None:
    """Press what leads to another page, and be there: the address alone does not tell where both have the same, and a page asks before it sends a form."""
    with page.expect_navigation():
        page.click(what)


def open_editor(page: Page) -> None:
    sign_in(page, "juniper")
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.wait_for_url("**/clients/*-*/")
    page.click("text=Write a note")
    page.click("button[value=session]")
    page.wait_for_url("**/drafts/*-*/")


def write(page: Page) -> None:
    page.fill("[name=occurred_on]", (date.today() - timedelta(days=1)).isoformat())
    page.fill("[name=starts]", "14:00")
    page.fill("[name=ends]", "15:30")
    page.select_option("[name=how]", "in_person")
    page.select_option("[name=place_of_service]", "12")
    page.select_option("[name=service]", "Home-based casework")
    for area in page.query_selector_all("textarea[name^=narrative]"):
        area.fill("He read a page aloud, ‏שלום, <b>bold</b>.")
    page.wait_for_selector("#save-state[data-state=saved]")


def test_a_visit_is_written_signed_found_and_printed_on_a_phone(page: Page, home: Path) -> None:
    open_editor(page)
    write(page)
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    assert "15:30" in page.inner_text("main")
    page.fill("#password", "not the password")
    page.click("text=Sign and lock")
    page.wait_for_selector("main [role=alert]")
    page.fill("#password", PASSWORD)
    page.click("text=Sign and lock")
    page.wait_for_url("**/notes/**")
    assert "<b>bold</b>" in page.inner_text("main")
    page.click("text=Case file")
    page.wait_for_url("**/clients/*-*/**")
    assert "<b>bold</b>" in page.inner_text("article >> nth=0")
    page.click("article h3 a >> nth=0")
    page.click("main .actions >> text=Print")
    page.wait_for_url("**/print/")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    assert page.pdf().startswith(b"%PDF")
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": ""}
    told = subprocess.run(
        [sys.executable, "-m", "goldthread", "verify"], env=environment, capture_output=True, text=True
    )
    assert told.stdout.strip().splitlines()[-1].startswith("whole: "), told.stderr


def test_a_refusal_keeps_every_word(page: Page) -> None:
    open_editor(page)
    page.fill("textarea[name^=narrative] >> nth=0", "Not finished, not lost.")
    page.fill("[name=starts]", "15:00")
    page.fill("[name=ends]", "14:00")
    page.click("button[name=read]")
    page.wait_for_selector("#refused")
    assert page.input_value("textarea[name^=narrative] >> nth=0") == "Not finished, not lost."


def test_an_ended_session_is_renewed_in_place(page: Page) -> None:
    open_editor(page)
    kept = [cookie for cookie in page.context.cookies() if cookie.get("name") != "sessionid"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    page.fill("textarea[name^=narrative] >> nth=0", "Typed after the session ended.")
    page.wait_for_selector("#renew[open]")
    page.fill("#renew-password", PASSWORD)
    page.click("#renew .primary")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert page.input_value("textarea[name^=narrative] >> nth=0") == "Typed after the session ended."


def test_two_windows_lose_nothing(page: Page) -> None:
    open_editor(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.fill("textarea[name^=narrative] >> nth=0", "From the other window.")
    other.wait_for_selector("#save-state[data-state=saved]")
    page.wait_for_timeout(1200)
    page.fill("textarea[name^=narrative] >> nth=0", "From this window.")
    page.wait_for_selector("#beside:not([hidden])")
    page.goto(f"{page.url}versions/")
    assert "From the other window." in page.inner_text("main")
    assert page.inner_text("ins >> nth=0").strip() == "this"


def test_a_client_of_another_family_is_found_and_what_follows_appears_at_once(page: Page) -> None:
    sign_in(page, "juniper")
    page.goto("/notes/new/")
    page.fill("#filter", "visit")
    page.click("button[value=session] >> nth=0")
    page.wait_for_url("**/drafts/*-*/")
    names = page.locator("#found-clients bdi").all_inner_texts()
    page.fill("textarea[name^=narrative] >> nth=0", "Kept while the page changes.")
    page.get_by_label(names[0]).check()
    page.locator("#participants").get_by_label(f"{names[0]}, client").wait_for()
    page.fill("#find_client", names[-1])
    page.locator("#found-clients").get_by_label(names[-1]).check()
    page.get_by_label(f"About {names[-1]} alone").fill("Of this one alone.")
    assert page.input_value("textarea[name^=narrative] >> nth=0") == "Kept while the page changes."
    page.locator("#about").get_by_label(names[-1]).uncheck()
    page.get_by_label(f"About {names[-1]} alone").wait_for(state="detached")
    page.wait_for_selector("#save-state[data-state=saved]")
    page.reload()
    assert page.locator("#about").get_by_label(names[0]).is_checked()
    assert page.locator("input[type=hidden][value='Of this one alone.']").count() == 1


def test_everything_in_the_way_of_signing_is_listed_and_has_the_focus(page: Page) -> None:
    open_editor(page)
    page.click("button[name=read]")
    page.wait_for_selector("#refused")
    assert page.evaluate("document.activeElement.id") == "refused"
    assert page.locator("#refused li").count() > 3
    page.click("#refused a[href='#starts']")
    assert page.evaluate("document.activeElement.id") == "starts"
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.fill("#starts", "14:00")
    assert page.get_attribute("#starts", "aria-invalid") is None


def test_a_passkey_is_added_and_signs(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
              "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, "juniper")
    page.goto("/account/")
    page.fill("#passkey-name", "a phone of the test")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=a phone of the test")
    page.goto("/drafts/")
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.wait_for_url("**/clients/*-*/")
    page.click("text=Write a note")
    page.click("button[value=session]")
    write(page)
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    page.click("#use-passkey")
    page.wait_for_url("**/notes/**")
    page.click("text=Sign out")
    page.wait_for_selector("#passkey-sign-in:not([hidden])")
    page.click("#passkey-sign-in")
    page.wait_for_selector("text=Drafts in hand")
    page.goto("/account/")
    page.click("text=Remove")
    page.wait_for_selector("text=The passkey is removed")


def crawl(page: Page) -> Iterator[str]:
    """Open one page of each route that links lead to from Today, and give its path."""
    waiting, known = ["/"], {"/"}
    while waiting:
        place = waiting.pop(0)
        page.goto(place)
        yield place
        links: list[str] = page.eval_on_selector_all(
            "a[href^='/']:not([download]):not(svg a)", "found => found.map(a => a.pathname)"
        )
        for link in links:
            route = re.sub(r"[0-9a-f-]{36}|(?<=/)[0-9]+(?=/)|(?<=/new/)[^/]+", "*", link)
            if route not in known:
                known.add(route)
                waiting.append(link)


@pytest.mark.parametrize(("login", "colours"), [("juniper", "dark"), ("marigold", "light"), ("archer", "light")])
def test_every_page_that_links_lead_to_is_accessible(page: Page, login: str, colours: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=colours)
    sign_in(page, login)
    seen, wrong = [], []
    for place in crawl(page):
        seen.append(place)
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            wrong.append(f"{place} is wider than a phone")
        found = Axe().run(page)
        wrong += [f"{place}: {each['id']} {each['nodes'][0]['html']}" for each in found.response["violations"]]
    assert not wrong, "\n".join(wrong)
    assert len(seen) > 20, seen


def test_the_pages_of_a_note_are_accessible(page: Page) -> None:
    open_editor(page)
    write(page)
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.click("button[name=read]")
    page.wait_for_url("**/sign/**")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.goto("/clients/")
    page.click("main a[href^='/clients/'][href$='/']:not([href*=new])")
    page.wait_for_url("**/clients/*-*/")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.click("article h3 a >> nth=0")
    page.wait_for_url("**/notes/**")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()

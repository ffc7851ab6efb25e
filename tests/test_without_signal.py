"""Writing without signal in a real browser: the line to the server is cut, the words stay, and are sent when it is mended."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, expect

from tests.line import Line
from tests.test_screens import ROOT, home, open_editor, sign_in  # noqa: F401  the invented agency

pytestmark = [pytest.mark.sqlite_only]
FIRST = "textarea[name^=narrative] >> nth=0"
SWITCH = """
import django; django.setup()
from datetime import date
from goldthread.lib.actor import COMMAND_LINE
from goldthread.policies import actions
from goldthread.policies.models import Policy
rows = Policy.objects.current().filter(offline_drafts=False, true_to_on=None)
if %r == "off":
    actions.add(values={"offline_drafts": False, "true_from_on": "2020-01-01", "source_citation": "Our rule"}, by=COMMAND_LINE)
else:
    actions.end(row=rows.get(), to_on=date(2020, 1, 2), by=COMMAND_LINE)
"""


def serve(home: Path, line: Line) -> subprocess.Popen[bytes]:  # noqa: F811
    """The real server, behind a line of which alone the browser knows."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        line.server = free.getsockname()[1]
    at = f"http://localhost:{line.port}"
    environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": "", "GOLDTHREAD_URL": at}
    server = subprocess.Popen(
        [sys.executable, "-m", "goldthread", "serve", "--port", str(line.server)],
        env=environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    for _try in range(600):
        try:
            urllib.request.urlopen(f"{at}/healthz")
            break
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    return server


@pytest.fixture(scope="module")
def line(home: Path) -> Iterator[Line]:  # noqa: F811
    made = Line()
    server = serve(home, made)
    yield made
    os.killpg(server.pid, 15)
    server.wait()
    made.close()


@pytest.fixture
def page(browser: Browser, line: Line) -> Iterator[Page]:
    """A phone at the end of the line, in its own profile."""
    line.mend()
    context = browser.new_context(base_url=f"http://localhost:{line.port}", viewport={"width": 390, "height": 844})
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    context.close()
    assert not errors


def installed(page: Page) -> None:
    """Wait until the worker holds the page that opens without signal."""
    page.evaluate("""() => Promise.race([
        navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller ||
            new Promise((done) => (navigator.serviceWorker.oncontrollerchange = done))).then(() => true),
        new Promise((_done, refuse) => setTimeout(() => refuse(new Error("no worker")), 20000)),
    ])""")


def rows(page: Page) -> int:
    """How many notes lie on the device."""
    found: int = page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("goldthread");
        asked.onsuccess = () => {
            const all = asked.result.transaction("unsent").objectStore("unsent").count();
            all.onsuccess = () => { asked.result.close(); done(all.result); };
        };
    })""")
    return found


def until_rows(page: Page, count: int) -> None:
    until(page, lambda: rows(page), count)


def workers(page: Page) -> int:
    return int(page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)"))


def until(page: Page, counted: Callable[[], int], count: int) -> None:
    found = -1
    for _try in range(100):
        with contextlib.suppress(Error):  # the page may load anew, with what was sent
            found = counted()
        if found == count:
            return
        page.wait_for_timeout(100)
    assert found == count


def killed(page: Page) -> Page:
    """Another tab, after this one was ended without a word."""
    context = page.context
    page.close(run_before_unload=False)
    return context.new_page()


def unsent(page: Page) -> dict[str, Any]:
    """Of the one row on the device: its draft, its window and which state of that it is."""
    found: dict[str, Any] = page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("goldthread");
        asked.onsuccess = () => {
            const all = asked.result.transaction("unsent").objectStore("unsent").getAll();
            all.onsuccess = () => {
                asked.result.close();
                const [{ draft, window, turn }] = all.result;
                done({ draft, window, turn });
            };
        };
    })""")
    return found


def write_without_signal(page: Page, line: Line, words: str = "Typed in the cellar.") -> str:
    """Open an editor, cut the line, type; gives the editor's address."""
    open_editor(page)
    installed(page)
    line.cut()
    page.fill(FIRST, words)
    page.wait_for_selector("#save-state[data-state=unsaved]")
    until_rows(page, 1)
    return page.url


def test_a_note_opens_without_signal_is_written_on_and_sent_when_it_returns(page: Page, line: Line) -> None:
    at = write_without_signal(page, line)
    expect(page.locator("#unsent-count")).to_have_text("1 note is on this device only.")
    page = killed(page)
    page.goto(at)
    expect(page.locator("h1")).to_have_text("Without signal")
    assert page.input_value("#fields textarea >> nth=0") == "Typed in the cellar."
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.locator("#fields textarea >> nth=0").press_sequentially(" And on.")
    expect(page.locator("#save-state")).to_contain_text("On this device at")
    line.mend()
    page.locator("#go-on").click(timeout=20000)
    page.wait_for_selector("#note")
    expect(page.locator(FIRST)).to_have_value("Typed in the cellar. And on.")
    assert not page.is_visible("#beside")
    until_rows(page, 0)


def test_words_typed_on_without_signal_are_kept_where_the_editors_last_save_got_through(page: Page, line: Line) -> None:
    open_editor(page)
    installed(page)
    page.route("**/save/", lambda route: route.abort())
    page.fill(FIRST, "Off one.")
    page.wait_for_selector("#save-state[data-state=unsaved]")
    until_rows(page, 1)
    at, row = page.url, unsent(page)
    # As the page sends it on leaving: the server has it, and nobody hears the answer.
    content = page.evaluate("""async () => {
        const { contentOf } = await import(document.querySelector("script[src*=editor]").src);
        return contentOf(document.getElementById("note"));
    }""")
    told = {"base_revision": 0, "window": row["window"], "turn": row["turn"] + 1, "content": content}
    token = page.input_value("#note [name=csrfmiddlewaretoken]")
    assert page.request.post(f"{at}save/", data=told, headers={"X-CSRFToken": token, "Referer": at}).ok
    page = killed(page)
    line.cut()
    page.goto(at)
    page.locator("#fields textarea >> nth=0").press_sequentially(" Off two.")
    expect(page.locator("#save-state")).to_contain_text("On this device at")
    until_rows(page, 1)
    line.mend()
    page.locator("#go-on").click(timeout=20000)
    page.wait_for_selector("#note")
    expect(page.locator(FIRST)).to_have_value("Off one. Off two.")
    assert not page.is_visible("#beside")
    until_rows(page, 0)


def test_one_note_in_two_tabs_without_signal_keeps_the_words_of_both(page: Page, line: Line) -> None:
    at = write_without_signal(page, line, "Off one.")
    page = killed(page)
    page.goto(at)
    other = page.context.new_page()
    other.goto(at)
    for each, words in ((page, " From this tab."), (other, " From the other.")):
        each.locator("#fields textarea >> nth=0").press_sequentially(words)
        expect(each.locator("#save-state")).to_contain_text("On this device at")
    until_rows(page, 2)
    line.mend()
    other.close(run_before_unload=False)
    page.goto(at)
    until_rows(page, 0)
    page.goto(f"{at}versions/")
    # They are shown word by word, as far as they differ.
    for words in ("Kept beside", "this tab.", "the other."):
        expect(page.locator("main")).to_contain_text(words)


def test_a_note_begun_without_signal_becomes_a_draft(page: Page, line: Line) -> None:
    sign_in(page, "juniper")
    installed(page)
    line.cut()
    page.goto("/")
    page.click("#begin")
    page.fill("#about", "M. after school")
    page.fill("#typed", "She met us at the door.")
    until_rows(page, 1)
    line.mend()
    page.goto("/")
    until_rows(page, 0)
    page.goto("/drafts/")
    page.click("main li a >> nth=0")
    page.wait_for_selector("#note")
    assert "M. after school\n\nShe met us at the door." in page.eval_on_selector_all(
        "textarea", "all => all.map(a => a.value)"
    )


def test_what_lies_on_the_device_cannot_be_read_there(page: Page, line: Line) -> None:
    write_without_signal(page, line, "Nobody reads this on the disk.")
    told = page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("goldthread");
        asked.onsuccess = async () => {
            const get = (name) => new Promise((r) => {
                const all = asked.result.transaction(name).objectStore(name).getAll();
                all.onsuccess = () => r(all.result);
            });
            const [row] = await get("unsent");
            const [{ key }] = await get("people");
            const opens = (id) => crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv,
                additionalData: new TextEncoder().encode(JSON.stringify(id)) }, key, row.sealed).then(() => true, () => false);
            done({
                text: new TextDecoder().decode(row.sealed),
                extractable: key.extractable,
                exported: await crypto.subtle.exportKey("raw", key).then(() => true, () => false),
                own: await opens([row.person, row.draft, row.window]),
                anothers: await opens(["somebody else", row.draft, row.window]),
                otherNote: await opens([row.person, crypto.randomUUID(), row.window]),
            });
        };
    })""")
    assert "Nobody" not in told.pop("text")
    assert told == {"extractable": False, "exported": False, "own": True, "anothers": False, "otherNote": False}


def test_signing_out_asks_and_what_is_kept_is_shown_to_nobody_else(page: Page, line: Line) -> None:
    at = write_without_signal(page, line, "For Juniper alone.")
    page = killed(page)
    page.route("**/save/", lambda route: route.abort())
    line.mend()
    page.goto("/")
    expect(page.locator("#unsent-count")).to_have_text("1 note is on this device only.")
    page.click("text=Sign out")
    expect(page.locator("#signing-out li bdi")).to_contain_text("Session or visit")
    assert not Axe().run(page).response["violations"], Axe().run(page).generate_report()
    page.click("text=Keep them here until I sign in again")
    page.wait_for_url("**/sign-in/")
    line.cut()
    page.goto(at)
    expect(page.locator("#told")).to_contain_text("Nobody is signed in on this device")
    assert not page.is_visible("#held")
    line.mend()
    sign_in(page, "sorrel")
    page.wait_for_timeout(1000)
    assert not page.is_visible("#unsent")
    assert rows(page) == 1
    page.click("text=Sign out")
    page.wait_for_url("**/sign-in/")
    page.unroute("**/save/")
    sign_in(page, "juniper")
    until_rows(page, 0)
    page.goto(at)
    assert page.input_value(FIRST) == "For Juniper alone."


def test_signing_out_sends_or_discards_by_name(page: Page, line: Line) -> None:
    write_without_signal(page, line, "To be let go.")
    page = killed(page)
    page.route("**/save/", lambda route: route.abort())
    line.mend()
    page.goto("/")
    page.click("text=Sign out")
    page.click("text=Send them, then sign out")
    expect(page.locator("#signing-out-why")).to_contain_text("There is no connection")
    page.click("#signing-out li button")
    page.wait_for_url("**/sign-in/")
    assert rows(page) == 0


def test_after_the_idle_limit_only_who_signs_in_sees_it(page: Page, line: Line) -> None:
    at = write_without_signal(page, line, "Hidden when nobody is at work.")
    page = killed(page)
    page.goto("/offline/")
    page.evaluate("""() => new Promise((done) => {
        const asked = indexedDB.open("goldthread");
        asked.onsuccess = () => {
            const store = asked.result.transaction("people", "readwrite").objectStore("people");
            const all = store.getAll();
            all.onsuccess = () => {
                store.put({ ...all.result[0], active: Date.now() - 3600000 }).onsuccess = () => { asked.result.close(); done(); };
            };
        };
    })""")
    page.goto(at)
    expect(page.locator("#told")).to_contain_text("1 note is on this device only")
    assert not re.search("Hidden when", page.content())
    assert not page.is_visible("#held")
    assert page.is_visible("#begin")


def test_an_agency_that_keeps_nothing_on_devices_says_so(page: Page, line: Line, home: Path) -> None:  # noqa: F811
    def switch(to: str) -> None:
        environment = {**os.environ, "GOLDTHREAD_HOME": str(home), "DATABASE_URL": "",
                       "DJANGO_SETTINGS_MODULE": "goldthread.settings"}  # fmt: skip
        subprocess.run([sys.executable, "-c", SWITCH % to], env=environment, check=True, cwd=ROOT)

    at = write_without_signal(page, line, "Typed before the switch.")
    page = killed(page)
    switch("off")
    line.mend()
    try:
        for _try in range(40):
            page.goto("/")
            if page.get_attribute("#device", "data-keeps") == "":
                break
            page.wait_for_timeout(1000)
        until_rows(page, 0)
        page.goto(at)
        assert page.input_value(FIRST) == "Typed before the switch."
        expect(page.locator("#device-note")).to_contain_text("This agency keeps nothing on the device")
        line.cut()
        page.fill(FIRST, "Not on the disk.")
        page.wait_for_selector("#save-state[data-state=unsaved]")
        page.wait_for_timeout(700)
        assert rows(page) == 0
        line.mend()
        page.wait_for_selector("#save-state[data-state=saved]", timeout=60000)
        until(page, lambda: workers(page), 0)
    finally:
        switch("on")

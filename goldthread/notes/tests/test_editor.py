"""The editor's script in a real browser, against a server that can be slow, broken or signed out."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

ROOMS = Path(__file__).resolve().parents[2]
# The server is one of our own here, and no database behind it: once is enough.
pytestmark = [pytest.mark.sqlite_only]
PAGE = """<!doctype html><title>A note</title><body data-too-large="Too large" data-half-letter="Half a letter">
<form id="note" method="post" action="/read" data-save-url="/save" data-saved="Saved {time}"
  data-saving="Saving" data-typing="Writing" data-offline="No connection." data-waits="Not saved yet" data-ended="Session ended" data-url="/again"
  data-kept="Kept beside {time}" data-removed="Removed.">
<input type="hidden" name="csrfmiddlewaretoken" value="token"><input type="hidden" name="base_revision" value="0">
<section id="about" data-follows><input type="checkbox" id="client-mateo" name="clients" value="mateo" checked>
<input type="checkbox" id="client-ngozi" name="clients" value="ngozi"></section>
<input name="starts" type="time"><input name="ends" type="time"><output id="duration"></output>
<div id="starts-twice" hidden><select name="starts_fold"><option value=""></option><option>second</option></select></div>
<div id="own" data-follows></div>
<textarea name="narrative-plan"></textarea>
<input type="hidden" name="participants-tickable" value="on"><input type="hidden" name="participants-0-person" value="r">
<input type="hidden" name="participants-0-name" value="Rosa"><input type="checkbox" name="participants-0-here">
<section id="requests" data-block="requests"><div id="requests-rows" data-first="0"></div>
<button name="add" value="requests">Add</button><template id="requests-template"><div data-at="__n__">
<input name="requests-__n__-of"><button name="remove" value="requests-__n__">Remove</button></div></template></section>
<template id="removed-template"><p data-removed><span role="status"></span><button type="button">Undo</button></p></template>
<p id="save-state"></p><p id="beside" hidden>Another window saved meanwhile.</p><p id="signed" hidden>Signed meanwhile.</p><button id="read">Read</button></form>
<script type="module" src="/notes/editor.js"></script><script type="module" src="/watch.js"></script>"""
WATCH = """addEventListener("session-over", () => {
  document.querySelector("[name=csrfmiddlewaretoken]").value = "renewed";
  dispatchEvent(new Event("session-renewed"));
});"""


@dataclass
class Saves:
    """What arrived, and how the server is to answer."""

    arrived: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    posted: str = ""
    mood: str = "well"
    delay: float = 0
    length: str = ""
    twice: tuple[str, ...] = ()
    revision: int = -1

    @property
    def now(self) -> int:
        """The draft's revision, unless the test tells of another window's."""
        return len(self.arrived) if self.revision < 0 else self.revision

    @property
    def plans(self) -> list[str]:
        return [save["content"]["narrative"]["plan"] for save in self.arrived]


class Answers(BaseHTTPRequestHandler):
    saves = Saves()

    def log_message(self, *_arguments: Any) -> None:
        """Say nothing."""

    def _answer(self, status: int, body: str, kind: str = "text/html") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body.encode())))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_GET(self) -> None:
        if self.path == "/watch.js":
            self._answer(200, WATCH, "text/javascript")
        elif self.path.endswith(".js"):
            self._answer(
                200, (ROOMS / self.path.split("/")[1] / "static" / self.path[1:]).read_text(), "text/javascript"
            )
        elif self.path == "/again":
            self._answer(200, self._page_again())
        else:
            self._answer(200, PAGE if self.path == "/" else "<title>Elsewhere</title>")

    def _page_again(self) -> str:
        """The page as the server would make it of what it has: both clients ticked, a field for what concerns each."""
        own = "".join(
            f'<textarea id="own-{c}" name="own-{c}"></textarea>' for c in self.saves.arrived[-1]["content"]["clients"]
        )
        page = PAGE.replace('name="base_revision" value="0"', f'name="base_revision" value="{self.saves.now}"')
        page = page.replace('value="ngozi"', 'value="ngozi" checked')
        return page.replace('<div id="own" data-follows>', f'<div id="own" data-follows>{own}')

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        saves, token = self.saves, self.headers.get("X-CSRFToken", "")
        if self.path == "/read":
            saves.posted = body
            return self._answer(200, "<title>Read</title>")
        if saves.mood == "too large":
            return self._answer(413, "<title>From the proxy</title>")
        if saves.mood == "broken":
            return self._answer(500, "{}", "application/json")
        if saves.mood == "signed out" and token != "renewed":
            return self._answer(401, "{}", "application/json")
        time.sleep(saves.delay)
        saves.arrived.append(json.loads(body))
        saves.tokens.append(token)
        kept = {
            "revision": len(saves.arrived), "clock": "14:05:12", "length": saves.length,
            "twice": saves.twice, "beside": saves.mood in ("beside", "signed"), "signed": saves.mood == "signed",
        }  # fmt: skip
        return self._answer(200, json.dumps(kept), "application/json")


@pytest.fixture
def saves() -> Saves:
    return Saves()


@pytest.fixture
def page(browser: Browser, saves: Saves) -> Iterator[Page]:
    # A class of its own for each test: what the page before sends while it closes is not this one's.
    answers = type("AnswersOfOneTest", (Answers,), {"saves": saves})
    server = ThreadingHTTPServer(("127.0.0.1", 0), answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    opened = browser.new_page(base_url=f"http://localhost:{server.server_port}", timezone_id="Asia/Tokyo")
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto("/")
    yield opened
    opened.close()
    server.shutdown()
    server.server_close()
    assert not errors


def wait_until_saved(page: Page) -> None:
    page.wait_for_function("document.getElementById('save-state').dataset.state === 'saved'")


def test_it_saves_a_second_after_the_last_key_and_says_when(page: Page, saves: Saves) -> None:
    page.fill("textarea", "Calmer.")
    assert not saves.arrived
    wait_until_saved(page)
    assert page.text_content("#save-state") == "Saved 14:05:12"
    content = saves.arrived[0]["content"]
    assert content["narrative"] == {"plan": "Calmer."}
    assert content["clients"] == ["mateo"]
    assert content["participants"] == []
    assert content["caret"] == {"field": "narrative-plan", "start": 7, "end": 7}


def test_rows_are_added_ticked_and_removed(page: Page, saves: Saves) -> None:
    page.check("[name=participants-0-here]")
    page.click("[name=add]")
    page.keyboard.type("Pat")
    wait_until_saved(page)
    assert saves.arrived[-1]["content"]["requests"] == [{"of": "Pat"}]
    assert saves.arrived[-1]["content"]["participants"] == [{"person": "r", "name": "Rosa"}]
    page.click("[name=remove]")
    page.wait_for_timeout(1600)
    assert saves.arrived[-1]["content"]["requests"] == []


def test_it_shows_the_length_that_the_server_reckons_and_asks_which_of_two_equal_readings(
    page: Page, saves: Saves
) -> None:
    saves.length, saves.twice = "3 h 0 min", ("starts",)
    page.fill("[name=starts]", "01:30")
    wait_until_saved(page)
    assert page.text_content("#duration") == "3 h 0 min"
    page.select_option("[name=starts_fold]", "second")
    saves.twice = ()
    page.fill("[name=starts]", "03:30")
    page.wait_for_function("document.getElementById('starts-twice').hidden")
    assert "second" in [save["content"]["starts_fold"] for save in saves.arrived]


def test_another_client_brings_what_depends_on_them_and_the_focus_stays(page: Page, saves: Saves) -> None:
    page.fill("textarea", "Both were calm.")
    page.focus("#client-ngozi")
    page.keyboard.press("Space")
    page.wait_for_selector("#own-ngozi")
    assert page.evaluate("document.activeElement.id") == "client-ngozi"
    assert page.is_checked("#client-ngozi")
    assert page.input_value("[name=narrative-plan]") == "Both were calm."
    page.fill("#own-ngozi", "Ngozi drew.")
    page.wait_for_function("document.getElementById('save-state').dataset.state === 'saved'")
    page.wait_for_timeout(1500)
    assert saves.arrived[-1]["content"]["own"]["ngozi"] == "Ngozi drew."


def test_what_another_window_saved_meanwhile_is_not_mixed_in(page: Page, saves: Saves) -> None:
    saves.revision = 7
    page.check("#client-ngozi")
    wait_until_saved(page)
    page.wait_for_timeout(500)
    assert not page.query_selector("#own-ngozi")


def test_it_says_so_while_nothing_can_be_saved_and_tries_again(page: Page, saves: Saves) -> None:
    saves.mood = "broken"
    page.fill("textarea", "Kept.")
    page.wait_for_function("document.getElementById('save-state').textContent === 'No connection. Not saved yet'")
    saves.mood = "well"
    wait_until_saved(page)
    assert saves.plans == ["Kept."]


def test_an_ended_session_is_renewed_in_place(page: Page, saves: Saves) -> None:
    saves.mood = "signed out"
    page.fill("textarea", "Still here.")
    wait_until_saved(page)
    assert saves.plans == ["Still here."]
    assert saves.tokens == ["renewed"]
    assert page.input_value("[name=csrfmiddlewaretoken]") == "renewed"


def test_it_tells_when_another_window_saved_meanwhile(page: Page, saves: Saves) -> None:
    saves.mood = "beside"
    page.fill("textarea", "Mine.")
    page.wait_for_function("document.getElementById('save-state').textContent === 'Kept beside 14:05:12'")
    assert page.is_visible("#beside")
    page.fill("textarea", "Mine, and more.")
    page.wait_for_timeout(2500)
    assert len({save["window"] for save in saves.arrived}) == 1


def test_it_tells_when_the_note_was_signed_meanwhile(page: Page, saves: Saves) -> None:
    saves.mood = "signed"
    page.fill("textarea", "Too late.")
    page.wait_for_function("document.getElementById('save-state').textContent === 'Kept beside 14:05:12'")
    assert page.is_visible("#signed")
    assert not page.is_visible("#beside")


def test_a_save_never_overtakes_the_one_before(page: Page, saves: Saves) -> None:
    saves.delay = 1
    page.fill("textarea", "one")
    page.wait_for_timeout(1200)
    page.locator("textarea").press_sequentially(" two")
    page.wait_for_timeout(3500)
    assert saves.plans == ["one", "one two"]
    assert [save["base_revision"] for save in saves.arrived] == [0, 1]


def test_reading_waits_for_the_save_under_way(page: Page, saves: Saves) -> None:
    saves.delay = 1
    page.fill("textarea", "one")
    page.wait_for_timeout(1200)
    page.locator("textarea").press_sequentially("!")
    page.click("#read")
    page.wait_for_url("**/read")
    assert saves.plans[-1] == "one!"
    assert "one%21" in saves.posted
    assert "base_revision=2" in saves.posted


def test_what_is_saved_already_is_read_at_once(page: Page, saves: Saves) -> None:
    page.fill("textarea", "Saved before.")
    wait_until_saved(page)
    page.click("#read")
    page.wait_for_url("**/read")
    assert len(saves.arrived) == 1


def test_leaving_at_once_loses_nothing(page: Page, saves: Saves) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    page.fill("textarea", "Said at the door.")
    page.goto("/elsewhere")
    page.wait_for_timeout(500)
    assert saves.plans == ["Said at the door."]


def test_what_is_too_large_is_said_so_and_stays(page: Page, saves: Saves) -> None:
    saves.mood = "too large"
    page.fill("[name=narrative-plan]", "long")
    page.wait_for_selector("#save-state[data-state=refused]")
    assert page.inner_text("#save-state") == "Too large"
    assert page.input_value("[name=narrative-plan]") == "long"


def test_half_a_letter_is_said_so_and_never_sent_as_a_mark(page: Page, saves: Saves) -> None:
    page.evaluate("""() => {
        const area = document.querySelector("[name=narrative-plan]");
        area.value = "half \\ud800";
        area.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    page.wait_for_selector("#save-state[data-state=refused]")
    assert page.inner_text("#save-state") == "Half a letter"
    assert not saves.arrived

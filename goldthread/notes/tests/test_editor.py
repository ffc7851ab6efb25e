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

SCRIPT = Path(__file__).resolve().parent.parent / "static" / "notes" / "editor.js"
PAGE = """<!doctype html><title>A note</title><body data-too-large="Too large" data-half-letter="Half a letter">
<form id="note" method="post" action="/read" data-save-url="/save" data-saved="Saved {time}"
  data-saving="Saving" data-typing="Writing" data-offline="Not saved yet" data-ended="Session ended"
  data-duration="{hours} h {minutes} min" data-backwards="ends before it starts">
<input type="hidden" name="csrfmiddlewaretoken" value="token"><input type="hidden" name="base_revision" value="0">
<input type="checkbox" name="clients" value="mateo" checked>
<input name="starts" type="time"><input name="ends" type="time"><input type="checkbox" name="overnight"><output id="duration"></output>
<textarea name="narrative-plan"></textarea>
<input type="hidden" name="participants-tickable" value="on"><input type="hidden" name="participants-0-person" value="r">
<input type="hidden" name="participants-0-name" value="Rosa"><input type="checkbox" name="participants-0-here">
<section id="requests" data-block="requests"><div id="requests-rows"></div>
<button name="add" value="requests">Add</button><template id="requests-template"><div data-at="__n__">
<input name="requests-__n__-of"><button name="remove" value="requests-__n__">Remove</button></div></template></section>
<p id="save-state"></p><p id="beside" hidden>Another window saved meanwhile.</p><button id="read">Read</button></form>
<script type="module" src="/editor.js"></script><script type="module" src="/watch.js"></script>"""
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
        if self.path == "/editor.js":
            self._answer(200, SCRIPT.read_text(), "text/javascript")
        elif self.path == "/watch.js":
            self._answer(200, WATCH, "text/javascript")
        else:
            self._answer(200, PAGE if self.path == "/" else "<title>Elsewhere</title>")

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
        kept = {"revision": len(saves.arrived), "saved_at": "2026-11-24T14:05:12Z", "beside": saves.mood == "beside"}
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
    opened = browser.new_page(base_url=f"http://localhost:{server.server_port}", timezone_id="UTC")
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


def test_it_shows_the_length_of_a_visit_over_midnight(page: Page) -> None:
    page.fill("[name=starts]", "22:30")
    page.fill("[name=ends]", "00:15")
    assert page.text_content("#duration") == "ends before it starts"
    page.check("[name=overnight]")
    assert page.text_content("#duration") == "1 h 45 min"


def test_it_says_so_while_nothing_can_be_saved_and_tries_again(page: Page, saves: Saves) -> None:
    saves.mood = "broken"
    page.fill("textarea", "Kept.")
    page.wait_for_function("document.getElementById('save-state').textContent === 'Not saved yet'")
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
    wait_until_saved(page)
    assert page.is_visible("#beside")


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

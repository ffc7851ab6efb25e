"""What every answer must be like, whatever was asked."""

import json
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote

from django.http import HttpResponse

from goldthread.notes.models import Draft
from goldthread.plans.models import PlanDraft
from tests.fuzz import schema
from tests.fuzz.asking import Ask
from tests.fuzz.world import CANARY

# Looked for, compared or merged: never kept as typed, nor shown again.
NOT_SHOWN_AGAIN = {"find_client", "document_title", "words", "merged"}


class Lines(logging.Handler):
    """Every log line of a while, as it would have been written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


@contextmanager
def listening() -> Iterator[Lines]:
    """What is logged meanwhile; only what the settings let through."""
    lines, root = Lines(), logging.getLogger()
    root.addHandler(lines)
    try:
        yield lines
    finally:
        root.removeHandler(lines)


def faults(ask: Ask, answer: HttpResponse, broke: list[BaseException], lines: list[str]) -> list[str]:
    """Each sentence is something wrong with this answer."""
    found = [f"raised {type(each).__name__}: {each}"[:600] for each in broke]
    if answer.status_code >= 500:
        found.append(f"answered {answer.status_code}")
    if answer.headers.get("Cache-Control") != "no-store" and not ask.at.startswith("/static/"):
        found.append("may be kept by a cache")
    if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
        found.append("has no content security policy")
    if any(CANARY in line for line in lines):
        found.append("wrote what was typed into a log line")
    found += _leads(answer)
    kind = answer.headers.get("Content-Type", "")
    if ask.method == "HEAD" or getattr(answer, "streaming", False):
        return found
    if kind.startswith("application/json"):
        found += _json(answer)
    elif kind.startswith("text/html") and answer.content:
        found += _html(ask, answer)
    return found


def told_to_nobody(ask: Ask, answer: HttpResponse) -> list[str]:
    """What who has not signed in was told of what stands in the record."""
    word = CANARY.encode()
    sent_it = word in ask.body or CANARY in ask.query or CANARY in ask.at
    has_it = not getattr(answer, "streaming", False) and word in answer.content
    return ["shows the record to nobody"] if has_it and not sent_it else []


def _leads(answer: HttpResponse) -> list[str]:
    found = []
    for name in ("Location", "HX-Redirect", "HX-Push-Url", "HX-Replace-Url"):
        to = answer.headers.get(name, "")
        if CANARY in unquote(to):
            found.append(f"what was typed is in {name}")
        is_ours = to.startswith(("/", "http://localhost", "?")) and not to.startswith(("//", "/\\"))
        if to and not is_ours:
            found.append(f"{name} leads away: {to[:80]!r}")
    return found


def _json(answer: HttpResponse) -> list[str]:
    try:
        told: Any = json.loads(answer.content)
    except ValueError:
        return ["is no JSON"]
    refused = answer.status_code in (400, 401, 413, 422)
    has_sentence = isinstance(told, dict) and isinstance(told.get("sentence"), str) and told["sentence"].strip()
    return ["refuses without a sentence"] if refused and not has_sentence else []


def _html(ask: Ask, answer: HttpResponse) -> list[str]:
    html = answer.content.decode()
    page = schema.read(html, ask.at)
    found = page.faults[:5]
    if "<script>zq" in html or "<injected" in html:
        found.append("shows what was typed as markup")
    if answer.status_code == 422:
        found += [] if page.told else ["refuses without a sentence"]
        found += _lost(ask, page)
    elif answer.status_code == 200 and ask.method == "POST":
        found += _lost(ask, page)
    return found


def _lost(ask: Ask, page: schema.Page) -> list[str]:
    """The fields whose words are neither on the page that came back nor in a draft."""
    return [
        f"lost what was typed into {name}: {text[:80]!r}"
        for name, text in ask.typed.items()
        if text.strip()
        and name not in NOT_SHOWN_AGAIN
        and not any(_same(text, held) for held in _held(page, name))
        and not _is_in_a_draft(text)
    ]


def _held(page: schema.Page, name: str) -> list[str]:
    """What fields of this name hold in any form, and in any row of their block, for rows are numbered anew."""
    row = re.compile(r"-\d+-".join(re.escape(part) for part in re.split(r"-\d+-", name)))
    return [
        text
        for form in page.forms
        for other, each in form.controls.items()
        if row.fullmatch(other)
        for text in each.held
    ]


def _same(one: str, other: str) -> bool:
    return _plain(one) == _plain(other)


def _plain(text: str) -> str:
    """As the text comes through HTML and back: one kind of line end, half letters marked."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode(errors="replace").decode()


def _is_in_a_draft(text: str) -> bool:
    inside = json.dumps(text.replace("\r\n", "\n").replace("\r", "\n"))[1:-1]
    held = [*Draft.objects.values_list("content", flat=True), *PlanDraft.objects.values_list("content", flat=True)]
    return any(inside in json.dumps(content) for content in held)

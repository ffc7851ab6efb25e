"""Hostile text through every field of every form: nothing breaks, what is kept is what was typed, what is refused stays."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.notes.definitions import BLOCKS
from goldthread.notes.models import Draft, Note, Phrase
from goldthread.notes.tests.writing import begun, filled, signed
from tests import forms, hostile
from tests.cast import named
from tests.forms import Form, Page
from tests.hostile import Wheel

pytestmark = pytest.mark.usefixtures("cast")

# Looked for or compared, and never kept as typed nor shown again.
NOT_KEPT = {"password", "old", "words", "merged", "find_client", "document_title"}


@pytest.fixture(params=["our own texts", "the corpora"])
def texts(request: pytest.FixtureRequest) -> hostile.Texts:
    """Our own are always there; the corpora are where the folder of real inputs is, and are skipped by name elsewhere."""
    return hostile.OURS if request.param == "our own texts" else hostile.corpora(request.getfixturevalue("shared_data"))


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def route_of(link: str) -> str:
    return re.sub(r"[0-9a-f-]{36}", "*", link.partition("#")[0])


def everywhere(browser: Browser) -> Iterator[Page]:
    """One page of each route that links lead to from Today."""
    waiting, known = ["/"], {"/"}
    while waiting:
        at = waiting.pop(0)
        answer = browser.get(at)
        if answer.status_code != 200 or not answer["Content-Type"].startswith("text/html"):
            continue
        page = forms.read(answer.content.decode(), at)
        yield page
        for link in page.links:
            if link.startswith("/") and not link.startswith(("/help/", "/static/")) and route_of(link) not in known:
                known.add(route_of(link))
                waiting.append(link)


def every_form() -> Iterator[tuple[Browser, Form]]:
    """Each form that posts, by the first of four people who finds it."""
    known = {"/sign-out/"}
    for login in ("ana", "dora", "gus", "hana"):
        browser = signed_in(login)
        for page in everywhere(browser):
            for form in page.posted():
                if route_of(form.at) not in known and (form.words or form.figures):
                    known.add(route_of(form.at))
                    yield browser, form


def with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def kept(since: int) -> str:
    """All that the record, the drafts and one's own phrases hold of what was entered since, as JSON."""
    entries = Entry.objects.order_by("recorded_at").values_list("pk", flat=True)[since:]
    drafts = list(Draft.objects.values_list("content", flat=True))
    phrases = list(Phrase.objects.values_list("short", "text"))
    return json.dumps([[ledger.content_of(pk) for pk in entries], drafts, phrases], ensure_ascii=False)


@dataclass
class Trial:
    """One post of a form with hostile texts, and what is wrong with the answer."""

    browser: Browser
    form: Form
    typed: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    was_kept: bool = False

    def run(self) -> list[str]:
        """Post, judge, and take everything back."""
        point, since = transaction.savepoint(), Entry.objects.count()
        answer = self.browser.post(self.form.at, {**self.form.values, **self.typed})
        self._judge(answer, since)
        transaction.savepoint_rollback(point)
        return self.wrong

    def _judge(self, answer: HttpResponse, since: int) -> None:
        self.was_kept = answer.status_code == 302
        if self.was_kept:
            self._all_kept(kept(since))
        elif answer.status_code in (200, 422) and answer["Content-Type"].startswith("text/html"):
            self._all_stay(answer.content.decode())
        elif answer.status_code not in (404, 422):
            self._tell(f"answered {answer.status_code}")

    def _all_kept(self, record: str) -> None:
        for name, text in self._shown():
            # A state is kept in capitals, as everybody writes it.
            spellings = [text, text.strip().upper()] if name == "state" else [text]
            if not any(json.dumps(with_lf(each), ensure_ascii=False)[1:-1] in record for each in spellings):
                self._tell("lost", name)

    def _all_stay(self, html: str) -> None:
        page = forms.read(html, self.form.at)
        if page.strange:
            self._tell(f"shown as {page.strange}")
        if any("\x00" in text for _name, text in self._shown()) and "NUL" not in html:
            self._tell("refused without naming NUL")
        for name, text in self._shown():
            if with_lf(text) not in [with_lf(each) for each in page.holding(name)]:
                self._tell("did not stay", name)

    def _shown(self) -> list[tuple[str, str]]:
        return [(name, text) for name, text in self.typed.items() if name not in NOT_KEPT and name in self.form.words]

    def _tell(self, what: str, name: str = "") -> None:
        about = {name: self.typed[name]} if name else self.typed
        self.wrong.append(f"{self.form.at} {what}: {str(about)[:200]}")


def trials(browser: Browser, form: Form, wheels: list[Wheel], figures: Wheel | None) -> Iterator[Trial]:
    """For each class of hostility a post with all words of it; and each day, time and number once or more by itself."""
    for wheel in wheels if form.words else ():
        yield Trial(browser, form, {name: wheel.next(longest) for name, longest in form.words.items()})
    for name in form.figures * 2 if figures else ():
        yield Trial(browser, form, {name: figures.next(10_000)})


def test_every_form_keeps_hostile_words_or_refuses_them_and_leaves_them_there(texts: hostile.Texts) -> None:
    signed()
    begun()
    wheels = [Wheel(kind, listed) for kind, listed in texts.items()]
    figures = Wheel("figures", hostile.FIGURES) if texts is hostile.OURS else None
    wrong, words, numbers, taken = [], 0, 0, 0
    for browser, form in every_form():
        words, numbers = words + len(form.words), numbers + len(form.figures)
        for trial in trials(browser, form, wheels, figures):
            wrong += trial.run()
            taken += trial.was_kept
    assert words > 60, "hardly a form was found"
    assert numbers > 20, "hardly a form was found"
    assert taken > 20, "hardly a form was taken in"
    assert not wrong, "\n".join(wrong)


def test_every_text_of_the_corpora_is_kept_exactly_by_a_note_and_shown_as_text(shared_data: Path) -> None:
    browser = signed_in("ana")
    for bundle in hostile.bundles(hostile.corpora(shared_data), 600):
        note = sealed(interventions=bundle)
        assert_shown_as_text(browser, f"/notes/{note.pk}/print/", bundle)


def test_our_own_texts_are_kept_exactly_in_every_place_of_a_note_and_shown_as_text() -> None:
    browser = signed_in("ana")
    for bundle in hostile.bundles(hostile.OURS, 20):
        note = sealed(bundle, interventions=bundle)
        for at in (f"/notes/{note.pk}/", f"/notes/{note.pk}/print/", f"/clients/{note.client_id}/"):
            assert_shown_as_text(browser, at, bundle)
        for at in ("/", "/clients/", "/drafts/"):
            assert not forms.read(browser.get(at).content.decode(), at).strange, at


def sealed(block: str = "a word", **narrative: str) -> Note:
    """A note with these words in each field of each block and in the narrative; what was sealed is what was typed."""
    visit, words = filled("session"), {key: with_lf(text) for key, text in narrative.items()}
    # Role, how, at, outcome and valence are codes and times, and anything else in them is refused before it is signed.
    names = ("name", "of", "what", "question", "options", "consulted", "decision", "why", "whose")
    row = dict.fromkeys(names, with_lf(block))
    blocks = {each: [row] for each in BLOCKS}
    shorter = {name: with_lf(block)[:120] for name in ("service", "modality")}
    (note,) = signed(begun(content={**visit, **blocks, **shorter, "narrative": {**visit["narrative"], **words}}))
    content = ledger.content_of(note.pk)
    for key, text in words.items():
        assert "".join(part["text"] for part in content["narrative"] if part["section"] == key) == text
    typed = {value for each in BLOCKS for key, value in content[each][0].items() if key in names}
    assert typed == {with_lf(block)}
    return note


def assert_shown_as_text(browser: Browser, at: str, text: str) -> None:
    page = forms.read(browser.get(at).content.decode(), at)
    assert not page.strange, at
    assert with_lf(text).strip("\n") in page.text, f"{at} shows something else"


@pytest.mark.parametrize("name", ["service", "modality"])
def test_a_name_that_no_column_holds_is_refused_before_it_is_signed(name: str) -> None:
    draft = begun(content=filled("session", **{name: "é" * 121}))
    answer = signed_in("ana").post(f"/drafts/{draft.pk}/again/")
    assert answer.status_code == 422
    assert "is longer than 120 characters" in answer.content.decode()
    assert forms.read(answer.content.decode(), "").holding(name) == ["é" * 121]

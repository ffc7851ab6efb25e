"""The lists and empty rows of the editor, put together once for everybody: each in the reader's language, with the reader's own people."""

from html import unescape
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.notes.choosing import options_of
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun, filled, visit
from tests.cast import client_named, named
from tests.forms import read as read_page

pytestmark = pytest.mark.usefixtures("cast")


def row_to_add(login: str, draft: Draft, block: str, language: str = "en") -> str:
    """The row that a press of *Add a line* puts in."""
    browser = Browser(headers={"Accept-Language": language})
    browser.force_login(named(login))
    page = browser.get(f"/drafts/{draft.pk}/").content.decode()
    return unescape(page.partition(f'<template id="{block}-template"')[2].partition("</template>")[0])


def test_a_row_to_add_lists_the_people_around_the_client_and_the_staff() -> None:
    row = row_to_add("ana", begun(), "attempts")
    assert 'name="attempts-__n__-outcome"' in row
    assert '<optgroup label="Around the client">' in row
    assert "Rosa Rivera" in row
    assert '<optgroup label="Staff">' in row


def test_the_row_of_one_reader_holds_nobody_of_anothers() -> None:
    assert "Rosa Rivera" in row_to_add("ana", begun(), "requests")
    about = [str(client_named("Ngozi Okafor").pk)]
    row = row_to_add("cleo", begun("cleo", content=visit(clients=about, participants=[], requests=[])), "requests")
    assert 'name="requests-__n__-what"' in row
    assert "Rosa Rivera" not in row


def test_each_reads_it_in_their_own_language() -> None:
    draft = begun()
    for block, english, spanish in (("judgments", "The question", "La pregunta"), ("attempts", "Outcome", "Resultado")):
        assert english in row_to_add("ana", draft, block)
        assert spanish in row_to_add("ana", draft, block, "es")
        assert english in row_to_add("ana", draft, block)


def test_what_a_list_does_not_hold_stays_chosen_as_it_was_typed() -> None:
    draft = begun(content=filled("session", requests=[{"of": "Pat", "role": "uncle <in law>", "what": "A call"}]))
    browser = Browser()
    browser.force_login(named("ana"))
    page = browser.get(f"/drafts/{draft.pk}/").content.decode()
    assert '<option value="uncle &lt;in law&gt;" selected>uncle &lt;in law&gt;</option>' in page
    assert "uncle" not in options_of("role", ""), "and is kept for nobody else"


def typed_into(browser: Browser, draft: Draft, **typed: str) -> dict[str, Any]:
    """The editor's form as a browser without script posts it."""
    at = f"/drafts/{draft.pk}/"
    forms = read_page(browser.get(at).content.decode(), at).posted()
    form = next(each for each in forms if "base_revision" in each.values)
    return {**form.values, "change_type": "", **typed}


def test_without_script_words_that_were_never_saved_are_kept_of_a_line_that_is_removed() -> None:
    requests = [{"of": "Pat Lindqvist", "role": "fcm", "what": "The school's report", "due_on": ""}]
    draft = begun(content=filled("session", requests=requests))
    browser = Browser()
    browser.force_login(named("ana"))
    typed = {"requests-0-what": "The report of the judge", "narrative-plan": "Typed just now.", "remove": "requests-0"}
    page = browser.post(f"/drafts/{draft.pk}/", typed_into(browser, draft, **typed), follow=True).content.decode()
    assert "The line is removed." in page
    draft.refresh_from_db()
    assert draft.content["requests"] == []
    assert draft.content["narrative"]["plan"] == "Typed just now."
    whats = [row["what"] for each in draft.revisions.all() for row in each.content["requests"]]
    assert "The report of the judge" in whats
    assert "The report of the judge" in browser.get(f"/drafts/{draft.pk}/versions/").content.decode()


@pytest.mark.parametrize("removed", ["requests-7", "requests", "narrative-plan", "\0", "requests-0-what"])
def test_a_line_that_is_not_there_removes_none(removed: str) -> None:
    draft = begun()
    browser = Browser()
    browser.force_login(named("ana"))
    sent = typed_into(browser, draft, remove=removed)
    page = browser.post(f"/drafts/{draft.pk}/", sent, follow=True).content.decode()
    assert "The line is removed." not in page
    draft.refresh_from_db()
    assert [row["what"] for row in draft.content["requests"]] == ["The school's report"]

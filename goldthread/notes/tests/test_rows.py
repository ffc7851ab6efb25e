"""The lists and empty rows of the editor, put together once for everybody: each in the reader's language, with the reader's own people."""

from html import unescape

import pytest
from django.test import Client as Browser

from goldthread.notes.choosing import options_of
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun, filled, visit
from tests.cast import client_named, named

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

"""Looking at a note and its case file: what is the same for everybody is put together once, in each reader's language."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from django.utils.translation import gettext, override

from goldthread.notes.models import Note
from goldthread.notes.queries import items
from goldthread.notes.tests.writing import begun, signed
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")
FIRST_KEY = "Go to the next note, which is older"


def reader(language: str = "en") -> Browser:
    browser = Browser(headers={"Accept-Language": language})
    browser.force_login(named("ana"))
    return browser


def seen(path: str, language: str) -> str:
    return reader(language).get(path).content.decode()


def note() -> Note:
    return signed(begun())[0]


def test_whether_the_client_left_is_asked_once() -> None:
    browser, path = reader(), f"/notes/{note().pk}/"
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        browser.get(path)
    assert sum("cases_membership WHERE true_to_on IS NOT NULL" in each["sql"] for each in asked.captured_queries) == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_reader_is_told_the_keys_in_their_own_language(language: str) -> None:
    page = seen(f"/notes/{note().pk}/", language)
    with override(language):
        assert f"<dd>{escape(gettext(FIRST_KEY))}</dd>" in page


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_kinds_of_information_are_offered_in_their_own_language_and_the_one_asked_for_is_chosen(
    language: str,
) -> None:
    page = seen(f"/clients/{client_named('Mateo Rivera').pk}/?item=I6", language)
    with override(language):
        offered = items()
    for code, title in offered.items():
        chosen = " selected" if code == "I6" else ""
        assert f'<option value="{code}"{chosen}>{escape(title)}</option>' in page


def test_a_kind_that_is_none_is_not_chosen() -> None:
    page = seen(f"/clients/{client_named('Mateo Rivera').pk}/?item=%3Cb%3E", "en")
    assert "<b>" not in page.partition('id="f-item"')[2].partition("</select>")[0]
    assert " selected" not in page.partition('id="f-item"')[2].partition("</select>")[0]

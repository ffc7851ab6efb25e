"""The editor's form without script: whichever button sends it, every word that came along is kept before the act is done."""

import re

import pytest
from django.test import Client as Browser

from goldthread.lib import uuids
from goldthread.notes import actions
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun, filled
from tests.cast import acting, named
from tests.forms import read

pytestmark = pytest.mark.usefixtures("cast")
NEVER_SAVED = {
    "requests-0-what": "Words of the line, never saved.",
    "narrative-response": "Words of a section, never saved.",
}
NOT_SENT = ("files", "find_client", "change_type", "overnight", "starts_fold", "ends_fold")
BUTTON = re.compile(r"<button\b[^>]*>")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def buttons(html: str) -> list[dict[str, str]]:
    """The named buttons of the editor's form as a browser without script shows them: no template holds any."""
    form = html.partition('<form id="note"')[2].partition("</form>")[0]
    form = re.sub(r"<template\b.*?</template>", "", form, flags=re.DOTALL)
    found = [dict(ATTRIBUTE.findall(each)) for each in BUTTON.findall(form)]
    return [each for each in found if "name" in each]


def press(draft: Draft, button: dict[str, str]) -> str:
    """Type into the page, then send it by this button; the page that follows."""
    browser, at = ana(), f"/drafts/{draft.pk}/"
    form = next(each for each in read(browser.get(at).content.decode(), at).posted() if "base_revision" in each.values)
    typed = {**form.values, **NEVER_SAVED, button["name"]: button.get("value", "")}
    typed = {name: value for name, value in typed.items() if name not in NOT_SENT}
    return browser.post(button.get("formaction", at), typed, follow=True).content.decode()


def kept(draft: Draft) -> str:
    """Everything that is held of a draft, its earlier versions too."""
    draft.refresh_from_db()
    return str([draft.content, *draft.revisions.values_list("content", flat=True)])


def test_no_button_of_the_form_loses_a_word_that_came_along() -> None:
    offered = buttons(ana().get(f"/drafts/{begun().pk}/").content.decode())
    assert {"add", "attach", "changed", "find", "look_over", "read", "remove", "save"} <= {
        each["name"] for each in offered
    }
    for button in offered:
        draft = begun()
        at = button.get("formaction", "")
        press(draft, {**button, "formaction": f"/drafts/{draft.pk}/documents/"} if at else button)
        for words in NEVER_SAVED.values():
            assert words in kept(draft), button


def test_a_line_that_was_removed_comes_back_with_its_newest_words() -> None:
    draft = begun()
    page = press(draft, {"name": "remove", "value": "requests-0"})
    assert "kept under “Earlier versions”" in page
    draft.refresh_from_db()
    assert draft.content["requests"] == []
    assert draft.content["narrative"]["response"] == NEVER_SAVED["narrative-response"]
    newest = draft.revisions.order_by("-revision").first()
    assert newest is not None
    ana().post(f"/drafts/{draft.pk}/versions/", {"version": str(newest.pk)})
    draft.refresh_from_db()
    assert [each["what"] for each in draft.content["requests"]] == [NEVER_SAVED["requests-0-what"]]


def test_what_another_window_filled_meanwhile_stays_when_a_line_is_removed() -> None:
    draft = begun(content=filled("session", ends=""))
    browser, at = ana(), f"/drafts/{draft.pk}/"
    form = next(each for each in read(browser.get(at).content.decode(), at).posted() if "base_revision" in each.values)
    ended = {**draft.content, "ends": "15:45"}
    actions.save(
        draft=draft, base_revision=draft.revision, content=ended, by=acting("ana"), window=uuids.fresh(), turn=1
    )
    typed = {name: value for name, value in form.values.items() if name not in NOT_SENT}
    browser.post(at, {**typed, **NEVER_SAVED, "remove": "requests-0"})
    draft.refresh_from_db()
    assert (draft.content["ends"], draft.content["requests"]) == ("15:45", [])

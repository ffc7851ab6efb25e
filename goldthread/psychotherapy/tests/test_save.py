"""What is typed is saved and never lost: two windows, lost answers, kept meanwhile, bodies that are none."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.psychotherapy import actions, queries
from goldthread.psychotherapy.actions import Saved, Typed
from goldthread.psychotherapy.models import Draft
from goldthread.psychotherapy.tests.thoughts import begun, written
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def saved(draft: Draft, text: str, base: int, window: UUID | None = None, turn: int = 0) -> Saved:
    return actions.save(draft=draft, typed=Typed(text, base, window, turn), by=acting("ben"))


def texts() -> list[str]:
    return sorted(queries.text_of(each) for each in Draft.objects.filter(closed_at=None))


def test_each_save_goes_on_from_the_one_before() -> None:
    draft = begun()
    assert [saved(draft, text, at).revision for at, text in enumerate(("One", "One two", ""))] == [1, 2, 3]
    assert texts() == [""]


def test_two_windows_both_keep_what_was_typed_in_them() -> None:
    draft, here, there = begun(), uuids.fresh(), uuids.fresh()
    saved(draft, "Here.", 0, here, 1)
    apart = saved(draft, "There.", 0, there, 1)
    assert apart.draft == there
    assert texts() == ["Here.", "There."]
    assert saved(draft, "There, and on.", 0, there, 2).draft == there
    assert texts() == ["Here.", "There, and on."]


def test_a_page_whose_answer_was_lost_goes_on_where_it_was() -> None:
    draft, here = begun(), uuids.fresh()
    saved(draft, "One.", 0, here, 1)
    assert saved(draft, "One. Two.", 0, here, 2).draft == draft.pk
    assert saved(draft, "One.", 0, here, 1).revision == 2
    assert texts() == ["One. Two."]


def test_other_words_under_a_turn_that_is_held_are_kept_beside_it() -> None:
    draft, here = begun(), uuids.fresh()
    saved(draft, "One.", 0, here, 1)
    assert saved(draft, "One.", 0, here, 1).revision == 1
    assert saved(draft, "Another.", 0, here, 1).draft != draft.pk
    assert texts() == ["Another.", "One."]


def test_what_is_typed_on_after_it_was_kept_becomes_a_draft_of_the_same_note() -> None:
    draft = written("One.")
    note = actions.keep(draft=draft, revision=draft.revision, by=acting("ben"))
    assert saved(draft, "One.", 1).draft == draft.pk
    apart = Draft.objects.get(pk=saved(draft, "One. Two.", 1).draft)
    assert (apart.note, queries.text_of(apart)) == (note, "One. Two.")


def test_a_form_sent_from_an_older_state_loses_nothing() -> None:
    ben = Browser()
    ben.force_login(named("ben"))
    draft = written("In the other window.")
    at = f"/psychotherapy/drafts/{draft.pk}/"
    answer = ben.post(at, {"text": "In this one.", "base_revision": 0, "keep": "yes"})
    assert answer.status_code == 302
    assert answer["Location"] != at
    assert texts() == ["In the other window.", "In this one."]
    assert "is a draft of its own" in ben.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("base", ["", "-1", "x", "9" * 400, "<b>"])
def test_a_form_that_cannot_say_its_state_counts_as_the_oldest(base: str) -> None:
    ben = Browser()
    ben.force_login(named("ben"))
    draft = written("In the other window.")
    answer = ben.post(f"/psychotherapy/drafts/{draft.pk}/", {"text": "In this one.", "base_revision": base})
    assert answer.status_code == 302
    assert texts() == ["In the other window.", "In this one."]


def test_what_no_record_can_keep_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="NUL"):
        saved(begun(), "a\x00b", 0)


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{", '{"text": "a"}', {"text": 1}, {"base_revision": -1}, {"base_revision": True}, {"turn": 2**40}],
    ids=str,
)
def test_a_body_that_is_no_note_is_refused(body: str | dict[str, Any]) -> None:
    ben = Browser()
    ben.force_login(named("ben"))
    draft = begun()
    whole = {"text": "a", "base_revision": 0, "window": "", "turn": 1}
    sent = body if isinstance(body, str) else json.dumps({**whole, **body})
    answer = ben.post(f"/psychotherapy/drafts/{draft.pk}/save/", sent, content_type="application/json")
    assert answer.status_code == 422
    assert "is not a note" in answer.json()["sentence"]
    assert texts() == [""]

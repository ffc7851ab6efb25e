"""What a browser sends becomes the content of a draft, every word as typed."""

import json

import pytest
from django.http import QueryDict

from goldthread.lib.refusals import Refused
from goldthread.notes import forms


def posted(*pairs: tuple[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    return data


def test_it_reads_header_sections_and_own_words() -> None:
    content = forms.content_from(
        posted(
            ("clients", "a"),
            ("clients", "b"),
            ("occurred_on", "2026-11-24"),
            ("narrative-response", "  Calmer.\r\n\r\n Ate. "),
            ("own-a", "\nHe said no."),
        )
    )
    assert content["clients"] == ["a", "b"]
    assert content["occurred_on"] == "2026-11-24"
    assert content["narrative"] == {"response": "  Calmer.\n\n Ate. "}
    assert content["own"] == {"a": "\nHe said no."}


def test_rows_stand_in_their_order_and_empty_ones_fall_away() -> None:
    content = forms.content_from(
        posted(
            ("requests-10-what", "records"),
            ("requests-2-of", "Pat"),
            ("requests-2-what", "a bus pass"),
            ("requests-3-of", ""),
            ("requests-3-what", ""),
        )
    )
    assert content["requests"] == [{"of": "Pat", "what": "a bus pass"}, {"what": "records"}]


def test_people_of_a_tick_list_take_part_only_when_ticked() -> None:
    content = forms.content_from(
        posted(
            ("participants-tickable", "on"),
            ("participants-0-person", "x"),
            ("participants-0-name", "Rosa Rivera"),
            ("participants-0-here", "on"),
            ("participants-1-person", "y"),
            ("participants-1-name", "Joan Abernathy"),
        )
    )
    assert content["participants"] == [{"person": "x", "name": "Rosa Rivera"}]


def test_unknown_fields_are_left_out() -> None:
    content = forms.content_from(posted(("csrfmiddlewaretoken", "t"), ("signed_at", "now"), ("rows-0-x", "y")))
    assert "signed_at" not in content
    assert "csrfmiddlewaretoken" not in content


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_what_cannot_be_stored_is_refused_at_its_field(text: str) -> None:
    with pytest.raises(Refused) as caught:
        forms.content_from(posted(("narrative-plan", text)))
    assert caught.value.field == "narrative-plan"


def test_the_editor_sends_revision_and_content() -> None:
    body = json.dumps({"base_revision": 3, "content": {"narrative": {"plan": "a\r\nb"}, "requests": [{"of": "Pat"}]}})
    sent = forms.saved_by_editor(body.encode())
    assert sent.base_revision == 3
    assert sent.content == {"narrative": {"plan": "a\nb"}, "requests": [{"of": "Pat"}]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"\xff\xfe",
        b"[]",
        b"3",
        b'{"base_revision": 1}',
        b'{"base_revision": true, "content": {}}',
        b'{"base_revision": -1, "content": {}}',
        b'{"base_revision": "1", "content": {}}',
        b'{"base_revision": 1, "content": []}',
        b'{"base_revision": 1, "content": {"x": NaN}}',
        b'{"base_revision": 1, "content": {"x": 1.5}}',
        b'{"base_revision": 1, "content": ' + b"[" * 100_000,
        b'{"base_revision": 1, "content": {"x": ' + b"[" * 900 + b"]" * 900 + b"}}",
        b'{"base_revision": 1, "content": {"narrative": {"plan": "\\u0000"}}}',
        b'{"base_revision": 1, "content": {"narrative": {"plan": "\\ud800"}}}',
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        forms.saved_by_editor(body)

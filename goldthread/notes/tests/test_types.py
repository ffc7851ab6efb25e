"""load_type, offer_type and their pages: an agency's own note types, as files."""

import json
from contextlib import suppress
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from goldthread.lib.refusals import Refused
from goldthread.notes import definitions
from goldthread.notes.models import NoteType
from goldthread.notes.queries import offered
from tests.cast import named


@pytest.fixture
def hana(cast: None) -> Browser:
    browser = Browser()
    browser.force_login(named("hana"))
    return browser


def session() -> dict[str, Any]:
    (document,) = [document for definition, document in definitions.shipped_documents() if definition.key == "session"]
    return document


def brought(browser: Browser, document: object) -> Any:
    file = SimpleUploadedFile("own.json", document if isinstance(document, bytes) else json.dumps(document).encode())
    return browser.post("/note-types/new/", {"file": file}, follow=True)


def test_a_type_of_the_agencys_own_is_offered_at_once(hana: Browser) -> None:
    answered = brought(hana, {**session(), "key": "equine", "title": "Équine session"})
    assert f"Équine session, version {session()['version']}, is offered now." in answered.content.decode()
    ana = Browser()
    ana.force_login(named("ana"))
    assert "Équine session" in ana.get("/notes/new/").content.decode()


def test_a_type_is_taken_away_changed_and_brought_in_as_the_next_version(hana: Browser) -> None:
    document = json.loads(hana.get("/note-types/session/file/").content)
    assert document == session()
    brought(hana, {**document, "version": document["version"] + 1, "title": "Visit"})
    assert [each.definition["title"] for each in offered() if each.key == "session"] == ["Visit"]
    assert NoteType.objects.filter(key="session").count() == 2, "notes written by the first keep it"


def test_a_type_is_offered_no_longer_and_again(hana: Browser) -> None:
    hana.post("/note-types/soap/offer/", {"withdraw": ""})
    assert "soap" not in [each.key for each in offered()]
    assert "not offered" in hana.get("/note-types/").content.decode()
    hana.post("/note-types/soap/offer/", {"offer": ""})
    assert "soap" in [each.key for each in offered()]


def test_only_administrators_change_note_types(hana: Browser) -> None:
    for login in ("ana", "dora", "fay", "gus"):
        browser = Browser()
        browser.force_login(named(login))
        for at in ("/note-types/", "/note-types/new/", "/note-types/session/file/"):
            assert browser.get(at).status_code == 404
        assert browser.post("/note-types/soap/offer/").status_code == 404
    assert hana.get("/note-types/nothing/file/").status_code == 404


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (b"{", "is not readable JSON. Nothing was loaded."),
        ([1], "is not readable JSON. Nothing was loaded."),
        ({"key": "x"}, "A note type needs about. Nothing was loaded."),
        ({**session(), "colour": "red"}, "A note type has no colour. Nothing was loaded."),
        ({**session(), "sections": 7}, "What a note type says of sections cannot be read. Nothing was loaded."),
        (
            {**session(), "sections": [{"key": "a", "title": "A", "rows": "many"}]},
            "cannot be read. Nothing was loaded.",
        ),
        (b'{"key": "a", "key": "b"}', "is not readable JSON. Nothing was loaded."),
        ({**session(), "title": "x" * 201}, "What a note type says of title cannot be read. Nothing was loaded."),
        ({**session(), "version": True}, "What a note type says of version cannot be read. Nothing was loaded."),
        *(
            ({**session(), "key": key}, "cannot be read. Nothing was loaded.")
            for key in ("a/b", "ключ", "x" * 61, " ", "<injected>", "a\nb")
        ),
        ({**session(), "title": "half \ud800"}, "half of a character"),
        ({**session(), "title": "nul\0"}, "NUL"),
        ({**session(), "version": 1.5}, "What a note type says of version cannot be read. Nothing was loaded."),
        (
            {**session(), "header": {**session()["header"], "occurred_on": "offered"}},
            "A note type must require occurred_on in its header. Nothing was loaded.",
        ),
        ({**session(), "header": {"occurred_on": "required"}}, "A note type must require clients in its header."),
        *(
            ({**session(), "sections": [{"key": key, "title": "A"}], "items": {}}, "A section may not have the key")
            for key in ("own", "a b/c", "a-b\n", "Own", "1st", "é", "a\n")
        ),
        (session(), "This version of the note type is here already."),
        ({**session(), "activities": ["dancing"]}, "What a note type says of activities cannot be read."),
        (
            {**session(), "sections": [{"key": "a", "title": "A", "holds": ["colour"]}], "items": {}},
            "What a note type says of holds cannot be read.",
        ),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(hana: Browser, document: object, said: str) -> None:
    answered = brought(hana, document)
    assert answered.status_code == 422
    assert said in answered.content.decode()


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(some.sampled_from(sorted(session())), JSON)
def test_whatever_stands_at_a_key_is_read_or_refused(key: str, value: Any) -> None:
    with suppress(Refused):
        definitions.read({**session(), key: value})

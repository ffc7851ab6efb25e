"""A note that was begun on a device without signal becomes a draft, once."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from goldthread.lib import uuids
from goldthread.notes.models import Draft, DraftRevision
from goldthread.notes.tests.writing import begun
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")


def written(**changes: Any) -> dict[str, Any]:
    """What a device sends of a note that Ana began in a cellar."""
    told = {
        "draft": str(uuids.fresh()),
        "window": str(uuids.fresh()),
        "turn": 3,
        "kind": "contact",
        "occurred_on": "2026-11-20",
        "starts": "14:00",
        "ends": "",
        "zone": "America/Indiana/Indianapolis",
        "words": "Mateo, after school\n\nHe was calm. שלום",
    }
    return {**told, **changes}


def sent(told: Any, login: str = "ana") -> Any:
    browser = Browser()
    browser.force_login(named(login))
    return browser.post("/offline/begun/", json.dumps(told), content_type="application/json")


def test_it_is_a_draft_under_the_uuid_that_the_device_made() -> None:
    told = written()
    answer = sent(told)
    assert answer.status_code == 200
    draft = Draft.objects.get()
    assert draft.pk == UUID(told["draft"])
    assert draft.author == named("ana")
    assert draft.note_type.key == "contact"
    assert list(draft.content["narrative"].values()) == [told["words"]]
    assert (draft.content["occurred_on"], draft.content["starts"]) == ("2026-11-20", "14:00")
    assert answer.json()["at"] == f"/drafts/{draft.pk}/"


def test_sent_twice_it_is_one_draft() -> None:
    told = written()
    assert sent(told).json()["revision"] == sent(told).json()["revision"] == 1
    assert Draft.objects.count() == 1
    assert not DraftRevision.objects.filter(is_beside=True).exists()


def test_what_the_device_typed_on_meanwhile_goes_on_from_there() -> None:
    told = written()
    sent(told)
    assert not sent({**told, "turn": 4, "words": "He was calm, and then he slept."}).json()["beside"]
    assert list(Draft.objects.get().content["narrative"].values()) == ["He was calm, and then he slept."]


def test_where_another_window_wrote_meanwhile_it_stands_beside() -> None:
    told = written()
    sent(told)
    assert sent({**told, "turn": 4, "words": "Otherwise.", "window": str(uuids.fresh())}).json()["beside"]
    assert list(Draft.objects.get().content["narrative"].values()) == [told["words"]]


def test_nothing_gets_into_somebody_elses_draft() -> None:
    of_ben = begun("ben")
    answer = sent(written(draft=str(of_ben.pk)))
    assert answer.status_code == 422
    assert Draft.objects.get().content == of_ben.content


def test_who_writes_no_notes_begins_none() -> None:
    assert sent(written(), "ed").status_code == 422
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        "x",
        written(draft="x"),
        written(draft=7),
        written(turn="x"),
        written(turn=-1),
        written(turn=2**40),
        written(words=["x"]),
        written(words="half \ud800"),
        written(kind="no such kind"),
    ],
)
def test_what_is_no_such_note_changes_nothing(told: Any) -> None:
    answer = sent(told)
    assert answer.status_code == 422
    assert answer.json()["sentence"]
    assert not Draft.objects.exists()

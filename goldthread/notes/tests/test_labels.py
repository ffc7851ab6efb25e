"""What of a note is sensitive: ticked in the editor, sealed one by one, shown on the note, corrected like the rest."""

import json

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger import seal
from goldthread.ledger.models import Content, Entry
from goldthread.ledger.verify import verify
from goldthread.lib.encoding import from_moment
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, checking, definitions, queries, sealing
from goldthread.notes.models import Draft, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, signed
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def test_labels_are_sealed_in_the_order_of_their_list_and_shown(ana: Browser) -> None:
    (note,) = signed(begun(content=filled("session", labels=["address", "sud"])))
    content = ledger.content_of(note.pk)
    assert (content["labels"], content["documents"]) == (["sud", "address"], [])
    for page in (f"/notes/{note.pk}/", f"/notes/{note.pk}/print/"):
        shown = ana.get(page).content.decode()
        assert "Sensitive: treatment of substance use, an address to be kept secret" in shown
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_each_label_is_a_disclosure_of_its_own() -> None:
    (note,) = signed(begun(content=filled("session", labels=["sud", "reporter_identity"])))
    jws = Entry.objects.get(pk=note.pk).jws
    whole = seal.join(jws, Content.objects.get(pk=note.pk).disclosures.split("~"))
    redacted = seal.redact(whole, lambda name, _position, value: (name, value) == ("labels", "sud"))
    _jws, disclosures = seal.split(redacted)
    assert len(disclosures) == 1
    assert len(seal.read(jws).payload["labels"]) == 2
    assert seal.read(jws).payload["documents"] == []


def test_a_note_without_labels_says_nothing_of_them(ana: Browser) -> None:
    (note,) = signed()
    assert ledger.content_of(note.pk)["labels"] == []
    assert "Sensitive" not in ana.get(f"/notes/{note.pk}/").content.decode()


def test_a_label_outside_the_list_is_refused_by_name() -> None:
    with pytest.raises(Refused, match="no label secret"):
        signed(begun(content=filled("session", labels=["secret"])))


def test_ticks_in_the_editor_are_kept(ana: Browser) -> None:
    draft = begun()
    at = f"/drafts/{draft.pk}/"
    assert '<details class="more" id="labels">' in ana.get(at).content.decode()
    ana.post(at, {**posted(draft), "labels": ["sud"], "save": "yes"})
    draft.refresh_from_db()
    assert draft.content["labels"] == ["sud"]
    shown = ana.get(at).content.decode()
    assert '<details class="more" id="labels" open>' in shown
    assert 'name="labels" value="sud" checked' in shown


def posted(draft: Draft) -> dict[str, object]:
    """The part of the form that a save needs."""
    return {"base_revision": draft.revision, "clients": draft.content["clients"], "occurred_on": "2026-01-01"}


def test_a_type_gives_the_labels_that_its_notes_begin_with(ana: Browser) -> None:
    document = {**queries.newest_type("session").definition, "key": "process", "labels": ["address"]}
    actions.load_type(document=document, by=acting("hana"))
    ana.post("/notes/new/", {"type": "process"})
    assert Draft.objects.get().content["labels"] == ["address"]
    draft = begun(content=filled("session", labels=["sud"]))
    actions.change_type(draft=draft, note_type=queries.newest_type("process"), by=acting("ana"))
    draft.refresh_from_db()
    assert draft.content["labels"] == ["sud", "address"]
    for wrong in (["secret"], "sud", [1]):
        with pytest.raises(Refused, match="says of labels"):
            definitions.read({**document, "labels": wrong})


def test_what_is_added_to_a_note_is_as_sensitive_as_the_note(ana: Browser) -> None:
    (note,) = signed(begun(content=filled("session", labels=["sud"])))
    addendum = amended(note, "addendum", narrative={"note": "And this."})
    assert ledger.content_of(addendum.pk)["labels"] == ["sud"]
    short = amended(note, "cosignature", login="dora")
    assert ledger.content_of(short.pk)["labels"] == ["sud"]


def test_a_label_that_was_forgotten_is_mended_by_a_correction(ana: Browser) -> None:
    (note,) = signed()
    correction = amended(note, "correction", labels=["reporter_identity"])
    assert ledger.content_of(correction.pk)["corrections"] == [
        {"field": "labels", "old": [], "new": ["reporter_identity"]}
    ]
    assert queries.standing_content(note.pk)["labels"] == ["reporter_identity"]
    shown = ana.get(f"/notes/{note.pk}/").content.decode()
    assert "Sensitive: says who made a report" in shown
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_the_editors_own_save_keeps_labels_and_refuses_another_shape(ana: Browser) -> None:
    draft = begun()
    at = f"/drafts/{draft.pk}/save/"
    for labels, status in ((["sud"], 200), ("sud", 422), ([1], 422)):
        body = json.dumps({"base_revision": 0, "content": {**draft.content, "labels": labels}})
        assert ana.post(at, body, content_type="application/json").status_code == status
    draft.refresh_from_db()
    assert draft.content["labels"] == ["sud"]


def signed_before_they_were_kept_apart() -> Note:
    """A note marked as psychotherapy notes, from when that could still be ticked."""
    draft = begun(content=filled("session", labels=["psychotherapy"]))
    _found, ready = checking.look_over(draft=draft, author=draft.author, asks=False)
    facts = sealing.facts_for(draft=draft, author=draft.author, ready=ready)
    (made,) = sealing.contents_for(
        draft=draft, author=draft.author, facts=facts, checked=ready, signing={"method": "demonstration"}
    )
    return sealing.insert(
        sealing.unsigned(made, from_moment(made.content["written"]["at"])), made.content, None, acting("ana")
    )


def test_no_new_note_is_marked_as_psychotherapy_notes(ana: Browser) -> None:
    draft = begun(content=filled("session", labels=["psychotherapy"]))
    with pytest.raises(Refused, match="kept apart from the record"):
        signed(draft)
    ticked = ana.get(f"/drafts/{draft.pk}/").content.decode()
    assert 'name="labels" value="psychotherapy" checked' in ticked
    other = begun(content=filled("session"))
    assert 'value="psychotherapy"' not in ana.get(f"/drafts/{other.pk}/").content.decode()


def test_a_type_that_marks_its_notes_so_is_not_brought_in_and_an_older_one_marks_them_no_longer() -> None:
    document = {**queries.newest_type("session").definition, "key": "process", "labels": ["psychotherapy", "sud"]}
    with pytest.raises(Refused, match="no note type may mark"):
        definitions.read(document)
    assert definitions.kept(document).labels == ("sud",)


def test_an_older_note_that_is_marked_so_still_shows_verifies_and_can_be_added_to(ana: Browser) -> None:
    note = signed_before_they_were_kept_apart()
    assert "Sensitive: psychotherapy notes" in ana.get(f"/notes/{note.pk}/").content.decode()
    addendum = amended(note, "addendum", narrative={"note": "And this."})
    assert ledger.content_of(addendum.pk)["labels"] == ["psychotherapy"]
    amended(note, "correction", labels=[])
    assert queries.standing_content(note.pk)["labels"] == []
    assert verify(witness=None, projections=[PROJECTION]).problems == []

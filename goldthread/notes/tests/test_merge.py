"""Two states of a draft merged by hand: each part as it was chosen, nothing thrown away."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser

from goldthread.lib import uuids
from goldthread.notes import actions
from goldthread.notes.merging import merged
from goldthread.notes.models import Draft, DraftRevision
from goldthread.notes.tests.writing import begun, signed, visit
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
SOURCE = str(UUID(int=7))


def two(first: dict[str, Any], second: dict[str, Any]) -> tuple[Draft, DraftRevision]:
    """A draft, and what another window typed from the same beginning."""
    draft = begun(content=visit())
    actions.save(draft=draft, base_revision=0, content=visit(**first), by=acting("ana"))
    actions.save(draft=draft, base_revision=0, content=visit(**second), by=acting("ana"), window=uuids.fresh(), turn=1)
    draft.refresh_from_db()
    return draft, DraftRevision.objects.get(draft=draft, is_beside=True)


def browser_of(login: str = "ana") -> Browser:
    made = Browser()
    made.force_login(named(login))
    return made


def posted(draft: Draft, kept: DraftRevision, **chosen: str) -> Any:
    parts = {f"part-{key.replace('__', '/')}": choice for key, choice in chosen.items()}
    return browser_of().post(f"/drafts/{draft.pk}/merge/{kept.pk}/", {"base_revision": draft.revision, **parts})


def test_each_part_becomes_what_was_chosen_and_both_stay_kept() -> None:
    draft, kept = two(
        {"narrative": {"response": "Calm.", "plan": "Friday."}, "starts": "14:00"},
        {"narrative": {"response": "Wary.", "plan": "Monday."}, "starts": "14:10", "how": "phone"},
    )
    answer = posted(draft, kept, narrative__response="both", narrative__plan="that", starts="that", how="this")
    assert answer.status_code == 302
    assert answer["Location"] == f"/drafts/{draft.pk}/"
    now = Draft.objects.get(pk=draft.pk)
    assert now.content["narrative"] == {"response": "Calm.\n\nWary.", "plan": "Monday."}
    assert (now.content["starts"], now.content["how"]) == ("14:10", "in_person")
    assert now.revision == draft.revision + 1
    said = [each.content["narrative"].get("plan") for each in DraftRevision.objects.filter(draft=draft)]
    assert {"Friday.", "Monday."} <= set(said)
    assert not DraftRevision.objects.filter(is_beside=True).exists()


def test_rows_of_both_stand_once_each() -> None:
    report, call = {"of": "Pat", "what": "The report"}, {"of": "Rosa", "what": "A call"}
    draft, kept = two({"requests": [report]}, {"requests": [report, call]})
    assert 'value="that" checked' in browser_of().get(f"/drafts/{draft.pk}/merge/{kept.pk}/").content.decode()
    posted(draft, kept, requests="both")
    assert Draft.objects.get(pk=draft.pk).content["requests"] == [report, call]


def test_what_is_not_chosen_loses_nothing() -> None:
    draft, kept = two(
        {"narrative": {"response": "Calm, then tired."}, "labels": ["address"]},
        {"narrative": {"response": "Calm", "plan": "Monday."}, "labels": ["sud"]},
    )
    posted(draft, kept)
    content = Draft.objects.get(pk=draft.pk).content
    assert content["narrative"] == {"response": "Calm, then tired.", "plan": "Monday."}
    assert content["labels"] == ["address", "sud"]


def test_where_words_come_from_goes_along_with_them() -> None:
    this = {"narrative": {"plan": "Friday 🧵."}, "origins": {"narrative-plan": f"0-6:carried:{SOURCE}"}}
    that = {"narrative": {"plan": "Monday."}, "origins": {"narrative-plan": "0-6:template"}}
    assert merged(this, that, {"narrative/plan": "both"})["origins"] == {
        "narrative-plan": f"0-6:carried:{SOURCE} 11-17:template"
    }
    assert merged(this, that, {"narrative/plan": "that"})["origins"] == {"narrative-plan": "0-6:template"}


def test_clients_and_what_concerns_one_alone_are_chosen_as_well() -> None:
    other = str(client_named("Lucía Rivera").pk)
    draft, kept = two({"narrative": {"plan": "Friday."}}, {"clients": [other], "own": {other: "She drew."}})
    page = browser_of().get(f"/drafts/{draft.pk}/merge/{kept.pk}/").content.decode()
    assert "Lucía Rivera" in page
    assert "She drew." in page
    posted(draft, kept, clients="both", **{f"own__{other}": "that"})
    content = Draft.objects.get(pk=draft.pk).content
    assert content["clients"] == [str(client_named("Mateo Rivera").pk), other]
    assert content["own"][other] == "She drew."


def test_a_draft_that_changed_meanwhile_is_looked_at_once_more() -> None:
    draft, kept = two({"narrative": {"plan": "Friday."}}, {"narrative": {"plan": "Monday."}})
    actions.save(draft=draft, base_revision=1, content=visit(narrative={"plan": "Tuesday."}), by=acting("ana"))
    answer = posted(draft, kept, narrative__plan="that")
    assert answer.status_code == 422
    assert "changed meanwhile" in answer.content.decode()
    assert "Tuesday." in answer.content.decode()
    assert Draft.objects.get(pk=draft.pk).content["narrative"]["plan"] == "Tuesday."


def test_an_author_merges_their_own_drafts_alone() -> None:
    draft, kept = two({"narrative": {"plan": "Friday."}}, {"narrative": {"plan": "Monday."}})
    for login in ("ben", "dora", "cleo"):
        assert browser_of(login).get(f"/drafts/{draft.pk}/merge/{kept.pk}/").status_code == 404
    assert browser_of().get(f"/drafts/{begun().pk}/merge/{kept.pk}/").status_code == 404
    assert browser_of().get(f"/drafts/{draft.pk}/merge/{uuids.fresh()}/").status_code == 404


def test_a_signed_note_is_merged_with_nothing() -> None:
    draft = begun()
    signed(draft)
    actions.save(draft=draft, base_revision=0, content=visit(narrative={"plan": "Late."}), by=acting("ana"))
    kept = DraftRevision.objects.get(draft=draft, is_beside=True)
    assert posted(draft, kept).status_code == 302
    assert DraftRevision.objects.get(pk=kept.pk).is_beside


def test_what_is_said_of_a_document_is_chosen_where_both_have_it_and_taken_along_where_one_has() -> None:
    one, other = str(UUID(int=1)), str(UUID(int=2))
    first = {"documents": [one], "file_kind": {one: "order"}, "file_title": {one: "Order of May"}}
    second = {
        "documents": [one, other],
        "file_kind": {one: "letter", other: "photo"},
        "file_title": {one: "Letter of May", other: "The door"},
    }
    draft, kept = two(first, second)
    page = browser_of().get(f"/drafts/{draft.pk}/merge/{kept.pk}/").content.decode()
    assert f"part-file/{one}" in page
    assert f"part-file/{other}" not in page
    posted(draft, kept, **{f"file__{one}": "that"})
    now = Draft.objects.get(pk=draft.pk).content
    assert now["documents"] == [one, other]
    assert now["file_title"] == {one: "Letter of May", other: "The door"}
    assert now["file_kind"] == {one: "letter", other: "photo"}


def test_what_grew_beside_the_draft_while_one_chose_is_looked_at_once_more() -> None:
    draft, kept = two({"narrative": {"response": "Calm."}}, {"narrative": {"response": "Wary."}})
    at, ana = f"/drafts/{draft.pk}/merge/{kept.pk}/", browser_of()
    shown = re.search(r'name="kept_at" value="([^"]+)"', ana.get(at).content.decode())
    assert shown
    grown = visit(narrative={"response": "Wary. Then he wept."})
    actions.save(draft=draft, base_revision=0, content=grown, by=acting("ana"), window=kept.pk, turn=2)
    said = {"base_revision": draft.revision, "kept_at": shown[1], "part-narrative/response": "this"}
    answer = ana.post(at, said)
    assert answer.status_code == 422
    assert "Then he wept." in answer.content.decode()
    assert DraftRevision.objects.filter(is_beside=True).exists()
    assert posted(draft, kept, narrative__response="that").status_code == 302
    draft.refresh_from_db()
    assert draft.content["narrative"]["response"] == "Wary. Then he wept."

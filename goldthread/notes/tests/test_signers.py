"""Several signers: who took part, a client or guardian on this device, attempts to get a signature; nobody for another."""

import json
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries, signers
from goldthread.notes.models import Draft, Note, PendingSeal
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from goldthread.notes.views_signers import offered_for
from tests.cast import PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
STROKES = json.dumps([[10, 20, 40, 60, 90, 20], [120, 40, 180, 42]])


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def with_ben() -> Note:
    """A visit of Ana's in which Ben took part."""
    ben = {"person": str(named("ben").pk), "name": "Ben Achterberg", "role": "staff_therapist", "here": "on"}
    (note,) = signed(begun(content=filled("session", participants=[ben])))
    return note


def collected(note: Note, login: str = "ana", **said: Any) -> Any:
    form = {"draft": str(uuids.fresh()), "signer": "", "name": "Rosa Rivera", "role": "parent", **said}
    if form["signer"]:
        form["name"] = ""
    return signed_in(login).post(f"/notes/{note.pk}/signature/", form)


def confirmed(answer: Any, login: str = "ana") -> None:
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    assert signed_in(login).post(answer.url, {"password": PASSWORD}).status_code == 302


def added(note: Note) -> Note:
    return Note.objects.get(amends=note.pk)


def test_who_took_part_signs_too_under_their_own_name() -> None:
    note = with_ben()
    joint = amended(note, "joint_signature", "ben", reason="I took part and it was so.")
    assert joint.author_name == "Ben Achterberg, LCSW"
    with pytest.raises(Refused, match="cannot be added"):
        amended(note, "joint_signature", "ben")


@pytest.mark.parametrize("login", ["ana", "dora", "cleo", "gus"])
def test_who_did_not_take_part_does_not_sign_too(login: str) -> None:
    with pytest.raises(Refused, match="cannot be added"):
        amended(with_ben(), "joint_signature", login)


def test_a_guardian_draws_on_the_device_and_the_worker_confirms() -> None:
    (note,) = signed()
    confirmed(collected(note, strokes=STROKES))
    entry = added(note)
    sealed = ledger.content_of(entry.pk)["signature"]
    assert (sealed["by"]["name"], sealed["by"]["role"], sealed["method"]) == ("Rosa Rivera", "parent", "drawn")
    assert sealed["strokes"] == json.loads(STROKES)
    page = signed_in("ben").get(f"/notes/{note.pk}/").content.decode()
    assert "<polyline" in page
    assert "Rosa Rivera" in page
    assert "<polyline" in signed_in("ben").get(f"/notes/{note.pk}/print/").content.decode()
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_somebody_on_file_is_named_by_identity() -> None:
    (note,) = signed()
    rosa = next(each for each in people_around(note) if each.name == "Rosa Rivera")
    confirmed(collected(note, signer=rosa.person, typed="R. Rivera"))
    sealed = ledger.content_of(added(note).pk)["signature"]
    assert sealed["by"]["person"] == rosa.person
    assert (sealed["method"], sealed["typed"]) == ("typed", "R. Rivera")


def people_around(note: Note) -> list[signers.Signer]:
    return offered_for(note, named("ana"))


def test_an_attempt_is_kept_with_the_note() -> None:
    (note,) = signed()
    confirmed(collected(note, not_given="yes", how="phone", outcome="refused", words="She wants to ask her lawyer."))
    sealed = ledger.content_of(added(note).pk)["signature_attempt"]
    assert (sealed["of"]["name"], sealed["outcome"], sealed["words"]) == (
        "Rosa Rivera",
        "refused",
        "She wants to ask her lawyer.",
    )
    page = signed_in("ben").get(f"/notes/{note.pk}/").content.decode()
    assert "Asked to sign:" in page
    assert "lawyer" in page


def test_each_client_s_own_entry_is_signed() -> None:
    notes = {each.client_id: each for each in signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))}
    note = notes[client_named("Lucía Rivera").pk]
    confirmed(collected(note, typed="Rosa"))
    assert added(note).client_id == client_named("Lucía Rivera").pk


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "Nothing is signed yet"),
        ({"typed": "R.", "name": " "}, "whose signature"),
        ({"strokes": "{"}, "could not be read"),
        ({"strokes": "[[1,2,3]]"}, "could not be read"),
        ({"strokes": "[[1,2,5000,4]]"}, "could not be read"),
        ({"not_given": "yes"}, "why there is no signature"),
    ],
)
def test_what_is_none_is_refused_and_stays_as_it_was_typed(said: dict[str, str], sentence: str) -> None:
    (note,) = signed()
    answer = collected(note, words="Kept words.", **said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert "Kept words." in page
    assert not PendingSeal.objects.filter(used_at__isnull=True).exists()


@pytest.mark.parametrize(("login", "status"), [("ben", 404), ("cleo", 404), ("gus", 404), ("dora", 200)])
def test_who_gets_a_signature(login: str, status: int) -> None:
    (note,) = signed()
    assert signed_in(login).get(f"/notes/{note.pk}/signature/").status_code == status


def test_nobody_confirms_what_another_collected() -> None:
    (note,) = signed()
    answer = collected(note, typed="Rosa")
    assert signed_in("dora").post(answer.url, {"password": PASSWORD}).status_code == 404


def test_the_note_reads_as_before_and_says_who_signed() -> None:
    (note,) = signed()
    confirmed(collected(note, typed="Rosa Rivera"))
    entered, _others = queries.encounter_of(note.pk, actor=named("ana"))
    assert entered
    assert "signature of a client or another person" in entered.inside.lower()


def test_a_name_of_the_staff_is_nobody_s_role_on_this_device() -> None:
    (note,) = signed()
    confirmed(collected(note, name="Ben Achterberg", role="staff_therapist", typed="Ben Achterberg"))
    assert ledger.content_of(added(note).pk)["signature"]["by"]["role"] == ""


@pytest.mark.parametrize("act", ["", "save/"])
def test_what_was_signed_is_not_written_over_by_the_editor(act: str) -> None:
    (note,) = signed()
    collected(note, strokes=STROKES)
    draft = Draft.objects.get(amends=note.pk)
    body = {"base_revision": draft.revision, "content": {"clients": draft.content["clients"]}}
    sent = {"data": json.dumps(body), "content_type": "application/json"} if act else {"data": {"base_revision": "1"}}
    assert signed_in("ana").post(f"/drafts/{draft.pk}/{act}", **sent).status_code == 422
    draft.refresh_from_db()
    assert draft.content["signature"]["strokes"]


def test_an_act_of_signing_without_a_signature_is_not_sealed() -> None:
    (note,) = signed()
    with pytest.raises(Refused, match="Nothing is signed yet"):
        read(actions.amend(note=note, kind="signature", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana")))


@pytest.mark.parametrize("strokes", ["[[Infinity, 1, 2, 3]]", "[" * 100_000])
def test_strokes_that_are_none_are_refused(strokes: str) -> None:
    (note,) = signed()
    answer = collected(note, strokes=strokes)
    assert answer.status_code == 422
    assert "could not be read" in answer.content.decode()


def test_what_somebody_signed_of_one_note_gets_into_no_other_draft() -> None:
    (note,) = signed()
    other = begun(content=filled("session", narrative={"response": "What Rosa never read."}))
    collected(note, typed="Rosa", draft=str(other.pk))
    other.refresh_from_db()
    assert "signature" not in other.content
    assert Draft.objects.get(amends=note.pk).content["signature"]["typed"] == "Rosa"

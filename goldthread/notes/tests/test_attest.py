"""An unsigned note of another system is attested by who wrote it, today and never back-dated."""

from datetime import date
from pathlib import Path

import pytest

from goldthread.ledger import queries as ledger
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Draft, Note
from goldthread.notes.tests.writing import amended, filled, signed
from goldthread.policies import actions as policies
from tests.cast import acting, client_named, named
from tests.test_import_notes import imported, written

pytestmark = pytest.mark.usefixtures("cast")
SAID = "I wrote this note and did not sign it then. I attest today that it is mine and that it is so."


@pytest.fixture
def unsigned(cast: None, tmp_path: Path) -> Note:
    mateo = client_named("Mateo Rivera")
    head, author = "client_id,client_name,date,author,note", "Ana Castellanos"
    imported(written(tmp_path, f"{head}\n{mateo.number},Mateo Rivera,2026-03-04,{author},He read a page.\n"))
    return Note.objects.get()


def test_its_author_attests_it_today_under_its_own_day(unsigned: Note) -> None:
    entry = amended(unsigned, "attestation", "ana", reason=SAID)
    content = ledger.content_of(entry.pk)
    assert (content["amendment"]["kind"], content["amendment"]["reason"]) == ("attestation", SAID)
    assert entry.recorded_at > unsigned.recorded_at
    assert entry.author_id == named("ana").pk


@pytest.mark.parametrize("login", ["ben", "dora", "gus", "cleo"])
def test_nobody_attests_for_another(unsigned: Note, login: str) -> None:
    with pytest.raises(Refused, match="cannot be added"):
        amended(unsigned, "attestation", login, reason=SAID)


def test_a_note_that_was_signed_here_is_not_attested() -> None:
    (note,) = signed()
    with pytest.raises(Refused, match="cannot be added"):
        amended(note, "attestation", "ana", reason=SAID)


def test_where_a_rule_forbids_it_there_is_none(unsigned: Note) -> None:
    row = {"attestation_allowed": False, "source_citation": "The payer's manual", "true_from_on": date(2020, 1, 1)}
    policies.add(values=row, by=acting("hana"))
    with pytest.raises(Refused, match="cannot be added"):
        amended(unsigned, "attestation", "ana", reason=SAID)


def test_once_is_enough(unsigned: Note) -> None:
    amended(unsigned, "attestation", "ana", reason=SAID)
    with pytest.raises(Refused, match="cannot be added"):
        amended(unsigned, "attestation", "ana", reason=SAID)


def test_nobody_begins_a_note_of_their_own_under_the_encounter_of_one_that_was_imported(unsigned: Note) -> None:
    new = NewDraft(unsigned.encounter, queries.newest_type("session"), filled("session"))
    with pytest.raises(Refused, match="somebody else"):
        actions.start(new=new, by=acting("ana"))
    assert not Draft.objects.filter(pk=unsigned.encounter).exists()

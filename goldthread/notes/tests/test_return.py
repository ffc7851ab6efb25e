"""After signing: a note is returned by a further entry, mended by its author, and co-signed; nothing of it is skipped."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, cosigning, queries
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.test_cosign import credential
from goldthread.notes.tests.writing import amended, signed
from goldthread.people.queries import below
from goldthread.policies import actions as policies
from tests.cast import acting, named


@pytest.fixture
def trainee_note(cast: None) -> Note:
    policies.load_shipped(by=COMMAND_LINE)
    credential("ana", "intern", "trainee", 30)
    (note,) = signed()
    return note


def waiting() -> list[UUID]:
    dora = named("dora")
    return [note.pk for note in queries.awaiting_cosignature(dora, below(dora))]


def returned() -> list[UUID]:
    return [note.pk for note in cosigning.returned_to(named("ana"), [named("ana").pk])]


def by_dora(note: Note, kind: str, reason: str = "Say who was there.") -> Note:
    return amended(note, kind, "dora", reason=reason)


def test_a_returned_note_waits_for_its_author_and_no_longer_for_the_supervisor(trainee_note: Note) -> None:
    assert waiting() == [trainee_note.pk]
    by_dora(trainee_note, "returned")
    assert (waiting(), returned()) == ([], [trainee_note.pk])


def test_mended_by_a_correction_it_waits_again_and_is_co_signed(trainee_note: Note) -> None:
    by_dora(trainee_note, "returned")
    amended(trainee_note, "correction", modality="")
    assert (waiting(), returned()) == ([trainee_note.pk], [])
    by_dora(trainee_note, "cosignature")
    assert (waiting(), returned()) == ([], [])
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_what_a_trainee_adds_after_the_co_signature_is_co_signed_too(trainee_note: Note) -> None:
    by_dora(trainee_note, "cosignature")
    assert waiting() == []
    amended(trainee_note, "addendum", narrative={"note": "She called back in the evening."})
    assert waiting() == [trainee_note.pk]
    by_dora(trainee_note, "cosignature")
    assert waiting() == []


def test_the_page_says_where_it_stands(trainee_note: Note) -> None:
    entered, _others = queries.encounter_of(trainee_note.pk, actor=named("dora"))
    assert entered
    assert entered.stands == cosigning.WAITING
    by_dora(trainee_note, "returned")
    entered, _others = queries.encounter_of(trainee_note.pk, actor=named("dora"))
    assert entered
    assert entered.stands == cosigning.RETURNED
    assert "returned to its author" in entered.article()


@pytest.mark.parametrize("login", ["ana", "ben", "cleo", "gus"])
def test_only_a_supervisor_returns_it(trainee_note: Note, login: str) -> None:
    with pytest.raises(Refused, match="cannot be added"):
        actions.amend(note=trainee_note, kind="returned", draft_id=uuids.fresh(), author=named(login), by=acting(login))


def test_what_waits_for_nobody_is_not_returned(cast: None) -> None:
    (note,) = signed()
    with pytest.raises(Refused, match="cannot be added"):
        actions.amend(note=note, kind="returned", draft_id=uuids.fresh(), author=named("dora"), by=acting("dora"))


def test_a_sample_is_co_signed_and_says_that_it_is_one(cast: None) -> None:
    row = {
        "cosign_sample_percent": 100,
        "cosign_due_days": 14,
        "source_citation": "Ours",
        "true_from_on": date(2020, 1, 1),
    }
    policies.add(values=row, by=acting("hana"))
    (note,) = signed()
    assert note.needs_cosignature
    assert note.is_sample
    assert note.cosignature_due_on == clock.today(named("ana").zone) + timedelta(days=14)
    assert waiting() == [note.pk]


def test_the_share_of_samples_is_the_rate_and_never_changes() -> None:
    notes = [uuid4() for _each in range(4000)]
    chosen = [pk for pk in notes if cosigning.is_sampled(pk, 10)]
    assert 280 < len(chosen) < 520
    assert chosen == [pk for pk in notes if cosigning.is_sampled(pk, 10)]


@given(pk=st.uuids(), percent=st.integers(0, 100), more=st.integers(0, 100))
def test_a_higher_rate_reads_whatever_a_lower_one_reads(pk: UUID, percent: int, more: int) -> None:
    lower, higher = sorted((percent, more))
    assert cosigning.is_sampled(pk, higher) or not cosigning.is_sampled(pk, lower)
    assert not cosigning.is_sampled(pk, 0)
    assert cosigning.is_sampled(pk, 100)

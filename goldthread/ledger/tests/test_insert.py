"""insert and record: an entry goes in whole or not at all."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import override_settings

from goldthread.ledger import actions, keys, queries, seal
from goldthread.ledger.models import Content, Entry
from goldthread.ledger.tests.laboratory import ANA, NOTE
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, WORKER, Actor
from goldthread.lib.refusals import Refused

pytestmark = pytest.mark.usefixtures("begun")


def frozen() -> seal.Unsigned:
    return actions.prepare(entry_id=uuids.fresh(), kind="note", content=NOTE, prepared_at=clock.now())


def test_it_adds_the_entry_and_its_content() -> None:
    unsigned = frozen()
    entry = actions.insert(unsigned=unsigned, evidence=None, by=ANA)
    assert queries.content_of(entry.pk) == NOTE
    assert queries.contents_of([entry.pk, uuids.fresh()]) == {entry.pk: NOTE}
    assert (entry.kind, entry.schema_version, entry.evidence) == ("note", 1, "")
    claims, opened = seal.verify(queries.sd_jwt_of(entry.pk), keys.public_key(keys.signer(keys.SEAL).public))
    assert (claims.entry_id, opened) == (entry.pk, NOTE)


def test_preparing_writes_nothing() -> None:
    before = Entry.objects.count()
    frozen()
    assert Entry.objects.count() == before


def test_it_takes_two_statements(django_assert_num_queries: object) -> None:
    unsigned = frozen()
    with django_assert_num_queries(2):  # type: ignore[operator]
        actions.insert(unsigned=unsigned, evidence=None, by=ANA)


def test_after_five_minutes_it_refuses() -> None:
    unsigned = frozen()
    with clock.set_to(clock.now() + timedelta(minutes=5, seconds=1)), pytest.raises(Refused, match="five minutes"):
        actions.insert(unsigned=unsigned, evidence=None, by=ANA)
    assert not Entry.objects.filter(pk=unsigned.entry_id).exists()


def test_a_clock_set_back_a_little_does_no_harm() -> None:
    unsigned = frozen()
    with clock.set_to(unsigned.prepared_at - timedelta(seconds=2)):
        entry = actions.insert(unsigned=unsigned, evidence=None, by=ANA)
    assert entry.recorded_at == unsigned.prepared_at


def test_after_a_rotation_it_refuses() -> None:
    unsigned = frozen()
    actions.rotate_key(purpose=keys.SEAL, by=COMMAND_LINE)
    keys.forget()
    with pytest.raises(Refused, match="key was changed"):
        actions.insert(unsigned=unsigned, evidence=None, by=ANA)


def test_what_was_frozen_cannot_be_exchanged() -> None:
    unsigned, other = frozen(), frozen()
    for forged in (
        replace(unsigned, entry_id=other.entry_id),
        replace(unsigned, kind="other"),
        replace(unsigned, disclosures=other.disclosures),
        replace(unsigned, disclosures=unsigned.disclosures[1:]),
    ):
        with pytest.raises(seal.Broken):
            actions.insert(unsigned=forged, evidence=None, by=ANA)
    assert not Content.objects.filter(entry__in=[unsigned.entry_id, other.entry_id]).exists()


def test_an_entry_names_what_it_amends_by_digest() -> None:
    first = actions.record(kind="note", content=NOTE, by=ANA)
    second = actions.record(kind="note.addendum", content=NOTE, by=ANA, amends=[first.pk])
    assert seal.read(second.jws).amends == ((first.pk, queries.digest_of(first.pk)),)


def test_what_is_amended_must_be_there() -> None:
    with pytest.raises(Entry.DoesNotExist):
        actions.record(kind="note.addendum", content=NOTE, by=ANA, amends=[uuids.fresh()])
    with pytest.raises(Entry.DoesNotExist):
        queries.content_of(uuids.fresh())


@pytest.mark.parametrize(("by", "method"), [(ANA, "session"), (COMMAND_LINE, "command line"), (WORKER, "worker")])
def test_a_record_says_in_which_way_it_was_done(by: Actor, method: str) -> None:
    entry = actions.record(kind="x", content={"a": 1}, by=by)
    signing = queries.content_of(entry.pk)["signing"]
    assert (signing["method"], signing["by"]["name"]) == (method, by.name)


def test_without_its_private_key_it_refuses_in_a_sentence(tmp_path: Path) -> None:
    with override_settings(HOME=tmp_path / "elsewhere"), pytest.raises(Refused, match="keys folder"):
        frozen()
    keys.forget()

"""verify tells words that were disposed of from words that are gone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from goldthread.ledger import actions, facts, seal
from goldthread.ledger.models import Entry
from goldthread.ledger.tests import laboratory
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.actor import COMMAND_LINE

pytestmark = pytest.mark.usefixtures("standing")


def dispose(*named: tuple[UUID, str], **content: Any) -> Entry:
    """An entry which says that these are disposed of, in the log."""
    told = {"disposed": [{"entry": str(prior), "digest": digest} for prior, digest in named], **content}
    entry = actions.record(kind="disposal", content=told, by=COMMAND_LINE)
    actions.sequence(sweep=True)
    return entry


@contextmanager
def without(*entries: Entry) -> Iterator[None]:
    """The words of these entries gone, with the rows that they state, and the triggers back."""
    tables = ["ledger_content", *(model._meta.db_table for model in facts.fact_models())]
    with laboratory.forging(*tables) as (cursor, put_back):
        for entry in entries:
            for table in tables:
                if table != "ledger_key":
                    cursor.execute(f'DELETE FROM "{table}" WHERE entry_id = %s', [entry.pk.hex])
        put_back()
        yield


def problems() -> list[str]:
    return verify(witness=None).problems


def named(entry: Entry) -> tuple[UUID, str]:
    return entry.pk, seal.digest_of(entry.jws)


def note() -> Entry:
    entry = Entry.objects.filter(kind="note").order_by("recorded_at").first()
    assert entry is not None
    return entry


def test_words_that_a_later_entry_disposes_of_may_be_gone() -> None:
    with without(note()):
        (gone, _count) = problems()
        assert gone == f"entry {note().pk}: its content is gone"
        dispose(named(note()))
        assert problems() == []


def test_facts_go_with_the_entry_that_stated_them() -> None:
    changed = Entry.objects.get(kind="service.changed")
    with without(changed):
        dispose(named(changed))
        assert problems() == []


def test_a_row_that_shows_disposed_words_is_found() -> None:
    changed = Entry.objects.get(kind="service.changed")
    with laboratory.forging("ledger_content") as (cursor, put_back):
        cursor.execute("DELETE FROM ledger_content WHERE entry_id = %s", [changed.pk.hex])
        put_back()
        dispose(named(changed))
        assert problems() == ["table services_service: 1 rows belong to no entry"]


def test_a_disposal_of_another_entry_does_not_answer_for_it() -> None:
    second = Entry.objects.filter(kind="note").order_by("recorded_at")[1]
    with without(note()):
        dispose(named(second))
        told = problems()
        assert any(f"entry {note().pk}: its content is gone" in each for each in told)
        assert any(f"says that {second.pk} was disposed of, which is still here" in each for each in told)


def test_a_disposal_that_does_not_know_what_it_disposed_of_does_not_answer_for_it() -> None:
    with without(note()):
        dispose((note().pk, named(Entry.objects.filter(kind="note.addendum")[0])[1]))
        assert any("its content is gone" in each for each in problems())


def test_a_disposal_of_an_entry_that_never_was_is_found() -> None:
    with laboratory.forging("ledger_content"):
        dispose((uuids.fresh(), "d"))
        assert any("not before it" in each for each in problems())


def test_a_disposal_does_not_answer_for_what_came_after_it() -> None:
    later = uuids.fresh()
    with laboratory.forging("ledger_content") as (cursor, put_back):
        unsigned_digest = named(note())[1]
        dispose((later, unsigned_digest))
        actions.record(kind="note", content=laboratory.NOTE, by=COMMAND_LINE, entry_id=later)
        actions.sequence(sweep=True)
        cursor.execute("DELETE FROM ledger_content WHERE entry_id = %s", [later.hex])
        put_back()
        assert any(f"entry {later}: its content is gone" in each for each in problems())


def test_a_disposal_whose_own_words_are_gone_answers_for_nothing() -> None:
    with without(note()):
        disposal = dispose(named(note()))
        with without(disposal):
            told = problems()
        assert f"entry {note().pk}: its content is gone" in told
        assert f"entry {disposal.pk}: its content is gone" in told


def test_a_disposal_of_another_shape_is_found() -> None:
    with laboratory.forging("ledger_content"):
        dispose(disposed=["everything"])
        assert any("cannot be read" in each for each in problems())


@pytest.mark.parametrize("column", ["kind", "schema_version", "recorded_at"])
def test_the_columns_of_a_disposed_entry_are_still_checked(column: str) -> None:
    with without(note()):
        dispose(named(note()))
        with laboratory.forging("ledger_entry") as (cursor, put_back):
            other = {"kind": "'other'", "schema_version": "7", "recorded_at": "'2020-01-01 00:00:00.000001'"}[column]
            cursor.execute(f"UPDATE ledger_entry SET {column} = {other} WHERE id = %s", [note().pk.hex])
            put_back()
            assert problems()

"""sequence: every row gets its place once, in order, in batches."""

from datetime import timedelta
from typing import Any

import pytest

from goldthread.ledger import actions, merkle, sequencer
from goldthread.ledger.models import Access, AccessLeaf, Entry, Leaf, TreeHead
from goldthread.ledger.streams import access_leaf, record_leaf
from goldthread.ledger.tests.laboratory import ANA
from goldthread.lib import clock

pytestmark = pytest.mark.usefixtures("begun")


def add(number: int) -> list[Entry]:
    return [actions.record(kind="x", content={"n": n}, by=ANA) for n in range(number)]


def test_entries_get_their_leaves_in_order() -> None:
    actions.sequence(sweep=True)
    size = Leaf.objects.count()
    entries = add(3)
    assert actions.sequence() == 3
    assert actions.sequence() == 0
    assert [entry.leaf.position for entry in Entry.objects.filter(pk__in=[e.pk for e in entries]).order_by("recorded_at")] == [
        size, size + 1, size + 2,
    ]  # fmt: skip


def test_the_leaf_covers_seal_and_time() -> None:
    (entry,) = add(1)
    actions.sequence()
    assert bytes(Leaf.objects.get(entry=entry).hash) == merkle.leaf_hash(record_leaf(entry.jws, entry.recorded_at))
    assert record_leaf("a.b.c", entry.recorded_at).startswith(b'{"jws":"a.b.c","recorded_at":"20')


def test_the_edge_gives_the_root_of_all_leaves() -> None:
    for _ in range(4):
        add(3)
        actions.sequence()
    head = TreeHead.objects.get(pk="record")
    hashes = [bytes(value) for value in Leaf.objects.order_by("position").values_list("hash", flat=True)]
    assert head.size == len(hashes)
    assert sequencer.edge_of(head).root() == merkle.root_of(hashes)


def test_more_than_a_batch_is_taken_in_several(monkeypatch: Any) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 2)
    add(5)
    assert actions.sequence() == 5
    assert not Entry.objects.filter(leaf__isnull=True).exists()


def test_a_row_that_surfaces_late_is_found_by_the_sweep() -> None:
    with clock.set_to(clock.now() - timedelta(days=30)):
        add(2)
    add(1)
    assert actions.sequence() == 1
    assert actions.sequence(sweep=True) == 2


def test_a_sweep_of_what_is_recent_leaves_what_is_older_to_the_whole_one() -> None:
    with clock.set_to(clock.now() - timedelta(days=30)):
        add(2)
    actions.sequence(sweep=True)
    with clock.set_to(clock.now() - timedelta(hours=3)):
        add(2)
    add(1)
    assert actions.sequence(sweep=True, since=clock.now() - timedelta(hours=1)) == 1
    assert actions.sequence(sweep=True) == 2


def test_a_sweep_asks_each_time_only_for_what_follows_the_last_batch(monkeypatch: Any) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 2)
    asked: list[Any] = []
    found = sequencer._without_leaf
    monkeypatch.setattr(sequencer, "_without_leaf", lambda stream, since: asked.append(since) or found(stream, since))
    entries = add(4)
    assert actions.sequence(sweep=True) == 4
    assert asked[1:] == [entries[1].recorded_at, entries[3].recorded_at]


def test_at_the_demonstrations_clock_no_sweep_is_needed() -> None:
    add(1)
    actions.sequence()
    with clock.set_to(clock.now() - timedelta(days=300)):
        add(2)
        assert actions.sequence() == 2


def test_a_look_is_one_insert(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        actions.look(by=ANA, action="read", page="notes:note", client=ANA.staff_id)
    row = Access.objects.get(page="notes:note", actor=ANA.staff_id)
    assert (row.actor_name, row.session, row.address, row.purpose, row.outcome) == (
        "Ana", "s1", "127.0.0.1", "treatment", "shown",
    )  # fmt: skip


def test_every_column_of_a_look_is_in_its_leaf() -> None:
    actions.look(by=ANA, action="read", page="notes:note")
    actions.sequence(stream="access", sweep=True)
    row = Access.objects.get(page="notes:note")
    columns = tuple(getattr(row, field.attname) for field in Access._meta.concrete_fields)
    assert bytes(AccessLeaf.objects.get(access=row).hash) == merkle.leaf_hash(access_leaf(columns))
    for field in Access._meta.concrete_fields:
        assert f'"{field.attname}":'.encode() in access_leaf(columns)

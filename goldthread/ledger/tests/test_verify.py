"""verify: a whole record is whole, and each thing that may be wrong is named."""

from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from goldthread.ledger import actions
from goldthread.ledger.merkle import Edge
from goldthread.ledger.models import Entry, Leaf, TreeHead
from goldthread.ledger.tests import laboratory
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.encoding import b64


def test_it_finds_a_whole_record_whole(standing: Path) -> None:
    report = verify(witness=str(standing / "checkpoints" / "record.txt"))
    assert report.problems == []
    assert report.record[0] == Entry.objects.count()
    assert report.access[0] == 3


def test_it_tells_how_far_it_is(standing: Path) -> None:
    told: list[tuple[int, int]] = []
    verify(witness=None, on_progress=lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] == Entry.objects.count()


def forged(table: str, *statements: str) -> list[str]:
    """The problems after these statements, with the triggers put back as a careful attacker would."""
    with laboratory.forging(table) as (cursor, put_back):
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount != 0, "the statement changed nothing"
        put_back()
        return verify(witness=None).problems


LAST = "(SELECT MAX(position) FROM ledger_leaf)"


@pytest.mark.parametrize(
    ("table", "statement", "said"),
    [
        ("ledger_entry", "UPDATE ledger_entry SET kind = 'note.other' WHERE kind = 'note'", "columns are not"),
        ("ledger_entry", "UPDATE ledger_entry SET evidence = '{}' WHERE kind = 'service.added'", "knows of none"),
        ("ledger_entry", "UPDATE ledger_entry SET evidence = '' WHERE evidence <> ''", "does not fit"),
        ("ledger_entry", "UPDATE ledger_entry SET recorded_at = '2026-01-01 00:00:00.000001'", "was changed after"),
        ("ledger_entry", "UPDATE ledger_entry SET recorded_at = recorded_at || '0'", "never written"),
        ("ledger_entry", "DELETE FROM ledger_entry WHERE kind = 'note.addendum'", "its entry is gone"),
        ("ledger_content", "DELETE FROM ledger_content WHERE rowid = 3", "its content is gone"),
        ("ledger_content", "UPDATE ledger_content SET disclosures = '' WHERE rowid = 3", "not those of the seal"),
        ("ledger_leaf", "DELETE FROM ledger_leaf WHERE position = 2", "leaf 2 is missing"),
        ("ledger_leaf", f"DELETE FROM ledger_leaf WHERE position = {LAST}", "the sequencer's own note"),
        ("ledger_leaf", "UPDATE ledger_leaf SET hash = zeroblob(32) WHERE position = 1", "was changed after"),
        ("ledger_key", "DELETE FROM ledger_key WHERE replaces_id IS NOT NULL", "missing or changed"),
        ("ledger_key", "UPDATE ledger_key SET purpose = 'seal'", "not what the entry says"),
        ("ledger_checkpoint", "DELETE FROM ledger_checkpoint WHERE number = 1", "is not number 1"),
        ("ledger_checkpoint", "DELETE FROM ledger_checkpoint WHERE number = 2", "the sequencer's own note"),
        ("ledger_checkpoint", "UPDATE ledger_checkpoint SET at = '2026-01-01 00:00:00.000001'", "columns are not"),
        ("ledger_access", "UPDATE ledger_access SET outcome = 'refused'", "was changed after"),
        ("ledger_access", "DELETE FROM ledger_access WHERE action = 'list'", "its row is gone"),
        ("services_service", "UPDATE services_service SET name = 'Other'", "not what the entry says"),
        ("services_service", "DELETE FROM services_service WHERE replaces_id IS NOT NULL", "missing or changed"),
        (
            "services_modality",
            "INSERT INTO services_modality SELECT '11111111111111111111111111111111', true_from_on, true_to_on,"
            " recorded_at, name, '22222222222222222222222222222222', NULL FROM services_modality",
            "belong to no entry",
        ),
    ],
)
def test_it_names_what_was_changed(standing: Path, table: str, statement: str, said: str) -> None:
    problems = forged(table, statement)
    assert any(said in problem for problem in problems), problems


def test_it_finds_two_contents_exchanged(standing: Path) -> None:
    exchange = (
        "UPDATE ledger_content SET disclosures = (SELECT o.disclosures FROM ledger_content o WHERE o.rowid = "
        "CASE ledger_content.rowid WHEN 4 THEN 5 ELSE 4 END) WHERE rowid IN (4, 5)"
    )
    assert forged("ledger_content", exchange)


def test_it_finds_two_leaves_exchanged(standing: Path) -> None:
    problems = forged(
        "ledger_leaf",
        "UPDATE ledger_leaf SET position = -1 WHERE position = 3",
        "UPDATE ledger_leaf SET position = 3 WHERE position = 4",
        "UPDATE ledger_leaf SET position = 4 WHERE position = -1",
    )
    assert problems


def test_it_finds_a_missing_trigger(standing: Path) -> None:
    with laboratory.forging("ledger_leaf"):
        problems = verify(witness=None).problems
    assert [problem for problem in problems if "ledger_leaf_keeps_delete" in problem]


def test_it_finds_an_entry_that_waits_too_long(standing: Path) -> None:
    with laboratory.forging() as _:
        with clock.set_to(clock.now() - timedelta(seconds=90)):
            actions.record(kind="note", content=laboratory.NOTE, by=COMMAND_LINE)
        assert any("no leaf after more than 60 seconds" in problem for problem in verify(witness=None).problems)


def test_it_lets_an_entry_wait_for_a_minute(standing: Path) -> None:
    with laboratory.forging() as _:
        actions.record(kind="note", content=laboratory.NOTE, by=COMMAND_LINE)
        actions.look(by=COMMAND_LINE, action="read", page="x")
        assert verify(witness=None).is_whole


def test_it_lets_an_entry_wait_however_long_the_reading_takes(standing: Path) -> None:
    with laboratory.forging() as _, ExitStack() as meanwhile:
        actions.record(kind="note", content=laboratory.NOTE, by=COMMAND_LINE)
        actions.look(by=COMMAND_LINE, action="read", page="x")

        def an_hour_passes(_done: int, _total: int) -> None:
            meanwhile.enter_context(clock.set_to(clock.now() + timedelta(hours=1)))

        assert verify(witness=None, on_progress=an_hour_passes).is_whole


LATER = "(SELECT entry_id FROM ledger_leaf WHERE position >= 4)"
SHORTENED = (
    f"DELETE FROM ledger_content WHERE entry_id IN {LATER}",
    f"DELETE FROM ledger_entry WHERE id IN {LATER}",
    "DELETE FROM ledger_leaf WHERE position >= 4",
    "DELETE FROM ledger_key WHERE replaces_id IS NOT NULL",
    "DELETE FROM ledger_checkpoint WHERE stream = 'access' OR size > 4",
    "UPDATE sequencer_tree_head SET checkpoints = 0 WHERE stream = 'access'",
)


def test_a_shortened_log_is_found_by_its_witness(standing: Path) -> None:
    """Whoever has the file may cut its end off and mend everything; what left the house tells."""
    tables = ("ledger_content", "ledger_entry", "ledger_leaf", "ledger_key", "ledger_checkpoint")
    with laboratory.forging(*tables) as (cursor, put_back):
        for statement in SHORTENED:
            cursor.execute(statement)
        put_back()
        edge = Edge()
        for hashed in Leaf.objects.order_by("position").values_list("hash", flat=True):
            edge.append(bytes(hashed))
        TreeHead.objects.filter(pk="record").update(size=4, edge=",".join(map(b64, edge.hashes)), checkpoints=1)
        assert verify(witness=None).problems == []
        problems = verify(witness=str(standing / "checkpoints" / "record.txt")).problems
    assert problems
    assert all("the log was shortened" in problem for problem in problems)


def test_a_log_begun_anew_is_found_by_the_witness_of_the_old_one(standing: Path, tmp_path: Path) -> None:
    with laboratory.standing_in(tmp_path):
        laboratory.build()
        assert verify(witness=None).is_whole
        problems = verify(witness=str(standing / "checkpoints" / "record.txt")).problems
    assert "another log" in problems[0]


def test_a_witness_file_without_checkpoints_is_no_witness(standing: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("hello\n")
    assert not verify(witness=str(tmp_path / "empty.txt")).is_whole
    assert "cannot be read" in verify(witness=str(tmp_path / "absent.txt")).problems[0]

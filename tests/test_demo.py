"""goldthread demo: an invented agency that is worth reading, and verifies."""

import re
from pathlib import Path

import pytest

from goldthread.demonstration.agency import ZONE
from goldthread.demonstration.load import load
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes.definitions import ITEMS, shipped_documents
from goldthread.notes.models import Draft, Note, NoteItem
from goldthread.notes.projection import PROJECTION
from goldthread.policies import actions as policies
from tests.test_backup import goldthread, head

pytestmark = pytest.mark.usefixtures("cast")


@pytest.mark.sqlite_only
def test_it_is_loaded_once_and_prints_a_log_in_a_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert goldthread(home, "demo").returncode == 1
    assert goldthread(home, "init", "--yes").returncode == 0
    told = goldthread(home, "demo")
    assert told.returncode == 0, told.stderr
    log_ins = [line for line in told.stdout.splitlines() if re.fullmatch(r"\S+: \S+ / \S+", line)]
    assert len(log_ins) == 12
    before = head(home)
    assert before.startswith("whole: ")
    assert goldthread(home, "demo").stdout.splitlines() == log_ins
    assert head(home) == before


@pytest.mark.sqlite_only
def test_it_holds_every_type_and_every_kind_of_information() -> None:
    policies.load_shipped(by=COMMAND_LINE)
    load(clock.today(ZONE), lambda done, total: None, 12)
    assert set(Note.objects.values_list("note_type", flat=True)) >= {d.key for d, _document in shipped_documents()}
    assert set(NoteItem.objects.values_list("item", flat=True)) == set(ITEMS)
    assert {"addendum", "correction", "entered_in_error", "cosignature"} <= set(
        Note.objects.values_list("amendment", flat=True)
    )
    assert Draft.objects.filter(signed_at__isnull=True).count() == 2
    assert verify(witness=None, projections=[PROJECTION]).problems == []

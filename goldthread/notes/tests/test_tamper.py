"""A forger with the file changes a value of a note, a client, a case or a role, and is found out."""

import os

import pytest

from goldthread.ledger import actions as ledger
from goldthread.ledger.tests.test_tamper import forge_often
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, signed

pytestmark = [pytest.mark.usefixtures("cast"), pytest.mark.sqlite_only]
TABLES = [
    "notes_note", "notes_noteitem", "notes_notepart", "cases_case", "cases_client", "cases_clientdetail", "cases_episode",
    "cases_membership", "cases_person", "cases_relationship", "cases_careteammember", "people_roleheld",
    "people_credential", "people_supervision", "ledger_entry", "ledger_content", "ledger_leaf",
]  # fmt: skip
FORGERIES = int(os.environ.get("GOLDTHREAD_FORGERIES", "2000")) // 4


def test_no_changed_value_of_a_note_or_a_fact_escapes() -> None:
    first, _second = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    amended(first, "correction", place_of_service="11")
    ledger.sequence(sweep=True)
    done = forge_often(FORGERIES, TABLES, (PROJECTION,))
    assert done.total() == FORGERIES
    assert set(done) == set(TABLES)

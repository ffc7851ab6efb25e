"""A note on paper carries the head of the record, so that the paper is a witness."""

import pytest
from django.test import Client as Browser

from goldthread.ledger import actions as ledger
from goldthread.notes.tests.writing import signed
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")


def test_the_latest_checkpoint_is_printed_below_the_note() -> None:
    (note,) = signed()
    ana = Browser()
    ana.force_login(named("ana"))
    assert "Head of the record" not in ana.get(f"/notes/{note.pk}/print/").content.decode(), "none is signed yet"
    ledger.sequence(sweep=True)
    head = ledger.checkpoint(stream="record")
    assert head is not None
    shown = ana.get(f"/notes/{note.pk}/print/").content.decode()
    assert f"Head of the record: checkpoint {head.number} of " in shown
    assert f"{head.size} entries, <code>{head.root}</code>" in shown
    assert "Head of the record" not in ana.get(f"/notes/{note.pk}/").content.decode(), (
        "on screen it says nothing to a worker"
    )

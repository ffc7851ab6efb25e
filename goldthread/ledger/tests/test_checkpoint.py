"""Checkpoints: the signed note as C2SP has it, and how the room issues them."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from goldthread.ledger import actions, checkpoints
from goldthread.ledger.models import Checkpoint
from goldthread.ledger.witness import path_of
from goldthread.lib.actor import WORKER
from goldthread.lib.encoding import from_b64

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
HEAD = checkpoints.Head("goldthread/k/record", 7, bytes(32), 2, datetime(2026, 3, 2, 15, 4, 5, 678, tzinfo=UTC))
NOTE = checkpoints.issue(HEAD, PUBLIC, KEY.sign)


def test_a_note_says_what_was_signed() -> None:
    assert checkpoints.check(NOTE, PUBLIC) == HEAD
    assert HEAD.stream == "record"
    assert NOTE.split("\n")[:5] == [
        "goldthread/k/record",
        "7",
        "A" * 43 + "=",
        "number 2",
        "at 2026-03-02T15:04:05.000678Z",
    ]


def test_the_key_hash_is_that_of_the_standard() -> None:
    """The example key of Go's sumdb/note (re-typed): PeterNeumann+c74f20a3+ARpc2Qc..."""
    raw = from_b64("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    assert raw[:1] == b"\x01"
    assert checkpoints.key_hash("PeterNeumann", raw[1:]).hex() == "c74f20a3"


@pytest.mark.parametrize("at", range(0, len(NOTE), 3))
def test_any_changed_letter_breaks_it(at: int) -> None:
    for other in "B9 \n":
        if other != NOTE[at]:
            with pytest.raises(checkpoints.Broken):
                checkpoints.check(NOTE[:at] + other + NOTE[at + 1 :], PUBLIC)


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(checkpoints.Broken, match="another key"):
        checkpoints.check(NOTE, Ed25519PrivateKey.generate().public_key().public_bytes_raw())


def test_a_witness_file_holds_many_notes() -> None:
    assert list(checkpoints.notes_in(NOTE + "\n" + NOTE + NOTE)) == [NOTE] * 3
    assert list(checkpoints.notes_in(NOTE.replace("\n", "\r\n"))) == [NOTE]
    assert list(checkpoints.notes_in("\n\n")) == []


@pytest.mark.usefixtures("begun")
def test_it_signs_the_tree_as_it_stands() -> None:
    first = actions.checkpoint(stream="record")
    assert first is not None
    assert actions.checkpoint(stream="record") == first, "nothing happened since: no second one"
    actions.record(kind="x", content={}, by=WORKER)
    actions.sequence()
    second = actions.checkpoint(stream="record")
    assert second is not None
    assert (second.number, second.size) == (first.number + 1, first.size + 1)


@pytest.mark.usefixtures("begun")
def test_an_empty_tree_has_no_checkpoint() -> None:
    Checkpoint.objects.filter(stream="access").exists() or actions.checkpoint(stream="access")
    assert not Checkpoint.objects.filter(stream="access", size=0).exists()


@pytest.mark.usefixtures("begun")
def test_it_is_written_outside_the_database(django_capture_on_commit_callbacks: object) -> None:
    actions.record(kind="x", content={}, by=WORKER)
    actions.sequence()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        made = actions.checkpoint(stream="record")
    assert made is not None
    assert path_of("record").read_text().endswith(made.note + "\n")

"""goldthread doctor --rotate-key: another key signs from now on, and nothing that was signed is the worse for it."""

import tarfile
from pathlib import Path
from typing import Any

import pytest

from goldthread.ledger import actions as ledger
from goldthread.ledger import keys
from goldthread.ledger.verify import verify
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.actions import Signature
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import begun, read
from tests.cast import PASSWORD, acting
from tests.test_backup import goldthread, head


@pytest.mark.usefixtures("cast")
def test_what_was_read_before_a_rotation_is_read_again_and_then_signed(
    django_capture_on_commit_callbacks: Any,
) -> None:
    draft = begun()
    pending = read(draft)
    with django_capture_on_commit_callbacks(execute=True):
        ledger.rotate_key(purpose=keys.SEAL, by=COMMAND_LINE)
    with pytest.raises(Refused, match="key was changed while this was being read"):
        actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))
    pending = read(draft)
    (note,) = actions.sign(pending=pending, signature=Signature(password=PASSWORD), by=acting("ana"))
    assert note.entry.jws
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_both_keys_are_replaced_backed_up_and_brought_back(tmp_path: Path) -> None:
    home, file = tmp_path / "home", tmp_path / "kept.tar.gz"
    assert goldthread(home, "init", "--yes").returncode == 0
    for purpose in ("seal", "checkpoint"):
        told = goldthread(home, "doctor", "--rotate-key", purpose)
        assert told.returncode == 0, told.stderr
        assert "Back the keys up now" in told.stdout
    assert head(home).startswith("whole:")
    assert goldthread(home, "backup", str(file)).returncode == 0
    with tarfile.open(f"{file}.keys") as tar:
        pems = [name for name in tar.getnames() if name.endswith(".pem")]
    assert len(pems) == 4
    again = tmp_path / "again"
    assert goldthread(again, "restore", str(file), "--yes").returncode == 0
    assert head(again) == head(home)
    assert sorted(path.name for path in (again / "keys").glob("*.pem")) == sorted(Path(name).name for name in pems)
    assert goldthread(again, "doctor", "--rotate-key", "seal").returncode == 0, "the newest key is the one that signs"


def test_a_lost_key_is_not_replaced(tmp_path: Path) -> None:
    assert goldthread(tmp_path, "init", "--yes").returncode == 0
    (seal,) = (tmp_path / "keys").glob("seal-*.pem")
    seal.unlink()
    told = goldthread(tmp_path, "doctor", "--rotate-key", "checkpoint")
    assert (told.returncode, len(told.stderr.strip().splitlines())) == (1, 1)
    assert seal.name in told.stderr
    assert len(list((tmp_path / "keys").glob("*.pem"))) == 1, "no new key was made"


def test_where_there_is_no_record_and_for_another_purpose_it_is_refused(tmp_path: Path) -> None:
    told = goldthread(tmp_path / "none", "doctor", "--rotate-key", "seal")
    assert told.returncode == 1
    assert "There is no record here" in told.stderr
    assert goldthread(tmp_path / "none", "doctor", "--rotate-key", "front-door").returncode == 2

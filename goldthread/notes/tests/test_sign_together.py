"""Several short notes of a day are read together and signed once: all of them, or none."""

from datetime import timedelta
from typing import Any

import pytest

from goldthread.bench.passkey import Passkey as Authenticator
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft, Note, PendingSeal
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import begun, filled, read, visit
from tests.cast import PASSWORD, acting, named

pytestmark = pytest.mark.usefixtures("cast")


def attempts(count: int, **changes: Any) -> list[Draft]:
    tried = {"person": "", "name": "Rosa Rivera", "role": "parent", "how": "phone", "outcome": "no_answer"}
    return [
        begun(note_type="attempted_contact", content=visit(attempts=[{**tried, "at": f"1{at % 10}:05"}], **changes))
        for at in range(count)
    ]


def read_together(drafts: list[Draft], passkey: Any = None) -> list[PendingSeal]:
    return actions.prepare_together(drafts=drafts, passkey=passkey, by=acting("ana"))


def signed_together(pendings: list[PendingSeal], password: str = PASSWORD) -> list[Note]:
    return actions.sign_together(pendings=pendings, signature=Signature(password), by=acting("ana"))


def test_ten_attempts_are_signed_by_one_password_an_entry_each() -> None:
    notes = signed_together(read_together(attempts(10)))
    assert len(notes) == len({note.encounter for note in notes}) == 10
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_one_passkey_answer_proves_every_one_of_them() -> None:
    authenticator = Authenticator()
    kept = authenticator.kept_for(named("ana"))
    pendings = read_together(attempts(3), kept)
    answer = authenticator.answer(pendings[0].challenge)
    notes = actions.sign_together(pendings=pendings, signature=Signature(passkey=answer), by=acting("ana"))
    assert all(Entry.objects.get(pk=note.pk).evidence for note in notes)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_the_same_signature_twice_gives_the_same_notes() -> None:
    pendings = read_together(attempts(2))
    assert {note.pk for note in signed_together(pendings)} == {note.pk for note in signed_together(pendings)}
    assert Note.objects.count() == 2


def test_what_tells_of_treatment_is_signed_by_itself() -> None:
    with pytest.raises(Refused, match="one by one"):
        read_together([*attempts(1), begun(content=filled("session"))])


def test_nothing_chosen_is_said() -> None:
    with pytest.raises(Refused, match="Nothing is chosen"):
        read_together([])


def test_one_that_lacks_something_is_not_read_with_the_others() -> None:
    with pytest.raises(Refused, match="empty"):
        read_together([*attempts(1), *attempts(1, occurred_on="", starts="", ends="")])
    assert not PendingSeal.objects.exists()


def test_one_changed_after_reading_keeps_all_of_them_unsigned_and_is_named() -> None:
    first, second = attempts(2)
    pendings = read_together([first, second])
    actions.save(draft=second, base_revision=0, content={**second.content, "how": "video"}, by=acting("ana"))
    with pytest.raises(Refused, match="about Mateo Rivera was changed"):
        signed_together(pendings)
    assert not Note.objects.exists()
    assert Draft.objects.open().count() == 2


def test_one_opened_again_by_itself_ends_the_common_reading() -> None:
    first, second = attempts(2)
    pendings = read_together([first, second])
    read(second)
    with pytest.raises(Refused, match="opened again"):
        signed_together(list(PendingSeal.objects.filter(ceremony=pendings[0].ceremony).order_by("place")))
    assert not Note.objects.exists()


def test_one_of_a_common_reading_is_not_signed_alone() -> None:
    (pending, _other) = read_together(attempts(2))
    with pytest.raises(Refused, match="together"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_a_wrong_password_signs_none() -> None:
    pendings = read_together(attempts(2))
    with pytest.raises(Refused, match="password is wrong"):
        signed_together(pendings, "something else entirely")
    assert not Note.objects.exists()


def test_five_minutes_are_the_most_between_reading_and_signing() -> None:
    pendings = read_together(attempts(2))
    with clock.set_to(clock.now() + timedelta(minutes=6)), pytest.raises(Refused, match="five minutes"):
        signed_together(pendings)

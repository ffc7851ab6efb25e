"""add_staff: somebody starts here."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.people import actions, queries
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, RoleHeld, Staff
from tests.cast import PASSWORD, named

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 2, 2)


def new(login: str = "ines", name: str = "Inés 李 Ọ̀ṣun", roles: tuple[str, ...] = (Role.THERAPIST,)) -> NewStaff:
    return NewStaff(login, name, roles, DAY, credential_title="LMFT")


def test_it_adds_somebody_with_role_and_credential(by: Actor) -> None:
    staff = actions.add_staff(new=new(), password=PASSWORD, by=by)
    assert staff.roles == {"therapist"}
    assert queries.display_name(staff, DAY) == "Inés 李 Ọ̀ṣun, LMFT"
    assert queries.display_name(staff, date(2026, 2, 1)) == "Inés 李 Ọ̀ṣun"
    assert Staff.objects.get(login="ines").check_password(PASSWORD)


def test_one_entry_says_so_and_the_record_is_whole(by: Actor) -> None:
    staff = actions.add_staff(new=new(), password=PASSWORD, by=by)
    entry = Entry.objects.get(kind="staff.added", pk=RoleHeld.objects.get(staff=staff).entry_id)
    content = ledger.content_of(entry.pk)
    assert content["staff"]["name"] == staff.name
    assert PASSWORD not in str(content)
    assert verify(witness=None).problems == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (new(login="ana"), "This log-in name is taken. Choose another."),
        (new(login="two words"), "A log-in name has at least one letter and no spaces. Choose another."),
        (new(name=" "), "The name is empty. Write it as it should stand under a signature."),
        (new(name="\u200b\u200d"), "The name is empty. Write it as it should stand under a signature."),
        (new(roles=("wizard",)), "There is no role wizard. Choose from the list."),
        (new(name="a\x00b"), "The text holds a NUL character, which cannot be kept. Remove it and save again."),
    ],
)
def test_it_refuses_with_one_sentence(wrong: NewStaff, sentence: str, by: Actor) -> None:
    before = Staff.objects.count()
    with pytest.raises(Refused) as refused:
        actions.add_staff(new=wrong, password=PASSWORD, by=by)
    assert refused.value.sentence == sentence
    assert Staff.objects.count() == before


@pytest.mark.parametrize("password", ["short", "fourteen-chars"])
def test_it_refuses_a_password_shorter_than_fifteen(password: str, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_staff(new=new(), password=password, by=by)
    assert refused.value.field == "password"


def test_the_database_refuses_a_role_changed_or_removed() -> None:
    held = RoleHeld.objects.filter(staff=named("ana"))
    with pytest.raises(DatabaseError), transaction.atomic():
        held.update(role=Role.ADMINISTRATOR)
    with pytest.raises(DatabaseError), transaction.atomic():
        held.delete()

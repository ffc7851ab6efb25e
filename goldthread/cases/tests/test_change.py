"""change_client, add_person, change_person, relate, end_relationship, merge: versions on two clocks."""

import base64
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from goldthread.cases import actions, queries
from goldthread.cases.actions import NewClient, NewPerson
from goldthread.cases.models import ClientDetail, Relationship
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH = date(2026, 3, 1)


def test_a_new_address_leaves_the_old_one_true_before_it(by: Actor) -> None:
    mateo = client_named("Mateo Rivera")
    before = clock.now()
    actions.change_client(client=mateo, new=NewClient("Mateo Rivera", address="12 New Street"), from_on=MARCH, by=by)
    assert queries.detail_of(mateo.pk, on=MARCH).address == "12 New Street"
    assert queries.detail_of(mateo.pk, on=MARCH - timedelta(days=1)).address == ""
    assert queries.detail_of(mateo.pk, on=MARCH, known_at=before).address == ""
    assert verify(witness=None).problems == []


def test_a_mistake_is_replaced_from_its_first_day(by: Actor) -> None:
    mateo = client_named("Mateo Rivera")
    before = clock.now()
    actions.change_client(client=mateo, new=NewClient("Matteo Rivera"), from_on=OPENED_ON, by=by)
    assert queries.detail_of(mateo.pk, on=OPENED_ON).name == "Matteo Rivera"
    assert queries.detail_of(mateo.pk, on=OPENED_ON, known_at=before).name == "Mateo Rivera"


def test_a_change_is_not_dated_before_what_it_changes(by: Actor) -> None:
    with pytest.raises(Refused, match=r"true from Jan. 12, 2026"):
        actions.change_client(
            client=client_named("Mateo Rivera"), new=NewClient("M"), from_on=OPENED_ON - timedelta(days=1), by=by
        )


def test_people_around_a_client_have_their_roles_between_their_days(by: Actor) -> None:
    mateo = client_named("Mateo Rivera")
    assert [(a.person.name, a.roles[0].role) for a in queries.people_around(mateo.pk, MARCH)] == [
        ("Joan Abernathy", "foster_parent"),
        ("Pat Lindqvist", "fcm"),
        ("Rosa Rivera", "parent"),
    ]
    joan = queries.people_around(mateo.pk, MARCH)[0]
    actions.relate(client=mateo, person=joan.person.identity, role="kin", from_on=MARCH, by=by)
    assert {link.role for link in queries.people_around(mateo.pk, MARCH)[0].roles} == {"foster_parent", "kin"}
    fostering = Relationship.objects.get(client=mateo, role="foster_parent")
    actions.end_relationship(link=fostering, to_on=MARCH, by=by)
    after = queries.people_around(mateo.pk, MARCH + timedelta(days=1))[0]
    assert [link.role for link in after.roles] == ["kin"]
    assert verify(witness=None).problems == []


def test_nobody_around_a_client_is_called_by_characters_that_cannot_be_seen(by: Actor) -> None:
    case = case_named("Rivera")
    with pytest.raises(Refused, match="The name is empty"):
        actions.add_person(case=case, new=NewPerson("\u200b\u200c"), roles=[], from_on=MARCH, by=by)


def test_a_person_keeps_an_identity_over_versions(by: Actor) -> None:
    mateo = client_named("Mateo Rivera")
    pat = queries.people_around(mateo.pk, MARCH)[1].person
    actions.change_person(person=pat, new=NewPerson(pat.name, phone="555-0100"), from_on=MARCH, by=by)
    assert queries.people_around(mateo.pk, MARCH)[1].person.phone == "555-0100"
    assert queries.people_around(mateo.pk, MARCH - timedelta(days=1))[1].person.phone == ""


def test_a_role_that_is_not_known_is_refused(by: Actor) -> None:
    with pytest.raises(Refused, match="“wizard” is not known"):
        actions.relate(client=client_named("Mateo Rivera"), person=named("ana").pk, role="wizard", from_on=MARCH, by=by)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Lucía Rivera", "luc riv"),
        ("Lucía Rivera", "RIVERA lucia"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("王小明", "小明"),
        ("عمر خالد", "خالد"),
        ("O'Brien-Šķēle", "obrien skele"),
    ],
)
def test_a_name_is_found_as_one_types(name: str, words: str, by: Actor) -> None:
    if name != "Lucía Rivera":
        actions.add_client(case=case_named("Rivera"), new=NewClient(name), from_on=OPENED_ON, by=by)
    assert [detail.name for detail in queries.find(named("ana"), words)] == [name]
    assert not queries.find(named("cleo"), words).exists()


def test_a_former_name_still_finds_somebody_once(by: Actor) -> None:
    lucia = client_named("Lucía Rivera")
    actions.change_client(client=lucia, new=NewClient("Lucía Abernathy"), from_on=MARCH, by=by)
    assert [detail.name for detail in queries.find(named("ana"), "lucia rivera")] == ["Lucía Abernathy"]


def test_two_records_become_one_person_and_two_again(by: Actor) -> None:
    kept, merged = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    link = actions.merge(kept=kept, merged=merged, reason="Entered twice.", by=by)
    assert queries.same_person(kept.pk) == queries.same_person(merged.pk) == {kept.pk, merged.pk}
    with pytest.raises(Refused, match="merged already"):
        actions.merge(kept=client_named("Ngozi Okafor"), merged=merged, reason="Again.", by=by)
    actions.unmerge(link=link, by=by)
    assert queries.same_person(merged.pk) == {merged.pk}
    assert verify(witness=None).problems == []


def test_hostile_text_comes_back_exactly(by: Actor, shared_data: Path) -> None:
    strings = json.loads((shared_data / "badinput/blns.base64.json").read_text())
    # A few entries are cut in the middle of a character: no form can hand such bytes over as text.
    naughty = [base64.b64decode(text).decode(errors="ignore") for text in strings]
    mateo = client_named("Mateo Rivera")
    kept = 0
    for text in naughty:
        if "\x00" in text:
            continue
        new = NewClient("Mateo Rivera", address=text)
        actions.change_client(client=mateo, new=new, from_on=OPENED_ON, by=by)
        assert queries.detail_of(mateo.pk).address == text.replace("\r\n", "\n").replace("\r", "\n")
        kept += 1
    assert kept > 400
    assert ClientDetail.objects.filter(client=mateo).count() == kept + 1
    assert verify(witness=None).problems == []

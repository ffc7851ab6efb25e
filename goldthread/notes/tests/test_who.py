"""Whom a note names: chosen by identity, name and role taken over, two of one name never confused."""

from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewPerson
from goldthread.cases.models import Person
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import who
from goldthread.notes.around import known_on
from goldthread.notes.tests.writing import amended, begun, filled, signed
from tests.cast import OPENED_ON, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def rosas() -> tuple[str, str]:
    """The mother Rosa Rivera, and now also a grandmother and an aunt of that name."""
    mother = Person.objects.get(name="Rosa Rivera")
    added = [
        cases.add_person(
            case=case_named("Rivera"),
            new=NewPerson("Rosa Rivera", phone=phone),
            roles=[(client_named("Mateo Rivera"), "kin")],
            from_on=OPENED_ON,
            by=COMMAND_LINE,
        )
        for phone in ("555-0101", "555-0102")
    ]
    assert len(added) == 2
    aunt = Person.objects.get(name="Rosa Rivera", phone="555-0102")
    return str(mother.identity), str(aunt.identity)


def sealed(**blocks: Any) -> dict[str, Any]:
    (note,) = signed(begun(content=filled("session", **blocks)))
    return ledger.content_of(note.pk)


def attempt(**row: str) -> dict[str, str]:
    return {"how": "phone", "outcome": "no_answer", **row}


def test_who_is_chosen_brings_name_and_role() -> None:
    _mother, aunt = rosas()
    content = sealed(attempts=[attempt(person=aunt)], requests=[{"person": aunt, "what": "A call back"}])
    assert {**content["attempts"][0]}.items() >= {"person": aunt, "name": "Rosa Rivera", "role": "kin"}.items()
    assert content["requests"][0].items() >= {"person": aunt, "of": "Rosa Rivera", "role": "kin"}.items()


def test_the_name_follows_who_was_chosen_where_no_script_did_it() -> None:
    pat = str(Person.objects.get(name="Pat Lindqvist").identity)
    content = sealed(attempts=[attempt(person=pat, name="Rosa Rivera")])
    assert (content["attempts"][0]["person"], content["attempts"][0]["name"]) == (pat, "Pat Lindqvist")


def test_one_of_the_staff_can_be_named() -> None:
    ben = str(named("ben").pk)
    content = sealed(attempts=[attempt(person=ben, name="", role="")])
    assert (
        content["attempts"][0].items() >= {"person": ben, "name": "Ben Achterberg", "role": "staff_therapist"}.items()
    )


def test_the_role_that_was_chosen_for_this_once_stays() -> None:
    mother, _aunt = rosas()
    assert (
        sealed(attempts=[attempt(person=mother, role="significant_other")])["attempts"][0]["role"]
        == "significant_other"
    )


def test_a_typed_name_is_an_identity_only_where_one_person_bears_it() -> None:
    pat = str(Person.objects.get(name="Pat Lindqvist").identity)
    assert sealed(attempts=[attempt(name="Pat Lindqvist")])["attempts"][0]["person"] == pat
    rosas()
    assert sealed(attempts=[attempt(name="Rosa Rivera")])["attempts"][0]["person"] is None


def test_namesakes_are_offered_apart() -> None:
    rosas()
    labels = [
        each.label
        for each in who.listed(
            known_on([client_named("Mateo Rivera").pk], clock.today("America/Indiana/Indianapolis"), named("ana"))
        )
    ]
    assert [label for label in labels if label.startswith("Rosa")] == [
        "Rosa Rivera, kin, 555-0101",
        "Rosa Rivera, kin, 555-0102",
        "Rosa Rivera, parent",
    ]


def test_the_editor_offers_the_people_and_the_staff_and_keeps_who_was_chosen() -> None:
    _mother, aunt = rosas()
    draft = begun(content=filled("session", attempts=[attempt(person=aunt, name="Rosa Rivera", role="kin")]))
    browser = Browser()
    browser.force_login(named("ana"))
    page = browser.get(f"/drafts/{draft.pk}/").content.decode()
    assert f'<option value="{aunt}" data-name="Rosa Rivera" data-role="kin" selected>Rosa Rivera, kin, 555-0102' in page
    assert "Ben Achterberg, therapist" in page
    assert "Ana Castellanos, case manager" not in page


def test_a_correction_changes_nobody_whose_name_changed_on_file() -> None:
    _mother, aunt = rosas()
    (note,) = signed(begun(content=filled("session", attempts=[attempt(person=aunt)])))
    married = NewPerson("Rosa Ibarra", phone="555-0102")
    person = Person.objects.get(name="Rosa Rivera", phone="555-0102")
    cases.change_person(
        person=person, new=married, from_on=clock.today("America/Indiana/Indianapolis"), by=COMMAND_LINE
    )
    correction = amended(note, "correction", place_of_service="11")
    assert [each["field"] for each in ledger.content_of(correction.pk)["corrections"]] == ["place_of_service"]

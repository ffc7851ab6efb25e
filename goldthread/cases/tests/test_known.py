"""add_person with somebody known, link_sibling: one person in several cases, and siblings in different ones."""

from datetime import date

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, finding, queries
from goldthread.cases.actions import NewPerson
from goldthread.cases.models import Person, Relationship
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH = date(2026, 3, 2)


@pytest.fixture
def both(cast: None) -> None:
    """Ana serves the Okafors too."""
    actions.assign(
        case=case_named("Okafor"), staff=named("ana"), role="case manager", from_on=OPENED_ON, by=COMMAND_LINE
    )


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def pat(case: str = "Rivera") -> Person:
    return Person.objects.current().filter(name__startswith="Pat", case=case_named(case)).latest("true_from_on")


def address(*more: object, case: str = "Okafor") -> str:
    return "/".join(["/cases", str(case_named(case).pk), *map(str, more), ""])


def taken_over() -> None:
    """Ana adds the Riveras' FCM to the Okafors."""
    actions.change_person(
        person=pat(), new=NewPerson("Pat Lindqvist", "DCS", "555-0100"), from_on=MARCH, by=COMMAND_LINE
    )
    browser = as_("ana")
    shown = browser.post(
        address("people", "new"), {"take": str(pat().identity), "role": "fcm", "from_on": "2026-03-02"}
    )
    assert shown.status_code == 200
    assert "555-0100" in shown.content.decode(), "the phone comes along"
    said = {
        "name": "Pat Lindqvist", "organization": "DCS", "phone": "555-0100", "known": str(pat().identity), "role": "fcm",
        "clients": [str(client_named("Ngozi Okafor").pk)], "from_on": "2026-03-02",
    }  # fmt: skip
    assert browser.post(address("people", "new"), said).status_code == 302


@pytest.mark.usefixtures("both")
def test_people_of_ones_other_cases_are_offered_as_one_types() -> None:
    shown = as_("ana").post(address("people", "known"), {"name": "lindq"}).content.decode()
    assert "Pat Lindqvist" in shown
    assert "Family Case Manager (FCM)" in shown
    assert "in Rivera" in shown
    assert "Pat" not in as_("ana").post(address("people", "known"), {"name": ""}).content.decode()


def test_people_of_cases_that_one_does_not_see_are_not_there() -> None:
    cleo = as_("cleo")
    assert "Pat" not in cleo.post(address("people", "known"), {"name": "lindq"}).content.decode()
    taking = {"take": str(pat().identity), "role": "fcm", "from_on": "2026-03-02"}
    assert cleo.post(address("people", "new"), taking).status_code == 404
    said = {"name": "Pat", "known": str(pat().identity), "role": "fcm", "from_on": "2026-03-02"}
    said |= {"clients": str(client_named("Ngozi Okafor").pk)}
    assert cleo.post(address("people", "new"), said).status_code == 404
    assert cleo.post(address("people", "known", case="Rivera"), {"name": "lindq"}).status_code == 404
    assert as_("ana").post(address("people", "new", case="Rivera"), {"take": "nobody"}).status_code == 404


@pytest.mark.usefixtures("both")
def test_who_is_taken_over_is_one_person_in_both_cases() -> None:
    taken_over()
    assert pat("Okafor").identity == pat("Rivera").identity
    around = queries.people_around(client_named("Ngozi Okafor").pk, MARCH)
    assert [(each.person.name, each.person.phone) for each in around] == [("Pat Lindqvist", "555-0100")]
    assert finding.known_people(named("ana"), "lindq", case_named("Okafor")) == [], "she is there already"
    with pytest.raises(Refused, match="in this case already"):
        actions.add_person(
            case=case_named("Okafor"), new=NewPerson("Pat"), roles=[], from_on=MARCH, known=pat(), by=acting("ana")
        )
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("both")
def test_a_new_number_is_changed_in_all_of_ones_cases_by_one_entry() -> None:
    taken_over()
    entries = Entry.objects.count()
    said = {"name": "Pat Lindqvist", "phone": "555-0199", "how": "changed", "from_on": "2026-03-09"}
    said |= {"also": str(case_named("Rivera").pk)}
    assert as_("ana").post(address("people", pat().identity), said).status_code == 302
    assert Entry.objects.count() == entries + 1
    for name in ("Mateo Rivera", "Ngozi Okafor"):
        around = queries.people_around(client_named(name).pk, date(2026, 3, 9))
        assert [each.person.phone for each in around if each.person.name.startswith("Pat")] == ["555-0199"], name
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("both")
def test_a_change_in_one_case_alone_stays_that_cases() -> None:
    taken_over()
    actions.change_person(
        person=pat("Okafor"), new=NewPerson("Pat Lindqvist", phone="555-0777"), from_on=MARCH, by=acting("ana")
    )
    phones = {
        name: next(
            e.person.phone for e in queries.people_around(client_named(name).pk, MARCH) if "Pat" in e.person.name
        )
        for name in ("Mateo Rivera", "Ngozi Okafor")
    }
    assert phones == {"Mateo Rivera": "555-0100", "Ngozi Okafor": "555-0777"}
    shown = as_("cleo").get(address("people", pat("Okafor").identity)).content.decode()
    assert "555-0777" in shown
    actions.change_person(
        person=pat("Rivera"), new=NewPerson("Pat Lindqvist", phone="555-0333"), from_on=MARCH, by=acting("ana")
    )
    shown = as_("cleo").get(address("people", pat("Okafor").identity)).content.decode()
    assert "555-0333" not in shown, "what the Riveras' team knows is not Cleo's"


def test_clients_of_one_case_are_siblings_without_typing() -> None:
    for shown in (
        as_("ana").get(address(case="Rivera")),
        as_("ana").get(f"/clients/{client_named('Mateo Rivera').pk}/"),
    ):
        assert "Siblings" in shown.content.decode()
    named_beside = queries.siblings_of(named("ana"), [client_named("Mateo Rivera").pk], MARCH)
    assert [(each.name, each.link) for each in named_beside] == [("Lucía Rivera", None)]


@pytest.mark.usefixtures("both")
def test_siblings_of_two_cases_are_linked_shown_on_both_sides_and_taken_out() -> None:
    mateo, ngozi = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    said = {"sibling": ngozi.number, "from_on": "2026-03-02"}
    assert as_("ana").post(f"/clients/{mateo.pk}/siblings/new/", said).status_code == 302
    for login, name, sibling in (
        ("ana", "Mateo Rivera", "Ngozi Okafor"),
        ("ana", "Ngozi Okafor", "Mateo Rivera"),
        ("ben", "Mateo Rivera", ""),
    ):
        found = queries.siblings_of(named(login), [client_named(name).pk], MARCH)
        assert sibling in [each.name for each in found if each.link], (login, name)
    seen_by_ben = as_("ben").get(f"/clients/{mateo.pk}/").content.decode()
    assert "Ngozi" not in seen_by_ben
    assert "a client in a case that you do not see" in seen_by_ben
    link = Relationship.objects.get(other_client=ngozi)
    out = f"/clients/{ngozi.pk}/siblings/{link.pk}/out/"
    assert as_("ana").post(out, {"reason": " "}).status_code == 422
    assert as_("ana").post(out, {"reason": "Another Ngozi."}).status_code == 302
    assert [each.name for each in queries.siblings_of(named("ana"), [mateo.pk], MARCH)] == ["Lucía Rivera"]
    assert verify(witness=None).problems == []


@pytest.mark.parametrize(
    ("sibling", "sentence"), [("Mateo Rivera", "own record"), ("Lucía Rivera", "shown as siblings already")]
)
def test_who_is_no_sibling_in_another_case_is_refused(sibling: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        actions.link_sibling(
            client=client_named("Mateo Rivera"), sibling=client_named(sibling), from_on=MARCH, by=acting("ana")
        )


def test_a_client_whom_one_does_not_see_cannot_be_linked() -> None:
    said = {"sibling": client_named("Ngozi Okafor").number, "from_on": "2026-03-02"}
    refused = as_("ana").post(f"/clients/{client_named('Mateo Rivera').pk}/siblings/new/", said)
    assert refused.status_code == 422
    assert "no client with that number" in refused.content.decode()

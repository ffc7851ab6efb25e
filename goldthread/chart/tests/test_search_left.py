"""Who left a case, and who lost it: what their former workers still find, and what came after that is not for them."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, overview
from goldthread.cases import queries as cases
from goldthread.cases.actions import NewCase, NewClient, NewPerson
from goldthread.cases.models import CareTeamMember, Client, Membership
from goldthread.chart.tests.test_search import browser_of, searched
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes.models import Note
from goldthread.notes.tests.writing import begun, filled, signed
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

LAST_DAY = date(2026, 3, 2)


@pytest.fixture
def lucia() -> Client:
    """Lucía left the Riveras for a case of Cleo's, has another name there, and somebody new around her."""
    child = client_named("Lucía Rivera")
    signed(begun(content=filled("session", "Lucía Rivera", occurred_on="2026-02-10")))
    member = Membership.objects.current().get(client=child, case=case_named("Rivera"))
    actions.leave_case(member=member, to_on=LAST_DAY, by=acting("ana"))
    new = NewCase(
        "Elsewhere", "single", [NewClient("Somebody Else")], LAST_DAY, "Moved.", [(named("cleo"), "therapist")]
    )
    case = actions.open_case(new=new, by=COMMAND_LINE)
    joined = Membership(case=case, client=child, true_from_on=LAST_DAY + timedelta(days=1))
    ledger.record_facts(kind="client.added", rows=[joined], by=COMMAND_LINE)
    said = NewClient("Hidden Adoptive", preferred_name="Shelter")
    actions.change_client(client=child, new=said, from_on=LAST_DAY + timedelta(days=2), by=COMMAND_LINE)
    around = NewPerson("Adoptive Parent")
    actions.add_person(
        case=case, new=around, roles=[(child, "parent")], from_on=LAST_DAY + timedelta(days=2), by=acting("cleo")
    )
    return child


def note_about(child: Client) -> Note:
    found: Note = Note.objects.get(client=child)
    return found


@pytest.mark.parametrize("words", ["hidden", "adoptive", "shelter", "adopt*"])
def test_a_name_that_came_after_somebody_left_finds_nobody(lucia: Client, words: str) -> None:
    assert "Nothing holds" in searched(browser_of("ana"), words)
    assert not cases.find(named("ana"), words.rstrip("*")).exists()
    assert str(lucia.pk) in searched(browser_of("cleo"), words)
    assert cases.find(named("cleo"), words.rstrip("*")).exists()


def test_who_left_is_found_and_shown_by_the_name_of_that_day(lucia: Client) -> None:
    ana = browser_of("ana")
    assert "Lucía</mark> Rivera" in searched(ana, "lucia")
    assert [detail.name for detail in cases.find(named("ana"), "lucia")] == ["Lucía Rivera"]
    (family,) = overview.found(named("ana"), lucia.number).families
    assert [row.detail.name for row in family.rows] == ["Lucía Rivera"]
    assert [row.detail.name for row in overview.alike(named("ana"), "Hidden Adoptive", None)] == []
    assert [row.detail.name for row in overview.alike(named("ana"), "Lucía Rivera", None)] == ["Lucía Rivera"]


def test_no_page_about_who_left_says_what_they_are_called_since(lucia: Client) -> None:
    note = note_about(lucia)
    ana, cleo = browser_of("ana"), browser_of("cleo")
    places = [
        "/", "/clients/", "/drafts/", f"/clients/{lucia.pk}/", f"/clients/{lucia.pk}/year/2026/", f"/clients/{lucia.pk}/print/",
        f"/notes/{note.pk}/", f"/notes/{note.pk}/print/", f"/notes/{note.pk}/signature/", f"/search/?client={lucia.pk}",
    ]  # fmt: skip
    case = case_named("Rivera").pk
    places += [f"/cases/{case}/", f"/cases/{case}/visits/", f"/cases/{case}/documents/", f"/cases/{case}/change/"]
    for place in places:
        answer = ana.get(place)
        assert answer.status_code == 200, place
        for word in ("Hidden", "Adoptive", "Shelter"):
            assert word not in answer.content.decode(), (place, word)
    assert "Adoptive" in cleo.get(f"/notes/{note.pk}/").content.decode()
    assert "Adoptive" not in searched(ana, "", client=str(lucia.pk), where="client")


def test_somebody_around_them_since_is_no_choice_of_the_search(lucia: Client) -> None:
    parent = cases.people_around(lucia.pk, LAST_DAY + timedelta(days=9))[0].person.identity
    asked = {"words": "", "client": str(lucia.pk), "where": "client", "person": str(parent)}
    answer = browser_of("ana").post("/search/", asked, headers={"HX-Request": "true"})
    stranger = browser_of("ana").post(
        "/search/", asked | {"person": str(named("cleo").pk)}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == stranger.status_code == 422
    assert answer.content.decode().replace(str(parent), "") == stranger.content.decode().replace(
        str(named("cleo").pk), ""
    )


def test_a_search_that_the_session_kept_asks_nothing_of_a_client_who_was_lost() -> None:
    ana, mateo = browser_of("ana"), client_named("Mateo Rivera")
    (note,) = signed()
    shown = searched(ana, "", client=str(mateo.pk), where="client")
    assert str(note.pk) in shown
    held = CareTeamMember.objects.current().get(staff=named("ana"), case=case_named("Rivera"))
    actions.unassign(member=held, to_on=clock.today("America/Indiana/Indianapolis"), by=acting("dora"))
    answer = ana.get("/search/")
    assert answer.status_code == 200
    for said in ("Mateo", "Rosa", str(note.pk), str(mateo.pk)):
        assert said not in answer.content.decode()
    again: Browser = ana
    assert again.get(f"/search/{note.pk}/older/").status_code == 404


def test_who_became_something_to_them_since_does_not_say_so(lucia: Client) -> None:
    rosa = next(
        each.person
        for each in cases.people_around(client_named("Mateo Rivera").pk, LAST_DAY)
        if each.person.name == "Rosa Rivera"
    )
    since = LAST_DAY + timedelta(days=5)
    actions.relate(client=lucia, person=rosa.identity, role="attorney", from_on=since, by=acting("cleo"))
    told = {
        row.detail.name: row.found_by for family in overview.found(named("ana"), "rosa").families for row in family.rows
    }
    assert "attorney" not in told["Lucía Rivera"]
    assert "parent" in told["Lucía Rivera"]

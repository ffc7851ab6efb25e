"""The search page: what is shown to whom, what is kept, and what never leaves the body of a request."""

import re
from typing import Any

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.models import CareTeamMember
from goldthread.chart import finding
from goldthread.chart.views_search import KEPT
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.notes import queries
from goldthread.notes.tests.writing import amended, begun, filled
from goldthread.search.tests.test_find import wrote
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def browser_of(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


@pytest.fixture
def ana() -> Browser:
    return browser_of("ana")


def searched(browser: Browser, words: str = "", **narrowed: Any) -> str:
    """What the script is given for a search."""
    ledger.sequence(sweep=True)
    answer = browser.post("/search/", {"words": words, **narrowed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def test_a_half_remembered_sentence_is_found_in_one_try(ana: Browser) -> None:
    note = wrote("Mateo said the red bicycle was his grandfather's, and laughed.")
    shown = searched(ana, "bicycle grandfathers")
    assert f"/notes/{note.pk}/" in shown
    assert "<mark>bicycle</mark>" in shown
    assert "<mark>grandfather&#x27;s</mark>" in shown


def test_what_is_typed_finds_words_that_begin_so(ana: Browser) -> None:
    note = wrote("They practised breathing.")
    assert str(note.pk) in searched(ana, "breath", typing="yes")
    assert str(note.pk) not in searched(ana, "breath")


def test_without_a_script_the_search_waits_on_its_page(ana: Browser) -> None:
    note = wrote("The red bicycle.")
    ledger.sequence(sweep=True)
    answer = ana.post("/search/", {"words": "bicycle"})
    assert (answer.status_code, answer["Location"]) == (302, "/search/")
    page = ana.get("/search/").content.decode()
    assert 'value="bicycle"' in page
    assert str(note.pk) in page


def test_the_search_of_one_file_begins_in_that_file(ana: Browser) -> None:
    mateo = client_named("Mateo Rivera")
    own, other = wrote("Swimming."), wrote("Swimming.", "Lucía Rivera", hour=10)
    page = ana.get(f"/search/?client={mateo.pk}").content.decode()
    assert "In the file of Mateo Rivera" in page
    shown = searched(ana, "swimming", client=str(mateo.pk), where="client")
    assert str(own.pk) in shown
    assert str(other.pk) not in shown


def test_people_clients_and_their_names_of_today_stand_first(ana: Browser) -> None:
    shown = searched(ana, "rosa")
    assert "Rosa</mark> Rivera" in shown
    assert "person" in shown
    assert "client" in searched(ana, "mateo")


@pytest.mark.parametrize(
    ("narrowed", "is_found"),
    [
        ({"item": "I3"}, True),
        ({"item": "I12"}, False),
        ({"contact": "made"}, True),
        ({"contact": "not_made"}, False),
        ({"type": "session"}, True),
        ({"type": "attempted_contact"}, False),
        ({"since": "2020-01-01", "until": "2020-12-31"}, False),
        ({"since": "2020-01-01", "order": "best"}, True),
    ],
)
def test_a_search_is_narrowed(ana: Browser, narrowed: dict[str, str], is_found: bool) -> None:
    note = wrote("Swimming.")
    assert (str(note.pk) in searched(ana, "swimming", **narrowed)) is is_found


def test_without_words_what_narrows_is_enough(ana: Browser) -> None:
    note = wrote("Swimming.")
    assert str(note.pk) in searched(ana, "", author=str(named("ana").pk))
    assert str(note.pk) not in searched(ana, "", author=str(named("ben").pk))
    assert "Write what you remember" in searched(ana, "")
    assert "Say also what to find" in searched(ana, "-bus")


def test_a_corrected_note_and_one_in_error_say_so(ana: Browser) -> None:
    note, other = wrote("Swimming."), wrote("Rowing.", hour=10)
    assert "corrected since" not in searched(ana, "swimming")
    sections = {each.key: "Sailing." for each in queries.definition_of(queries.newest_type("session")).sections}
    amended(note, "correction", narrative=sections)
    amended(other, "entered_in_error")
    assert "corrected since" in searched(ana, "swimming")
    assert "correction" in searched(ana, "sailing")
    assert "entered in error" in searched(ana, "rowing")


def test_a_stranger_finds_nothing(ana: Browser) -> None:
    note = wrote("Swimming.")
    shown = searched(browser_of("cleo"), "swimming")
    assert str(note.pk) not in shown
    assert "Nothing holds all of these words" in shown
    assert "Rosa" not in searched(browser_of("cleo"), "rosa")


def test_who_was_taken_off_the_case_finds_nothing_any_more(ana: Browser) -> None:
    note = wrote("Swimming.")
    assert str(note.pk) in searched(ana, "swimming")
    held = CareTeamMember.objects.current().get(staff=named("ana"), case=case_named("Rivera"))
    cases.unassign(member=held, to_on=clock.today("America/Indiana/Indianapolis"), by=acting("dora"))
    assert str(note.pk) not in searched(ana, "swimming")


def test_the_supervisor_and_the_quality_reviewer_find_it_and_the_administrator_does_not() -> None:
    note = wrote("Swimming.")
    assert str(note.pk) in searched(browser_of("dora"), "swimming")
    assert str(note.pk) in searched(browser_of("fay"), "swimming", where="everything")
    assert str(note.pk) not in searched(browser_of("hana"), "swimming")


def test_drafts_are_not_found(ana: Browser) -> None:
    begun(content=filled("session", narrative={"interventions": "Swimming."}))
    assert "Nothing holds" in searched(ana, "swimming")


def test_who_searched_and_whose_notes_were_shown_is_written_down_without_the_words(ana: Browser) -> None:
    wrote("Swimming.")
    before = Access.objects.count()
    searched(ana, "swimming")
    (looked,) = Access.objects.order_by("at", "id")[before:]
    assert (looked.action, looked.page, looked.client) == ("searched", "search", client_named("Mateo Rivera").pk)
    searched(ana, "zebra")
    assert Access.objects.order_by("-at", "-id")[0].client is None


def test_signing_out_forgets_what_was_sought(ana: Browser) -> None:
    searched(ana, "swimming")
    assert "swimming" in ana.session[KEPT]
    ana.post("/sign-out/")
    assert KEPT not in ana.session


@pytest.mark.parametrize(
    "wrong", [{"words": "a\x00b"}, {"since": "yesterday"}, {"where": "elsewhere"}, {"words": "x" * 401}]
)
def test_what_cannot_be_asked_is_said_and_kept(ana: Browser, wrong: dict[str, str]) -> None:
    answer = ana.post("/search/", {"words": "swimming", **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_the_number_of_statements_does_not_grow_with_what_is_found(
    ana: Browser, django_assert_max_num_queries: Any
) -> None:
    for hour in range(8, 16):
        wrote("Swimming.", hour=hour)
    searched(ana, "swimming")
    with django_assert_max_num_queries(40):
        shown = searched(ana, "swimming")
    assert shown.count("/notes/") == 8


def landed(browser: Browser, place: str) -> str:
    """Where an address leads in the end."""
    return str(browser.get(place, follow=True).redirect_chain[-1][0])


@pytest.mark.parametrize("order", ["", "best"])
def test_from_what_was_found_one_turns_to_the_next_that_was_found(ana: Browser, order: str) -> None:
    notes = [wrote("Swimming. " * (4 - days), days=days) for days in range(3)]
    wrote("Rowing.", days=1, hour=12)
    shown = searched(ana, "swimming", order=order)
    for note in notes:
        assert f"/notes/{note.pk}/?found={note.pk}" in shown
    first, second, third = (f"/notes/{note.pk}/?found={note.pk}" for note in notes)
    assert landed(ana, f"/search/{notes[0].pk}/older/") == second
    assert landed(ana, f"/search/{notes[1].pk}/older/") == third
    assert landed(ana, f"/search/{notes[1].pk}/newer/") == first
    assert landed(ana, f"/search/{notes[2].pk}/older/") == third
    assert "Your search has no further note." in ana.get(f"/search/{notes[2].pk}/older/", follow=True).content.decode()


def test_a_note_that_was_found_leads_back_to_the_search_and_says_no_word_in_an_address(ana: Browser) -> None:
    note = wrote("Swimming.")
    searched(ana, "swimming")
    page = ana.get(f"/notes/{note.pk}/?found={note.pk}").content.decode()
    for place in (f"/search/{note.pk}/older/", f"/search/{note.pk}/newer/", f"/search/#h{note.pk}"):
        assert f'href="{place}"' in page
    assert not [place for place in re.findall(r'href="([^"]*)"', page) if "swim" in place]


def test_what_amends_a_note_is_turned_to_at_the_note(ana: Browser) -> None:
    note, older = wrote("Rowing."), wrote("Swimming.", days=3)
    added = amended(note, "addendum", narrative={"addendum": "Swimming too."})
    searched(ana, "swimming")
    assert landed(ana, f"/search/{older.pk}/newer/") == f"/notes/{note.pk}/?found={added.pk}"
    assert landed(ana, f"/notes/{added.pk}/?found={added.pk}") == f"/notes/{note.pk}/?found={added.pk}"
    assert landed(ana, f"/search/{added.pk}/older/") == f"/notes/{older.pk}/?found={older.pk}"


def test_nobody_turns_from_or_to_a_note_that_they_do_not_see(ana: Browser) -> None:
    own = wrote("Swimming.", days=2)
    wrote("Swimming.", "Ngozi Okafor", login="cleo", days=1)
    searched(ana, "swimming")
    assert landed(ana, f"/search/{own.pk}/newer/") == f"/notes/{own.pk}/?found={own.pk}"
    cleo = browser_of("cleo")
    searched(cleo, "swimming")
    assert cleo.get(f"/search/{own.pk}/older/").status_code == 404


def test_coming_back_one_finds_the_search_as_it_stood(ana: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "AT_ONCE", 2)
    notes = [wrote("They practised breathing.", days=days) for days in range(5)]
    shown = searched(ana, "breath", typing="yes")
    assert [str(note.pk) in shown for note in notes] == [True, True, False, False, False]
    below = re.search(r'"below": "(\d+)"([^}]*)', shown)
    assert below is not None
    assert '"typing": "yes"' in below[2]
    assert str(notes[3].pk) in searched(ana, "breath", typing="yes", below=below[1])
    again = ana.get("/search/").content.decode()
    assert [f"/notes/{note.pk}/" in again for note in notes] == [True, True, True, True, False]
    shown = searched(ana, "breath", typing="yes")
    assert str(notes[2].pk) not in ana.get("/search/").content.decode()


def test_where_nothing_is_found_the_words_that_no_note_holds_are_named(ana: Browser) -> None:
    wrote("The red bicycle.")
    wrote("A tricycle.", "Ngozi Okafor", login="cleo")
    shown = searched(ana, "red tricycle bicycle")
    assert "No note holds:" in shown
    assert re.findall(r"<b><bdi>(.*?)</bdi></b>", shown) == ["tricycle"]
    assert "No note holds:" not in searched(ana, "tricycle")

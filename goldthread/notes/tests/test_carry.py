"""Earlier notes beside the one in hand: listed, searched and offered again, only to who may see them."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.ledger.models import Access
from goldthread.notes import carrying
from goldthread.notes.models import Draft, Note
from goldthread.notes.tests.writing import amended, begun, filled, signed, visit
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def ana() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def told(interventions: str, *clients: str, note_type: str = "session") -> Note:
    content = filled(note_type, *clients)
    content["narrative"]["interventions"] = interventions
    return signed(begun(note_type=note_type, content=content))[0]


def pane(browser: Browser, draft: Draft, **sent: str) -> str:
    answer = browser.post(f"/drafts/{draft.pk}/earlier/", sent)
    assert answer.status_code == 200
    return answer.content.decode()


def last(browser: Browser, draft: Draft, section: str) -> str:
    return browser.post(f"/drafts/{draft.pk}/last/", {"section": section}).content.decode()


def test_the_pane_lists_the_clients_notes_newest_first(ana: Browser) -> None:
    told("The older one.")
    told("The newer one.")
    shown = pane(ana, begun(content=visit()))
    assert 0 < shown.index("The newer one.") < shown.index("The older one.")


def test_who_looks_into_the_pane_is_written_down_for_each_client(ana: Browser) -> None:
    draft = begun(content=visit("Mateo Rivera", "Lucía Rivera"))
    pane(ana, draft)
    looked = Access.objects.filter(page="earlier notes", object=draft.pk).values_list("client", flat=True)
    assert set(looked) == {client_named("Mateo Rivera").pk, client_named("Lucía Rivera").pk}


def test_notes_of_a_family_out_of_sight_are_not_shown(ana: Browser) -> None:
    content = filled("session", "Ngozi Okafor", participants=[])
    content["narrative"]["interventions"] = "Of another family."
    signed(begun("cleo", content=content), "cleo")
    draft = begun(content=visit())
    Draft.objects.filter(pk=draft.pk).update(content=visit("Ngozi Okafor"))
    assert "Of another family." not in pane(ana, draft)


def test_a_strangers_draft_has_no_pane() -> None:
    draft = begun(content=visit())
    browser = Browser()
    browser.force_login(named("ben"))
    assert browser.post(f"/drafts/{draft.pk}/earlier/").status_code == 404
    assert browser.post(f"/drafts/{draft.pk}/last/").status_code == 404


def test_what_is_sought_never_travels_in_an_address(ana: Browser) -> None:
    draft = begun(content=visit())
    assert ana.get(f"/drafts/{draft.pk}/earlier/?words=school").status_code == 405


@pytest.mark.parametrize("words", ["éclair", "ECLAIR", "aloud eclair", "éclair read"])
def test_words_are_found_whatever_their_case_and_accents(ana: Browser, words: str) -> None:
    told("He read Éclair aloud.")
    told("Nothing of the kind.")
    shown = pane(ana, begun(content=visit()), words=words)
    assert "He read Éclair aloud." in shown
    assert "Nothing of the kind." not in shown


def test_every_word_must_be_there(ana: Browser) -> None:
    told("He read aloud.")
    assert "No earlier note has all these words." in pane(ana, begun(content=visit()), words="read quietly")


def test_what_was_corrected_is_offered_as_it_reads_now(ana: Browser) -> None:
    note = told("He whispered.")
    words = {**filled("session")["narrative"], "interventions": "He shouted."}
    amended(note, "correction", narrative=words)
    draft = begun(content=visit())
    assert '<p class="words" dir="auto">He shouted.</p>' in pane(ana, draft, words="shouted")
    assert '<p class="words" dir="auto">He shouted.</p>' in last(ana, draft, "interventions")


def test_a_search_over_fewer_than_all_says_so(ana: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "SEARCHED_AT_MOST", 1)
    told("The older one.")
    told("The newer one.")
    assert "Only the newest 1 of 2 notes were searched." in pane(ana, begun(content=visit()), words="older")


def test_more_notes_cost_no_more_questions_to_the_database() -> None:
    ana, mateo = named("ana"), client_named("Mateo Rivera").pk
    asked = []
    for _more in range(2):
        told("He read aloud.")
        told("He read aloud.")
        with CaptureQueriesContext(connection) as questions:
            carrying.earlier(ana, [mateo], words="read")
        asked.append(len(questions))
    assert asked[1] <= asked[0]


def test_response_and_progress_are_shown_and_not_offered_again(ana: Browser) -> None:
    told("He read aloud.")
    shown = pane(ana, begun(content=visit()))
    sections = shown.count("<section>")
    assert sections == 7
    assert shown.count("data-use") == sections - 2
    assert "narrative-progress" not in shown
    assert "narrative-response" not in shown


def test_a_note_in_error_is_marked_and_nothing_of_it_is_offered(ana: Browser) -> None:
    amended(told("He read aloud."), "entered_in_error")
    shown = pane(ana, begun(content=visit()))
    assert "Entered in error" in shown
    assert "data-use" not in shown


# From last time


def test_a_section_offers_what_it_said_in_the_newest_note_of_the_same_kind(ana: Browser) -> None:
    told("The older one.")
    note = told("The newer one.")
    offered = last(ana, begun(content=visit()), "interventions")
    assert "The newer one." in offered
    assert f'data-source="{note.pk}"' in offered


def test_nothing_is_put_into_the_draft_by_itself(ana: Browser) -> None:
    told("He read aloud.")
    draft = begun(content=visit())
    last(ana, draft, "interventions")
    assert "He read aloud." not in ana.get(f"/drafts/{draft.pk}/").content.decode()


@pytest.mark.parametrize("section", ["response", "progress", "own"])
def test_response_and_progress_offer_nothing(ana: Browser, section: str) -> None:
    told("He read aloud.")
    offered = last(ana, begun(content=visit()), section)
    assert "This section is written anew each time." in offered
    assert "data-source" not in offered


def test_a_note_in_error_is_passed_over(ana: Browser) -> None:
    told("The older one.")
    amended(told("The newer one."), "entered_in_error")
    assert "The older one." in last(ana, begun(content=visit()), "interventions")


def test_where_there_is_no_earlier_note_of_the_kind_that_is_said(ana: Browser) -> None:
    assert "There is no earlier note of this kind" in last(ana, begun(content=visit()), "interventions")


# Read again


def test_the_reader_sees_where_words_come_from_and_what_is_new(ana: Browser) -> None:
    source = told("Rosa read aloud. He listened.")
    content = filled("session")
    content["narrative"] = {**content["narrative"], "interventions": "Rosa read aloud. And then we stopped."}
    content["origins"] = {"narrative-interventions": f"0-16:carried:{source.pk}"}
    (note,) = signed(begun(content=content))
    assert f"/notes/{note.pk}/origins/" in ana.get(f"/notes/{note.pk}/").content.decode()
    marked = ana.get(f"/notes/{note.pk}/origins/").content.decode()
    assert f'href="/notes/{source.pk}/">carried from' in marked
    only_new = ana.get(f"/notes/{note.pk}/origins/?only=new").content.decode()
    assert "Rosa read aloud." not in only_new
    assert "And then we stopped." in only_new
    assert "[3 words carried from" in only_new


def test_a_stranger_reads_no_origins() -> None:
    note = told("He read aloud.")
    browser = Browser()
    browser.force_login(named("cleo"))
    assert browser.get(f"/notes/{note.pk}/origins/").status_code == 404


def test_before_signing_one_reads_what_was_not_typed(ana: Browser) -> None:
    content = filled("session")
    content["narrative"] = {**content["narrative"], "next": "Call the school."}
    content["origins"] = {"narrative-next": "0-16:template"}
    draft = begun(content=content)
    shown = ana.post(f"/drafts/{draft.pk}/again/", follow=True).content.decode()
    assert "3 words from phrases" in shown

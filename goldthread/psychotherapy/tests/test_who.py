"""Psychotherapy notes are their author's alone: everybody else, in every role, finds no page; one office learns how many."""

import pytest
from django.test import Client as Browser

from goldthread.cases import actions as cases
from goldthread.cases.models import CareTeamMember
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Credential, Role
from goldthread.psychotherapy import actions, queries
from goldthread.psychotherapy.models import Draft, PsychotherapyNote
from goldthread.psychotherapy.tests.thoughts import THOUGHT, begun, kept, written
from tests.cast import BEGAN_ON, PASSWORD, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

OTHERS = ["ana", "cleo", "dora", "ed", "fay", "gus", "hana"]


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def pages(note: PsychotherapyNote, draft: Draft) -> list[str]:
    of_client = f"/clients/{note.client_id}/psychotherapy/"
    of_note, of_draft = f"/psychotherapy/{note.pk}/", f"/psychotherapy/drafts/{draft.pk}/"
    return [of_client, f"{of_client}new/", of_note, f"{of_note}change/", of_draft, f"{of_draft}save/"]


def second_therapist() -> None:
    """Iris, of the same care team, with every other role that there is."""
    new = NewStaff("iris", "Iris Vo", list(Role.values), BEGAN_ON, credential_title="LMFT", credential_level="licensed")
    people.add_staff(new=new, password=PASSWORD, by=acting("hana"))
    cases.assign(case=case_named("Rivera"), staff=named("iris"), role="therapist", from_on=BEGAN_ON, by=acting("dora"))


@pytest.mark.parametrize("login", OTHERS)
def test_nobody_without_the_therapists_role_finds_any_of_its_pages(login: str) -> None:
    browser = signed_in(login)
    for at in pages(kept(), written()):
        assert {browser.get(at).status_code, browser.post(at).status_code} <= {404, 405}, at


def test_another_therapist_of_the_same_family_with_every_role_finds_none_of_them() -> None:
    note, draft = kept(), written()
    second_therapist()
    iris = signed_in("iris")
    of_client, _new, *others = pages(note, draft)
    listed = iris.get(of_client).content.decode()
    assert "You keep no psychotherapy note" in listed
    assert str(note.pk) not in listed
    for at in others:
        assert {iris.get(at).status_code, iris.post(at, {"text": "x"}).status_code} <= {404, 405}, at
    with pytest.raises(Refused, match="somebody else"):
        actions.begin(draft_id=draft.pk, client=draft.client, author=named("iris"), by=acting("iris"))


def test_who_supervises_or_administers_reads_of_it_on_no_page_of_the_client() -> None:
    note = kept()
    for login in OTHERS:
        for at in (f"/clients/{note.client_id}/", f"/cases/{case_named('Rivera').pk}/", "/", "/team/"):
            shown = signed_in(login).get(at).content.decode()
            assert THOUGHT not in shown
            assert str(note.pk) not in shown
            assert login == "gus" or "psychotherapy" not in shown


def test_the_records_officer_learns_how_many_there_are_and_no_more() -> None:
    note = kept()
    kept()
    shown = signed_in("gus").get(f"/clients/{note.client_id}/").content.decode()
    assert "2 psychotherapy notes are kept apart from this record; only their authors can read them." in shown
    assert "Ben" not in shown.partition("2 psychotherapy")[2].partition("</p>")[0]
    assert f"/clients/{note.client_id}/psychotherapy/" not in shown


def test_it_is_in_neither_case_file_nor_search_of_its_own_author() -> None:
    note = kept("A pelican sat between us.")
    ben = signed_in("ben")
    for at in (f"/clients/{note.client_id}/", "/", "/drafts/"):
        assert "pelican" not in ben.get(at).content.decode()
    assert "pelican" not in ben.post("/clients/", {"words": "pelican"}).content.decode().replace('value="pelican"', "")


def test_who_is_taken_off_the_family_finds_it_no_more() -> None:
    note, draft = kept(), written()
    held = CareTeamMember.objects.current().get(staff=named("ben"), case=case_named("Rivera"))
    cases.unassign(member=held, to_on=clock.today("America/Indiana/Indianapolis"), by=acting("dora"))
    for at in pages(note, draft):
        assert {signed_in("ben").get(at).status_code, signed_in("ben").post(at).status_code} <= {404, 405}, at


def test_once_its_author_left_nobody_can_read_it() -> None:
    note = kept()
    people.deactivate(staff=named("ben"), by=acting("hana"))
    assert queries.note(named("ben"), note.pk) is None
    assert signed_in("ben").get(f"/psychotherapy/{note.pk}/").status_code in (302, 404)
    assert queries.count_about([note.client_id]) == 1


def test_only_for_oneself_and_only_as_a_therapist() -> None:
    mateo = client_named("Mateo Rivera")
    for author, by in (("ben", "dora"), ("ana", "ana")):
        with pytest.raises(Refused, match="only their own"):
            actions.begin(draft_id=uuids.fresh(), client=mateo, author=named(author), by=acting(by))


def test_without_a_credential_nothing_is_begun_and_what_is_typed_stays() -> None:
    draft = written()
    held = Credential.objects.current().get(staff=named("ben"))
    people.end_credential(held=held, to_on=BEGAN_ON, by=acting("hana"))
    with pytest.raises(Refused, match="No credential of yours"):
        begun()
    answer = signed_in("ben").post(
        f"/psychotherapy/drafts/{draft.pk}/", {"text": "Typed on.", "base_revision": draft.revision, "keep": "yes"}
    )
    assert answer.status_code == 422
    assert "No credential of yours" in answer.content.decode()
    draft.refresh_from_db()
    assert queries.text_of(draft) == "Typed on."

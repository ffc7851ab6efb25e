"""Drafts of somebody who left: the supervisor reads them, nobody writes in them, nobody signs for another."""

import pytest
from django.test import Client as Browser

from goldthread.cases.models import Client
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.notes import actions
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft
from goldthread.notes.tests.writing import begun, filled, read
from goldthread.people import actions as people
from tests.cast import PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def left(draft: Draft | None = None) -> Draft:
    draft = draft or begun("ana")
    people.deactivate(staff=named("ana"), by=acting("hana"))
    return draft


def signed_in(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def test_the_supervisor_reads_it_and_the_look_is_written_down() -> None:
    draft, dora = left(), signed_in("dora")
    assert "Unsigned, author left" in dora.get("/team/").content.decode()
    assert "calmer than last week" in dora.get(f"/team/drafts/{draft.pk}/").content.decode()
    assert Access.objects.filter(page="left unsigned", object=draft.pk).exists()
    assert "its author left" in dora.get(f"/clients/{client_named('Mateo Rivera').pk}/").content.decode()


def test_the_sentence_about_it_ends_with_one_full_stop() -> None:
    with clock.set_to(clock.now().replace(hour=16, minute=20)):
        draft = begun("ana")
    page = signed_in("dora").get(f"/team/drafts/{left(draft).pk}/").content.decode()
    assert "It is no note" in page
    assert ".. " not in page


def test_while_the_author_is_here_only_that_it_exists_and_its_age_is_seen() -> None:
    draft, dora = begun("ana"), signed_in("dora")
    assert dora.get(f"/team/drafts/{draft.pk}/").status_code == 404
    assert '#drafts">1</a>' in dora.get("/team/").content.decode()
    behind = dora.get(f"/team/{named('ana').pk}/").content.decode()
    assert "begun " in behind
    assert "Mateo Rivera" not in behind


@pytest.mark.parametrize("login", ["ben", "cleo", "ed", "fay", "gus", "hana"])
def test_others_do_not_read_it(login: str) -> None:
    assert signed_in(login).get(f"/team/drafts/{left().pk}/").status_code == 404


def test_one_about_a_client_out_of_sight_is_not_read() -> None:
    strangers = [str(pk) for pk in Client.objects.visible_to(named("cleo")).values_list("pk", flat=True)]
    draft = left(begun("ana", content=filled("session", clients=strangers)))
    assert signed_in("dora").get(f"/team/drafts/{draft.pk}/").status_code == 404


def test_nothing_is_read_of_a_client_who_was_ticked_no_longer() -> None:
    ngozi = str(client_named("Ngozi Okafor").pk)
    draft = left(begun("ana", content=filled("session", own={ngozi: "Ngozi slept badly."})))
    assert "Ngozi slept badly." not in signed_in("dora").get(f"/team/drafts/{draft.pk}/").content.decode()


def test_nobody_writes_in_it_nor_signs_it() -> None:
    draft = left()
    with pytest.raises(Refused, match="somebody else"):
        actions.save(draft=draft, base_revision=0, content={}, by=acting("dora"))
    with pytest.raises(Refused, match="Nobody signs for another"):
        read(draft, "dora")


def test_what_the_author_read_is_not_signed_by_another() -> None:
    pending = read(begun("ana"))
    with pytest.raises(Refused, match="Nobody signs for another"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("dora"))


def test_who_comes_back_has_it_as_before() -> None:
    draft = left()
    people.reactivate(staff=named("ana"), by=acting("hana"))
    assert signed_in("ana").get(f"/drafts/{draft.pk}/").status_code == 200
    assert signed_in("dora").get(f"/team/drafts/{draft.pk}/").status_code == 404

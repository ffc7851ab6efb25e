"""found: a client by their own name or number, by their case, and by the people around them, with the reason."""

from datetime import date

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, overview
from goldthread.cases.actions import NewTerms
from goldthread.cases.models import Relationship
from goldthread.lib.actor import COMMAND_LINE
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def found(login: str, words: str) -> dict[str, str]:
    """Who is found, and why."""
    families = overview.found(named(login), words).families
    return {row.detail.name: row.found_by for family in families for row in family.rows}


def test_a_case_is_found_by_its_number_and_by_any_name_it_had() -> None:
    case = case_named("Rivera")
    actions.change_case(case=case, new=NewTerms("Abernathy-Løve"), from_on=date(2026, 3, 1), by=acting("ana"))
    for words in (case.number, case.number.lower(), "abern", "love", case.number[:8]):
        assert set(found("ana", words)) >= {"Mateo Rivera", "Lucía Rivera"}, words
    assert found("cleo", case.number) == {}


def test_a_foster_parent_and_an_fcm_find_the_child_with_the_reason() -> None:
    assert found("ana", "joan ab") == {
        "Mateo Rivera": "Joan Abernathy is foster (resource) parent",
        "Lucía Rivera": "Joan Abernathy is foster (resource) parent",
    }
    assert found("ana", "lindqvist")["Mateo Rivera"] == "Pat Lindqvist is Family Case Manager (FCM)"
    assert found("cleo", "joan") == {}, "that family is not Cleo's"


def test_who_was_around_formerly_is_told_as_past() -> None:
    for link in Relationship.objects.current().filter(role="foster_parent"):
        actions.end_relationship(link=link, to_on=date(2026, 2, 1), by=COMMAND_LINE)
    assert found("ana", "Joan")["Mateo Rivera"] == "Joan Abernathy was foster (resource) parent"


def test_who_is_called_so_themselves_needs_no_reason() -> None:
    assert found("ana", "rivera") == {"Mateo Rivera": "", "Lucía Rivera": ""}


def test_the_reason_stands_beside_the_name_and_the_words_in_no_address() -> None:
    browser = Browser()
    browser.force_login(named("ana"))
    shown = browser.post("/clients/find/", {"words": "Joan"}, headers={"HX-Request": "true"}).content.decode()
    assert "Joan Abernathy is foster (resource) parent" in shown
    assert browser.get("/clients/find/?words=Joan").status_code == 302
    number = case_named("Rivera").number
    assert "Mateo Rivera" in browser.post("/clients/find/", {"words": number}).content.decode()
    assert "Nobody of that name" in browser.post("/clients/find/", {"words": "Zzz"}).content.decode()


def test_a_case_without_clients_is_found_too() -> None:
    ngozi = client_named("Ngozi Okafor")
    member = ngozi.memberships.get()
    actions.take_out(member=member, reason="Another family's.", by=COMMAND_LINE)
    listed = overview.found(named("cleo"), "Okafor")
    assert [family.case and family.case.name for family in listed.families] == ["Okafor"]
    assert listed.count == 0

"""join_case, bring_back: a client who is on file in a further case, and one who was taken out by mistake."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries, standing
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Case, Client, Membership
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH = date(2026, 3, 2)


def as_(login: str) -> Browser:
    browser = Browser()
    browser.force_login(named(login))
    return browser


def join(login: str, case: str, number: str, day: str = "2026-03-02") -> int:
    place = f"/cases/{case_named(case).pk}/clients/join/"
    return as_(login).post(place, {"client": number, "from_on": day}).status_code


def taken_out(login: str) -> Membership:
    member = Membership.objects.current().get(client=client_named("Lucía Rivera"))
    return actions.take_out(member=member, reason="The wrong family.", by=acting(login))


def back(login: str) -> int:
    place = f"/cases/{case_named('Rivera').pk}/clients/{client_named('Lucía Rivera').pk}/back/"
    return as_(login).post(place).status_code


def test_a_client_of_one_case_joins_another_and_belongs_to_both() -> None:
    mateo = client_named("Mateo Rivera")
    assert join("gus", "Okafor", mateo.number.lower()) == 302
    assert {case.name for case in queries.cases_of(mateo.pk)} == {"Rivera", "Okafor"}
    assert queries.cases_of(mateo.pk, on=OPENED_ON) == [case_named("Rivera")]
    assert Client.objects.visible_to(named("cleo")).filter(pk=mateo.pk).exists()
    assert "Mateo Rivera" in as_("cleo").get(f"/cases/{case_named('Okafor').pk}/").content.decode()
    assert "Mateo Rivera" in as_("ana").get(f"/cases/{case_named('Rivera').pk}/").content.decode()
    assert verify(witness=None).problems == []


def test_nobody_joins_twice_or_a_case_of_a_single_client() -> None:
    mateo = client_named("Mateo Rivera")
    assert join("gus", "Rivera", mateo.number) == 422
    single = NewCase("Solo", "single", [NewClient("Ada Solo")], OPENED_ON, "Referred.")
    actions.open_case(new=single, by=acting("gus"))
    assert join("gus", "Solo", mateo.number) == 422
    assert join("gus", "Okafor", mateo.number, "2999-01-01") == 422
    with pytest.raises(Refused):
        actions.join_case(case=case_named("Rivera"), client=mateo, from_on=MARCH, by=acting("gus"))
    assert Membership.objects.filter(client=mateo).count() == 1


def test_who_left_a_case_joins_it_again() -> None:
    mateo = client_named("Mateo Rivera")
    member = Membership.objects.current().get(client=mateo)
    actions.leave_case(member=member, to_on=date(2026, 2, 1), by=acting("gus"))
    assert join("gus", "Rivera", mateo.number) == 302
    assert mateo.pk in queries.clients_of(case_named("Rivera"), MARCH)
    assert mateo.pk not in queries.clients_of(case_named("Rivera"), date(2026, 2, 15))
    assert (
        as_("gus").get(f"/cases/{case_named('Rivera').pk}/").content.decode().count(f"/clients/{mateo.pk}/leave/") == 1
    )


def test_only_a_client_whom_one_sees_joins_a_case_that_one_sees() -> None:
    assert join("cleo", "Okafor", client_named("Mateo Rivera").number) == 422
    assert join("cleo", "Rivera", client_named("Ngozi Okafor").number) == 404
    assert join("ed", "Okafor", client_named("Mateo Rivera").number) == 404


def test_who_left_ones_case_joins_another_by_those_who_serve_them_alone() -> None:
    mateo = client_named("Mateo Rivera")
    actions.leave_case(member=Membership.objects.current().get(client=mateo), to_on=date(2026, 2, 1), by=acting("gus"))
    assert Client.objects.visible_to(named("ana")).filter(pk=mateo.pk).exists()
    assert join("ana", "Rivera", mateo.number) == 422
    assert join("gus", "Rivera", mateo.number) == 302


def test_after_a_week_the_one_who_took_them_out_no_longer_brings_them_back() -> None:
    taken_out("ana")
    with clock.set_to(clock.now() + timedelta(days=8)):
        case, staff = case_named("Rivera"), named("ana")
        assert standing.struck_from(case, staff) == []
        assert len(standing.struck_from(case, named("gus"))) == 1


@pytest.mark.parametrize("login", ["ana", "gus"])
def test_who_was_taken_out_by_mistake_comes_back_by_who_did_it_or_who_sees_them(login: str) -> None:
    taken_out("ana")
    case, lucia = case_named("Rivera"), client_named("Lucía Rivera")
    assert not Client.objects.visible_to(named("ben")).filter(pk=lucia.pk).exists()
    assert "Bring back" in as_(login).get(f"/cases/{case.pk}/").content.decode()
    assert back(login) == 302
    assert Client.objects.visible_to(named("ben")).filter(pk=lucia.pk).exists()
    (member,) = Membership.objects.current().filter(client=lucia)
    assert (member.true_from_on, member.replaces.in_error) == (OPENED_ON, "The wrong family.")
    assert "Bring back" not in as_(login).get(f"/cases/{case.pk}/").content.decode()
    assert back(login) == 404
    assert verify(witness=None).problems == []


def test_a_colleague_who_lost_sight_of_them_neither_reads_of_them_nor_brings_them_back() -> None:
    taken_out("ana")
    shown = as_("ben").get(f"/cases/{case_named('Rivera').pk}/").content.decode()
    assert ("Bring back" in shown, "Lucía" in shown, back("ben")) == (False, False, 404)
    assert not Membership.objects.current().filter(client=client_named("Lucía Rivera")).exists()


def test_numbers_run_on_whatever_an_import_brought() -> None:
    year = client_named("Mateo Rivera").number[:6]
    last = int(max(Client.objects.values_list("number", flat=True))[6:])
    case = Case.objects.get(pk=case_named("Rivera").pk)

    def added(number: str = "") -> str:
        return actions.add_client(case=case, new=NewClient("A"), from_on=MARCH, by=acting("gus"), number=number).number

    assert added() == f"{year}{last + 1:04}"
    for foreign in (f"{year}{last + 2:04}", f"{year}{last + 5:04}", f"{year}²", f"{year}{'9' * 30}", f"{year}x1"):
        assert added(foreign) == foreign
    assert added() == f"{year}{last + 6:04}"
    assert added() == f"{year}{last + 7:04}"

"""Nine in the evening in Indiana is tomorrow in UTC: what is recorded there bears that evening's day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.test import Client as Browser

from goldthread.cases import actions, queries
from goldthread.cases.actions import NewClient
from goldthread.cases.models import Client, ClientDetail, Episode, Membership
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.writing import begun, filled, signed
from goldthread.people import actions as people
from goldthread.people.models import RoleHeld
from goldthread.policies import actions as policies
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast", "_evening")
TUESDAY, WEDNESDAY = date(2026, 3, 10), date(2026, 3, 11)


@pytest.fixture
def _evening(cast: None) -> Iterator[None]:
    with clock.set_to(datetime(2026, 3, 11, 1, 0, tzinfo=UTC)):
        yield


def test_a_case_is_closed_and_opened_again_today_and_not_tomorrow() -> None:
    case, ana = case_named("Rivera"), acting("ana")
    with pytest.raises(Refused, match="in the future"):
        actions.close_episode(case=case, closed_on=WEDNESDAY, reason="They moved.", by=ana)
    actions.close_episode(case=case, closed_on=TUESDAY, reason="They moved.", by=ana)
    with pytest.raises(Refused, match="in the future"):
        actions.reopen(case=case, opened_on=WEDNESDAY, reason="They came back.", by=ana)
    assert actions.reopen(case=case, opened_on=TUESDAY, reason="They came back.", by=ana).true_from_on == TUESDAY


def test_nobody_is_born_tomorrow() -> None:
    with pytest.raises(Refused, match="in the future"):
        actions.add_client(
            case=case_named("Rivera"), new=NewClient("Baby", WEDNESDAY), from_on=TUESDAY, by=acting("ana")
        )


@pytest.mark.parametrize("login", ["gus", ""])
def test_a_merge_and_its_taking_back_bear_this_days_date(login: str) -> None:
    by = acting(login) if login else COMMAND_LINE
    kept, merged = client_named("Mateo Rivera"), client_named("Ngozi Okafor")
    link = actions.merge(kept=kept, merged=merged, reason="The same.", by=by)
    assert link.true_from_on == TUESDAY
    assert actions.unmerge(link=link, by=by).true_to_on == TUESDAY


def test_who_is_taken_in_is_a_client_from_this_day() -> None:
    client, _is_new = actions.take_in(number="L-1", name="Imported Ines", by=COMMAND_LINE)
    for kind in (ClientDetail, Membership):
        assert kind.objects.get(client=client).true_from_on == TUESDAY
    assert Episode.objects.get(case__memberships__client=client).true_from_on == TUESDAY


def test_the_command_line_goes_by_the_agencys_clock() -> None:
    policies.name_agency(name="Larkspur", state="", zone="Pacific/Auckland", by=COMMAND_LINE)
    client, _is_new = actions.take_in(number="L-1", name="Imported Ines", by=COMMAND_LINE)
    assert Membership.objects.get(client=client).true_from_on == WEDNESDAY


def test_a_name_that_changes_tomorrow_is_not_hers_yet() -> None:
    lucia = client_named("Lucía Rivera")
    actions.change_client(client=lucia, new=NewClient("Lucía Abernathy"), from_on=WEDNESDAY, by=acting("ana"))
    assert queries.detail_of(lucia.pk).name == "Lucía Rivera"
    assert queries.names_of([lucia.pk]) == {lucia.pk: "Lucía Rivera"}
    assert [detail.name for detail in queries.find(named("ana"), "lucia")] == ["Lucía Rivera"]
    (note,) = signed(begun(content=filled("session", "Lucía Rivera", occurred_on="2026-03-09")))
    browser = Browser()
    browser.force_login(named("ana"))
    assert "Abernathy" not in browser.get(f"/notes/{note.pk}/").content.decode().split("<article")[0]
    assert "Lucía Rivera" in browser.get(f"/clients/{lucia.pk}/").content.decode()


def test_a_birthday_tomorrow_is_not_today() -> None:
    baby = actions.add_client(
        case=case_named("Rivera"), new=NewClient("Baby", date(2024, 3, 11)), from_on=TUESDAY, by=acting("ana")
    )
    browser = Browser()
    browser.force_login(named("ana"))
    assert "1 year old" in browser.get(f"/clients/{baby.pk}/").content.decode()


def test_who_becomes_supervisor_tomorrow_is_none_this_evening() -> None:
    people.give_role(staff=named("cleo"), role="supervisor", from_on=WEDNESDAY, by=COMMAND_LINE)
    assert "supervisor" not in named("cleo").roles
    assert RoleHeld.objects.filter(staff=named("cleo"), role="supervisor").exists()


def test_numbers_are_of_the_year_that_it_is_here() -> None:
    with clock.set_to(datetime(2100, 1, 1, 2, 0, tzinfo=UTC)):
        actions.add_client(
            case=case_named("Rivera"), new=NewClient("Sylvester"), from_on=date(2099, 12, 31), by=acting("ana")
        )
    assert client_named("Sylvester").number.startswith("P2099-")
    assert Client.objects.filter(number__startswith="P2100").count() == 0

"""visible_to: who inside may see which case and client."""

from datetime import timedelta

import pytest

from goldthread.cases import actions, queries
from goldthread.cases.models import CareTeamMember, Case, Client
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.people import actions as people
from tests.cast import case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")

SEES = {
    "ana": {"Rivera"},
    "ben": {"Rivera"},
    "cleo": {"Okafor"},
    "dora": {"Rivera"},
    "ed": {"Rivera", "Okafor"},
    "fay": {"Rivera", "Okafor"},
    "gus": {"Rivera", "Okafor"},
    "hana": set(),
}


@pytest.mark.parametrize("login", SEES)
def test_each_role_sees_its_cases_and_their_clients(login: str) -> None:
    actor = named(login)
    assert {case.name for case in Case.objects.visible_to(actor)} == SEES[login]
    clients = queries.names_of(Client.objects.visible_to(actor).values_list("pk", flat=True)).values()
    assert {name.split()[-1] for name in clients} == SEES[login]


def test_who_leaves_the_care_team_today_is_a_stranger_today(by: Actor) -> None:
    member = CareTeamMember.objects.current().get(staff=named("ana"))
    actions.unassign(member=member, to_on=clock.today(named("ana").zone), by=by)
    assert not Case.objects.visible_to(named("ana")).exists()
    assert Case.objects.visible_to(named("dora")).exists(), "Ben is still there"


def test_who_joins_tomorrow_sees_nothing_today(by: Actor) -> None:
    tomorrow = clock.today(named("cleo").zone) + timedelta(days=1)
    actions.assign(case=case_named("Rivera"), staff=named("cleo"), role="case manager", from_on=tomorrow, by=by)
    assert {case.name for case in Case.objects.visible_to(named("cleo"))} == {"Okafor"}


def test_somebody_who_left_the_agency_sees_nothing(by: Actor) -> None:
    for login in ("ana", "gus"):
        people.deactivate(staff=named(login), by=by)
        assert not Case.objects.visible_to(named(login)).exists()
        assert not Client.objects.visible_to(named(login)).exists()


def test_a_merged_record_is_seen_with_the_one_that_was_kept(by: Actor) -> None:
    merged = client_named("Ngozi Okafor")
    link = actions.merge(kept=client_named("Mateo Rivera"), merged=merged, reason="The same child.", by=by)
    assert merged in Client.objects.visible_to(named("ana"))
    actions.unmerge(link=link, by=by)
    assert merged not in Client.objects.visible_to(named("ana"))

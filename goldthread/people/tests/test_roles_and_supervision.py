"""give_role, end_role, add_credential, supervise: facts with dates, added and never overwritten."""

from datetime import date, timedelta

import pytest

from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.people import actions, queries, rules
from goldthread.people.actions import NewCredential
from goldthread.people.models import Role, RoleHeld
from tests.cast import BEGAN_ON, named

pytestmark = pytest.mark.usefixtures("cast")
MARCH = date(2026, 3, 1)


def test_a_role_holds_between_its_days(by: Actor) -> None:
    ana = named("ana")
    held = actions.give_role(staff=ana, role=Role.SUPERVISOR, from_on=MARCH, by=by)
    assert queries.roles_of(ana.pk, MARCH) == {"case_manager", "supervisor"}
    actions.end_role(held=held, to_on=MARCH + timedelta(days=9), by=by)
    assert queries.roles_of(ana.pk, MARCH + timedelta(days=9)) == {"case_manager", "supervisor"}
    assert queries.roles_of(ana.pk, MARCH + timedelta(days=10)) == {"case_manager"}


def test_what_was_known_before_can_still_be_asked(by: Actor) -> None:
    held = actions.give_role(staff=named("ana"), role=Role.SUPERVISOR, from_on=MARCH, by=by)
    before = clock.now()
    actions.end_role(held=held, to_on=MARCH, by=by)
    of_ana = RoleHeld.objects.filter(staff=named("ana"), role=Role.SUPERVISOR)
    assert of_ana.known_at(before).get().true_to_on is None
    assert of_ana.current().get().true_to_on == MARCH
    assert of_ana.count() == 2
    assert verify(witness=None).problems == []


def test_a_role_may_not_end_before_it_began(by: Actor) -> None:
    held = actions.give_role(staff=named("ana"), role=Role.SUPERVISOR, from_on=MARCH, by=by)
    with pytest.raises(Refused, match="The end lies before the start"):
        actions.end_role(held=held, to_on=MARCH - timedelta(days=1), by=by)


def test_the_newest_credential_stands_under_a_signature(by: Actor) -> None:
    ana = named("ana")
    actions.add_credential(staff=ana, new=NewCredential("LSW", MARCH, MARCH + timedelta(days=364)), by=by)
    assert queries.display_name(ana, MARCH) == "Ana Castellanos, LSW"
    assert queries.display_name(ana, MARCH - timedelta(days=1)) == "Ana Castellanos, BSW"
    assert queries.display_name(ana, MARCH + timedelta(days=365)) == "Ana Castellanos, BSW"


def test_supervision_reaches_through_those_in_between(by: Actor) -> None:
    actions.supervise(supervisor=named("fay"), supervisee=named("dora"), from_on=BEGAN_ON, by=by)
    assert queries.supervisees_of(named("fay").pk, BEGAN_ON) == {named(login).pk for login in ("dora", "ana", "ben")}
    assert queries.supervisees_of(named("cleo").pk, BEGAN_ON) == set()
    assert queries.supervisors_of(named("ana").pk, BEGAN_ON) == {named("dora").pk}


def test_nobody_comes_to_supervise_themselves(by: Actor) -> None:
    for supervisor, supervisee in (("ana", "ana"), ("ana", "dora")):
        with pytest.raises(Refused, match="supervise themselves"):
            actions.supervise(supervisor=named(supervisor), supervisee=named(supervisee), from_on=BEGAN_ON, by=by)


def test_supervision_ends(by: Actor) -> None:
    link = named("dora").supervises.get(supervisee=named("ana"))
    actions.end_supervision(link=link, to_on=MARCH, by=by)
    assert named("ana").pk not in queries.supervisees_of(named("dora").pk, MARCH + timedelta(days=1))


def test_only_the_administrator_manages_staff() -> None:
    able = {
        login
        for login in ("ana", "ben", "cleo", "dora", "ed", "fay", "gus", "hana")
        if rules.may(named(login).roles, "manage_staff")
    }
    assert able == {"hana"}


def test_somebody_who_left_is_not_active(by: Actor) -> None:
    actions.deactivate(staff=named("cleo"), by=by)
    assert not named("cleo").is_active

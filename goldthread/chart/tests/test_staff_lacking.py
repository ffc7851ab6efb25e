"""What Today tells an administrator to put on file about the staff."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.lib import clock
from goldthread.people import actions
from goldthread.people.actions import NewCredential
from goldthread.people.models import Credential, RoleHeld, Supervision
from goldthread.people.queries import Lacking, lacking
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")
TITLE = "Lacking on file about the staff"


def of(login: str) -> Lacking | None:
    return next((each for each in lacking(clock.today(named("hana").zone)) if each.staff.login == login), None)


def page(login: str) -> str:
    opened = Browser()
    opened.force_login(named(login))
    return opened.get("/").content.decode()


def test_only_who_keeps_the_staff_is_told() -> None:
    assert TITLE in page("hana")
    assert TITLE not in page("ana")


def test_a_therapist_without_supervisor_is_told_until_there_is_one_and_leads_to_their_page() -> None:
    ben = named("ben")
    assert of("ben") is None
    (link,) = Supervision.objects.standing(supervisee=ben.pk)
    yesterday = clock.today(named("hana").zone) - timedelta(days=1)
    actions.end_supervision(link=link, to_on=yesterday, by=acting("hana"))
    found = of("ben")
    assert found
    assert (found.supervisor, found.role) == (True, False)
    assert f'href="/staff/{ben.pk}/"' in page("hana")
    assert "no supervisor" in page("hana")
    actions.supervise(supervisor=named("dora"), supervisee=ben, from_on=yesterday, by=acting("hana"))
    assert of("ben") is None


def test_a_credential_that_ends_is_told_sixty_days_before_and_after_it_ended_until_another_holds() -> None:
    today = clock.today(named("hana").zone)
    dora = named("dora")
    for held in Credential.objects.standing(staff=dora.pk):
        actions.end_credential(held=held, to_on=today - timedelta(days=1), by=acting("hana"))
    actions.add_credential(
        staff=dora, new=NewCredential("LCSW", today, today + timedelta(days=61), "licensed"), by=acting("hana")
    )
    assert of("dora") is None
    (held,) = Credential.objects.standing(today, staff=dora.pk)
    for ends, has_ended in ((today + timedelta(days=60), False), (today, False)):
        held = actions.end_credential(held=held, to_on=ends, by=acting("hana"))
        found = of("dora")
        assert found
        assert (found.credential, found.has_ended) == (held, has_ended)
    assert "LCSW ends" in page("hana")
    assert [each.has_ended for each in lacking(today + timedelta(days=1)) if each.staff == dora] == [True]


def test_who_may_sign_in_without_a_role_is_told_and_who_left_is_not() -> None:
    today = clock.today(named("hana").zone)
    gus = named("gus")
    (held,) = RoleHeld.objects.standing(staff=gus.pk)
    actions.end_role(held=held, to_on=today - timedelta(days=1), by=acting("hana"))
    found = of("gus")
    assert found
    assert found.role
    actions.deactivate(staff=gus, by=acting("hana"))
    assert of("gus") is None


def test_the_list_takes_four_statements_however_many_work_here() -> None:
    with CaptureQueriesContext(connection) as asked:
        lacking(clock.today("America/Indiana/Indianapolis"))
    assert len(asked) == 4

"""What the plans of a caseload wait for: each with its day, for those on the care team, by few statements."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from goldthread.cases import actions as cases
from goldthread.cases import queries as held
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.models import Case
from goldthread.lib.actor import COMMAND_LINE
from goldthread.plans import queries
from goldthread.plans.tests.writing import (
    begun,
    changed,
    first,
    plan,
    reviewed,
    rule,
    signed,
    today,
    waiting,
    witnessed,
)
from tests.cast import OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
BOTH = ("Mateo Rivera", "Lucía Rivera")


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def due(login: str = "ana", day: date | None = None) -> set[tuple[str, str, date]]:
    found = waiting(login, day)
    names = held.names_of(each.client for each in found)
    return {(each.what, names[each.client], each.on) for each in found}


def opened(number: int) -> Case:
    """A family of one child, with Ana alone."""
    child = NewClient(f"Child {number}", date(2015, 1, 1))
    new = NewCase(f"Family {number}", "family", [child], OPENED_ON, "Referred.", [(named("ana"), "case manager")])
    return cases.open_case(new=new, by=COMMAND_LINE)


def test_a_first_plan_is_due_so_many_days_after_the_case_was_opened() -> None:
    assert due() == set(), "no policy asks for one"
    rule(plan_initial_due_days=30)
    assert due() == {("first", name, OPENED_ON + timedelta(days=30)) for name in BOTH}
    first()
    assert due() == {("first", "Lucía Rivera", OPENED_ON + timedelta(days=30))}


def test_a_rule_that_asks_for_a_plan_and_says_no_days_asks_for_it_from_the_first() -> None:
    rule(plan_required=True)
    assert due() == {("first", name, OPENED_ON) for name in BOTH}
    rule(plan_required=False, service="", program="", true_from_on="2025-02-01")
    assert due() == set()


def test_who_came_later_needs_a_first_plan_later() -> None:
    rule(plan_initial_due_days=30)
    later = OPENED_ON + timedelta(days=40)
    new = NewClient("Noé Rivera", date(2020, 2, 2))
    cases.add_client(case=case_named("Rivera"), new=new, from_on=later, by=acting("ana"))
    assert ("first", "Noé Rivera", later + timedelta(days=30)) in due()


def test_a_review_is_told_of_two_weeks_before_its_day() -> None:
    first(review_due_on=in_days(30).isoformat())
    assert due(day=in_days(15)) == set()
    assert due(day=in_days(16)) == {("review", "Mateo Rivera", in_days(30))}
    (review,) = waiting("ben", in_days(31))
    assert review.is_overdue(in_days(31))
    assert not review.is_overdue(in_days(30))


def test_a_plan_that_ends_is_told_of_until_a_version_goes_on_from_it() -> None:
    version = first(valid_to_on=in_days(20).isoformat())
    assert due(day=in_days(5)) == set()
    assert due(day=in_days(6)) == {("ending", "Mateo Rivera", in_days(20))}
    assert due(day=in_days(21)) == {("lapsed", "Mateo Rivera", in_days(20))}
    changed(version, valid_from_on=in_days(21).isoformat(), valid_to_on="")
    assert due(day=in_days(6)) == due(day=in_days(21)) == set()


def test_missing_signatures_are_told_of_until_they_are_given() -> None:
    rule(plan_signers=["client", "guardian"])
    version = first()
    witnessed(version, "guardian")
    (unsigned,) = waiting()
    assert (unsigned.what, unsigned.capacities, unsigned.version) == ("signature", ("client",), version.pk)
    witnessed(version, "client")
    assert due() == set()


def test_a_stranger_and_who_is_on_no_care_team_are_told_of_nothing() -> None:
    rule(plan_initial_due_days=1)
    cleo = {("first", "Ngozi Okafor", OPENED_ON + timedelta(days=1))}
    assert (due("cleo"), due("dora"), due("gus")) == (cleo, set(), set())


def test_a_closed_plan_and_a_closed_case_wait_for_nothing() -> None:
    rule(plan_signers=["client"])
    reviewed(first(), decision="close", next_due_on="")
    assert due(day=in_days(100)) == set()
    rule(plan_initial_due_days=1)
    assert due() != set()
    cases.close_episode(case=case_named("Rivera"), closed_on=today(), reason="Done.", by=acting("dora"))
    assert due(day=in_days(1)) == set()


def test_who_comes_back_after_a_plan_was_closed_needs_a_first_plan_again() -> None:
    began, closed = in_days(-40).isoformat(), in_days(-20).isoformat()
    reviewed(first(valid_from_on=began), decision="close", next_due_on="", reviewed_on=closed)
    rule(plan_initial_due_days=30)
    lucia = ("first", "Lucía Rivera", OPENED_ON + timedelta(days=30))
    assert due() == {lucia}
    rivera, by = case_named("Rivera"), acting("ana")
    cases.close_episode(case=rivera, closed_on=in_days(-10), reason="Done.", by=by)
    cases.reopen(case=rivera, opened_on=in_days(-5), reason="They came back.", by=by)
    assert due() == {("first", name, in_days(25)) for name in BOTH}


def test_who_comes_back_after_a_plan_lapsed_needs_a_first_plan_again_until_one_is_on_file() -> None:
    days = {"valid_from_on": -60, "review_due_on": -40, "valid_to_on": -30}
    first(**{name: in_days(count).isoformat() for name, count in days.items()})
    assert due() == {("lapsed", "Mateo Rivera", in_days(-30))}
    rule(plan_initial_due_days=30)
    rivera, by = case_named("Rivera"), acting("ana")
    cases.close_episode(case=rivera, closed_on=in_days(-20), reason="Done.", by=by)
    cases.reopen(case=rivera, opened_on=in_days(-5), reason="They came back.", by=by)
    assert due() == {("first", name, in_days(25)) for name in BOTH}
    rule(plan_signers=["client"])
    first(valid_from_on=in_days(3).isoformat())
    assert due() == {("first", "Lucía Rivera", in_days(25)), ("signature", "Mateo Rivera", in_days(3))}


def test_a_version_that_is_yet_to_begin_is_to_be_signed_and_takes_the_review_of_the_one_before() -> None:
    rule(plan_signers=["client"])
    version = first(review_due_on=in_days(10).isoformat())
    witnessed(version, "client")
    assert due() == {("review", "Mateo Rivera", in_days(10))}
    after = changed(version, valid_from_on=in_days(11).isoformat(), review_due_on=in_days(90).isoformat())
    to_sign = ("signature", "Mateo Rivera", in_days(11))
    assert due() == {("review", "Mateo Rivera", in_days(10)), to_sign}, "it begins only after that day"
    last = changed(after, valid_from_on=in_days(11).isoformat(), valid_to_on=in_days(200).isoformat())
    assert [each.version for each in waiting() if each.what == "signature"] == [last.pk], (
        "one that never begins is let be"
    )


def test_no_review_is_waited_for_of_a_version_that_another_follows_by_then() -> None:
    version = first(review_due_on=in_days(10).isoformat())
    changed(version, valid_from_on=in_days(5).isoformat(), review_due_on=in_days(90).isoformat())
    assert due() == set()


def test_who_left_the_case_is_not_waited_for() -> None:
    rule(plan_initial_due_days=1)
    member = client_named("Lucía Rivera").memberships.get()
    cases.leave_case(member=member, to_on=today() - timedelta(days=1), by=acting("ana"))
    assert {name for _what, name, _on in due()} == {"Mateo Rivera"}


def test_a_plan_of_the_other_record_of_the_same_person_is_a_plan() -> None:
    rule(plan_initial_due_days=1)
    first()
    assert {name for _what, name, _on in due()} == {"Lucía Rivera"}
    kept, merged = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    cases.merge(kept=kept, merged=merged, reason="Entered twice.", by=acting("hana"))
    assert due() == set()


def test_thirty_clients_cost_as_many_statements_as_three() -> None:
    rule(plan_signers=["client"], plan_initial_due_days=30)
    first()

    def asked() -> int:
        with CaptureQueriesContext(connection) as asking:
            queries.due_of([named("ana"), named("ben")], today())
        return len(asking)

    opened(0)
    at_three = asked()
    for number in range(1, 28):
        opened(number)
    for number in range(3):
        signed(begun(content=plan(participants=[]), client=f"Child {number}"))
    assert len({each.client for each in waiting()}) == 30
    assert asked() == at_three

"""From which day first plans and reviews are counted: the admission, the authorization's first day, or the last review."""

from datetime import UTC, date, datetime, timedelta

import pytest

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.plans import queries
from goldthread.plans.rules import next_review
from goldthread.plans.tests.writing import begun, first, plan, reviewed, rule, signed, today, waiting
from tests.cast import acting, case_named, client_named

pytestmark = pytest.mark.usefixtures("cast")


def authorized(from_on: date, to_on: date | None = None, client: str = "Mateo Rivera") -> None:
    new = NewAuthorization("DCS", "Case management", 4000, "unit", from_on, to_on)
    authorizations.authorize(client=client_named(client), new=new, by=acting("ana"))


def review_by(on: date, client: str = "Mateo Rivera") -> date | None:
    return queries.asked_of(client_named(client).pk, case_named("Rivera").pk, on).review_by(on)


def first_plans() -> set[date]:
    return {each.on for each in waiting() if each.what == "first"}


def test_a_first_plan_is_counted_from_the_first_day_of_the_authorization_where_a_policy_says_so() -> None:
    rule(plan_initial_due_days=14, plan_initial_anchor="auth_start")
    assert first_plans() == set(), "nothing is authorized"
    authorized(date(2026, 3, 2))
    authorized(date(2026, 3, 20))
    assert first_plans() == {date(2026, 3, 16)}
    rule(plan_initial_due_days=14, plan_initial_anchor="admission", true_from_on="2026-01-01")
    assert first_plans() == {date(2026, 1, 26)}


def test_an_authorization_that_is_over_or_yet_to_begin_anchors_nothing() -> None:
    rule(plan_initial_due_days=14, plan_initial_anchor="auth_start")
    authorized(date(2026, 3, 2), today() - timedelta(days=1))
    authorized(today() + timedelta(days=1), client="Lucía Rivera")
    assert first_plans() == set()


def test_reviews_are_counted_from_the_day_that_a_policy_says() -> None:
    begins = date(2026, 3, 1)
    rule(plan_review_days=90)
    assert review_by(begins) == date(2026, 5, 30), "from the plan's own day"
    rule(plan_review_days=90, plan_review_anchor="last_review", true_from_on="2025-02-01")
    assert review_by(begins) == date(2026, 5, 30)
    # Admitted on 12 January: 90 days later is 12 April, 180 days later 11 July.
    rule(plan_review_days=90, plan_review_anchor="admission", true_from_on="2025-03-01")
    assert review_by(begins) == date(2026, 4, 12)
    with pytest.raises(Refused, match="reviewed by April 12, 2026"):
        signed(begun(content=plan(valid_from_on="2026-03-01", review_due_on="2026-04-13")))
    version = first(valid_from_on="2026-03-01", review_due_on="2026-04-12")
    with pytest.raises(Refused, match="reviewed by July 11, 2026"):
        reviewed(version, reviewed_on="2026-04-12", next_due_on="2026-07-12")
    reviewed(version, reviewed_on="2026-04-12", next_due_on="2026-07-11")


def test_a_review_that_is_held_a_day_early_stands_for_the_round_in_which_it_was_due() -> None:
    rule(plan_review_days=90, plan_review_anchor="admission")
    version = first(valid_from_on="2026-07-12", review_due_on="2026-10-09")
    with pytest.raises(Refused, match=r"reviewed by Jan. 7, 2027"):
        reviewed(version, reviewed_on="2026-10-08", next_due_on="2027-01-08")
    reviewed(version, reviewed_on="2026-10-08", next_due_on="2027-01-07")
    with clock.set_to(datetime(2026, 12, 30, 18, tzinfo=UTC)):
        offered = begun("review", version=version).content["next_due_on"]
    assert offered == "2027-04-07", "the page offers the same"


def test_who_joined_the_case_later_was_admitted_later() -> None:
    rule(plan_review_days=30, plan_review_anchor="admission")
    new = NewClient("Noé Rivera", date(2020, 2, 2))
    cases.add_client(case=case_named("Rivera"), new=new, from_on=date(2026, 2, 1), by=acting("ana"))
    assert review_by(date(2026, 2, 10), "Noé Rivera") == date(2026, 3, 3)
    assert review_by(date(2026, 2, 10)) == date(2026, 2, 11)


def test_reviews_are_counted_from_the_authorization_that_is_in_force() -> None:
    rule(plan_review_days=30, plan_review_anchor="auth_start")
    assert review_by(date(2026, 2, 10)) == date(2026, 3, 12), "nothing is authorized: from the plan's own day"
    authorized(date(2026, 2, 1), date(2026, 4, 30))
    authorized(date(2026, 5, 1))
    assert review_by(date(2026, 2, 10)) == date(2026, 3, 3)
    assert review_by(date(2026, 3, 3)) == date(2026, 4, 2)
    assert review_by(date(2026, 5, 2)) == date(2026, 5, 31)
    expected = review_by(today())
    assert expected is not None
    assert begun().content["review_due_on"] == expected.isoformat()


@pytest.mark.parametrize(
    ("after", "every", "since", "planned", "due"),
    [
        (date(2026, 3, 1), 90, None, None, date(2026, 5, 30)),
        (date(2026, 3, 1), 90, date(2026, 3, 1), None, date(2026, 5, 30)),
        (date(2026, 3, 1), 90, date(2026, 3, 2), None, date(2026, 5, 30)),
        (date(2026, 5, 29), 90, date(2026, 3, 1), None, date(2026, 5, 30)),
        (date(2026, 5, 30), 90, date(2026, 3, 1), None, date(2026, 8, 28)),
        # Held before it was due: on the round, within it, in a round that comes later, and where none is counted.
        (date(2026, 5, 29), 90, date(2026, 3, 1), date(2026, 5, 30), date(2026, 8, 28)),
        (date(2026, 5, 20), 90, date(2026, 3, 1), date(2026, 5, 25), date(2026, 5, 30)),
        (date(2026, 5, 29), 90, date(2026, 3, 1), date(2026, 8, 28), date(2026, 5, 30)),
        (date(2026, 5, 29), 90, None, date(2026, 5, 30), date(2026, 8, 27)),
        # Held late.
        (date(2026, 6, 9), 90, date(2026, 3, 1), date(2026, 5, 30), date(2026, 8, 28)),
        (date(2026, 3, 1), 0, date(2026, 1, 1), None, date(2026, 3, 1)),
    ],
)
def test_the_next_review_lies_after_the_last_and_on_a_round_of_the_anchor(
    after: date, every: int, since: date | None, planned: date | None, due: date
) -> None:
    assert next_review(after, every, since, planned) == due

"""Planning visits: by who goes or their supervisor; one can be moved or fall out without the others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from goldthread.cases import actions as cases
from goldthread.cases.models import CareTeamMember
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.projection import PROJECTION
from goldthread.schedule import actions, queries
from goldthread.schedule.models import NotHeld, Occurrence, Repeats, Visit
from goldthread.schedule.tests.planning import days_of, found, new_visit, planned_visit, today
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
WEEKLY = {"repeats": Repeats.WEEKS}


def in_days(count: int) -> object:
    return today() + timedelta(days=count)


def test_a_weekly_visit_is_on_every_week_and_no_row_is_made_for_each() -> None:
    planned_visit(**WEEKLY)
    assert days_of() == [0, 7, 14, 21, 28, 35]
    assert Visit.objects.count() == 1


def test_a_supervisor_plans_for_who_works_below_them() -> None:
    planned_visit("ana", by="dora")
    assert days_of() == [0]


def test_one_visit_is_moved_and_the_others_stay() -> None:
    first = planned_visit(**WEEKLY)
    second = found(first.visit, first.planned_on + timedelta(days=7))
    actions.move(planned=second, to=second.day + timedelta(days=2), starts="16:00", minutes=30, by=acting("ana"))
    assert days_of() == [0, 9, 14, 21, 28, 35]
    moved = found(first.visit, second.planned_on)
    assert (moved.starts, moved.ends, moved.is_moved) == ("16:00", "16:30", True)


def test_a_visit_moved_out_of_the_days_asked_for_is_not_there_and_one_moved_in_is() -> None:
    first = planned_visit(**WEEKLY)
    third = found(first.visit, first.planned_on + timedelta(days=14))
    actions.move(planned=third, to=today() + timedelta(days=1), starts="10:00", minutes=None, by=acting("ana"))
    assert days_of(length=10) == [0, 1, 7]


def test_one_visit_falls_out_and_the_others_stay() -> None:
    first = planned_visit(**WEEKLY)
    second = found(first.visit, first.planned_on + timedelta(days=7))
    actions.call_off(planned=second, why=NotHeld.BY_PROVIDER, by=acting("ana"))
    listed = queries.of_worker(named("ana"), named("ana").pk, today(), today() + timedelta(days=14))
    assert [each.not_held for each in listed] == ["", "cancelled_by_provider", ""]
    actions.undo(planned=found(first.visit, second.planned_on), by=acting("ana"))
    assert found(first.visit, second.planned_on).not_held == ""


def test_a_change_holds_from_its_day_on_and_what_was_before_stays() -> None:
    first = planned_visit(**WEEKLY)
    third = found(first.visit, first.planned_on + timedelta(days=14))
    new = new_visit(first_on=third.day + timedelta(days=1), starts="11:00", repeats=Repeats.WEEKS, every=2)
    actions.change(planned=third, new=new, by=acting("ana"))
    assert days_of() == [0, 7, 15, 29]
    assert {each.visit.identity for each in queries.of_worker(named("ana"), named("ana").pk, today(), today())} == {
        first.visit.identity
    }


def test_a_single_visit_is_changed_as_a_whole() -> None:
    first = planned_visit()
    actions.arrive(planned=first, by=acting("ana"))
    new = new_visit("ana", "Mateo Rivera", "Lucía Rivera", first_on=today() + timedelta(days=3))
    changed = actions.change(planned=first, new=new, by=acting("ana"))
    assert days_of() == [3]
    again = found(changed, today() + timedelta(days=3))
    assert len(again.visit.clients) == 2
    assert again.arrived_at is not None


def test_what_is_taken_out_is_gone_from_its_day_on() -> None:
    first = planned_visit(**WEEKLY)
    actions.end(planned=found(first.visit, first.planned_on + timedelta(days=14)), by=acting("ana"))
    assert days_of() == [0, 7]
    actions.end(planned=found(first.visit, first.planned_on), by=acting("ana"))
    assert days_of() == []


def test_after_a_case_is_closed_no_visit_is_planned_there() -> None:
    planned_visit(**WEEKLY)
    cases.close_episode(case=case_named("Rivera"), closed_on=today(), reason="Goals met.", by=acting("ana"))
    assert days_of() == [0]
    with pytest.raises(Refused, match="closed"):
        planned_visit()


def test_a_stranger_to_the_family_sees_no_visit() -> None:
    first = planned_visit()
    assert queries.planned(named("cleo"), first.visit.identity, first.planned_on) is None
    assert queries.of_worker(named("cleo"), named("ana").pk, today(), today()) == []
    assert queries.planned(named("ben"), first.visit.identity, first.planned_on) is not None


def test_nobody_plans_for_a_colleague_nor_changes_their_visit() -> None:
    with pytest.raises(Refused, match="your own visits"):
        planned_visit("ana", by="ben")
    first = planned_visit()
    for act in (
        lambda: actions.end(planned=first, by=acting("ben")),
        lambda: actions.call_off(planned=first, why=NotHeld.NO_SHOW, by=acting("ben")),
        lambda: actions.move(planned=first, to=today(), starts="10:00", minutes=None, by=acting("ben")),
        lambda: actions.arrive(planned=first, by=acting("dora")),
    ):
        with pytest.raises(Refused):
            act()


def test_who_serves_the_family_takes_over_from_somebody_who_left_its_team() -> None:
    first = planned_visit(**WEEKLY)
    member = CareTeamMember.objects.current().get(staff=named("ana"))
    cases.unassign(member=member, to_on=today(), by=acting("dora"))
    assert days_of("ana") == []
    left = found(first.visit, first.planned_on + timedelta(days=7), "ben")
    new = new_visit("ben", first_on=left.day, repeats=Repeats.WEEKS)
    actions.change(planned=left, new=new, by=acting("ben"))
    assert days_of("ben", 14) == [7, 14]


def test_nobody_is_sent_to_a_family_that_they_do_not_serve() -> None:
    with pytest.raises(Refused, match="do not serve"):
        actions.plan(case=case_named("Okafor"), new=new_visit(), by=acting("ana"))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts": "25:00"}, "starts"),
        ({"minutes": 1441}, "minutes"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"repeats": "daily"}, "repeats"),
        ({"every": 0}, "every"),
        ({"last_on": "before"}, "last_on"),
        ({"first_on": "far"}, "first_on"),
        ({"place_of_service": "77"}, "place_of_service"),
        ({"note_type": "none such"}, "note_type"),
        ({"clients": []}, "clients"),
        ({"clients": ["Ngozi Okafor"]}, "clients"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(changes: dict[str, object], field: str) -> None:
    said = {"before": in_days(-1), "far": in_days(4000)}
    values = {key: said.get(value, value) if isinstance(value, str) else value for key, value in changes.items()}
    if "clients" in values:
        values["clients"] = [client_named(name) for name in values["clients"]]  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refused:
        planned_visit(**values)
    assert refused.value.field == field


def test_of_two_who_press_at_the_same_moment_the_second_looks_again() -> None:
    first = planned_visit()
    actions.arrive(planned=first, by=acting("ana"))
    with pytest.raises(Refused, match="at the same moment"):
        actions.arrive(planned=first, by=acting("ana"))


def test_the_buttons_come_in_their_order() -> None:
    first = planned_visit()
    with pytest.raises(Refused, match="Arrived first"):
        actions.leave(planned=first, by=acting("ana"))
    with pytest.raises(Refused, match="nothing to undo"):
        actions.undo(planned=first, by=acting("ana"))
    there = actions.arrive(planned=first, by=acting("ana"))
    with pytest.raises(Refused, match="already"):
        actions.arrive(planned=there, by=acting("ana"))
    gone = actions.leave(planned=there, by=acting("ana"))
    back = actions.undo(planned=gone, by=acting("ana"))
    assert (back.arrived_at, back.left_at) == (there.arrived_at, None)
    tomorrow = planned_visit(first_on=in_days(1))
    with pytest.raises(Refused, match="later day"):
        actions.arrive(planned=tomorrow, by=acting("ana"))


def test_everything_about_visits_stands_in_the_record_and_stays_there() -> None:
    first = planned_visit(**WEEKLY)
    actions.leave(planned=actions.arrive(planned=first, by=acting("ana")), by=acting("ana"))
    actions.end(planned=found(first.visit, first.planned_on + timedelta(days=7)), by=acting("ana"))
    assert verify(witness=None, projections=[PROJECTION]).problems == []
    for model in (Visit, Occurrence):
        with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
            model.objects.update(true_to_on=None)

"""What a note is told of other notes about its client: on which days the service was given before, and what there was at once."""

from datetime import date, timedelta

import pytest

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.cases import actions as cases
from goldthread.cases.models import Membership
from goldthread.ledger import queries as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.needs.tests.stating import listed, stated
from goldthread.notes import checking
from goldthread.notes.asking import Question
from goldthread.notes.content import thread_of
from goldthread.notes.desk import desk
from goldthread.notes.models import Draft, Note
from goldthread.notes.tests.resting import BEFORE, SERVICE, goal_of, planned, quarters, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.models import PlanVersion
from goldthread.plans.tests import writing as plans
from tests.cast import acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
TRIED = {
    "person": "",
    "name": "Rosa Rivera",
    "role": "parent",
    "at": "14:05",
    "how": "in_person",
    "outcome": "not_home",
}


def before(days: int) -> str:
    return (yesterday() - timedelta(days=days)).isoformat()


def earlier(note: Note) -> list[date]:
    return [date.fromisoformat(each) for each in ledger.content_of(note.pk)["thread"]["earlier"]]


def at_once(draft: Draft) -> Question | None:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return next((each for each in ready.questions if each.check.key in ("at_once", "co_provider")), None)


def left_by_ana() -> None:
    """Mateo belongs to Cleo's case since ten days, and to Ana's no longer since today."""
    mateo = client_named("Mateo Rivera")
    since = yesterday() - timedelta(days=10)
    cases.join_case(case=case_named("Okafor"), client=mateo, from_on=since, by=acting("hana"))
    member = Membership.objects.standing(client=mateo.pk, case=case_named("Rivera").pk)[0]
    cases.leave_case(member=member, to_on=yesterday(), by=acting("hana"))


def test_the_days_of_the_month_before_are_sealed() -> None:
    for days in (3, 9, 40):
        signed(begun(content=filled("session", occurred_on=before(days))))
    assert earlier(visited()) == [yesterday() - timedelta(days=9), yesterday() - timedelta(days=3)]


def test_the_day_itself_is_no_earlier_day() -> None:
    signed(begun("ben", content=filled("session", starts="09:00", ends="10:00")), "ben")
    assert earlier(visited()) == []


def test_a_note_that_was_corrected_to_a_later_day_stands_under_that_day() -> None:
    (moved,) = signed(begun(content=filled("session", occurred_on=before(12), starts="09:00", ends="10:00")))
    amended(moved, "correction", occurred_on=before(2))
    assert earlier(visited(occurred_on=before(11))) == []
    assert earlier(visited()) == [yesterday() - timedelta(days=11), yesterday() - timedelta(days=2)]


def test_attempts_and_what_is_never_billed_are_no_service() -> None:
    tried = {"starts": "", "ends": "", "modality": "", "participants": [], "attempts": [TRIED]}
    for days in (2, 3, 4):
        content = filled("attempted_contact", occurred_on=before(days), **tried)
        signed(begun(note_type="attempted_contact", content=content))
    signed(begun(note_type="non_billable", content=filled("non_billable", occurred_on=before(5))))
    assert earlier(visited()) == []


def test_a_meeting_or_an_attempt_at_the_same_time_is_no_service_at_once() -> None:
    meeting = filled("non_billable", starts="14:30", ends="15:00", service="")
    signed(begun("ben", note_type="non_billable", content=meeting), "ben")
    tried = {"starts": "14:30", "ends": "15:00", "modality": "", "participants": [], "attempts": [TRIED]}
    signed(begun("ben", note_type="attempted_contact", content=filled("attempted_contact", **tried)), "ben")
    draft = begun()
    assert at_once(draft) is None
    signed(begun("ben", content=filled("session", starts="14:30", ends="15:00")), "ben")
    assert at_once(draft)


def test_what_came_on_file_after_the_author_left_is_neither_shown_nor_sealed() -> None:
    listed()
    quarters()
    with clock.set_to(clock.now() - timedelta(days=3)):
        known, version = stated(words="He needs a calm morning."), planned()
    left_by_ana()
    stated(login="cleo", words="Something new.", from_on=yesterday() - timedelta(days=1))
    new = NewAuthorization("Medicaid", SERVICE, 4000, "unit", yesterday() - BEFORE, None, "A-99")
    authorizations.authorize(client=client_named("Mateo Rivera"), new=new, by=acting("cleo"))
    draft = begun(content=filled("session", **worked(goal_of(version))))
    shown = desk(draft, draft.author)
    assert [each.goal for each in shown["goals"]] == [goal_of(version)]
    assert shown["left"] == []
    (note,) = signed(draft)
    thread = thread_of(ledger.content_of(note.pk))
    assert [each["words"] for each in thread["needs"]] == [known.words]
    assert thread["authorization"] is None
    assert thread["plan"]["version"] == str(version.pk)
    (other,) = signed(begun("cleo"), "cleo")
    assert len(thread_of(ledger.content_of(other.pk))["needs"]) == 2, "who serves him is told all of it"


def test_a_plan_that_was_written_after_the_author_left_is_not_offered() -> None:
    left_by_ana()
    began = {"valid_from_on": (yesterday() - BEFORE).isoformat()}
    written = plans.signed(plans.begun(login="cleo", content=plans.plan(**began)))
    goal = goal_of(PlanVersion.objects.get(pk=written.pk))
    assert [each.goal for each in desk(begun("cleo"), named("cleo"))["goals"]] == [goal]
    draft = begun(content=filled("session", **worked(goal)))
    (offered,) = desk(draft, draft.author)["goals"]
    assert (offered.words, offered.is_in_force) == ("", False)
    with pytest.raises(Refused, match="not in force on that day"):
        signed(draft)


def test_of_a_note_out_of_sight_only_that_it_is_on_file_is_told() -> None:
    left_by_ana()
    content = filled("session", starts="14:30", ends="15:00", service="Therapy")
    (other,) = signed(begun("cleo", content=content), "cleo")
    draft = begun()
    (found,) = getattr(at_once(draft), "found", ())
    assert found.sentence == "Another service to this client is on file at that time. Are your times right?"
    assert found.detail == ""
    plans.rule(concurrency={"rule": "listed", "with": [other.service]})
    assert at_once(draft) is None, "what a policy allows is not asked about"


def test_of_a_note_out_of_sight_it_is_not_told_that_it_is_of_the_same_service() -> None:
    left_by_ana()
    signed(begun("cleo", content=filled("session", starts="14:30", ends="15:00")), "cleo")
    draft = begun()
    plans.rule(co_provider_rule="with_reason")
    found = at_once(draft)
    assert found is not None
    assert found.check.key == "at_once"
    plans.rule(co_provider_rule="always")
    assert at_once(draft) is None

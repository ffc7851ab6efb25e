"""What a note comes to within the bounds that policies set: units in a span of time, a group, a second member of staff."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from goldthread.notes import actions, checking
from goldthread.notes.asking import Question
from goldthread.notes.models import Draft
from goldthread.notes.tests.resting import authorized, quarters
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.tests import writing as plans
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")


def asked(draft: Draft) -> dict[str, Question]:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: each for each in ready.questions}


def capped(per: str, units: int, **more: int) -> None:
    plans.rule(caps=[{"units": units, "per": per, **more}])


def test_units_of_signed_notes_count_and_drafts_are_told_apart() -> None:
    quarters()
    capped("day", 14)
    authorized()
    signed(begun(content=filled("session", starts="08:00", ends="09:30")))
    begun("ben", content=filled("session", starts="17:00", ends="17:30"))
    draft = begun(content=filled("session", ends="15:45"))
    (found,) = asked(draft)["cap_near"].found
    assert "signed notes have 6, this one takes 7, other drafts would take 2" in found.sentence
    actions.save(draft=draft, base_revision=0, content=filled("session", ends="16:15"), by=acting("ana"))
    draft.refresh_from_db()
    (found,) = asked(draft)["cap"].found
    assert "signed notes have 6, this one takes 9, other drafts would take 2" in found.sentence


def test_a_service_without_an_authorization_counts_by_its_minutes() -> None:
    quarters()
    capped("week", 10)
    signed(begun(content=filled("session", starts="08:00", ends="09:30")))
    (found,) = asked(begun())["cap"].found
    assert "signed notes have 6, this one takes 6, other drafts would take 0" in found.sentence


def test_a_corrected_note_counts_as_it_reads_now_and_one_in_error_not_at_all() -> None:
    quarters()
    capped("day", 10)
    (note,) = signed(begun(content=filled("session", starts="08:00", ends="09:30")))
    amended(note, "correction", ends="08:30")
    assert "cap" not in asked(begun())
    (other,) = signed(begun(content=filled("session", starts="09:00", ends="10:30")))
    draft = begun()
    assert "cap" in asked(draft)
    amended(other, "entered_in_error")
    assert "cap" not in asked(draft)


def test_another_week_and_another_service_do_not_count() -> None:
    quarters()
    capped("week", 6)
    before = (yesterday() - timedelta(days=7)).isoformat()
    signed(begun(content=filled("session", occurred_on=before)))
    signed(begun(content=filled("session", starts="08:00", ends="09:30", service="Therapy")))
    assert "cap" not in asked(begun())


def test_what_one_authorization_may_give_is_counted_by_it() -> None:
    quarters()
    capped("authorization", 10)
    assert "cap" not in asked(begun(content=filled("session", starts="18:00", ends="19:30")))
    authorized()
    signed(begun(content=filled("session", starts="08:00", ends="09:30")))
    assert "under this authorization: signed notes have 6" in asked(begun())["cap"].found[0].sentence


def test_what_is_never_billed_counts_for_nothing() -> None:
    quarters()
    capped("day", 6)
    signed(begun(note_type="non_billable", content=filled("non_billable", starts="08:00", ends="09:30")))
    assert "cap" not in asked(begun())


def test_more_notes_before_it_ask_no_more_statements() -> None:
    quarters()
    capped("month", 400)
    authorized(400)

    def asks() -> int:
        draft = begun(content=filled("session", starts="20:00", ends="20:15"))
        with CaptureQueriesContext(connection) as asking:
            checking.look_over(draft=draft, author=draft.author)
        actions.discard(draft=draft, by=acting("ana"))
        return len(asking)

    signed(begun(content=filled("session", starts="08:00", ends="08:30")))
    first = asks()
    for hour in ("09", "10", "11"):
        signed(begun(content=filled("session", starts=f"{hour}:00", ends=f"{hour}:30")))
    assert asks() == first


def test_more_drafts_beside_it_ask_no_more_statements() -> None:
    quarters()
    authorized(400)
    draft = begun(content=filled("session", starts="20:00", ends="20:15"))

    def asks() -> int:
        with CaptureQueriesContext(connection) as asking:
            checking.look_over(draft=draft, author=draft.author)
        return len(asking)

    begun("ben", content=filled("session", starts="07:00", ends="07:30"))
    asks()  # what is read once a process is read here
    first = asks()
    for hour in ("08", "09", "10", "11"):
        begun("ben", content=filled("session", starts=f"{hour}:00", ends=f"{hour}:30"))
    assert asks() == first


def test_a_policy_that_changes_afterwards_judges_nothing_that_is_signed() -> None:
    quarters()
    (note,) = signed()
    capped("day", 1)
    amended(note, "addendum", narrative={"addendum": "He called."})
    assert "cap" in asked(begun(content=filled("session", starts="08:00", ends="09:30")))


def test_a_group_is_held_against_the_policy_with_the_staff_who_took_part() -> None:
    plans.rule(group_ratio_max=1)
    members = ("Mateo Rivera", "Lucía Rivera")
    alone = begun(note_type="group_session", content=filled("group_session", *members, participants=[]))
    assert asked(alone)["group_ratio"].found[0].detail == "2 : 1"
    ben = {"person": str(named("ben").pk), "name": named("ben").name, "role": "staff", "how": "in_person"}
    two = begun(note_type="group_session", content=filled("group_session", *members, participants=[ben]))
    assert "group_ratio" not in asked(two)
    siblings = begun(content=filled("session", *members, participants=[]))
    assert "group_ratio" not in asked(siblings), "a visit to a family is no group"


def test_a_second_member_of_staff_in_the_same_service_is_no_other_service_at_once() -> None:
    signed(begun("ben", content=filled("session")), "ben")
    draft = begun()
    assert "at_once" in asked(draft)
    plans.rule(co_provider_rule="with_reason")
    found = asked(draft)
    assert "at_once" not in found
    assert "billed with a reason" in found["co_provider"].found[0].sentence
    plans.rule(co_provider_rule="always")
    assert not {"at_once", "co_provider"} & set(asked(draft))


def test_the_editor_asks_and_leads_to_the_field() -> None:
    quarters()
    capped("day", 5)
    draft = begun()
    ana = Browser()
    ana.force_login(named("ana"))
    page = ana.post(f"/drafts/{draft.pk}/asked/").content.decode()
    assert '<a href="#ends">“Home-based casework” has at most 5 units on one day' in page

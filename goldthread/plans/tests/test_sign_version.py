"""A version of a plan: written, read, signed, changed; what stands on a day, as known at a moment."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.utils import formats

from goldthread.bench.passkey import Passkey
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Refused
from goldthread.people.actions import Signature
from goldthread.plans import actions, queries
from goldthread.plans.models import PlanDraft, PlanGoal, PlanReading, PlanVersion
from goldthread.plans.projection import PROJECTION
from goldthread.plans.tests.writing import (
    begun,
    changed,
    first,
    goal,
    goal_due,
    goal_ended,
    plan,
    read,
    reviewed,
    rule,
    service,
    signed,
    standing,
    today,
    typed,
)
from tests.cast import PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def test_a_signed_plan_stands_with_its_goals_and_services() -> None:
    version = first()
    found = standing()
    assert found.version == version
    assert found.is_in_force
    assert [each.words for each in found.goals] == ["Mateo goes to school every day."]
    assert found.has_service("Home-based casework")
    assert not found.has_service("Tutoring")
    assert version.author_name == "Ana Castellanos, BSW"
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_each_paragraph_goal_and_objective_can_be_disclosed_by_itself() -> None:
    content = ledger.content_of(first().pk)
    assert [part["text"] for part in content["why"]] == [
        "Mateo stays away from school.\n\n",
        "His mother asked for help.",
    ]
    assert content["goals"][0]["id"] == content["objectives"][0]["goal"]
    assert content["participants"][1] == {"person": None, "name": "Mrs. Quill of the school", "role": ""}
    assert "at" not in content["goals"][0]


def test_a_passkey_signs_exactly_what_was_read() -> None:
    key = Passkey(b"of Ana")
    passkey = key.kept_for(named("ana"))
    reading = actions.prepare(draft=begun(content=plan()), passkey=passkey, by=acting("ana"))
    entry = actions.sign(reading=reading, signature=Signature(passkey=key.answer(reading.challenge)), by=acting("ana"))
    assert entry.evidence
    assert PlanVersion.objects.get(pk=entry.pk).signing == "passkey"
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_change_starts_from_what_stands_and_says_what_and_why() -> None:
    version = first()
    draft = begun(version=version)
    assert draft.content["goals"][0]["words"] == "Mateo goes to school every day."
    goals = [{**draft.content["goals"][0], "words": "Mateo goes to school on time."}, goal("Rosa sleeps.")]
    later = changed(version, goals=goals)
    content = ledger.content_of(later.pk)
    told = [(each["of"], each["how"], each["old"], each["new"]) for each in content["changes"]]
    assert ("goals", "changed", "Mateo goes to school every day.", "Mateo goes to school on time.") in told
    assert ("goals", "added", "", "Rosa sleeps.") in told
    assert (later.plan, later.number, later.replaces_id) == (version.plan, 2, version.pk)
    assert later.goals.get(position=0).goal == version.goals.get().goal, "a goal keeps its identity"
    assert ledger.digest_of(version.pk)
    assert standing().version == later


def test_the_former_version_holds_until_the_later_one_begins() -> None:
    version = first()
    later = changed(version, valid_from_on=(today() + timedelta(days=10)).isoformat())
    assert standing(today() + timedelta(days=9)).version == version
    assert standing(today() + timedelta(days=10)).version == later


def test_what_was_known_at_a_moment_is_told_apart_from_what_is_known_now() -> None:
    version = first()
    before = clock.now()
    later = changed(version, review_due_on="", goals=[goal("Another goal.")])
    assert standing(known_at=before).version == version
    assert standing().version == later
    assert [each.words for each in standing(known_at=before).goals] == ["Mateo goes to school every day."]
    assert standing(known_at=before - timedelta(days=1)).state == "none"


def test_a_plan_is_not_yet_valid_before_its_first_day_and_expired_after_its_last() -> None:
    ends = today() + timedelta(days=30)
    first(valid_to_on=ends.isoformat())
    assert standing(today() - timedelta(days=1)).state == "not_yet"
    assert standing(ends).is_in_force
    assert standing(ends + timedelta(days=1)).state == "expired"
    assert standing(ends + timedelta(days=1)).goals == []


def test_the_end_of_a_goal_takes_it_out_from_the_day_after() -> None:
    version = first(goals=[goal(), goal("Rosa sleeps.")])
    goal_ended(version)
    assert len(standing().goals) == 2
    assert [each.words for each in standing(today() + timedelta(days=1)).goals] == ["Rosa sleeps."]
    assert [each["words"] for each in begun(version=version).content["goals"]] == ["Rosa sleeps."]
    with pytest.raises(Refused, match="ended already"):
        goal_ended(version)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_service_is_in_the_plan_on_its_own_days_alone() -> None:
    until = (today() + timedelta(days=5)).isoformat()
    first(services=[{"id": str(uuids.fresh()), "service": "Respite", "frequency": "", "from_on": "", "to_on": until}])
    assert standing(today() + timedelta(days=5)).has_service("Respite")
    assert not standing(today() + timedelta(days=6)).has_service("Respite")


@pytest.mark.parametrize("login", ["cleo", "ed", "hana"])
def test_who_does_not_work_with_the_client_writes_no_plan(login: str) -> None:
    with pytest.raises(Refused):
        read(begun(login=login, content=plan()))
    assert not PlanVersion.objects.visible_to(named(login)).exists()


def test_nobody_sees_or_signs_the_draft_of_another() -> None:
    draft = begun(content=plan())
    assert not PlanDraft.objects.visible_to(named("ben")).filter(pk=draft.pk).exists()
    with pytest.raises(Refused, match="Nobody signs for another"):
        actions.prepare(draft=draft, passkey=None, by=acting("ben"))
    with pytest.raises(Refused, match="Nobody signs for another"):
        actions.sign(reading=read(draft), signature=Signature(password=PASSWORD), by=acting("ben"))


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"why": "  "}, "what brings the client here", "why"),
        ({"valid_from_on": ""}, "from which day the plan holds", "valid_from_on"),
        ({"valid_from_on": "soon"}, "not a day of the calendar", "valid_from_on"),
        ({"valid_to_on": "2001-01-01"}, "ends before it begins", "valid_to_on"),
        ({"review_due_on": "2001-01-01"}, "due before the plan begins", "review_due_on"),
        ({"goals": []}, "The plan has no goal", "goals"),
        (
            {"goals": [goal_due(date(2001, 1, 1))]},
            "“Absences go down.” is due before the plan begins",
            "goals-0-objectives-0-due_on",
        ),
        ({"services": [service(to_on="2001-01-01")]}, "ends before the plan begins", "services-0-to_on"),
        (
            {"valid_to_on": "2990-01-01", "services": [service(from_on="2990-01-02")]},
            "begins after the plan ends",
            "services-0-from_on",
        ),
    ],
)
def test_a_plan_that_lacks_something_is_refused_where_it_lacks_it(
    changes: dict[str, str], sentence: str, field: str
) -> None:
    draft = begun(content=plan(**changes))
    with pytest.raises(Refused, match=sentence) as refused:
        read(draft)
    assert field in {each.field for each in refused.value.findings}


def test_a_goal_is_refused_without_an_objective_and_an_objective_without_a_measure() -> None:
    bare = goal()
    bare["objectives"][0]["measure"] = ""
    with pytest.raises(Refused, match="has no objective") as refused:
        read(begun(content=plan(goals=[goal(objectives=[]), bare])))
    assert [each.field for each in refused.value.findings] == [
        "goals-0-objectives-0-words",
        "goals-1-objectives-0-measure",
    ]


def test_a_change_is_refused_without_a_change_and_without_a_reason() -> None:
    version = first()
    with pytest.raises(Refused, match="Nothing was changed yet"):
        changed(version)
    with pytest.raises(Refused, match="Say why the plan is changed"):
        changed(version, goals=[goal("Another.")], because=" ")


def test_a_second_plan_beside_one_in_force_is_refused_and_after_it_is_closed_it_is_not() -> None:
    version = first()
    with pytest.raises(Refused, match="There is a plan already"):
        read(begun(content=plan()))
    reviewed(version, decision="close", next_due_on="")
    assert standing().is_in_force, "the day of the review is its last"
    assert standing(today() + timedelta(days=1)).state == "closed"


def test_a_new_plan_begins_after_the_last_day_of_the_one_before() -> None:
    ended = today() - timedelta(days=10)
    first(valid_from_on=(ended - timedelta(days=90)).isoformat(), valid_to_on=ended.isoformat(), review_due_on="")
    for begins in (ended, ended - timedelta(days=30), ended - timedelta(days=200)):
        with pytest.raises(Refused, match=f"The plan before held until {formats.date_format(ended)}") as refused:
            read(begun(content=plan(valid_from_on=begins.isoformat())))
        assert refused.value.field == "valid_from_on"
    assert standing(ended).version == PlanVersion.objects.get()
    signed(begun(content=plan(valid_from_on=(ended + timedelta(days=1)).isoformat())))
    assert standing(ended).version != standing(ended + timedelta(days=1)).version


def test_a_version_that_changes_another_may_keep_what_is_over() -> None:
    """An objective whose day has passed, and a service that ended, are part of the plan's own history."""
    until = today() + timedelta(days=5)
    version = first(goals=[goal_due(until)], services=[service(to_on=until.isoformat())])
    changed(
        version, valid_from_on=(until + timedelta(days=5)).isoformat(), why="Otherwise.", because="The school asked."
    )


def test_of_two_who_change_the_same_version_the_second_is_told() -> None:
    version = first()
    mine, theirs = begun(version=version), begun(login="ben", version=version)
    told = {"because": "The school asked.", "goals": [goal("Another.")]}
    reading = read(typed(mine, {**mine.content, **told}))
    signed(typed(theirs, {**theirs.content, **told}))
    with pytest.raises(Refused, match="Version 2 was signed since you began"):
        actions.sign(reading=reading, signature=Signature(password=PASSWORD), by=acting("ana"))
    assert PlanReading.objects.get(pk=reading.pk).used_at is None
    assert PlanDraft.objects.get(pk=mine.pk).signed_at is None, "what was typed stays"


def test_the_same_signature_sent_twice_gives_one_entry() -> None:
    reading = read(begun(content=plan()))
    once = actions.sign(reading=reading, signature=Signature(password=PASSWORD), by=acting("ana"))
    reading.refresh_from_db()
    assert actions.sign(reading=reading, signature=Signature(password=PASSWORD), by=acting("ana")) == once
    assert PlanVersion.objects.count() == 1


def test_a_wrong_password_and_words_changed_after_reading_sign_nothing() -> None:
    draft = begun(content=plan())
    with pytest.raises(Refused, match="The password is wrong"):
        actions.sign(reading=read(draft), signature=Signature(password="guessed"), by=acting("ana"))
    reading = read(draft)
    typed(draft, plan(why="Something else."))
    with pytest.raises(Refused, match="changed after it was read"):
        actions.sign(reading=reading, signature=Signature(password=PASSWORD), by=acting("ana"))
    assert not PlanVersion.objects.exists()


def test_the_policy_says_by_when_a_plan_is_reviewed() -> None:
    rule(plan_review_days=90)
    assert begun().content["review_due_on"] == (today() + timedelta(days=90)).isoformat()
    with pytest.raises(Refused, match="By policy the plan is reviewed by"):
        first(review_due_on=(today() + timedelta(days=91)).isoformat())
    with pytest.raises(Refused, match="By policy the plan is reviewed by"):
        first(review_due_on="")


def test_where_the_policy_works_without_goals_none_is_asked_for() -> None:
    rule(necessity_anchor="presenting_problem")
    assert first(goals=[]).anchor == "presenting_problem"


@pytest.mark.parametrize("statement", ["UPDATE plans_plangoal SET words = 'x'", "DELETE FROM plans_planversion"])
def test_the_database_lets_nobody_change_what_was_signed(statement: str) -> None:
    first()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert PlanGoal.objects.get().words == "Mateo goes to school every day."


def test_the_database_keeps_one_version_a_number() -> None:
    version = first()
    values: dict[str, Any] = {
        field.attname: getattr(version, field.attname) for field in PlanVersion._meta.concrete_fields
    }
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanVersion.objects.create(**{**values, "entry_id": reviewed(version).pk})


def test_drafts_are_listed_for_their_author() -> None:
    draft = begun(content=plan())
    assert queries.drafts_of(named("ana"), [client_named("Mateo Rivera").pk]) == [draft]
    actions.discard(draft=draft, by=acting("ana"))
    assert queries.drafts_of(named("ana"), [client_named("Mateo Rivera").pk]) == []


def test_a_draft_opened_for_signing_in_two_windows_is_signed_where_it_was_opened_last() -> None:
    draft = begun(content=plan())
    first, second = read(draft), read(draft)
    with pytest.raises(Refused, match="opened for signing once more"):
        actions.sign(reading=first, signature=Signature(password=PASSWORD), by=acting("ana"))
    page, place = Browser(), f"/plans/sign/{first.pk}/"
    page.force_login(named("ana"))
    told = page.get(place, follow=True)
    assert told.redirect_chain[-1][0] == f"/plans/drafts/{draft.pk}/"
    assert "opened for signing once more" in told.content.decode()
    actions.sign(reading=second, signature=Signature(password=PASSWORD), by=acting("ana"))
    assert page.get(place).headers["Location"] == f"/clients/{draft.client_id}/plan/"

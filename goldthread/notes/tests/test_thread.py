"""What signing freezes of the thread from need to service, the units it uses, and what the checks ask of it."""

from datetime import timedelta

import pytest

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.models import UnitUse
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.needs.tests.stating import diagnosed, listed, stated
from goldthread.notes import actions, checking, sealing
from goldthread.notes.actions import Signature
from goldthread.notes.content import thread_of
from goldthread.notes.desk import desk
from goldthread.notes.models import Draft
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import SERVICE, authorized, goal_of, left, planned, quarters, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, yesterday
from goldthread.people import actions as people
from goldthread.people.models import Credential
from goldthread.plans.projection import PROJECTION as PLANS
from goldthread.plans.tests import writing as plans
from goldthread.services import actions as services
from goldthread.services.rules import Details
from tests.cast import BEGAN_ON, PASSWORD, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def asked(draft: Draft) -> dict[str, str]:
    """What the checks say of a draft: key and first sentence."""
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: each.found[0].sentence for each in ready.questions}


def asked_of(**changes: object) -> dict[str, str]:
    """The same of a session of Ana's with Mateo."""
    draft = begun(content=filled("session", **changes))
    found = asked(draft)
    actions.discard(draft=draft, by=acting("ana"))
    return found


def test_signing_freezes_what_the_service_rests_on() -> None:
    listed()
    diagnosis, need, version, row = diagnosed(), stated(), planned(), authorized()
    quarters()
    note = visited(**worked(goal_of(version)))
    thread = thread_of(ledger.content_of(note.pk))
    assert thread["plan"]["version"] == str(version.pk)
    assert (thread["plan"]["state"], thread["plan"]["has_service"], thread["plan"]["frequency"]) == (
        "in_force",
        True,
        "weekly",
    )
    assert thread["goals"] == [str(goal_of(version))]
    assert [each["entry"] for each in thread["diagnoses"]] == [str(diagnosis.entry_id)]
    assert [each["words"] for each in thread["needs"]] == [need.words]
    assert thread["authorization"]["identity"] == str(row.identity)
    assert (thread["units"]["hundredths"], thread["units"]["citation"]) == (600, "Rule 5")
    assert {"rounding_algorithm"} <= {each["asked"] for each in thread["rules"]}
    assert verify(witness=None, projections=[PROJECTION, PLANS]).problems == []


def test_what_changes_afterwards_changes_nothing_of_it() -> None:
    version = planned()
    note = visited(**worked(goal_of(version)))
    frozen = ledger.content_of(note.pk)["thread"]
    plans.changed(version, why="Something else altogether.")
    assert ledger.content_of(note.pk)["thread"] == frozen


def test_a_plan_that_changes_between_reading_and_signing_is_read_again() -> None:
    version = planned()
    pending = read(begun(content=filled("session", **worked(goal_of(version)))))
    plans.changed(version, why="Something else altogether.", valid_from_on=yesterday().isoformat())
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_signing_uses_units_in_the_same_transaction_and_drafts_are_counted_apart() -> None:
    quarters()
    row = authorized()
    draft = begun(content=filled("session"))
    assert left(row) == ("0", "6", "34")
    signed(draft)
    assert left(row) == ("6", "0", "34")
    (use,) = UnitUse.objects.all()
    assert use.units_hundredths == 600


def test_another_signature_of_the_day_makes_nobody_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    quarters()
    authorized()
    # What came on file within seconds before the reading makes facts be asked again: the rule and the authorization are older.
    with clock.set_to(clock.now() + timedelta(seconds=30)):
        pending = read(begun(content=filled("session")))
        signed(begun("ben", content=filled("session", starts="17:00", ends="17:30")), "ben")
        monkeypatch.setattr(
            sealing, "facts_for", lambda **_told: pytest.fail("units that others use are no fact of this note")
        )
        assert actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def test_a_correction_of_the_time_reckons_the_units_anew_and_an_error_gives_them_back() -> None:
    quarters()
    row = authorized()
    note = visited()
    amended(note, "correction", ends="14:30")
    assert left(row) == ("2", "0", "38")
    amended(note, "correction", modality="Family therapy")
    assert UnitUse.objects.count() == 3, "what bears on no unit reckons none"
    amended(note, "entered_in_error")
    assert left(row) == ("0", "0", "40")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_an_authorization_that_is_struck_meanwhile_is_read_again() -> None:
    quarters()
    row = authorized()
    pending = read(begun(content=filled("session")))
    authorizations.strike(row=row, reason="Never was.", by=acting("ana"))
    with pytest.raises(Refused, match="changed meanwhile"):
        actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))
    assert not UnitUse.objects.exists()


def test_who_asks_for_nothing_is_asked_nothing() -> None:
    assert asked_of() == {}


def test_a_plan_that_is_missing_is_asked_for_where_a_policy_asks_for_one() -> None:
    plans.rule(plan_required=True)
    found = asked_of()
    assert "No plan of care is on file" in found["plan"]
    assert "No diagnosis, need or score" in found["no_need"]


def test_a_plan_that_ended_or_has_not_begun_is_named() -> None:
    planned(valid_to_on=(yesterday() - timedelta(days=3)).isoformat(), review_due_on="")
    assert "ended on" in asked_of()["plan"]


def test_a_plan_that_begins_later_is_named() -> None:
    plans.first(valid_from_on=plans.today().isoformat())
    assert "begins on" in asked_of()["plan"]


def test_signatures_that_the_plan_lacks_are_named() -> None:
    plans.rule(plan_signers=["guardian"])
    version = planned()
    assert "guardian" in asked_of(**worked(goal_of(version)))["plan_unsigned"]
    plans.witnessed(version)
    assert "plan_unsigned" not in asked_of(**worked(goal_of(version)))


def test_a_goal_is_asked_for_where_the_plan_has_goals_and_the_anchor_is_a_goal() -> None:
    version = planned()
    assert set(asked_of()) == {"no_goal"}
    assert asked_of(**worked(goal_of(version))) == {}
    plans.rule(necessity_anchor="problem_list")
    assert asked_of() == {}


def test_an_assessment_needs_no_goal() -> None:
    planned()
    assert "no_goal" not in asked(begun(note_type="assessment", content=filled("assessment")))


def test_a_service_that_is_not_in_the_plan_is_named() -> None:
    version = planned()
    found = asked_of(service="Something else", **worked(goal_of(version)))
    assert "Something else" in found["not_in_plan"]


def test_an_authorization_that_is_missing_over_or_used_up_is_named() -> None:
    plans.rule(auth_required=True)
    quarters()
    assert "a policy asks for one" in asked_of()["no_authorization"]
    authorized(ends=yesterday() - timedelta(days=1))
    assert "ended on" in asked_of()["no_authorization"]
    authorized(units=5)
    found = asked_of()
    assert "fewer than this service takes" in found["authorization_short"]
    assert "5 are left" in found["authorization_short"]


def test_an_authorization_with_enough_left_asks_nothing() -> None:
    quarters()
    authorized(units=6)
    assert "authorization_short" not in asked_of()


def test_a_credential_that_lapsed_is_named() -> None:
    held = Credential.objects.current().get(staff=named("ana"))
    people.end_credential(held=held, to_on=yesterday() - timedelta(days=9), by=acting("hana"))
    assert "ended on" in asked_of()["credential"]


def test_what_the_service_does_not_allow_is_named_by_its_field() -> None:
    details = Details(
        places=("11",), modalities=("Play therapy",), participants=("client",), levels=("licensed",), most_minutes=60
    )
    services.add_service(name=SERVICE, code="", is_billable=True, from_on=BEGAN_ON, details=details, by=acting("hana"))
    services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=acting("hana"))
    services.add_modality(name="Play therapy", from_on=BEGAN_ON, by=acting("hana"))
    draft = begun(content=filled("session"))
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    told = {(each.check.key, found.field) for each in ready.questions for found in each.found}
    assert told == {
        ("not_allowed", "place_of_service"),
        ("not_allowed", "modality"),
        ("not_allowed", "participants"),
        ("credential", "service"),
        ("duration", "ends"),
    }


def test_need_that_nobody_said_anew_for_long_is_told() -> None:
    stated(from_on=yesterday() - timedelta(days=200))
    assert "200 days before" in asked_of()["old_need"]
    plans.rule(plan_review_days=365)
    assert asked_of() == {}


def test_the_same_client_in_two_services_at_once_is_asked_about() -> None:
    signed(begun("ben", content=filled("session", starts="14:30", ends="16:00", service="Therapy")), "ben")
    assert "From 14:30 to 15:30" in asked_of()["at_once"]
    plans.rule(concurrency={"rule": "listed", "with": ["Therapy"]})
    assert "at_once" not in asked_of()


def test_a_policy_makes_a_missing_goal_stop_the_signature() -> None:
    planned()
    plans.rule(check_key="no_goal", check_severity="blocks")
    with pytest.raises(Refused, match="No goal of the plan is ticked"):
        read(begun(content=filled("session")))


def test_the_answer_to_a_question_is_sealed() -> None:
    planned()
    note = visited(answers={"no_goal": "He was ill; we only called the doctor."})
    (kept,) = ledger.content_of(note.pk)["checks"]
    assert (kept["check"], kept["answer"]) == ("no_goal", "He was ill; we only called the doctor.")


def test_each_client_of_a_note_rests_on_their_own() -> None:
    version = planned()
    notes = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera", **worked(goal_of(version)))))
    held = {note.client_id: ledger.content_of(note.pk) for note in notes}
    mateo, lucia = held[client_named("Mateo Rivera").pk], held[client_named("Lucía Rivera").pk]
    assert mateo["thread"]["plan"]["state"] == "in_force"
    assert lucia["thread"]["plan"]["state"] == "none"
    assert "goals" in mateo
    assert "goals" not in lucia


def test_a_draft_that_is_never_billed_would_use_nothing() -> None:
    quarters()
    row = authorized()
    begun(note_type="non_billable", content=filled("non_billable", starts="09:00", ends="10:00"))
    assert left(row) == ("0", "0", "40")


def test_a_draft_of_a_group_would_use_the_time_that_each_member_was_there() -> None:
    quarters()
    row = authorized()
    mateo, lucia = (str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera"))
    times = {"came": {mateo: "14:30", lucia: "14:00"}, "left": {mateo: "15:00", lucia: "15:30"}}
    content = filled("group_session", "Mateo Rivera", "Lucía Rivera", **times)
    draft = begun(note_type="group_session", content=content)
    assert left(row) == ("0", "2", "38")
    signed(draft)
    assert left(row) == ("2", "0", "38"), "and signing uses the same"


def test_draft_and_signature_use_the_same_authorization_and_the_next_once_it_is_used_up() -> None:
    quarters()
    first, later = authorized(units=6, ends=yesterday() + timedelta(days=5)), authorized()
    draft = begun()
    assert (left(first), left(later)) == (("0", "6", "0"), ("0", "0", "40"))
    signed(draft)
    assert left(first) == ("6", "0", "0")
    begun(content=filled("session", starts="17:00", ends="17:30"))
    assert (left(first), left(later)) == (("6", "0", "0"), ("0", "2", "38"))


def test_drafts_that_may_never_be_signed_move_no_signature_to_another_authorization() -> None:
    quarters()
    first, later = authorized(units=6, ends=yesterday() + timedelta(days=5)), authorized()
    begun("ben", content=filled("session", starts="17:00", ends="18:30"))
    signed(begun())
    assert (left(first)[0], left(later)[0]) == ("6", "0")


def test_the_draft_that_is_written_does_not_itself_use_an_authorization_up() -> None:
    quarters()
    authorized(units=6)
    draft = begun()
    (each,) = desk(draft, draft.author)["left"]
    assert (each.standing.drafted, each.standing.left) == ("6", "0")
    assert (each.standing.remaining.state, each.standing.remaining.is_red) == ("open", False)
    signed(draft)
    other = begun(content=filled("session", starts="17:00", ends="17:15"))
    (each,) = desk(other, other.author)["left"]
    assert (each.standing.remaining.state, each.standing.remaining.is_red) == ("exhausted", True)

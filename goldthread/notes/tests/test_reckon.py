"""Which authorization a note's units are taken of, and what corrections, strikes and other signatures do to them."""

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import Authorization
from goldthread.authorizations.queries import used_of
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewTerms
from goldthread.ledger import queries as ledger
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.needs.tests.stating import stated
from goldthread.notes import actions, checking, queries
from goldthread.notes.actions import Signature
from goldthread.notes.content import thread_of
from goldthread.notes.models import Note, PendingSeal
from goldthread.notes.tests.resting import BEFORE, SERVICE, goal_of, left, planned, quarters, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, yesterday
from goldthread.plans.tests import writing as plans
from tests.cast import PASSWORD, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
SOON, LATER = timedelta(days=5), timedelta(days=50)


def authorized(
    units: int, *, ends: date | None = None, payer: str = "Medicaid", label: str = "unit", number: str = "A-17"
) -> Authorization:
    """So many units of the cast's service for Mateo."""
    new = NewAuthorization(payer, SERVICE, units * 100, label, yesterday() - BEFORE, ends, number)
    return authorizations.authorize(client=client_named("Mateo Rivera"), new=new, by=acting("ana"))


def used(row: Authorization) -> str:
    """Units that signed notes used of an authorization."""
    return left(row)[0]


def correcting(note: Note, **changes: object) -> PendingSeal:
    """A correction that was read and is not signed."""
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    content = {**draft.content, "reason": "I looked at my calendar.", **changes}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    draft.refresh_from_db()
    return read(draft)


def sign(pending: PendingSeal, login: str = "ana") -> None:
    actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting(login))


def asked(**changes: object) -> dict[str, str]:
    """What the checks say of a session of Ana's with Mateo: key and first sentence."""
    draft = begun(content=filled("session", **changes))
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: each.found[0].sentence for each in ready.questions}


def test_units_are_taken_of_the_authorization_that_ends_first_also_where_they_use_it_up() -> None:
    quarters()
    first, later = authorized(6, ends=yesterday() + SOON), authorized(40, ends=yesterday() + LATER)
    visited()
    assert (used(first), used(later)) == ("6", "0")


def test_a_correction_stays_with_the_authorization_that_the_note_used() -> None:
    quarters()
    first, later = authorized(7, ends=yesterday() + SOON), authorized(40, ends=yesterday() + LATER)
    note = visited()
    signed(begun("ben", content=filled("session", starts="17:00", ends="17:15")), "ben")
    amended(note, "correction", ends="15:15")
    assert (used(first), used(later)) == ("6", "0")


def test_a_corrected_word_of_a_goal_leaves_what_was_frozen_and_the_units_as_they_were() -> None:
    quarters()
    version, row = planned(), authorized(40)
    note = visited(**worked(goal_of(version)))
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 60}, unit_label="unit")
    stated()
    amended(note, "correction", **worked(goal_of(version), did="We practised the evening."))
    thread = thread_of(queries.standing_content(note.pk))
    assert (thread["units"]["hundredths"], thread["needs"], used(row)) == (600, [], "6")


def test_a_corrected_time_is_reckoned_by_the_rules_that_were_known_when_it_was_signed() -> None:
    quarters()
    row = authorized(40)
    note = visited()
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 60}, unit_label="unit")
    stated()
    amended(note, "correction", ends="16:00")
    assert used(row) == "8"
    assert thread_of(queries.standing_content(note.pk))["needs"] == []


def test_a_correction_offers_the_goals_that_were_known_when_the_note_was_signed(client: Browser) -> None:
    note = visited()
    goal = goal_of(planned())
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    client.force_login(named("ana"))
    assert str(goal) not in client.get(f"/drafts/{draft.pk}/").content.decode()
    new = begun(content=filled("session", starts="17:00", ends="18:00"))
    assert str(goal) in client.get(f"/drafts/{new.pk}/").content.decode()


def test_all_goals_and_all_compliance_can_be_taken_off_and_the_note_can_still_be_mended(client: Browser) -> None:
    version = planned()
    missed = {"with": "appointments", "extent": "not", "whose": "", "what": "Two visits.", "barrier": ""}
    note = visited(**worked(goal_of(version)), compliance=[missed])
    amended(note, "correction", worked={}, did={}, response={}, progress={}, because={}, compliance=[])
    assert not {"goals", "compliance"} & set(queries.standing_content(note.pk))
    client.force_login(named("ana"))
    assert client.get(f"/notes/{note.pk}/why/").status_code == 200
    amended(note, "correction", modality="Family therapy")
    amended(note, "entered_in_error")


def test_hours_are_used_of_an_authorization_of_hours() -> None:
    quarters()
    row = authorized(10, label="hour")
    note = visited()
    assert used(row) == "1.5"
    amended(note, "correction", ends="16:00")
    assert used(row) == "2"


def test_where_nothing_says_how_units_become_those_authorized_none_are_used_and_the_author_is_asked() -> None:
    plans.rule(rounding_algorithm={"algorithm": "per_encounter"}, unit_label="event")
    row = authorized(10)
    assert "in events and the authorization in units" in asked()["authorization_units"]
    note = visited(starts="16:00", ends="17:00")
    assert used(row) == "0"
    assert thread_of(ledger.content_of(note.pk))["authorization"]["uses"] is None


def test_what_the_payer_of_the_case_authorized_comes_first_and_another_payers_is_told_of() -> None:
    quarters()
    terms = NewTerms("Rivera", "", "Medicaid")
    cases.change_case(case=case_named("Rivera"), new=terms, from_on=yesterday() - BEFORE, by=acting("ana"))
    other = authorized(40, ends=yesterday() + SOON, payer="Somebody else")
    assert "authorized by Somebody else" in asked()["other_payer"]
    own = authorized(40, ends=yesterday() + LATER)
    visited(starts="16:00", ends="17:00")
    assert (used(other), used(own)) == ("0", "4")


def test_an_attempt_uses_no_units() -> None:
    quarters()
    row = authorized(40)
    tried = [{"person": "", "name": "Rosa Rivera", "role": "parent", "at": "14:05", "how": "in_person", "outcome": "not_home"}]  # fmt: skip
    typed = filled("attempted_contact", starts="14:00", ends="14:30", modality="", participants=[], attempts=tried)
    draft = begun(note_type="attempted_contact", content=typed)
    assert left(row)[1] == "0"
    signed(draft)
    assert used(row) == "0"


def test_of_two_corrections_that_were_read_at_once_the_second_is_read_again() -> None:
    quarters()
    row = authorized(40)
    note = visited()
    shorter, later = correcting(note, ends="14:30"), correcting(note, starts="14:15")
    sign(shorter)
    with pytest.raises(Refused, match="corrected this note on"):
        sign(later)
    assert used(row) == "2"


def test_what_was_struck_after_a_correction_was_read_uses_nothing_again() -> None:
    quarters()
    row = authorized(40)
    note = visited()
    longer = correcting(note, ends="16:00")
    amended(note, "entered_in_error")
    with pytest.raises(Refused):
        sign(longer)
    assert used(row) == "0"


def test_of_two_who_read_while_units_were_left_the_second_is_refused_where_the_policy_forbids_more() -> None:
    quarters()
    plans.rule(check_key="authorization_short", check_severity="blocks")
    row = authorized(6)
    anas = read(begun(content=filled("session")))
    bens = read(begun("ben", content=filled("session", starts="17:00", ends="18:30")), "ben")
    sign(bens, "ben")
    with pytest.raises(Refused, match="Nothing is left of the authorization"):
        sign(anas)
    assert used(row) == "6"


def test_of_two_who_read_below_a_cap_the_second_is_refused_where_the_policy_forbids_more() -> None:
    quarters()
    plans.rule(caps=[{"units": 8, "per": "day"}])
    plans.rule(check_key="cap", check_severity="blocks")
    anas = read(begun(content=filled("session")))
    bens = read(begun("ben", content=filled("session", starts="17:00", ends="18:30")), "ben")
    sign(bens, "ben")
    with pytest.raises(Refused, match="has at most 8 units on one day"):
        sign(anas)


def test_a_correction_does_not_count_its_own_note_against_a_cap() -> None:
    quarters()
    plans.rule(caps=[{"units": 8, "per": "day"}])
    shorter = correcting(visited(), ends="15:15")
    assert "cap" not in [each["check"] for each in shorter.frozen[0]["content"].get("checks", ())]


def test_a_cap_counts_what_minutes_give_also_where_hours_are_authorized() -> None:
    quarters()
    plans.rule(caps=[{"units": 8, "per": "day"}])
    authorized(40, label="hour")
    visited(starts="08:00", ends="10:00")
    assert "signed notes have 8, this one takes 4" in asked(ends="15:00")["cap"]


def test_a_service_that_turns_out_to_be_an_attempt_gives_its_units_back_and_the_other_way_round() -> None:
    quarters()
    row = authorized(40)
    tried = [{"person": "", "name": "Rosa Rivera", "role": "parent", "how": "in_person", "at": "14:05", "outcome": "no_answer"}]  # fmt: skip
    note = visited()
    present = actions.amend(
        note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana")
    ).content["participants"]
    amended(note, "correction", participants=[], attempts=tried)
    assert used(row) == "0"
    amended(note, "correction", participants=present, attempts=[])
    assert used(row) == "6"


def test_a_rounding_that_counts_in_hours_uses_hours_once() -> None:
    rounding = {"algorithm": "nearest", "unit_minutes": 15, "counted_in": "hours"}
    plans.rule(rounding_algorithm=rounding)
    row = authorized(40, label="hour")
    visited(ends="16:00")
    assert used(row) == "2"


def test_a_correction_of_two_clients_keeps_each_with_the_authorization_that_it_used() -> None:
    quarters()
    held = {}
    for name in ("Mateo Rivera", "Lucía Rivera"):
        for number, ends in (("first", SOON), ("later", LATER)):
            new = NewAuthorization("Medicaid", SERVICE, 600, "unit", yesterday() - BEFORE, yesterday() + ends, number)
            held[name, number] = authorizations.authorize(client=client_named(name), new=new, by=acting("ana"))
    signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    note = Note.objects.get(client=client_named("Mateo Rivera"), amends__isnull=True)
    both = [str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")]
    sign(correcting(note, ends="15:15", clients=both))
    uses = {key: used_of([row.identity]).get(row.identity, 0) for key, row in held.items()}
    assert uses == {
        ("Mateo Rivera", "first"): 500,
        ("Mateo Rivera", "later"): 0,
        ("Lucía Rivera", "first"): 500,
        ("Lucía Rivera", "later"): 0,
    }


def test_a_correction_is_asked_about_what_it_rests_on_and_never_forbidden() -> None:
    quarters()
    plans.rule(check_key="authorization_short", check_severity="blocks")
    row = authorized(2)
    note = visited(ends="14:30")
    longer = correcting(note, ends="15:00")
    (item,) = [each for each in longer.frozen[0]["content"]["checks"] if each["check"] == "authorization_short"]
    assert item["severity"] == "warns"
    sign(longer)
    assert used(row) == "4"


def test_each_diagnosis_need_and_score_is_a_disclosure_of_its_own() -> None:
    stated()
    content = ledger.content_of(visited().pk)
    assert [each["kind"] for each in content["thread_needs"]] == ["symptom"]
    assert "needs" not in content["thread"]
    assert thread_of(content)["needs"] == content["thread_needs"]
    assert thread_of({"thread": {**thread_of(content)}}) == thread_of(content)


def test_a_record_of_few_notes_is_whole_also_where_some_of_the_first_fall_out() -> None:
    notes = [visited(starts=f"{hour:02}:00", ends=f"{hour:02}:30") for hour in range(9, 14)]
    amended(notes[0], "entered_in_error")
    amended(notes[1], "correction", occurred_on=(yesterday() - timedelta(days=3)).isoformat())
    found = queries.served_between(None, yesterday(), yesterday(), None, 3)
    assert [each.note.pk for each in found] == [each.pk for each in notes[2:]]

"""A visit to which nobody came: paid where a policy says so, with units used, reckoned anew and given back like those of a service."""

from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations.models import UnitUse
from goldthread.billing import queries as billing
from goldthread.billing.queries import Wanted
from goldthread.billing.served import Served
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.notes import checking, queries
from goldthread.notes.models import Draft, Note
from goldthread.notes.no_shows import no_show
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import authorized, left, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.tests import writing as plans
from tests.cast import client_named, named

HALF_AN_HOUR = {"pays": "minutes", "minutes": 30}
EVIDENCE = {"confirmed_within_hours": 24, "waited_minutes": 15, "told_within_hours": 24}
MATEO, LUCIA = "Mateo Rivera", "Lucía Rivera"
cast = pytest.mark.usefixtures("cast")


def pays(**changes: Any) -> None:
    """A policy that pays half an hour where nobody came, and quarters of an hour for what was served."""
    quarters()
    plans.rule(no_show_policy={**HALF_AN_HOUR, **changes})


def row(name: str = MATEO, outcome: str = "no_show") -> dict[str, str]:
    """That somebody was to be met, and what came of it."""
    known = {MATEO, LUCIA}
    person, role = (str(client_named(name).pk), "client") if name in known else ("", "parent")
    return {"person": person, "name": name, "role": role, "how": "in_person", "at": "14:05", "outcome": outcome}


def nobody_came(*clients: str, attempts: list[dict[str, str]] | None = None, **changes: Any) -> Draft:
    """A draft of an attempt upon these clients."""
    tried = attempts or [row(name) for name in clients or (MATEO,)]
    said = {"starts": "", "ends": "", "modality": "", "participants": [], "attempts": tried, **changes}
    return begun(note_type="attempted_contact", content=filled("attempted_contact", *clients or (MATEO,), **said))


def waited_for(**changes: Any) -> Note:
    (note,) = signed(nobody_came(**changes))
    return note


def asked(draft: Draft) -> dict[str, str]:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key: each.found[0].sentence for each in ready.questions}


def record() -> list[Served]:
    return billing.service_record(named("ana"), Wanted(yesterday(), yesterday()))


@cast
def test_a_paid_no_show_uses_units_as_it_is_signed_and_the_draft_is_counted_before() -> None:
    pays()
    held = authorized()
    draft = nobody_came()
    assert left(held) == ("0", "2", "38")
    (note,) = signed(draft)
    assert left(held) == ("2", "0", "38")
    assert ledger.content_of(note.pk)["thread"]["units"]["paid_minutes"] == 30
    (use,) = authorizations.uses_of(held.identity)
    assert use.spoken == [
        "nobody came, and the policy pays 30 minutes",
        "30 minutes are nearest to 2 units of 15 minutes",
    ]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@cast
def test_the_editor_shows_what_it_would_use(client: Browser) -> None:
    pays()
    authorized()
    draft = nobody_came()
    client.force_login(named("ana"))
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert "38 of 40 units left" in page


@cast
@pytest.mark.parametrize("said", [None, {"pays": "nothing"}])
def test_where_no_policy_pays_nothing_is_used_and_nothing_else_is_said(said: dict[str, Any] | None) -> None:
    quarters()
    if said:
        plans.rule(no_show_policy=said)
    held = authorized()
    draft = nobody_came()
    assert (left(held), asked(draft)) == (("0", "0", "40"), {})
    (note,) = signed(draft)
    assert left(held) == ("0", "0", "40")
    assert ledger.content_of(note.pk)["thread"]["units"] is None
    (row,) = record()
    assert row.forbidding == ("It tells of attempts only, and no service was given.",)


@cast
@pytest.mark.parametrize("outcome", ["no_answer", "left_message", "cancelled", "not_home", "reached", ""])
def test_only_what_the_policy_names_is_paid(outcome: str) -> None:
    pays()
    held = authorized()
    waited_for(attempts=[row(outcome=outcome or "other")])
    assert left(held)[0] == "0"


@cast
def test_a_policy_may_pay_a_visit_that_was_called_off_too() -> None:
    pays(outcomes=["no_show", "cancelled"])
    held = authorized()
    waited_for(attempts=[row(outcome="cancelled")])
    assert left(held)[0] == "2"


@cast
def test_a_correction_reckons_anew_and_an_error_gives_back() -> None:
    pays()
    held = authorized()
    note = waited_for()
    amended(note, "correction", attempts=[row(outcome="no_answer")])
    assert left(held) == ("0", "0", "40")
    assert queries.standing_content(note.pk)["thread"]["units"] is None
    amended(note, "correction", attempts=[row()])
    assert left(held) == ("2", "0", "38")
    amended(note, "correction", narrative={"circumstances": "The lights were on."})
    assert (left(held), UnitUse.objects.count()) == (("2", "0", "38"), 3), "what bears on no unit reckons none"
    amended(note, "entered_in_error")
    assert left(held) == ("0", "0", "40")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@cast
def test_a_correction_that_says_somebody_came_takes_the_time_that_was_served() -> None:
    pays()
    held = authorized()
    note = waited_for(starts="14:00", ends="15:00")
    assert left(held)[0] == "2"
    amended(note, "correction", participants=[{"person": "", "name": "Rosa Rivera", "role": "parent", "how": "phone"}])
    assert left(held)[0] == "4"


@cast
def test_a_policy_that_comes_later_pays_nothing_that_is_signed() -> None:
    quarters()
    held = authorized()
    note = waited_for()
    plans.rule(no_show_policy=HALF_AN_HOUR)
    amended(note, "correction", attempts=[row(), row(outcome="not_home")])
    assert left(held)[0] == "0"


@cast
def test_each_client_of_a_note_is_paid_for_by_what_came_of_them() -> None:
    pays()
    held = authorized()
    rows = [row(MATEO, "no_answer"), row(LUCIA, "no_show")]
    draft = nobody_came(MATEO, LUCIA, attempts=rows)
    assert left(held)[1] == "0"
    notes = {note.client_id: ledger.content_of(note.pk)["thread"]["units"] for note in signed(draft)}
    assert notes[client_named(MATEO).pk] is None
    assert notes[client_named(LUCIA).pk]["hundredths"] == 200
    signed(nobody_came(MATEO, LUCIA, attempts=[row("Rosa Rivera")]))
    assert left(held)[0] == "2", "who brings both and did not come kept both away"


@cast
def test_what_the_policy_asks_for_is_asked_and_without_an_answer_nothing_is_used() -> None:
    pays(**EVIDENCE)
    held = authorized()
    draft = nobody_came()
    sentence = asked(draft)["no_show"]
    for words in ("30 minutes", "within 24 hours before", "waited 15 minutes", "told within 24 hours"):
        assert words in sentence
    assert left(held)[1] == "0"
    signed(draft)
    assert left(held)[0] == "0"
    (row,) = record()
    assert row.forbidding == ("It tells of attempts only, and no service was given.",)


@cast
def test_the_answer_is_sealed_and_holds_for_a_correction_too() -> None:
    pays(**EVIDENCE)
    held = authorized()
    note = waited_for(answers={"no_show": "Rosa said yes at 9:00; I stayed 20 minutes and wrote to Pat at once."})
    assert left(held)[0] == "2"
    (kept,) = ledger.content_of(note.pk)["checks"]
    assert (kept["check"], kept["answer"][:4]) == ("no_show", "Rosa")
    amended(note, "correction", starts="14:00", ends="14:20")
    assert left(held)[0] == "2"
    amended(note, "correction", ends="14:10")
    assert left(held)[0] == "0", "by its times nobody waited long enough"


@cast
def test_times_that_are_shorter_than_the_waiting_that_is_asked_for_are_told_of() -> None:
    pays(**EVIDENCE)
    draft = nobody_came(starts="14:00", ends="14:10", answers={"no_show": "I waited."})
    assert "once you waited 15 minutes" in asked(draft)["no_show"]


@cast
def test_a_paid_no_show_is_held_against_the_authorization_as_a_service_is() -> None:
    pays()
    plans.rule(auth_required=True)
    assert "a policy asks for one" in asked(nobody_came())["no_authorization"]
    authorized(units=1)
    assert "1 are left" in asked(nobody_came())["authorization_short"]


@cast
def test_it_stands_on_the_service_record_with_its_arithmetic_and_is_pooled_with_nothing() -> None:
    quarters()
    plans.rule(no_show_policy=HALF_AN_HOUR, pool_scope="same_code_same_day")
    authorized()
    visited(starts="09:00", ends="09:10")
    waited_for(starts="14:00", ends="14:20")
    served, waited = record()
    assert (served.counted, served.spoken[0]) == ("1", "10 minutes are nearest to 1 unit of 15 minutes")
    assert (waited.counted, waited.minutes, waited.forbidding) == ("2", 20, ())
    assert waited.spoken == [
        "nobody came, and the policy pays 30 minutes",
        "30 minutes are nearest to 2 units of 15 minutes",
    ]
    assert not [each for each in waited.missing if "Signing took" in each or "No policy said" in each]


@cast
def test_the_page_that_says_why_it_was_needed_says_what_was_paid(client: Browser) -> None:
    pays()
    authorized()
    note = waited_for()
    client.force_login(named("ana"))
    page = client.get(f"/notes/{note.pk}/why/").content.decode()
    assert "nobody came, and the policy pays 30 minutes" in page


@given(
    minutes=some.integers(1, 600),
    lasted=some.none() | some.integers(0, 600),
    waited=some.none() | some.integers(1, 600),
    outcome=some.sampled_from(["no_show", "not_home", "cancelled", "no_answer"]),
    listed=some.none() | some.sets(some.sampled_from(["no_show", "not_home", "cancelled"]), min_size=1),
    answer=some.sampled_from(["", "  ", "So it was."]),
)
def test_it_is_paid_in_full_or_not_at_all(
    minutes: int, lasted: int | None, waited: int | None, outcome: str, listed: set[str] | None, answer: str
) -> None:
    said: dict[str, Any] = {"pays": "minutes", "minutes": minutes}
    said |= {"waited_minutes": waited} if waited else {}
    said |= {"outcomes": sorted(listed)} if listed else {}
    typed = {"attempts": [{"person": "one", "name": "One", "outcome": outcome}], "answers": {"no_show": answer}}
    found = no_show(typed, said, lasted=lasted)
    assert (found is not None) == (outcome in (listed or {"no_show"}))
    if found:
        keeps = waited is None or (bool(answer.strip()) and (lasted is None or lasted >= waited))
        assert found.paid == (minutes if keeps else None)
    assert no_show(typed, said, others={"one"}, lasted=lasted) is None
    assert no_show({**typed, "participants": [{"name": "One"}]}, said, lasted=lasted) is None

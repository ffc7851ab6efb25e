"""Authorizations that count events or days: a note of the service is one event, and the first one of a day uses that day."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations import queries as remaining
from goldthread.authorizations.actions import NewAuthorization
from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.authorizations.queries import used_of
from goldthread.authorizations.rules import takes, units_for
from goldthread.cases import actions as cases
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.notes import actions, checking, queries
from goldthread.notes.actions import Signature
from goldthread.notes.models import Draft, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.resting import BEFORE, SERVICE, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, read, signed, yesterday
from goldthread.plans.tests import writing as plans
from goldthread.policies.queries import Resolved
from tests.cast import PASSWORD, acting, client_named, named

cast = pytest.mark.usefixtures("cast")
MATEO, LUCIA, OTHER = "Mateo Rivera", "Lucía Rivera", "Transport"
A_DAY = timedelta(days=1)


def authorized(label: str = "day", count: int = 10, *, of: str = MATEO, **changes: Any) -> Authorization:
    said = {"payer": "Medicaid", "service": SERVICE, "from_on": yesterday() - BEFORE, "number": "A-17", **changes}
    new = NewAuthorization(units_hundredths=count * 100, unit_label=label, **said)
    return authorizations.authorize(client=client_named(of), new=new, by=acting("ana"))


def used(*rows: Authorization) -> list[int]:
    """How many events or days signed notes used of each."""
    sums = used_of([row.identity for row in rows])
    return [sums.get(row.identity, 0) // 100 for row in rows]


def drafted(row: Authorization) -> str:
    found = remaining.of_identity(row.identity, [row.client_id], yesterday())
    assert found is not None
    return found.drafted


def takers(row: Authorization) -> set[Any]:
    """The notes that use something of it now."""
    notes = UnitUse.objects.filter(authorization=row.identity).values_list("note", flat=True)
    return remaining.using_among(list(notes))


def at(hour: int, **changes: Any) -> Note:
    """A visit of half an hour with Mateo that begins at a full hour."""
    return visited(starts=f"{hour:02}:00", ends=f"{hour:02}:30", **changes)


def on(day: date) -> dict[str, str]:
    return {"occurred_on": day.isoformat()}


def asked(draft: Draft) -> set[str]:
    _found, ready = checking.look_over(draft=draft, author=draft.author)
    return {each.check.key for each in ready.questions}


# Events


@cast
@pytest.mark.parametrize("by_minutes", [True, False])
def test_each_note_of_the_service_is_one_event_however_long_it_took_and_whatever_policies_say(by_minutes: bool) -> None:
    if by_minutes:
        quarters()
    row = authorized("event")
    draft = begun(content=filled("session"))
    assert (drafted(row), asked(draft)) == ("1", set())
    (note,) = signed(draft)
    at(17)
    assert (used(row), drafted(row)) == ([2], "0")
    assert remaining.uses_of(row.identity)[0].spoken == ["a note of the service is one event, however long it took"]
    assert ledger.content_of(note.pk)["thread"]["authorization"]["uses"] == 100


@cast
def test_a_corrected_time_leaves_the_event_a_corrected_service_gives_it_back_and_so_does_an_error() -> None:
    row = authorized("event")
    first, second = at(9), at(11)
    amended(first, "correction", ends="10:00")
    assert (used(row), UnitUse.objects.count()) == ([2], 2)
    amended(first, "correction", service=OTHER)
    assert used(row) == [1]
    amended(first, "correction", service=SERVICE)
    amended(second, "entered_in_error")
    assert used(row) == [1]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@cast
def test_a_policy_that_counts_encounters_says_itself_what_is_one() -> None:
    plans.rule(rounding_algorithm={"algorithm": "per_encounter", "least_minutes": 60})
    row = authorized("event")
    at(9)
    assert used(row) == [0]
    visited()
    assert used(row) == [1]


@cast
def test_of_a_group_each_client_uses_an_event_of_their_own() -> None:
    rows = authorized("event"), authorized("event", of=LUCIA)
    signed(begun(note_type="group_session", content=filled("group_session", MATEO, LUCIA)))
    assert used(*rows) == [1, 1]


@cast
def test_an_attempt_is_no_event_and_no_day_and_what_is_paid_for_it_is_asked_about() -> None:
    quarters()
    plans.rule(no_show_policy={"pays": "minutes", "minutes": 30})
    row = authorized("event")
    person = {"person": str(client_named(MATEO).pk), "name": MATEO, "role": "client", "how": "in_person", "at": ""}
    tried = {"participants": [], "modality": "", "attempts": [{**person, "outcome": "no_show"}]}
    draft = begun(note_type="attempted_contact", content=filled("attempted_contact", **tried))
    assert (drafted(row), asked(draft)) == ("0", {"authorization_units"})
    signed(draft)
    assert used(row) == [0]


# Days


@cast
def test_the_first_note_of_a_day_uses_it_and_further_ones_use_nothing() -> None:
    row = authorized()
    begun(content=filled("session", starts="08:00", ends="08:30"))
    draft = begun(content=filled("session", starts="18:00", ends="18:30"))
    assert drafted(row) == "1"
    first = at(11)
    at(9)
    assert (used(row), takers(row), drafted(row)) == ([1], {first.pk}, "0")
    signed(draft)
    at(9, **on(yesterday() - A_DAY))
    assert used(row) == [2]
    assert remaining.uses_of(row.identity)[0].spoken == ["the first note of the service on a day is one day, however long it took"]  # fmt: skip


@cast
def test_as_the_first_is_struck_or_moved_the_next_uses_the_day() -> None:
    row = authorized()
    first, second, third = at(9), at(11), at(13)
    amended(first, "entered_in_error")
    assert (used(row), takers(row)) == ([1], {second.pk})
    amended(second, "correction", **on(yesterday() - A_DAY))
    assert (used(row), takers(row)) == ([2], {second.pk, third.pk})
    amended(second, "correction", **on(yesterday()))
    assert (used(row), takers(row)) == ([1], {third.pk}), "who comes to a day that is used uses nothing"
    amended(third, "correction", service=OTHER)
    assert (used(row), takers(row)) == ([1], {second.pk})
    amended(second, "entered_in_error")
    assert used(row) == [0]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@cast
def test_a_corrected_time_of_the_first_and_an_error_of_the_second_leave_the_day_as_it_is() -> None:
    row = authorized()
    first, second = at(9), at(11)
    amended(first, "correction", ends="10:00")
    amended(second, "entered_in_error")
    assert (used(row), takers(row), UnitUse.objects.count()) == ([1], {first.pk}, 1)


@cast
def test_a_day_of_another_client_service_or_payer_is_another_day() -> None:
    mateo, lucia, drives = authorized(), authorized(of=LUCIA), authorized(service=OTHER)
    signed(begun(content=filled("session", MATEO, LUCIA)))
    at(17)
    at(19, service=OTHER)
    assert used(mateo, lucia, drives) == [1, 1, 1]


@cast
def test_a_second_authorization_of_the_same_payer_pays_no_day_twice() -> None:
    first = authorized(count=1, to_on=yesterday() + A_DAY)
    later = authorized(number="B-18")
    note = at(9)
    at(11)
    assert used(first, later) == [1, 0]
    amended(note, "entered_in_error")
    assert sum(used(first, later)) == 1


@cast
def test_an_authorization_that_was_struck_meanwhile_keeps_nobody_from_striking_a_note() -> None:
    authorized(count=1, to_on=yesterday() + A_DAY)
    later = authorized(number="B-18")
    note = at(9)
    at(11)
    authorizations.strike(row=later, reason="Never was.", by=acting("ana"))
    amended(note, "entered_in_error")
    assert used(later) == [0]


@cast
def test_two_records_of_one_person_have_one_day_together() -> None:
    mateo, lucia = authorized(), authorized(of=LUCIA)
    cases.merge(kept=client_named(MATEO), merged=client_named(LUCIA), reason="Entered twice.", by=acting("hana"))
    at(9)
    visited(clients=[str(client_named(LUCIA).pk)], starts="11:00", ends="11:30")
    assert sum(used(mateo, lucia)) == 1


@cast
def test_nothing_of_a_further_note_is_asked_though_the_days_are_used_up() -> None:
    row = authorized(count=1)
    plans.rule(auth_required=True)
    at(9)
    assert "authorization_short" not in asked(begun(content=filled("session", starts="11:00", ends="11:30")))
    other_day = begun(content=filled("session", starts="11:00", ends="11:30", **on(yesterday() - A_DAY)))
    assert "authorization_short" in asked(other_day)
    assert used(row) == [1]


@cast
def test_who_reads_while_another_signs_the_same_day_need_not_read_again() -> None:
    row = authorized()
    pending = read(begun(content=filled("session")))
    first = signed(begun("ben", content=filled("session", starts="17:00", ends="17:30")), "ben")[0]
    (note,) = actions.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))
    held = [ledger.content_of(each.pk)["thread"]["authorization"] for each in (first, note)]
    assert held[0] == held[1], "what was frozen tells nothing of the other note"
    assert (used(row), takers(row)) == ([1], {first.pk})


@cast
def test_a_policy_of_days_needs_its_minutes_and_is_used_once_a_day_too() -> None:
    plans.rule(rounding_algorithm={"algorithm": "per_diem", "least_minutes": 60}, unit_label="day")
    row = authorized()
    at(9)
    assert used(row) == [0]
    note = visited()
    at(17)
    visited(starts="18:00", ends="19:30")
    assert (used(row), takers(row)) == ([1], {note.pk})


@cast
def test_parts_of_a_day_by_the_clock_are_used_as_the_policy_reckons_them() -> None:
    plans.rule(rounding_algorithm={"algorithm": "exact", "unit_minutes": 60, "places": 1}, unit_label="day")
    row = authorized()
    at(9)
    at(11)
    assert used_of([row.identity])[row.identity] == 100


@cast
def test_the_page_that_says_why_it_was_needed_says_what_it_counts(client: Browser) -> None:
    authorized()
    note = at(9)
    client.force_login(named("ana"))
    page = client.get(f"/notes/{note.pk}/why/").content.decode()
    assert "the first note of the service on a day is one day" in page
    assert "no rule on file could say" not in page


@cast
@pytest.mark.parametrize("seed", range(6))
def test_after_any_history_as_many_days_are_used_as_have_a_note_and_each_by_one(seed: int) -> None:
    told, row = random.Random(seed), authorized(count=40)
    live: dict[Any, Note] = {}
    for hour in range(7, 20):
        act = told.choice(["sign", "sign", "move", "move", "other", "strike"]) if live else "sign"
        day = on(yesterday() - told.randrange(3) * A_DAY)
        if act == "sign":
            note = at(hour, **day)
            live[note.pk] = note
            continue
        note = live[told.choice(sorted(live))]
        if act == "strike":
            amended(live.pop(note.pk), "entered_in_error")
        elif act == "move" and queries.standing_content(note.pk)["occurred_on"] != day["occurred_on"]:
            amended(note, "correction", **day)
        elif act == "other":
            service = OTHER if queries.standing_content(note.pk)["service"] == SERVICE else SERVICE
            amended(note, "correction", service=service)
        told_now = [queries.standing_content(pk) for pk in live]
        days = {each["occurred_on"] for each in told_now if each["service"] == SERVICE}
        assert used(row) == [len(days)]
        assert {queries.standing_content(pk)["occurred_on"] for pk in takers(row)} == days
        assert len(takers(row)) == len(days)


MINUTES = [
    None,
    '{"algorithm": "nearest", "unit_minutes": 15}',
    '{"algorithm": "full", "unit_minutes": 60}',
    '{"algorithm": "exact", "unit_minutes": 60, "places": 2}',
    '{"algorithm": "table", "from_minutes": [8, 24], "then_every": 15}',
    '{"algorithm": "ranges", "ranges": [{"from_minutes": 16, "code": "S-1"}]}',
]


@given(minutes=some.none() | some.integers(0, 1440), rounding=some.sampled_from(MINUTES), label=some.sampled_from(["event", "day"]))  # fmt: skip
def test_a_service_is_one_event_or_one_day_whatever_the_clock_says(
    minutes: int | None, rounding: str | None, label: str
) -> None:
    said = {name: Resolved(None) for name in ("min_minutes", "unit_label", "pool_scope", "pool_by")}
    units = units_for({**said, "rounding_algorithm": Resolved(rounding)}, minutes)
    found = takes(units, label)
    assert found is not None
    assert (found.hundredths, found.once_a_day) == (100, label == "day")
    assert takes(units, label, is_service=False) is None


@given(minutes=some.integers(0, 1440), least=some.integers(0, 1440), label=some.sampled_from(["event", "day"]))
def test_a_policy_that_counts_the_same_is_the_one_that_says_it(minutes: int, least: int, label: str) -> None:
    algorithm = {"event": "per_encounter", "day": "per_diem"}[label]
    rounding = Resolved(f'{{"algorithm": "{algorithm}", "least_minutes": {least}}}')
    said = {name: Resolved(None) for name in ("min_minutes", "unit_label", "pool_scope", "pool_by")}
    units = units_for({**said, "rounding_algorithm": rounding}, minutes)
    found = takes(units, label)
    assert units is not None
    assert found is not None
    assert (found.hundredths, found.steps) == (100 if minutes >= least else 0, units.counted.steps)

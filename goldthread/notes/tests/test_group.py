"""A group across families: shared words once, each member's own, one ceremony, and nothing of one in another's record."""

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, attendance, definitions, queries
from goldthread.notes.models import Draft, Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, read, signed, visit, yesterday
from goldthread.notes.times import minutes_between
from tests.cast import OPENED_ON, acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MEMBERS = ("Mateo Rivera", "Lucía Rivera", "Ayo Bright", "Imani Cole", "Tomás Cole", "Зоя Орлова")


@pytest.fixture(autouse=True)
def _families(cast: None) -> None:
    for name, children in (
        ("Bright", ["Ayo Bright"]),
        ("Cole", ["Imani Cole", "Tomás Cole"]),
        ("Orlova", ["Зоя Орлова"]),
    ):
        new = [NewClient(child) for child in children]
        team = [(named("ana"), "case manager")]
        cases.open_case(new=NewCase(name, "family", new, OPENED_ON, "Referred.", team), by=COMMAND_LINE)


def told(**changes: Any) -> dict[str, Any]:
    own = {str(client_named(name).pk): f"Only of {name.split()[0]}: drew a house." for name in MEMBERS}
    shared = {"focus": "Naming feelings.", "course": "They took turns with the cards."}
    return visit(*MEMBERS, **{"narrative": shared, "own": own, "participants": [], "requests": [], **changes})


def group(**changes: Any) -> Draft:
    return begun(note_type="group_session", content=told(**changes))


def pk_of(name: str) -> str:
    return str(client_named(name).pk)


def refused(**changes: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as caught:
        read(group(**changes))
    return [(each.field, each.sentence) for each in caught.value.findings]


def test_six_members_of_four_families_are_signed_once_and_nothing_of_one_stands_in_another() -> None:
    notes = signed(group())
    assert len(notes) == 6
    assert len({note.encounter for note in notes}) == 1
    assert len({note.case_id for note in notes}) == 4
    for note in notes:
        words = json.dumps(ledger.content_of(note.pk), ensure_ascii=False)
        assert "Naming feelings." in words
        for name in MEMBERS:
            assert (f"Only of {name.split()[0]}" in words) == (note.client_id == client_named(name).pk)
            assert (name in words) == (note.client_id == client_named(name).pk)
    assert {note.group_size for note in notes} == {6}
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_who_is_ticked_of_one_family_does_not_stand_in_the_record_of_another() -> None:
    present = [{"person": pk_of(name), "name": name, "role": "client"} for name in MEMBERS]
    notes = signed(group(participants=present))
    cole = next(note for note in notes if note.client_id == client_named("Ayo Bright").pk)
    assert [part.name for part in cole.parts.filter(kind="participants")] == ["Ayo Bright"]


def test_a_member_who_came_late_has_their_own_minutes() -> None:
    ayo = pk_of("Ayo Bright")
    notes = {str(note.client_id): note for note in signed(group(came={ayo: "14:40"}, left={ayo: "15:20"}))}
    assert minutes_between(notes[ayo].came_at, notes[ayo].left_at) == 40
    assert notes[ayo].duration_minutes == 90
    assert notes[pk_of("Imani Cole")].came_at is None
    assert "attended" not in ledger.content_of(notes[pk_of("Imani Cole")].pk)
    assert "there 14:40–15:20, 40 minutes" in notes[ayo].in_group


def test_past_midnight_a_time_is_one_of_the_next_day() -> None:
    ayo = pk_of("Ayo Bright")
    evening = (yesterday() - timedelta(days=1)).isoformat()
    times = {"starts": "23:00", "ends": "00:30", "overnight": "on", "came": {ayo: "23:30"}, "left": {ayo: "00:10"}}
    notes = {str(note.client_id): note for note in signed(group(occurred_on=evening, **times))}
    assert minutes_between(notes[ayo].came_at, notes[ayo].left_at) == 40


def test_a_member_without_words_of_their_own_is_named() -> None:
    own = {**told()["own"], pk_of("Imani Cole"): "  "}
    assert refused(own=own) == [
        (
            f"own-{pk_of('Imani Cole')}",
            "Nothing is written about Imani Cole alone. Write what this client did, or untick the client.",
        )
    ]


@pytest.mark.parametrize(
    ("came", "left", "field", "words"),
    [
        ("15:00", "14:30", "left", "left before coming"),
        ("13:00", "", "came", "outside of the session"),
        ("", "16:00", "left", "outside of the session"),
        ("noon", "", "came", "no time of day"),
    ],
)
def test_times_that_cannot_be_are_said_at_their_field(came: str, left: str, field: str, words: str) -> None:
    ayo = pk_of("Ayo Bright")
    ((where, sentence),) = refused(came={ayo: came}, left={ayo: left})
    assert where == f"{field}-{ayo}"
    assert words in sentence


def test_where_own_times_are_required_each_member_has_both() -> None:
    names = {UUID(pk_of(name)): name for name in ("Ayo Bright", "Imani Cole")}
    ayo = pk_of("Ayo Bright")
    found = attendance.timeless_findings({"came": {ayo: "14:40"}}, names)
    assert [each.sentence for each in found] == [
        "Say when Ayo Bright left.",
        "Say when Imani Cole came.",
        "Say when Imani Cole left.",
    ]


def test_a_member_s_time_is_corrected_in_their_own_entry() -> None:
    ayo = pk_of("Ayo Bright")
    note = next(each for each in signed(group(came={ayo: "14:40"})) if str(each.client_id) == ayo)
    draft = actions.amend(note=note, kind="correction", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    assert draft.content["came"] == {ayo: "14:40"}
    content = {**draft.content, "came": {ayo: "14:20"}, "reason": "The list says so."}
    actions.save(draft=draft, base_revision=0, content=content, by=acting("ana"))
    draft.refresh_from_db()
    signed(draft)
    assert queries.standing_content(note.pk)["attended"]["minutes"] == 70
    assert Note.objects.filter(amends=note.pk).count() == 1


def test_the_next_group_begins_with_the_same_members() -> None:
    signed(group())
    members = queries.last_group(named("ana"), queries.newest_type("group_session"))
    assert sorted(members) == sorted(client_named(name).pk for name in MEMBERS)


def test_drafts_of_the_first_version_are_signed_as_they_were_begun() -> None:
    assert queries.definition_of(queries.newest_type("session")).own == "offered"


@pytest.mark.parametrize("key", ["own", "own_times"])
def test_a_type_that_wants_it_otherwise_than_known_is_refused(key: str) -> None:
    document = dict(queries.newest_type("group_session").definition)
    with pytest.raises(Refused, match=key):
        definitions.read({**document, key: "sometimes"})


def test_a_type_may_require_everybody_s_own_times_of_the_note_and_of_no_addendum() -> None:
    document = {**queries.newest_type("group_session").definition, "version": 9, "own_times": "required"}
    actions.load_type(document=document, by=COMMAND_LINE)
    assert len(refused()) == 2 * len(MEMBERS)
    members = [pk_of(name) for name in MEMBERS]
    note = signed(group(came=dict.fromkeys(members, "14:00"), left=dict.fromkeys(members, "15:30")))[0]
    assert amended(note, "addendum", narrative={"narrative": "Her mother called."}).amends_id == note.pk

"""project(version, content): the kept rows of a note follow from its content alone, for ever."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from goldthread.cases.models import PersonRole
from goldthread.ledger import actions as ledger
from goldthread.ledger import seal
from goldthread.ledger.verify import verify
from goldthread.lib.actor import COMMAND_LINE
from goldthread.notes import markup
from goldthread.notes.codes import VERSION_1
from goldthread.notes.models import How, Outcome, Sensitivity, Valence
from goldthread.notes.projection import PROJECTION, UnknownVersion
from goldthread.services.rules import PLACES

ENTRY = UUID("0193a2b0-0000-7000-8000-000000000001")
CLIENT = "0193a2b0-0000-7000-8000-000000000002"
AT = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
# Content as it was sealed when version 1 began. It is never changed: old notes look like this.
CONTENT: dict[str, Any] = {
    "client": {"id": CLIENT, "name": "Mateo Rivera", "number": "P-1001"},
    "case": None,
    "encounter": "0193a2b0-0000-7000-8000-000000000003",
    "author": {"id": None, "name": "Ana Castellanos", "credential": "BSW", "level": "bachelor"},
    "signing": {"method": "password"},
    "note_type": {"key": "session", "version": 1, "title": "Session"},
    "occurred_on": "2026-03-02",
    "starts": {"utc": "2026-03-02T15:00:00.000000Z", "zone": "America/Indiana/Indianapolis", "offset": "-05:00"},
    "ends": {"utc": "2026-03-02T15:50:00.000000Z", "zone": "America/Indiana/Indianapolis", "offset": "-05:00"},
    "minutes": 50,
    "zone": "America/Indiana/Indianapolis",
    "place_of_service": "12",
    "how": "in_person",
    "service": "Home-based casework",
    "modality": "Parent coaching",
    "written": {"at": "2026-03-02T16:00:00.000000Z", "days_after": 0, "is_late": False},
    "cosignature": {"needed": False, "due_on": None, "policy": None},
    "labels": [],
    "participants": [{"person": None, "name": "Rosa & José", "role": "parent", "how": "in_person"}],
    "attempts": [
        {"person": None, "name": "Pat", "role": "neighbour", "how": "drone", "at": "09:15", "outcome": "slept"}
    ],
    "requests": [{"person": None, "of": "Pat", "role": "fcm", "what": "The report", "due_on": "2026-03-09"}],
    "judgments": [{"question": "Stay?", "options": "", "consulted": "", "decision": "Yes", "why": "Safe"}],
    "occurrences": [{"what": "A hug", "valence": "positive", "whose": "Mateo"}],
    "narrative": [
        {"section": "what", "title": "What happened", "text": "First <b>.\n\n"},
        {"section": "what", "title": "What happened", "text": "Second."},
        {"section": "own", "title": "", "text": "His own."},
    ],
    "carries": {"items": ["I1", "I3"]},
}
HTML = (
    '<h4>&label-participants;</h4><ul class="block participants"><li><b>Rosa &amp; José</b>, &role-parent;, &how-in_person;'
    '</li></ul><h4>&label-attempts;</h4><ul class="block attempts"><li><b>Pat</b>, neighbour, 09:15, drone, slept</li></ul>'
    '<h4>What happened</h4><p class="words" dir="auto">First &lt;b&gt;.\n\n</p><p class="words" dir="auto">Second.</p>'
    '<h4>&label-own;</h4><p class="words" dir="auto">His own.</p>'
    '<h4>&label-requests;</h4><ul class="block requests"><li><span class="words" dir="auto">The report</span>, '
    "&label-of; <b>Pat</b>, &role-fcm;, &label-by; &day-2026-03-09;</li></ul>"
    '<h4>&label-judgments;</h4><ul class="block judgments"><li><dl><dt>&label-question;</dt><dd class="words" dir="auto">Stay?'
    '</dd><dt>&label-decision;</dt><dd class="words" dir="auto">Yes</dd><dt>&label-why;</dt><dd class="words" dir="auto">Safe'
    '</dd></dl></li></ul><h4>&label-occurrences;</h4><ul class="block occurrences"><li><span class="words" dir="auto">A hug'
    "</span>, &valence-positive;, &label-whose;: Mateo</li></ul>"
)


def test_a_note_of_version_one_is_kept_as_it_always_was() -> None:
    note, *others = PROJECTION.project(1, ENTRY, AT, CONTENT)
    assert note.values["html"] == HTML
    assert {row.table for row in others} == {"notes_noteitem", "notes_notepart"}
    assert (note.values["duration_minutes"], note.values["how"]) == (50, "in_person")


def test_a_note_from_before_labels_and_documents_is_kept_too() -> None:
    (note, *_others) = PROJECTION.project(1, ENTRY, AT, {key: CONTENT[key] for key in CONTENT if key != "labels"})
    assert note.values["html"] == HTML


def test_labels_stand_before_everything_else() -> None:
    note, *_others = PROJECTION.project(1, ENTRY, AT, {**CONTENT, "labels": ["sud", "<other>"]})
    assert note.values["html"] == f'<p class="sensitive">&label-labels;: &sensitive-sud;, &lt;other&gt;</p>{HTML}'


def test_a_correction_of_place_and_time_is_kept_as_it_always_was() -> None:
    corrections = [
        {"field": "place_of_service", "old": "12", "new": "77"},
        {"field": "starts", "old": CONTENT["starts"], "new": None},
    ]
    note, *_others = PROJECTION.project(1, ENTRY, AT, {**CONTENT, "corrections": corrections})
    html = note.values["html"].removeprefix(HTML)
    assert "<del>&place-12;</del>" in html
    assert "<ins>77</ins>" in html
    assert "<del>10:00</del>" in html


def test_what_may_be_chosen_today_is_what_version_one_knows() -> None:
    offered = {"sensitive": Sensitivity, "how": How, "outcome": Outcome, "valence": Valence, "role": PersonRole}
    today = {kind: frozenset(choices.values) for kind, choices in offered.items()} | {"place": frozenset(PLACES)}
    assert seal.SCHEMA_VERSION == 1
    for kind, codes in today.items():
        assert codes <= VERSION_1[kind], "a further choice needs a further version of the content"


@pytest.mark.parametrize("version", [0, 2])
def test_another_version_is_refused_by_name(version: int) -> None:
    with pytest.raises(UnknownVersion, match=f"version {version}"):
        PROJECTION.project(version, ENTRY, AT, CONTENT)


@pytest.mark.usefixtures("cast")
def test_verify_names_an_entry_whose_note_it_cannot_read() -> None:
    ledger.record(kind="note", content={"carries": "nothing"}, by=COMMAND_LINE)
    assert any("its rows cannot be derived" in each for each in verify(witness=None, projections=[PROJECTION]).problems)


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("Send the record.</span>, &label-of; <b>Pat</b>", "Send the record.</span> · asked of <b>Pat</b>"),
        ("Send the record</span>, &label-of; <b>Pat</b>", "Send the record</span>, asked of <b>Pat</b>"),
        ("Send &quot;it!&quot;</span>, &label-of; <b>Pat</b>", "Send &quot;it!&quot;</span> · asked of <b>Pat</b>"),
        ("请寄记录。</span>, &label-of; <b>Pat</b>", "请寄记录。</span> · asked of <b>Pat</b>"),
        ("&progress-better;, <span>On time.</span>", "better: <span>On time.</span>"),
        ("He said: a., b.</span>", "He said: a., b.</span>"),
    ],
)
def test_no_comma_of_ours_follows_the_end_of_a_sentence_where_a_note_is_read(kept: str, read: str) -> None:
    assert markup.read_aloud(kept) == read

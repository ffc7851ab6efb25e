"""goldthread demo: an invented agency that is worth reading, and verifies."""

import copy
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from goldthread.cases.models import CareTeamMember
from goldthread.chart import team, work
from goldthread.demonstration import story
from goldthread.demonstration.agency import ZONE
from goldthread.demonstration.calendar import Calendar
from goldthread.demonstration.load import FAMILIES, load, year
from goldthread.demonstration.story import Story, Told
from goldthread.ledger import queries as record
from goldthread.ledger.verify import verify
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.lib.refusals import Refused
from goldthread.needs.models import NeedKind
from goldthread.notes.definitions import ITEMS, shipped_documents
from goldthread.notes.models import Draft, Note, NoteItem, NotePart
from goldthread.notes.projection import PROJECTION
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.policies import actions as policies
from goldthread.schedule import queries as schedule
from tests.test_backup import goldthread, head

DEFINITIONS = {definition.key: definition for definition, _document in shipped_documents()}
KESTREL = json.loads((story.STORIES / "04-kestrel.json").read_text(encoding="utf-8"))
_AS_COUNTED = re.compile(r"\d+ of \d+|\d+ in \d+")


@pytest.mark.sqlite_only
def test_it_is_loaded_once_and_prints_a_log_in_a_line(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert goldthread(home, "demo").returncode == 1
    assert goldthread(home, "init", "--yes").returncode == 0
    told = goldthread(home, "demo")
    assert told.returncode == 0, told.stderr
    log_ins = [line for line in told.stdout.splitlines() if re.fullmatch(r"\S+: \S+ / \S+", line)]
    assert len(log_ins) == 12
    before = head(home)
    assert before.startswith("whole: ")
    assert goldthread(home, "demo").stdout.splitlines() == log_ins
    assert head(home) == before


@pytest.mark.sqlite_only
@pytest.mark.usefixtures("cast")
def test_it_holds_every_type_and_every_kind_of_information() -> None:
    policies.load_shipped(by=COMMAND_LINE)
    load(clock.today(ZONE), lambda done, total: None, 12)
    notes = Note.objects.exclude(signing="import")
    assert set(notes.values_list("note_type", flat=True)) == set(DEFINITIONS)
    assert set(NoteItem.objects.values_list("item", flat=True)) == set(ITEMS)
    assert {"addendum", "correction", "late_entry", "entered_in_error", "cosignature"} <= set(
        notes.values_list("amendment", flat=True)
    )
    assert set(notes.values_list("signing", flat=True)) == {"demonstration"}
    assert notes.filter(is_late=True).exists()
    assert Draft.objects.filter(signed_at__isnull=True).count() == 8
    assert_a_group_of_six_was_signed_once()
    assert_somebody_left_and_a_draft_stayed_behind()
    assert_something_is_overdue_for_workers_and_their_supervisor()
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def assert_a_group_of_six_was_signed_once() -> None:
    group = Note.objects.filter(note_type="group_session", author__login="linden").latest("occurred_on")
    entries = Note.objects.filter(encounter=group.encounter)
    parts = [part for each in entries for part in record.content_of(each.pk)["narrative"]]
    assert (entries.count(), len({each.client_id for each in entries}), group.group_size) == (6, 6, 6)
    assert len({part["text"] for part in parts if part["section"] == "own"}) == 6
    (apart,) = entries.filter(left_at__isnull=False)
    assert (apart.came_at, apart.left_at - apart.came_at) == (apart.starts_at, timedelta(minutes=50))


def assert_somebody_left_and_a_draft_stayed_behind() -> None:
    wren, mallow, hazel = who("wren"), who("mallow"), who("hazel")
    assert not mallow.is_active
    assert not mallow.has_usable_password()
    assert [left.about for left in team.left_behind(wren)] == ["Bodhi Marsh-Reed"]
    coaches = CareTeamMember.objects.current().filter(role="parent coach", true_to_on=None)
    assert {(each.case.short_name, each.staff) for each in coaches} == {("Marsh-Reed", hazel), ("Golondrina", hazel)}
    today = clock.today(ZONE)
    planned = schedule.of_workers(wren, [hazel.pk, mallow.pk], today, today + timedelta(days=7))
    assert [each.visit.worker for each in planned if each.visit.purpose.startswith("Nap time")] == [hazel]


def assert_something_is_overdue_for_workers_and_their_supervisor() -> None:
    wren, juniper, sorrel, today = who("wren"), who("juniper"), who("sorrel"), clock.today(ZONE)
    assert [len(each.overdue) for each in work.work_of(wren, [juniper, sorrel])] == [1, 1]
    to_cosign, _others = work.to_cosign(wren)
    assert [(note.author, note.cosignature_due_on < today) for note in to_cosign] == [(who("mallow"), True)] * 2
    due = plans.due_of([juniper], today)[juniper.pk]
    assert [each.is_overdue(today) for each in due if each.what == plans.REVIEW] == [True]
    asked = NotePart.objects.filter(kind="requests", due_on__lt=today, note__author__login="mallow")
    assert [each.role for each in asked] == ["professional"]


def who(login: str) -> Staff:
    """One of the staff, by log-in."""
    found: Staff = Staff.objects.get(login=login)
    return found


@pytest.mark.parametrize("shift", range(7))
def test_what_waits_too_long_does_so_on_whatever_weekday_it_is_loaded(shift: int) -> None:
    calendar = Calendar(date(2026, 3, 11) + timedelta(days=shift))
    told = [told for each in year(FAMILIES, DEFINITIONS) for told in each.notes]
    kept = [each.day for each in told if each.draft and each.day < -1]
    uncosigned = [each.day for each in told if each.by == "mallow" and not each.draft and not each.added]
    # A co-signature is due in seven days; a note, by each rule that binds the agency, in fewer.
    assert (len(kept), len(uncosigned)) == (3, 2)
    assert all(calendar.on(day) + timedelta(days=7) < calendar.today for day in [*kept, *uncosigned])


def about(each: Story, key: str) -> Iterator[Told]:
    """The notes about one client, in the order of their days."""
    yield from (told for told in sorted(each.notes, key=lambda told: told.day) if not told.about or key in told.about)


def sentences(told: Told) -> set[str]:
    """What a reader would notice if it came again: sentences of some length, numbers that are counted apart."""
    parts = (part for text in told.says.values() for part in re.split(r"(?<=[.!?”])\s+", text))
    return {part for part in parts if len(part) > 25 and not _AS_COUNTED.search(part)}


@pytest.mark.parametrize("each", year(FAMILIES, DEFINITIONS), ids=lambda each: each.case)
def test_no_sentence_comes_twice_within_ten_notes_of_a_case_file(each: Story) -> None:
    for key in each.clients:
        earlier: list[set[str]] = []
        for told in about(each, key):
            again = sentences(told).intersection(*[set().union(*earlier[-10:])] if earlier else [set()])
            assert not again, f"{each.case}, {told.day}: {again}"
            earlier.append(sentences(told))


def test_every_word_left_open_is_filled_in() -> None:
    calendar = Calendar(date(2026, 3, 11))
    for each in year(FAMILIES, DEFINITIONS):
        for told in each.notes:
            words = [*told.says.values(), *told.own.values(), *(row["what"] for row in told.requests)]
            left = [found for text in words for found in re.findall(r"\{.*?\}", calendar.told(text))]
            assert not left, f"{each.case}, {told.day}: {left}"
        assert not [need.words for need in each.needs if "{" in need.words]


def test_every_client_has_something_that_the_work_is_for() -> None:
    for each in year(FAMILIES, DEFINITIONS):
        assert {need.client for need in each.needs if need.kind != NeedKind.STRENGTH} == set(each.clients), each.case


def test_the_year_is_the_same_whenever_it_is_composed() -> None:
    assert year(FAMILIES, DEFINITIONS) == year(FAMILIES, DEFINITIONS)


def test_days_fall_on_no_weekend_and_keep_their_order() -> None:
    for shift in range(7):
        calendar = Calendar(date(2026, 3, 11) + timedelta(days=shift))
        days = [calendar.on(day) for day in range(-365, 0)]
        assert days == sorted(days)
        assert {day.weekday() for day in days} == {0, 1, 2, 3, 4}
        assert days[-1] < calendar.today


def test_a_day_in_a_text_is_written_out() -> None:
    calendar = Calendar(date(2026, 3, 11))
    assert calendar.told("Asked on {-9}, again {-8 weekday}.") == "Asked on March 2, again Tuesday."


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mood": "low"}, "The story kestrel.json, note 2: there is no mood."),
        ({"type": "telepathy"}, "The story kestrel.json, note 2: there is no telepathy."),
        ({"says": {"data": "A section of DAP."}}, "The story kestrel.json, note 2: there is no data."),
        ({"about": ["nobody"]}, "The story kestrel.json, note 2: there is no nobody."),
        ({"came": {"nobody": "16:00"}}, "The story kestrel.json, note 2: there is no nobody."),
        ({"where": "98"}, "The story kestrel.json, note 2: there is no 98."),
        ({"requests": [{"of": "somebody", "what": "An answer."}]}, "The story kestrel.json, note 2: there is no somebody."),
        ({"added": [{"kind": "erasure", "days": 1, "reason": "No."}]}, "The story kestrel.json, note 2: there is no erasure."),
    ],
)  # fmt: skip
def test_what_a_story_says_and_nothing_knows_is_refused_by_name(change: dict[str, Any], sentence: str) -> None:
    document = copy.deepcopy(KESTREL)
    assert document["notes"][1]["type"] == "soap"
    document["notes"][1] |= change
    with pytest.raises(Refused) as refusal:
        story.read(document, "kestrel.json", DEFINITIONS)
    assert refusal.value.sentence == sentence


def test_what_a_story_lacks_is_refused_by_name() -> None:
    document = {key: value for key, value in KESTREL.items() if key != "reason"}
    with pytest.raises(Refused) as refusal:
        story.read(document, "kestrel.json", DEFINITIONS)
    assert refusal.value.sentence == "The story kestrel.json needs reason."

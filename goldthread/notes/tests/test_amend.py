"""amend: addendum, correction, late entry, entered in error, co-signature, each an entry that names the first."""

from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import actions, queries
from goldthread.notes import content as contents
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from tests.cast import acting, client_named, named

pytestmark = pytest.mark.usefixtures("cast")
MORE = {"narrative": {"narrative": "The school called back."}}


def entered(note: Note, login: str = "ana") -> queries.Entered:
    return queries.with_amendments([note], actor=named(login))[0]


def test_a_correction_gives_the_note_as_corrected_and_keeps_the_original() -> None:
    (note,) = signed()
    first = queries.definition_of(queries.newest_type("session")).sections[0].key
    words = {**filled("session")["narrative"], first: "What really happened."}
    correction = amended(note, "correction", place_of_service="11", narrative=words)
    changes = ledger.content_of(correction.pk)["corrections"]
    assert {change["field"] for change in changes} == {"place_of_service", f"narrative/{first}"}
    assert {"field": "place_of_service", "old": "12", "new": "11"} in changes
    shown = entered(note)
    assert "What really happened." in shown.body
    assert "What really happened." not in shown.original
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_a_corrected_time_stands_in_the_head_and_leaves_the_row_as_signed() -> None:
    (note,) = signed()
    before = note.duration_minutes
    amended(note, "correction", starts="10:00", ends="10:25", place_of_service="11")
    shown = entered(Note.objects.get(pk=note.pk)).note
    assert (shown.local_starts, shown.local_ends, shown.duration_minutes) == ("10:00", "10:25", 25)
    assert "25 minutes" in shown.byline
    assert "11 Office" in shown.byline
    assert Note.objects.get(pk=note.pk).duration_minutes == before != 25


def test_the_journal_says_why_something_was_added() -> None:
    (note,) = signed()
    amended(note, "correction", place_of_service="11")
    amended(note, "addendum", **MORE)
    assert [each.reason for each in entered(note).amendments] == ["I looked at my calendar."] * 2


def test_a_second_correction_starts_from_the_first() -> None:
    (note,) = signed()
    amended(note, "correction", place_of_service="11")
    second = amended(note, "correction", place_of_service="03")
    assert ledger.content_of(second.pk)["corrections"] == [{"field": "place_of_service", "old": "11", "new": "03"}]


@pytest.mark.parametrize("kind", ["addendum", "late_entry"])
def test_more_words_stand_at_the_note(kind: str) -> None:
    (note,) = signed()
    amended(note, kind, **MORE)
    shown = entered(note)
    assert [each.note.amendment for each in shown.amendments] == [kind]
    assert "The school called back." in shown.amendments[0].body


def test_a_note_entered_in_error_stays_and_takes_nothing_more() -> None:
    (note,) = signed()
    amended(note, "entered_in_error")
    assert entered(note).is_in_error
    with pytest.raises(Refused):
        amended(note, "addendum", **MORE)


def test_the_supervisor_cosigns() -> None:
    (note,) = signed()
    amended(note, "cosignature", "dora")
    assert entered(note).cosigned_by == "Dora Fitzwilliam, LCSW"


def test_one_ceremony_corrects_the_visit_of_both_siblings() -> None:
    first, second = signed(begun(content=filled("session", "Mateo Rivera", "Lucía Rivera")))
    both = [str(client_named(name).pk) for name in ("Mateo Rivera", "Lucía Rivera")]
    amended(first, "correction", place_of_service="11", clients=both)
    assert {note.amends_id for note in Note.objects.filter(amendment="correction")} == {first.pk, second.pk}


@pytest.mark.parametrize(
    ("kind", "login"), [("correction", "ben"), ("late_entry", "dora"), ("cosignature", "ana"), ("addendum", "ben")]
)
def test_who_may_not(kind: str, login: str) -> None:
    (note,) = signed()
    with pytest.raises(Refused, match="cannot be added"):
        actions.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=named(login), by=acting(login))


def test_a_reason_is_needed_and_a_change() -> None:
    (note,) = signed()
    with pytest.raises(Refused, match="reason is empty"):
        amended(note, "addendum", reason=" ", **MORE)
    with pytest.raises(Refused, match="Nothing was changed"):
        amended(note, "correction")
    draft = actions.amend(note=note, kind="addendum", draft_id=uuids.fresh(), author=named("ana"), by=acting("ana"))
    with pytest.raises(Refused):
        read(draft)


def test_a_visit_from_before_zones_were_agreed_on_is_read_and_corrected() -> None:
    content = filled("session", occurred_on="1930-03-01", zone="Europe/Amsterdam", starts="09:00", ends="10:00")
    (note,) = signed(begun(content=content))
    browser = Browser()
    browser.force_login(named("ana"))
    assert "09:00" in browser.get(f"/notes/{note.pk}/").content.decode()
    answer = browser.post(f"/notes/{note.pk}/amend/correction/", follow=True)
    assert 'value="09:00"' in answer.content.decode()


def test_a_note_whose_day_was_corrected_stands_under_that_day() -> None:
    (note,) = signed()
    earlier = note.occurred_on - timedelta(days=9)
    amended(note, "correction", occurred_on=earlier.isoformat())
    (other,) = signed(begun(content=filled("session", occurred_on=(earlier + timedelta(days=2)).isoformat())))

    def found(**narrowed: object) -> list[Note]:
        journal = queries.Journal(named("ana"), [note.client_id], queries.Filters(**narrowed))  # type: ignore[arg-type]
        assert journal.count() == len(journal.stretch(0, 50))
        return journal.stretch(0, 50)

    assert found() == [other, note]
    assert found(until=earlier) == [note]
    assert found(since=note.occurred_on) == []
    assert entered(found(until=earlier)[0]).note.occurred_on == earlier


def test_a_correction_names_the_section_by_its_title() -> None:
    (note,) = signed()
    narrative = contents.typed_again(queries.standing_content(note.pk))["narrative"]
    key = next(iter(narrative))
    amended(note, "correction", narrative={**narrative, key: "Said otherwise."})
    (added,) = entered(note).amendments
    assert f"<b>{key}</b>" not in added.body

"""Miles and minutes of driving: entered once, sealed as whole numbers, shown on the note, and mended like the rest."""

from decimal import Decimal

import pytest
from django.test import Client as Browser

from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes import travel
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.notes.tests.writing import amended, begun, filled, read, signed
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")


def driven(*clients: str, **changes: str) -> list[Note]:
    return signed(begun(content=filled("session", *clients, **({"miles": "12.5", "drive_minutes": "40"} | changes))))


def page_of(note: Note, further: str = "") -> str:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser.get(f"/notes/{note.pk}/{further}").content.decode()


def test_it_is_sealed_in_whole_tenths_and_shown_on_the_note_and_on_paper() -> None:
    (note,) = driven()
    assert ledger.content_of(note.pk)["travel"] == {"miles_tenths": 125, "drive_minutes": 40}
    assert (note.miles_tenths, note.drive_minutes) == (125, 40)
    for further in ("", "print/"):
        assert "12.5 miles, 40 minutes of driving" in page_of(note, further)


def test_for_several_clients_it_stands_once_in_each_entry() -> None:
    notes = driven("Mateo Rivera", "Lucía Rivera")
    assert [note.miles_tenths for note in notes] == [125, 125]
    assert len({note.encounter for note in notes}) == 1


def test_a_note_without_travel_has_no_such_key() -> None:
    (note,) = driven(miles="", drive_minutes=" ")
    content = ledger.content_of(note.pk)
    assert "travel" not in content
    assert "visit" not in content
    assert "Travel" not in page_of(note)


def test_a_correction_keeps_it_and_mends_it() -> None:
    (note,) = driven()
    amended(note, "correction", place_of_service="03")
    assert "12.5 miles, 40 minutes of driving" in page_of(note)
    amended(note, "correction", miles="13", drive_minutes="")
    page = page_of(note)
    assert "<dd>13 miles</dd>" in page
    assert "Miles: 12.5, Drive minutes: 40" in page
    amended(note, "correction", miles="")
    assert "<dt>Travel</dt>" not in page_of(note)
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@pytest.mark.parametrize(
    ("typed", "tenths"), [("12", 120), ("0", 0), (" 7.5 ", 75), ("7,5", 75), ("١٢٫٥", 125), ("1500", 15000)]
)
def test_miles_are_read_as_people_write_them(typed: str, tenths: int) -> None:
    assert travel.miles_from(typed) == tenths
    assert Decimal(travel.in_miles(tenths)) * 10 == tenths


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"miles": "1500.1"}, "miles"),
        ({"miles": "twelve"}, "miles"),
        ({"miles": "-3"}, "miles"),
        ({"miles": "1.25"}, "miles"),
        ({"drive_minutes": "1441"}, "drive_minutes"),
        ({"drive_minutes": "40.5"}, "drive_minutes"),
        ({"drive_minutes": "9" * 400}, "drive_minutes"),
    ],
)
def test_what_is_no_number_or_cannot_be_is_refused_at_its_field(changes: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        read(begun(content=filled("session", **changes)))
    assert [finding.field for finding in refused.value.findings] == [field]
    draft = begun(content=filled("session", **changes))
    browser = Browser()
    browser.force_login(named("ana"))
    answer = browser.post(f"/drafts/{draft.pk}/again/")
    assert answer.status_code == 422
    assert f'aria-describedby="{field}-error"' in answer.content.decode()

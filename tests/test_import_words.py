"""goldthread import notes: no word of the source is lost, and what cannot be placed stands beside the note."""

import argparse
import csv
from pathlib import Path
from typing import Any

import pytest

from goldthread.cli import import_notes
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes import queries
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")
INDIANA = "America/Indiana/Indianapolis"


def taken_in(folder: Path, *rows: dict[str, str], name: str = "old.csv", **options: object) -> list[dict[str, Any]]:
    """The contents of the notes that these rows became, in their order."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    asked = {"yes": True, "refused": None, "client": None, "map": None, "encoding": "", **options}
    assert import_notes.run(argparse.Namespace(file=path, **asked)) == 0
    notes = Note.objects.first_entries().order_by("recorded_at", "pk")
    return [ledger.content_of(note.pk) for note in notes]


def when(content: dict[str, Any]) -> tuple[str, str, str]:
    """Day, start and end as sealed, the moments in UTC."""
    starts, ends = (content[name]["utc"][:16] if content[name] else "" for name in ("starts", "ends"))
    return content["occurred_on"], starts, ends


def test_a_long_author_and_a_long_title_are_kept_whole(tmp_path: Path) -> None:
    author, title = "Dr. " + "A" * 400, "Session about " + "b" * 400
    (content,) = taken_in(tmp_path, {"author": author, "note_type": title, "note": "Words."})
    assert content["source"]["columns"] == {"author": author, "note_type": title}
    note = Note.objects.get()
    assert note.author_name == author[:199] + "…"
    assert note.type_title == title[:199] + "…"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2024-01-06", ("2024-01-06", "", "")),
        ("2024-01-06 14:30", ("2024-01-06", "2024-01-06T19:30", "")),
        ("2024-01-06T14:30:00", ("2024-01-06", "2024-01-06T19:30", "")),
        ("2024-01-06T10:00:00Z", ("2024-01-06", "2024-01-06T10:00", "")),
        ("2024-01-06T02:00:00Z", ("2024-01-05", "2024-01-06T02:00", "")),
        ("2024-07-06T10:00:00-05:00", ("2024-07-06", "2024-07-06T15:00", "")),
        ("01/05/2024 2:30 PM", ("2024-01-05", "2024-01-05T19:30", "")),
        ("1/5/24 14:30", ("2024-01-05", "2024-01-05T19:30", "")),
        ("2024-01-06 00:00:00", ("2024-01-06", "", "")),
        ("2024-03-10 02:30", ("2024-03-10", "", "")),
    ],
)
def test_a_time_beside_the_date_becomes_the_start(tmp_path: Path, text: str, told: tuple[str, str, str]) -> None:
    (content,) = taken_in(tmp_path, {"date": text, "note": "Words."})
    assert when(content) == told
    assert content["zone"] == (INDIANA if told[1] else "")
    kept = {} if text == told[0] else {"date": text}
    assert content["source"]["columns"] == kept, "what is not there letter by letter stands beside"


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("14:30", "15:15", ("2024-01-06", "2024-01-06T19:30", "2024-01-06T20:15")),
        ("2:30 pm", "2024-01-06 15:15", ("2024-01-06", "2024-01-06T19:30", "2024-01-06T20:15")),
        ("14:30", "13:00", ("2024-01-06", "2024-01-06T19:30", "")),
        ("after school", "15:15", ("2024-01-06", "", "")),
        ("2020-01-01 14:30", "", ("2024-01-06", "", "")),
    ],
)
def test_times_in_columns_of_their_own(tmp_path: Path, start: str, end: str, told: tuple[str, str, str]) -> None:
    (content,) = taken_in(tmp_path, {"date": "2024-01-06", "Start time": start, "End time": end, "note": "Words."})
    assert when(content) == told
    assert content["source"]["columns"].get("Start time") == start


def test_a_map_says_in_which_zone_the_times_are(tmp_path: Path) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text('{"text": "note", "date": "date", "zone": "America/Denver"}')
    (content,) = taken_in(tmp_path, {"date": "2024-01-06 14:30", "note": "Words."}, map=mapping)
    assert when(content) == ("2024-01-06", "2024-01-06T21:30", "")
    mapping.write_text('{"text": "note", "zone": "Mars/Olympus"}')
    with pytest.raises(Refused, match="Mars/Olympus"):
        taken_in(tmp_path, {"note": "Words."}, map=mapping)


def test_a_name_that_differs_from_the_one_on_file_is_kept(tmp_path: Path) -> None:
    first, second = taken_in(
        tmp_path,
        {"client_id": "7", "first_name": "Lisa", "last_name": "Johnson", "note": "One."},
        {"client_id": "7", "first_name": "Lisa", "last_name": "Johnson-Ode", "note": "Two."},
    )
    assert first["client"]["name"] == second["client"]["name"] == "Lisa Johnson"
    assert first["source"]["columns"] == {}
    assert second["source"]["columns"] == {"first_name": "Lisa", "last_name": "Johnson-Ode"}


def test_a_number_in_a_row_said_to_be_about_somebody_else_is_kept(tmp_path: Path) -> None:
    mateo = client_named("Mateo Rivera").number
    (content,) = taken_in(tmp_path, {"client_id": "A-1", "note": "Words."}, client=mateo)
    assert content["client"]["number"] == mateo
    assert content["source"]["columns"] == {"client_id": "A-1"}


def test_columns_of_text_whose_names_are_alike_are_all_kept(tmp_path: Path) -> None:
    mapping = tmp_path / "map.json"
    mapping.write_text('{"text": ["Was war", "Was-war", "何", "嗎", "own"]}')
    row = {"Was war": "1", "Was-war": "2", "何": "3", "嗎": "4", "own": "5"}
    (content,) = taken_in(tmp_path, row, map=mapping)
    assert {part["title"]: part["text"] for part in content["narrative"]} == row
    assert len({part["section"] for part in content["narrative"]}) == 5


CLINICAL = {"form_id": "2", "pid": "55", "user": "admin", "clinical_notes_type": "progress_note"}
SOAP = {"pid": "55", "user": "admin", "subjective": "S", "objective": "", "assessment": "A", "plan": "P"}
DICTATION = {"pid": "55", "user": "admin", "dictation": "Slept well.", "additional_notes": "Ate little."}


@pytest.mark.parametrize(
    ("row", "layout", "texts"),
    [
        ({**CLINICAL, "description": "Slept well."}, "form_clinical_notes", ["Slept well."]),
        (SOAP, "form_soap", ["S", "A", "P"]),
        (DICTATION, "form_dictation", ["Slept well.", "Ate little."]),
    ],
)
def test_a_layout_of_openemr_is_named_on_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], row: dict[str, str], layout: str, texts: list[str]
) -> None:
    (content,) = taken_in(tmp_path, {"date": "2024-01-06 09:00:00", "activity": "1", **row})
    assert f"layout: OpenEMR, {layout}\n" in capsys.readouterr().out
    assert [part["text"] for part in content["narrative"]] == texts
    assert content["author"]["name"] == "admin"
    assert when(content) == ("2024-01-06", "2024-01-06T14:00", "")


def test_a_deactivated_row_comes_in_and_is_marked_entered_in_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{**DICTATION, "activity": "0"}, {**DICTATION, "activity": "1", "dictation": "Live."}]
    taken_in(tmp_path, *rows)
    taken_in(tmp_path, *rows)
    assert "1 of the notes was deactivated in the source" in capsys.readouterr().out
    notes = {
        entered.note.html.count("Live."): entered
        for entered in queries.with_amendments(list(Note.objects.first_entries()), actor=named("gus"))
    }
    assert (notes[0].is_in_error, notes[1].is_in_error) == (True, False)
    (marked,) = notes[0].amendments
    assert marked.reason == "deactivated in source"
    assert marked.note.source == "old.csv"
    assert verify(witness=None, projections=[PROJECTION]).problems == []


@pytest.mark.parametrize(
    ("row", "layout"),
    [
        ({"pid": "1", "encounter": "2", "reason": "Check", "facility": "Main"}, "OpenEMR, form_encounter"),
        ({"date": "", "type": "", "amount": "", "client name": ""}, "SimplePractice, payments"),
    ],
)
def test_an_export_without_notes_is_refused_by_its_name(tmp_path: Path, row: dict[str, str], layout: str) -> None:
    with pytest.raises(Refused, match=f"This is {layout}, which holds no notes"):
        taken_in(tmp_path, row)

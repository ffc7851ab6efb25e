"""goldthread import notes: an archive comes in whole, once, and says what it could not take."""

import argparse
import csv
import json
from pathlib import Path

import pytest

from goldthread.cli import import_notes
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def imported(path: Path, **options: object) -> None:
    asked = {"yes": True, "refused": None, "client": None, "map": None, "encoding": "", **options}
    assert import_notes.run(argparse.Namespace(file=path, **asked)) == 0


def written(folder: Path, text: str, name: str = "old.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_rows_become_notes_of_the_clients_they_name(tmp_path: Path) -> None:
    imported(
        written(
            tmp_path,
            'client_id,client_name,date,author,note,mood\n7,"Ødegård, Åse",2019-03-04,J. Doe,"One,\r\ntwo",fine\n',
        )
    )
    note = Note.objects.get()
    content = ledger.content_of(note.pk)
    assert (note.author_name, str(note.occurred_on), note.source) == ("J. Doe", "2019-03-04", "old.csv")
    assert note.client.number == "7"
    assert content["narrative"][0]["text"] == "One,\ntwo"
    assert content["source"]["columns"] == {"mood": "fine"}
    assert content["signing"]["method"] == "import"
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_what_the_source_does_not_state_is_said_so(tmp_path: Path) -> None:
    imported(written(tmp_path, json.dumps({"text": "A call."}) + "\n", "calls.jsonl"))
    note = Note.objects.get()
    assert note.author_name == "not stated in source"
    assert note.occurred_on is None
    assert note.client.number == "unassigned"
    assert not Note.objects.visible_to(named("ana")).exists()
    assert Note.objects.visible_to(named("gus")).exists()


def test_a_second_run_adds_nothing_and_equal_rows_all_come_in(tmp_path: Path) -> None:
    path = written(tmp_path, "note\nSame\nSame\n")
    imported(path)
    imported(path)
    assert Note.objects.count() == 2


def test_every_row_may_be_said_to_be_about_one_client(tmp_path: Path) -> None:
    mateo = client_named("Mateo Rivera")
    imported(written(tmp_path, "note\nFrom the school.\n"), client=mateo.number)
    assert Note.objects.get().client == mateo


def test_a_map_says_what_the_columns_are(tmp_path: Path) -> None:
    mapping = written(tmp_path, '{"text": ["A", "B"], "client_name": ["First", "Last"]}', "map.json")
    imported(written(tmp_path, "First,Last,A,B\nLi,Wei,one,two\n"), map=mapping)
    assert [part["title"] for part in ledger.content_of(Note.objects.get().pk)["narrative"]] == ["A", "B"]


def test_openemrs_layouts_are_known_by_name(tmp_path: Path) -> None:
    header = "id,form_id,date,pid,user,clinical_notes_type,description"
    imported(written(tmp_path, f"{header}\n1,2,2020-01-02,55,admin,progress_note,Slept well.\n"))
    assert Note.objects.get().client.number == "55"


def test_refused_rows_are_kept_with_their_reason(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    imported(written(tmp_path, "note,date\nGood,2020-01-02\n,2020-01-02\nBad,someday\nN\x00UL,\n"), refused=out)
    rows = list(csv.DictReader(out.open(encoding="utf-8")))
    assert Note.objects.count() == 1
    assert [row["refused line"] for row in rows] == ["3", "4", "5"]
    assert "no text" in rows[0]["reason"]
    assert "someday" in rows[1]["reason"]
    assert "NUL" in rows[2]["reason"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a,b\n1,2\n", "No column looks like"), ("a,a\n1,2\n", "names a twice"), ("", "No column|each once")],
)
def test_a_file_that_is_none_is_refused_whole(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        imported(written(tmp_path, text))


def test_a_file_in_another_encoding_is_refused_by_its_byte(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    path.write_bytes("note\nÅse\n".encode("latin-1"))
    with pytest.raises(Refused, match="byte 5"):
        imported(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_what_the_first_bytes_say_is_believed_and_the_rest_is_said(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes('note,date\n"Åse said:\r\n“no”",2020-01-02\n'.encode(encoding))
    imported(path, encoding="windows-1252" if encoding == "cp1252" else "")
    assert ledger.content_of(Note.objects.get().pk)["narrative"][0]["text"] == "Åse said:\n“no”"


@pytest.mark.parametrize(
    ("said", "sentence"), [("{", "not readable"), ('{"colour": "x"}', "no colour"), ('{"text": "Z"}', "no column Z")]
)
def test_a_map_that_is_wrong_is_refused_by_name(tmp_path: Path, said: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        imported(written(tmp_path, "note\nx\n"), map=written(tmp_path, said, "map.json"))


def test_real_notes_come_in_whole(tmp_path: Path, shared_data: Path) -> None:
    source = shared_data / "notes" / "andkov_social_services_case_notes_share.csv"
    imported(source)
    with source.open(encoding="utf-8", newline="") as file:
        texts = [row["case_note"] for row in csv.DictReader(file)]
    kept = ["".join(part["text"] for part in ledger.content_of(note.pk)["narrative"]) for note in Note.objects.all()]
    assert sorted(kept) == sorted(text.replace("\r\n", "\n").replace("\r", "\n") for text in texts)

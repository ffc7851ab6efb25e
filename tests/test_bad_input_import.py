"""Hostile files through `goldthread import notes`: what can be kept comes back exactly, the rest is refused with its reason."""

import base64
import csv
import json
from pathlib import Path
from typing import Any

import pytest

from goldthread.cli import sources
from goldthread.ledger import queries as ledger
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from tests import hostile
from tests.test_import_notes import imported, written

pytestmark = pytest.mark.usefixtures("cast")


def texts() -> list[str]:
    return sorted(
        "".join(part["text"] for part in ledger.content_of(pk)["narrative"])
        for pk in Note.objects.values_list("pk", flat=True)
    )


def with_lf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def as_csv(folder: Path, listed: list[str]) -> Path:
    path = folder / "hostile.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["note"], *([text] for text in listed)])
    return path


def as_jsonl(folder: Path, listed: list[str]) -> Path:
    return written(folder, "".join(json.dumps({"note": text}) + "\n" for text in listed), "hostile.jsonl")


@pytest.mark.parametrize("write", [as_csv, as_jsonl])
def test_hostile_words_come_in_exactly_as_they_are(tmp_path: Path, write: Any) -> None:
    listed = [text for kind, each in hostile.OURS.items() if kind != "NUL" for text in each if text.strip()]
    imported(write(tmp_path, listed))
    assert texts() == sorted(map(with_lf, listed))
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_the_corpora_come_in_exactly_as_they_are(tmp_path: Path, shared_data: Path) -> None:
    listed = [text for text in hostile.bundles(hostile.corpora(shared_data), 100) if "\x00" not in text]
    imported(as_csv(tmp_path, listed))
    assert texts() == sorted(map(with_lf, listed))


def test_words_are_cut_at_no_other_line_end_than_cr_and_lf(tmp_path: Path) -> None:
    text = "one\x0btwo\x0cthree\x1c\x1d\x1e\x85four\u2028five\u2029six"
    imported(written(tmp_path, f"note\n{text}\n"))
    assert texts() == [text]


def test_a_row_of_five_million_letters_comes_in_whole(tmp_path: Path) -> None:
    text = "é" + "x" * 5_000_000
    imported(written(tmp_path, f"note\n{text}\n"))
    assert texts() == [text]


def test_the_file_of_refused_rows_runs_nothing_and_is_read_back_to_the_same_words(tmp_path: Path) -> None:
    formulas = [*hostile.OURS["formula"], "'=kept", "''", "- a dash", "＝1", "plain"]
    out = tmp_path / "out.csv"
    path = tmp_path / "old.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["note", "date", "=mood"], *([text, "someday", text] for text in formulas)])
    imported(path, refused=out)
    with out.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    assert not [
        cell for row in [header, *rows] for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))
    ]
    out.write_text(out.read_text(encoding="utf-8").replace("someday", "2026-01-31"), encoding="utf-8")
    imported(out)
    assert texts() == sorted(formulas)
    kept = [ledger.content_of(pk)["source"]["columns"] for pk in Note.objects.values_list("pk", flat=True)]
    assert sorted(each["=mood"] for each in kept) == sorted(formulas)
    assert all(set(each) == {"=mood"} for each in kept), "line and reason are no words of the source"


def test_refused_rows_take_the_place_of_no_other_file(tmp_path: Path) -> None:
    path = written(tmp_path, "note,date\nx,someday\n")
    diary = written(tmp_path, "Dear diary", "diary.csv")
    for out in (path, diary, tmp_path, tmp_path / "none" / "out.csv"):
        with pytest.raises(Refused, match="--refused"):
            imported(path, refused=out)
    assert diary.read_text() == "Dear diary"
    assert not Note.objects.exists()


def test_the_csv_spectrum_is_read_as_its_answers_say(shared_data: Path) -> None:
    folder = shared_data / "badinput" / "csv_spectrum"
    for source in sorted((folder / "csvs").glob("*.csv")):
        answers = json.loads((folder / "json" / f"{source.stem}.json").read_text(encoding="utf-8"))
        rows = [row for _line, row in sources.rows_of(source)]
        assert [{name: with_lf(text) for name, text in row.items()} for row in rows] == [
            {name: with_lf(text) for name, text in row.items()} for row in answers
        ], source.name


def test_every_body_of_the_json_test_suite_is_a_note_or_a_refused_row(tmp_path: Path, shared_data: Path) -> None:
    listed = [
        json.loads(line) for line in (shared_data / "badinput" / "json_test_suite_share.jsonl").read_text().splitlines()
    ]
    bodies = [body for each in listed if b"\n" not in (body := base64.b64decode(each["base64"]))]
    readable = [body.decode() for body in bodies if _is_utf8(body) and body.strip()]
    lines = [f'{{"note": "x", "more": {body}}}' for body in readable]
    out = tmp_path / "out.csv"
    imported(written(tmp_path, "\n".join(['{"note": "first"}', *lines]), "bodies.jsonl"), refused=out)
    with out.open(encoding="utf-8", newline="") as file:
        refused = len(list(csv.DictReader(file)))
    assert refused
    assert Note.objects.count() + refused == 1 + len(lines)


def _is_utf8(body: bytes) -> bool:
    try:
        return bool(body.decode())
    except UnicodeDecodeError:
        return False


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"note": "a", "note": "b"}', "names a field twice"),
        ('{"note": "a\\u0000"}', "NUL"),
        ('{"note": "a", "b\\u0000": "c"}', "NUL"),
        ('{"note": "\\ud800"}', "lone surrogate"),
        ('{"note": "a", "\\ud800": 1}', "lone surrogate"),
        ('{"note": "a", "more": ["\\udfff"]}', "lone surrogate"),
        ('{"note": "a", "more": NaN}', "a number that JSON has not"),
        ('{"note": ' + "[" * 50_000, "no JSON object"),
        ("[1]", "no JSON object"),
        ('{"note": "a", "date": "0001-01-01"}', "0001-01-01"),
        ('{"note": "a", "date": "9999-12-31"}', "9999-12-31"),
        ('{"note": "a", "date": "' + "9" * 5_000 + '"}', "cannot be read"),
    ],
)
def test_a_line_that_cannot_be_kept_is_refused_and_the_others_come_in(tmp_path: Path, line: str, reason: str) -> None:
    out = tmp_path / "out.csv"
    imported(written(tmp_path, f'{{"note": "before"}}\n{line}\n{{"note": "after"}}\n', "lines.jsonl"), refused=out)
    assert texts() == ["after", "before"]
    assert reason in out.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "held", "sentence"),
    [
        ("empty.csv", b"", "name the columns"),
        ("empty.jsonl", b"", "No column"),
        ("utf16.csv", "note\nx\n".encode("utf-16-le"), "NUL|No column|is not UTF-8"),
        ("nul.csv", b"no\x00te,date\nx,\n", "NUL|No column"),
        ("half.csv", b'note\n"no end', "from here on"),
        ("picture.csv", bytes(range(256)), "is not UTF-8"),
        ("two\udcff.csv", b"note\nx\n", "plain name"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_sentence(tmp_path: Path, name: str, held: bytes, sentence: str) -> None:
    path = tmp_path / name
    path.write_bytes(held)
    out = tmp_path / "out.csv"
    try:
        imported(path, refused=out)
    except Refused as refused:
        told = refused.sentence
    else:
        told = out.read_text(encoding="utf-8")
    assert any(part in told for part in sentence.split("|")), told
    assert not Note.objects.exists()


def test_a_folder_and_a_file_that_is_not_there_are_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv"):
        with pytest.raises(Refused, match="cannot be read"):
            imported(path)


@pytest.mark.parametrize("said", ['{"text": 5}', '{"text": [["a"]]}', '{"date": ["note", "note"]}', '{"text": {}}', "[]", '{"text": "note", "text": "x"}',
                                  "[" * 50_000, '"text"', '{"text\\ud800": "note"}', '{"text": "\\u0000"}'])  # fmt: skip
def test_a_map_of_any_shape_is_refused_in_one_sentence(tmp_path: Path, said: str) -> None:
    with pytest.raises(Refused, match="Nothing was imported"):
        imported(written(tmp_path, "note\nx\n"), map=written(tmp_path, said, "map.json"))

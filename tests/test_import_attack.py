"""goldthread import set under files made to break it: one clear sentence each, and nothing half done."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from goldthread.cases.models import CaseDetail, ClientDetail
from goldthread.cli import import_set
from goldthread.documents.models import Document
from goldthread.ledger.models import Entry
from goldthread.lib.refusals import Refused
from tests.test_import_set import SET, brought, folder_of, refused_in

pytestmark = pytest.mark.usefixtures("cast")
HEAD = "number,name,opened_on\n"
ROW = "F-1,Ødegård,2020-01-06\n"


def holding(place: Path, held: bytes, name: str = "cases.csv") -> Path:
    folder = folder_of(place, {})
    (folder / name).write_bytes(held)
    return folder


@pytest.mark.parametrize(
    ("held", "sentence"),
    [
        (b"", "must name the columns"),
        (b"\n\n\n", "must name the columns"),
        (b"\x00" * 4096, "NUL"),
        (bytes(range(128, 256)) * 40, "is not UTF-8"),
        ((HEAD + ROW).encode("utf-16-le"), "utf-16"),
        ((HEAD + ROW).encode("latin-1"), r"is not UTF-8 \(byte"),
        ((HEAD + 'F-1,"never closed,2020-01-06\n' + ROW * 3).encode(), "line .* from here on"),
        ((HEAD + 'F-1,"a"b,2020-01-06\n').encode(), "line 2: .* from here on"),
        (b"number,name,name,opened_on\nF-1,A,B,2020-01-06\n", "names name twice"),
        (b"number,name\nF-1,A\n", "no column opened_on"),
        (b'{"number": "F-1"}\n', "no column"),
        (b"PK\x03\x04\x14\x00\x08\x08\x08\x00" + bytes(range(200, 256)), "cases.csv"),
    ],
    ids=lambda each: repr(each)[:30],
)
def test_a_broken_file_is_refused_in_one_sentence_and_nothing_of_the_set_comes_in(
    tmp_path: Path, held: bytes, sentence: str
) -> None:
    entries = Entry.objects.count()
    folder = holding(tmp_path, held)
    (folder / "staff.csv").write_text(SET["staff.csv"], encoding="utf-8")
    with pytest.raises(Refused, match=sentence) as refused:
        brought(folder)
    assert len(refused.value.sentence) < 400
    assert "\n" not in refused.value.sentence.strip()
    assert Entry.objects.count() == entries
    assert not (tmp_path / "old.refused").exists()


@pytest.mark.parametrize(
    "text",
    [
        HEAD.replace("\n", "\r") + ROW.replace("\n", "\r"),
        HEAD.replace("\n", "\r\n") + ROW.rstrip("\n"),
        "\ufeff" + HEAD + "\n\n" + ROW,
        HEAD.replace("\n", ",\n") + ROW.replace("\n", ",\n"),
        HEAD.replace("\n", ",,,\n") + ROW.replace("\n", ",,,\n"),
        "opened_on,name,number\n2020-01-06,Ødegård,F-1\n",
    ],
    ids=["CR only", "CRLF", "BOM", "a comma too many", "empty columns of a spreadsheet", "another order"],
)
def test_a_file_that_only_looks_strange_comes_in(tmp_path: Path, text: str) -> None:
    assert brought(holding(tmp_path, text.encode())) == 0
    assert CaseDetail.objects.get(case__number="F-1").name == "Ødegård"


def test_a_cell_of_ten_megabytes_is_refused_by_its_column_and_the_others_come_in(tmp_path: Path) -> None:
    folder = holding(tmp_path, (HEAD + f"F-0,{'x' * 10_000_000},2020-01-06\n" + ROW).encode())
    assert brought(folder) == import_set.SOME_REFUSED
    (row,) = refused_in(tmp_path / "old.refused" / "cases.csv")
    assert (row["reason"], len(row["name"])) == ("name is longer than 200 characters.", 10_000_000)
    assert CaseDetail.objects.filter(case__number="F-1").exists()


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1", "'=1"])
def test_a_formula_is_a_name_like_any_other_and_runs_nowhere(tmp_path: Path, formula: str) -> None:
    files = {"cases.csv": HEAD + ROW, "clients.csv": f'number,name,case\nP-1,"{formula}",F-1\nP-2,"{formula}",F-404\n'}
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    assert ClientDetail.objects.get(client__number="P-1").name == formula.strip()
    held = (tmp_path / "old.refused" / "clients.csv").read_text(encoding="utf-8")
    assert f",'{formula}," in held or f',"\'{formula}",' in held


def _a_link_outside(folder: Path) -> str:
    (folder.parent / "secret.pdf").write_bytes(b"%PDF-1.7")
    (folder / "a.pdf").symlink_to(folder.parent / "secret.pdf")
    return "lies outside the folder"


def _a_link_to_itself(folder: Path) -> str:
    (folder / "a.pdf").symlink_to(folder / "a.pdf")
    return "no file a.pdf"


def _a_pipe(folder: Path) -> str:
    os.mkfifo(folder / "a.pdf")
    return "no file a.pdf"


def _a_folder(folder: Path) -> str:
    (folder / "a.pdf").mkdir()
    return "no file a.pdf"


def _nothing_in_it(folder: Path) -> str:
    (folder / "a.pdf").write_bytes(b"")
    return "empty"


def _a_program(folder: Path) -> str:
    (folder / "a.pdf").write_bytes(b"MZ" + b"\x00" * 200)
    return "a.pdf"


@pytest.mark.parametrize(
    "made", [_a_link_outside, _a_link_to_itself, _a_pipe, _a_folder, _nothing_in_it, _a_program]
)  # fmt: skip
def test_a_document_that_is_none_is_refused_by_its_row(tmp_path: Path, made: Callable[[Path], str]) -> None:
    folder = folder_of(tmp_path, {"cases.csv": HEAD + ROW, "documents.csv": "file,case\na.pdf,F-1\n"})
    reason = made(folder)
    assert brought(folder) == import_set.SOME_REFUSED
    assert reason in refused_in(tmp_path / "old.refused" / "documents.csv")[0]["reason"]
    assert not Document.objects.exists()


@pytest.mark.parametrize("name", ["ä" * 250, "x/" * 100 + "a.pdf", "..\\..\\a.pdf", "C:\\a.pdf", "~/a.pdf", ".", ""])
def test_a_documents_name_that_leads_nowhere_is_refused_by_its_row(tmp_path: Path, name: str) -> None:
    folder = folder_of(tmp_path, {"cases.csv": HEAD + ROW, "documents.csv": f'file,case\n"{name}",F-1\n'})
    assert brought(folder) == import_set.SOME_REFUSED
    reason = refused_in(tmp_path / "old.refused" / "documents.csv")[0]["reason"]
    assert any(words in reason for words in ("no file", "outside the folder", "file is empty"))


MAPPED = 'source = "x"\n[cases]\nfile = "cases.csv"\n[cases.columns]\nnumber = "number"\nname = "name"\nopened_on = "opened_on"\n'


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (MAPPED.replace('"name"', '"Family"'), "no column Family"),
        (MAPPED.replace("name =", "title ="), "no column title"),
        (MAPPED.replace('"number"', '"{number} {suffix}"'), "no column suffix"),
        (MAPPED.replace('"cases.csv"', '"../cases.csv"'), "names no file"),
        (MAPPED.replace('"cases.csv"', '"/etc/passwd"'), "names no file"),
        (MAPPED.replace("[cases]\n", '[cases]\ndates = [["x"]]\n'), "dates are written as"),
        (MAPPED.replace("[cases]\n", "[cases]\ndates = 5\n"), "dates are written as"),
        (MAPPED.replace('source = "x"', "source = 5"), "source is a name"),
        (MAPPED.replace('source = "x"', 'source = "x"\nencoding = "klingon"'), "klingon"),
        (MAPPED.replace('source = "x"', 'source = "a\\u0000b"'), "source is a name"),
        (MAPPED.replace("[cases.columns]", "[cases.codes]\nname = 5\n[cases.columns]"), "are tables"),
        ("x = " + "[" * 50_000, "cannot be read"),
        ('source = "x"\n', "names no files"),
        ('source = "x"\n[notes]\nfile = "cases.csv"\n[notes.columns]\ntext = [["a"]]\n', "no column"),
        ('source = "x"\n[notes]\nfile = "cases.csv"\n[notes.columns]\ntext = {a = "b"}\n', "no column"),
    ],
    ids=lambda each: repr(each)[-30:],
)
def test_a_map_that_is_wrong_is_refused_before_anything_is_read(tmp_path: Path, text: str, sentence: str) -> None:
    entries = Entry.objects.count()
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=sentence):
        brought(holding(tmp_path, (HEAD + ROW).encode()), map=tmp_path / "map.toml")
    assert Entry.objects.count() == entries

"""goldthread import set: a folder comes in whole, once, in the order of what refers to what, and its sums agree."""

import argparse
import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, CaseDetail, Client, ClientDetail, Episode, Membership, Person, Relationship
from goldthread.cli import import_layout, import_set, parser
from goldthread.documents.models import Document
from goldthread.intake import mapping
from goldthread.intake.models import IntakeRow
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from goldthread.page import help as manual
from goldthread.people import queries as people
from goldthread.people.actions import check_password
from goldthread.people.models import Credential, Staff, Supervision
from tests import hostile
from tests.cast import acting, named

pytestmark = pytest.mark.usefixtures("cast")

SET = {
    "staff.csv": "login,name,roles,from_on,to_on,zone,credential,credential_level\n"
    "ines,Inés Ñandú,case_manager|therapist,2020-01-06,,America/Chicago,LCSW,licensed\n"
    "li,李雷,supervisor,2019-01-07,,,,\n"
    "omar,عمر,case_manager,2018-01-08,2021-06-30,,,\n",
    "supervision.csv": "supervisor,supervisee,from_on,to_on\nli,ines,2020-01-06,\nli,omar,2019-01-07,2021-06-30\n",
    "cases.csv": "number,name,kind,opened_on,opening_reason,referred_by,referred_on,closed_on,closing_reason\n"
    "F-1,Ødegård,family,2020-02-03,Missed school,County court,2020-01-30,,\n"
    'F-2,Nguyễn,family,2019-03-04,"Two lines,\n""quoted""",,,2019-12-20,Goals met\n',
    "episodes.csv": "case,opened_on,opening_reason\nF-2,2021-05-03,Referred again\n",
    "clients.csv": "number,name,case,born_on,from_on,to_on\n"
    "P-1,Åse Ødegård,F-1,2010-05-06,,\nP-2,Nguyễn Văn A,F-2,2011-07-08,2019-03-04,2022-01-31\n"
    "P-3,Ada Alone,,2001-01-01,2022-02-02,\n",
    "people.csv": "id,name,client,role,phone,from_on,to_on\n"
    "c1,Berit Ødegård,P-1,parent,555 0100,,\nc1,Berit Ødegård,P-2,kin,555 0100,2020-03-01,2021-03-01\n",
    "team.csv": "case,staff,role,from_on,to_on\nF-1,ines,therapist,,\nF-2,omar,case manager,2019-03-04,2019-12-20\n",
    "notes.csv": "client_number,date,author,note\nP-1,2020-03-04,I. Ñandú,Talked at the kitchen table.\n",
}


def folder_of(place: Path, files: dict[str, str], name: str = "old") -> Path:
    folder = place / name
    folder.mkdir(exist_ok=True)
    for each, text in files.items():
        (folder / each).write_text(text, encoding="utf-8", newline="")
    return folder


def brought(folder: Path, **options: Any) -> int:
    asked = {"dry_run": False, "map": None, "system": None, "encoding": "", "files": None, "refused": None, **options}
    return import_set.run(argparse.Namespace(folder=folder, **asked))


def sums(told: str) -> list[int]:
    """The last line of the table: rows, new, ended, here already, refused."""
    (line,) = [line for line in told.splitlines() if line.startswith("together")]
    return [int(cell.replace(",", "")) for cell in line.split()[1:]]


def refused_in(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_whole_set_comes_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert brought(folder_of(tmp_path, SET)) == 0
    assert sums(capsys.readouterr().out) == [16, 16, 0, 0, 0]
    ase = Client.objects.get(number="P-1")
    case = Case.objects.get(number="F-1")
    assert cases.case_of(ase.pk) == case
    assert cases.detail_of(ase.pk).born_on == date(2010, 5, 6)
    assert Episode.objects.get(case=case).opening_reason == "Missed school"
    (referral,) = cases.referrals_of([case.pk], date(2022, 1, 1))
    assert (referral.referred_by, str(referral.received_on), referral.status) == (
        "County court",
        "2020-01-30",
        "accepted",
    )
    (around,) = cases.people_around(ase.pk, date(2022, 1, 1))
    assert (around.person.name, around.person.phone) == ("Berit Ødegård", "555 0100")
    assert [each.staff.login for each in cases.care_team_of(case, date(2022, 1, 1))] == ["ines"]
    note = Note.objects.get()
    assert (note.client, note.author_name) == (ase, "I. Ñandú")
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_staff_come_in_with_what_they_are_and_sign_in_only_once_they_have_a_password(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, SET))
    ines, omar = named("ines"), named("omar")
    assert people.roles_of(ines.pk, date(2020, 1, 6)) == {"case_manager", "therapist"}
    assert people.display_name(ines, date(2020, 1, 6)) == "Inés Ñandú, LCSW"
    assert Credential.objects.get(staff=ines).level == "licensed"
    assert people.supervisors_of(ines.pk, date(2021, 1, 1)) == {named("li").pk}
    assert (omar.is_active, people.roles_of(omar.pk, date(2021, 7, 1))) == (False, frozenset())
    assert Supervision.objects.current().get(supervisee=omar).true_to_on == date(2021, 6, 30)
    with pytest.raises(Refused):
        check_password(staff=ines, password="", by=acting("hana"))


def test_a_case_that_was_closed_and_opened_again_has_both_times(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, SET))
    times = Episode.objects.current().filter(case__number="F-2").order_by("true_from_on")
    assert [(str(each.true_from_on), str(each.true_to_on), each.closing_reason) for each in times] == [
        ("2019-03-04", "2019-12-20", "Goals met"),
        ("2021-05-03", "None", ""),
    ]
    assert times[0].opening_reason == 'Two lines,\n"quoted"'


def test_a_client_without_a_case_gets_one_and_one_who_left_has_left(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, SET))
    alone = cases.case_of(Client.objects.get(number="P-3").pk)
    assert alone
    assert (alone.number, alone.kind, alone.name) == ("P-3", "single", "Ada Alone")
    assert Membership.objects.current().get(client__number="P-2").true_to_on == date(2022, 1, 31)


def test_one_person_of_two_cases_is_one_person(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, SET))
    both = Person.objects.filter(name="Berit Ødegård")
    assert len({each.case_id for each in both}) == 2
    assert len({each.identity for each in both}) == 1
    links = Relationship.objects.current().filter(person=both[0].identity)
    assert {(link.role, str(link.true_to_on)) for link in links} == {("parent", "None"), ("kin", "2021-03-01")}


def test_a_second_run_adds_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(tmp_path, SET)
    brought(folder)
    entries = Entry.objects.count()
    assert brought(folder) == 0
    assert sums(capsys.readouterr().out.partition("dry run")[0].rpartition("file  ")[2]) == [16, 0, 0, 16, 0]
    assert Entry.objects.count() == entries


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {**SET, "team.csv": SET["team.csv"] + "F-9,ines,therapist,,\n"}
    folder = folder_of(tmp_path, files)
    entries = Entry.objects.count()
    assert brought(folder, dry_run=True) == import_set.SOME_REFUSED
    tried = capsys.readouterr().out
    assert "nothing was written" in tried
    assert Entry.objects.count() == entries
    assert not Staff.objects.filter(login="ines").exists()
    assert not (tmp_path / "old.refused").exists()
    assert brought(folder) == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == sums(tried) == [17, 16, 0, 0, 1]


def test_a_run_that_stopped_half_way_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    rows = "".join(f"A-{number},Case {number},2020-01-06,r\n" for number in range(250))
    folder = folder_of(tmp_path, {"cases.csv": f"number,name,opened_on,opening_reason\n{rows}"})
    going_on = import_set.actions.bring

    def stopped(**given: Any) -> Any:
        if given["told"].text("number") == "A-150":
            raise KeyboardInterrupt
        return going_on(**given)

    monkeypatch.setattr(import_set.actions, "bring", stopped)
    with pytest.raises(KeyboardInterrupt):
        brought(folder)
    assert Case.objects.filter(number__startswith="A-").count() == 100
    monkeypatch.setattr(import_set.actions, "bring", going_on)
    assert brought(folder) == 0
    told = capsys.readouterr().out
    assert sums(told) == [250, 150, 0, 100, 0]
    assert "250 cases have no client yet" in told


def test_a_row_that_changed_is_refused_and_nothing_is_overwritten(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, SET))
    folder = folder_of(tmp_path, {"cases.csv": SET["cases.csv"].replace("Ødegård", "Andersen")})
    assert brought(folder) == import_set.SOME_REFUSED
    (row,) = refused_in(tmp_path / "old.refused" / "cases.csv")
    assert "before with other words" in row["reason"]
    assert (row["number"], row["name"]) == ("F-1", "Andersen")
    assert CaseDetail.objects.get(case__number="F-1").name == "Ødegård"


def test_an_end_that_came_since_is_a_further_fact(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought(folder_of(tmp_path, SET))
    capsys.readouterr()
    ended = {
        "cases.csv": SET["cases.csv"].replace("2020-01-30,,", "2020-01-30,2023-01-31,Moved away"),
        "team.csv": SET["team.csv"].replace("therapist,,", "therapist,,2023-01-31"),
        "staff.csv": SET["staff.csv"].replace("2019-01-07,,", "2019-01-07,2023-01-31,"),
    }
    folder = folder_of(tmp_path, ended)
    assert brought(folder) == 0
    assert sums(capsys.readouterr().out) == [16, 0, 3, 13, 0]
    episode = Episode.objects.current().get(case__number="F-1")
    assert (episode.true_to_on, episode.closing_reason) == (date(2023, 1, 31), "Moved away")
    assert not named("li").is_active
    assert brought(folder) == 0
    assert sums(capsys.readouterr().out) == [16, 0, 0, 16, 0]
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_equal_rows_come_in_once_and_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = "F-1,A,2020-01-06,r\n"
    assert brought(folder_of(tmp_path, {"cases.csv": f"number,name,opened_on,opening_reason\n{row}{row}"})) == 0
    assert sums(capsys.readouterr().out) == [2, 1, 0, 1, 0]


def test_refused_rows_are_mended_and_run_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = {
        "cases.csv": "number,name,opened_on,opening_reason\nF-1,=Rivera,6.1.2020,r\n",
        "clients.csv": "number,name,case\nP-1,Ada,F-1\n",
        "notes.csv": "client_number,note\nP-1,\n",
    }
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == [3, 0, 0, 0, 3]
    refused = tmp_path / "old.refused"
    (row,) = refused_in(refused / "cases.csv")
    assert row["name"] == "'=Rivera"
    mended = (refused / "cases.csv").read_text(encoding="utf-8").replace("6.1.2020", "2020-01-06")
    (refused / "cases.csv").write_text(mended, encoding="utf-8")
    (refused / "notes.csv").unlink()
    assert brought(refused) == 0
    assert CaseDetail.objects.get(case__number="F-1").name == "=Rivera"


@pytest.mark.parametrize(
    ("file", "row", "reason"),
    [
        ("staff.csv", "login,name,roles,from_on\nana,Ana,case_manager,2020-01-06\n", "taken"),
        ("staff.csv", "login,name,roles,from_on\nx,X,boss,2020-01-06\n", "roles is boss, which is none of"),
        ("staff.csv", "login,name,roles,from_on\nx,,supervisor,2020-01-06\n", "name is empty"),
        ("staff.csv", "login,name,roles,from_on,zone\nx,X,supervisor,2020-01-06,Mars/A\n", "no time zone Mars/A"),
        ("supervision.csv", "supervisor,supervisee,from_on\nana,ana,2020-01-06\n", "supervise themselves"),
        ("supervision.csv", "supervisor,supervisee,from_on\nana,nobody,2020-01-06\n", "log-in name nobody"),
        ("cases.csv", "number,name,opened_on\nF-1,A,3/4/2020\n", "no day written as YYYY-MM-DD"),
        ("cases.csv", "number,name,opened_on\nF-1,A,2999-01-01\n", "still to come"),
        ("cases.csv", "number,name,opened_on\nF-1,N\x00,2020-01-06\n", "NUL"),
        ("cases.csv", f"number,name,opened_on\nF-1,{'x' * 201},2020-01-06\n", "longer than 200"),
        ("cases.csv", "number,name,opened_on,closing_reason\nF-1,A,2020-01-06,Done\n", "closed_on is empty"),
        ("episodes.csv", "case,opened_on\nF-404,2020-01-06\n", "no case F-404"),
        ("clients.csv", "number,name,case\nP-1,A,F-404\n", "no case F-404"),
        ("clients.csv", "number,name\nP-1,A\n", "Both case and from_on are empty"),
        ("clients.csv", "number,name,from_on,born_on\nP-1,A,2020-01-06,2999-01-01\n", "in the future"),
        ("people.csv", "id,name,client,role\n1,A,P-404,parent\n", "no client P-404"),
        ("people.csv", "id,name,client,role\n1,A,P-404,aunt\n", "role is aunt"),
        ("team.csv", "case,staff,role\nF-404,ana,therapist\n", "no case F-404"),
        ("documents.csv", "file,case\n../../etc/passwd,F-1\n", "lies outside the folder"),
        ("documents.csv", "file,case\n/etc/passwd,F-1\n", "lies outside the folder"),
        ("documents.csv", "file,case\nnone.pdf,F-1\n", "no file none.pdf"),
        ("documents.csv", "file,case\nnone.pdf,F-1,more\n", "more fields"),
    ],
)
def test_a_row_that_cannot_come_in_is_refused_with_its_reason(tmp_path: Path, file: str, row: str, reason: str) -> None:
    entries = Entry.objects.count()
    assert brought(folder_of(tmp_path, {file: row})) == import_set.SOME_REFUSED
    (told,) = refused_in(tmp_path / "old.refused" / file)
    assert reason in told["reason"]
    assert Entry.objects.count() == entries, "nothing is left of a refused row"
    assert not IntakeRow.objects.exists()


def test_a_number_that_is_on_file_already_is_refused(tmp_path: Path) -> None:
    number = Case.objects.first().number
    files = {"cases.csv": f"number,name,opened_on\n{number},Other,2020-01-06\n"}
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    assert "on file already" in refused_in(tmp_path / "old.refused" / "cases.csv")[0]["reason"]


def test_a_column_named_reason_is_no_reason_of_ours(tmp_path: Path) -> None:
    files = {"cases.csv": "number,name,opened_on,reason\nF-1,A,someday,=theirs\n"}
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    refused = tmp_path / "old.refused" / "cases.csv"
    (row,) = refused_in(refused)
    assert ("someday" in row["refused because"], row["reason"]) == (True, "'=theirs")
    refused.write_text(refused.read_text(encoding="utf-8").replace("someday", "2020-01-06"), encoding="utf-8")
    assert brought(tmp_path / "old.refused") == 0


def test_an_id_of_two_different_people_is_refused(tmp_path: Path) -> None:
    people_rows = SET["people.csv"].replace("Berit Ødegård,P-2", "Somebody Else,P-2")
    assert brought(folder_of(tmp_path, {**SET, "people.csv": people_rows})) == import_set.SOME_REFUSED
    assert "with other details" in refused_in(tmp_path / "old.refused" / "people.csv")[0]["reason"]


def test_a_single_client_stays_single(tmp_path: Path) -> None:
    files = {
        "cases.csv": "number,name,kind,opened_on\nF-1,A,single,2020-01-06\n",
        "clients.csv": "number,name,case\nP-1,A,F-1\nP-2,B,F-1\n",
    }
    assert brought(folder_of(tmp_path, files)) == import_set.SOME_REFUSED
    assert "single client" in refused_in(tmp_path / "old.refused" / "clients.csv")[0]["reason"]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({}, "holds none of these files: staff.csv"),
        ({"cases.csv": "number,name\nF-1,A\n"}, "no column opened_on"),
        ({"cases.csv": ""}, "must name the columns"),
        ({"cases.csv": 'number,name,opened_on\nF-1,"A\\"B",2020-01-06\n'}, r"cases.csv, line 2: .* from here on"),
        ({"notes.csv": "colour\nred\n"}, "No column looks like"),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_whole(tmp_path: Path, files: dict[str, str], sentence: str) -> None:
    entries = Entry.objects.count()
    with pytest.raises(Refused, match=sentence):
        brought(folder_of(tmp_path, {**files, **({"staff.csv": SET["staff.csv"]} if files else {})}))
    assert Entry.objects.count() == entries


@pytest.mark.parametrize("what", ["nothing", "a file"])
def test_a_folder_that_is_none_is_named_with_why(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "mistyped"
    if what == "a file":
        folder.write_text("number\n")
    with pytest.raises(Refused, match="mistyped cannot be read: "):
        brought(folder)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_files_of_any_spelling_come_in(tmp_path: Path, encoding: str, delimiter: str) -> None:
    folder = folder_of(tmp_path, {})
    text = 'number,name,opened_on,opening_reason\nF-1,Ødegård,2020-01-06,"Two\nlines"\n'.replace(",", delimiter)
    (folder / "cases.csv").write_bytes(text.encode(encoding))
    assert brought(folder, encoding="windows-1252" if encoding == "cp1252" else "") == 0
    assert CaseDetail.objects.get(case__number="F-1").name == "Ødegård"
    assert Episode.objects.get(case__number="F-1").opening_reason == "Two\nlines"


def test_a_spelling_that_is_not_said_is_refused_by_its_byte(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {})
    (folder / "cases.csv").write_bytes("number,name,opened_on\nF-1,Ødegård,2020-01-06\n".encode("cp1252"))
    with pytest.raises(Refused, match="byte 26"):
        brought(folder)


def test_columns_that_nobody_asks_for_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    brought(folder_of(tmp_path, {"cases.csv": "number,name,opened_on,colour\nF-1,A,2020-01-06,red\n"}))
    assert "cases.csv: these columns are not brought in: colour" in capsys.readouterr().out


def test_documents_come_in_with_their_files(
    tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = next(path for path in sorted((shared_data / "attachments").rglob("*.pdf")) if path.stat().st_size < 2**20)
    files = {
        **{name: SET[name] for name in ("cases.csv", "clients.csv")},
        "documents.csv": "file,case,client,kind,title,dated_on\norders/one.pdf,F-1,P-1,order,The order,2020-04-05\n"
        "orders/broken.pdf,F-1,,order,,2020-04-05\norders/one.pdf,,P-2,letter,,\norders/one.pdf,F-1,P-2,letter,,\n",
    }
    folder = folder_of(tmp_path, files)
    (folder / "orders").mkdir()
    (folder / "orders" / "one.pdf").write_bytes(source.read_bytes())
    (folder / "orders" / "broken.pdf").write_bytes(b"%PDF-1.7 no more than this")
    assert brought(folder) == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == [9, 7, 0, 0, 2]
    order = Document.objects.get(title="The order")
    assert (order.client.number, order.kind, str(order.true_from_on), order.file_name) == (
        "P-1", "order", "2020-04-05", "one.pdf",
    )  # fmt: skip
    assert "not in case F-1" in refused_in(tmp_path / "old.refused" / "documents.csv")[1]["reason"]
    (folder / "orders" / "one.pdf").write_bytes(source.read_bytes() + b"\n")
    assert brought(folder) == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == [9, 0, 0, 5, 4], "another file under the same name is told as changed"


def test_an_empty_file_of_each_layout_is_read_by_the_import(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for layout in import_layout.LAYOUTS:
        assert import_layout.run(argparse.Namespace(layout=layout.kind)) == 0
        printed = capsys.readouterr()
        assert all(column.name in printed.err for column in layout.columns)
        folder_of(tmp_path, {layout.file: printed.out})
    assert brought(tmp_path / "old") == 0
    told = capsys.readouterr().out
    assert sums(told) == [0, 0, 0, 0, 0]
    assert "not brought in" not in told


def test_the_command_line_takes_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: Any) -> None:
    monkeypatch.chdir(folder_of(tmp_path, {"cases.csv": SET["cases.csv"] + "F-3,,family,someday\n"}))
    tried = parser().parse_args(["import", "set", ".", "--dry-run"])
    assert tried.run(tried) == import_set.SOME_REFUSED
    assert "refused: cases.csv line 5: name is empty." in capsys.readouterr().out
    options = parser().parse_args(["import", "set", "."])
    assert options.run(options) == import_set.SOME_REFUSED
    assert refused_in(tmp_path / "old.refused" / "cases.csv")[0]["refused line"] == "5"


def test_hostile_words_come_in_exactly_as_they_are(tmp_path: Path, shared_data: Path) -> None:
    texts = {**hostile.corpora(shared_data), **hostile.OURS}
    listed = {text.strip() for kind, each in texts.items() if kind != "NUL" for text in each}
    names = sorted(name for name in listed if 0 < len(name) <= 200 and "\x00" not in name)[::5]
    folder = folder_of(tmp_path, {"cases.csv": "number,name,opened_on\nF-1,A,2020-01-06\n"})
    with (folder / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(
            [["number", "name", "case"], *([f"P-{place}", name, "F-1"] for place, name in enumerate(names))]
        )
    assert brought(folder) == 0
    kept = ClientDetail.objects.filter(client__number__startswith="P-", client__memberships__case__number="F-1")
    assert sorted(each.name for each in kept) == [name.replace("\r\n", "\n").replace("\r", "\n") for name in names]


def test_a_dialect_of_the_csv_spectrum_is_read_as_its_answer_says(tmp_path: Path, shared_data: Path) -> None:
    spectrum = shared_data / "badinput" / "csv_spectrum"
    said = 'source = "x"\n[cases]\nfile = "quotes_and_newlines.csv"\n[cases.columns]\nnumber = "a"\nname = "b"\n'
    path = tmp_path / "map.toml"
    path.write_text(f'{said}[cases.constants]\nopened_on = "2020-01-06"\n', encoding="utf-8")
    assert brought(spectrum / "csvs", map=path, refused=tmp_path / "refused") == 0
    answers = json.loads((spectrum / "json" / "quotes_and_newlines.json").read_text(encoding="utf-8"))
    assert {case.number: case.name for case in Case.objects.filter(number__in=["1", "3"])} == {
        answer["a"]: answer["b"] for answer in answers
    }


def test_what_became_of_a_row_is_sealed_and_stays(tmp_path: Path) -> None:
    brought(folder_of(tmp_path, {"cases.csv": SET["cases.csv"]}))
    row = IntakeRow.objects.get(kind="cases", key="F-1")
    assert (row.source, row.made, row.entry.kind) == ("goldthread", Case.objects.get(number="F-1").pk, "row.brought_in")
    for act in (lambda: IntakeRow.objects.update(key="F-9"), lambda: IntakeRow.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_the_manual_lists_every_column_and_every_map() -> None:
    page = manual.find("import-layouts")
    assert page
    for layout in import_layout.LAYOUTS:
        assert f"## {layout.file}" in page.text
        assert all(f"`{column.name}`" in page.text for column in layout.columns)
    assert all(path.read_text(encoding="utf-8") in page.text for path in mapping.paths())

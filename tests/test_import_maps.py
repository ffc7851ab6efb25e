"""goldthread import set --map and --from: what another system calls its columns, days and words."""

import csv
from datetime import date
from pathlib import Path

import pytest

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client, Episode, Relationship
from goldthread.cli import import_set
from goldthread.documents.models import Document
from goldthread.intake import mapping
from goldthread.ledger.verify import verify
from goldthread.lib.refusals import Refused
from goldthread.notes.models import Note
from goldthread.notes.projection import PROJECTION
from tests.test_import_set import brought, folder_of, refused_in, sums

pytestmark = pytest.mark.usefixtures("cast")

CASES = """
source = "other"
[cases]
file = "Families.csv"
dates = "DD/MM/YYYY"
[cases.columns]
number = "No"
name = "{Last}, {First}"
opened_on = "Start"
kind = "Type"
[cases.constants]
opening_reason = "Brought over"
[cases.codes.kind]
"F" = "family"
"S" = "single"
"""


def map_of(place: Path, text: str) -> Path:
    path = place / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_map_says_columns_patterns_constants_codes_and_days(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"Families.csv": "No,First,Last,Start,Type\n1,Åse,Ødegård,03/04/2020 10:30,S\n"})
    assert brought(folder, map=map_of(tmp_path, CASES)) == 0
    case = Case.objects.get(number="1")
    assert (case.name, case.kind) == ("Ødegård, Åse", "single")
    episode = Episode.objects.get(case=case)
    assert (episode.true_from_on, episode.opening_reason) == (date(2020, 4, 3), "Brought over")


def test_a_day_that_may_be_two_is_refused_and_one_that_can_be_one_is_not(tmp_path: Path) -> None:
    said = CASES.replace('"DD/MM/YYYY"', '["DD/MM/YYYY", "MM/DD/YYYY"]')
    folder = folder_of(tmp_path, {"Families.csv": "No,First,Last,Start,Type\n1,A,B,03/04/2020,F\n2,A,B,25/04/2020,F\n"})
    assert brought(folder, map=map_of(tmp_path, said)) == import_set.SOME_REFUSED
    (row,) = refused_in(tmp_path / "old.refused" / "Families.csv")
    assert "may be any of 2020-03-04, 2020-04-03" in row["reason"]
    assert Case.objects.filter(number="2").exists()


def test_refused_rows_of_a_mapped_file_are_mended_and_run_again_with_the_map(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {})
    text = "No;First;Last;Start;Type\n1;Åse;Ødegård;03/04/2020;X\n"
    (folder / "Families.csv").write_bytes(text.encode("cp1252"))
    path = map_of(tmp_path, f'encoding = "windows-1252"\n{CASES}')
    assert brought(folder, map=path) == import_set.SOME_REFUSED
    refused = tmp_path / "old.refused" / "Families.csv"
    assert "kind is X" in refused_in(refused)[0]["reason"]
    refused.write_text(refused.read_text(encoding="utf-8").replace(",X", ",F"), encoding="utf-8")
    assert brought(refused.parent, map=path) == 0
    assert Case.objects.get(number="1").name == "Ødegård, Åse"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source = ", "cannot be read"),
        ('source = ""', "source is a name"),
        ('source = "x"\n[colours]\nfile = "x"', "no layout colours"),
        ('source = "x"\n[cases]', "cases names no file"),
        ('source = "x"\n[cases]\nfile = "x"', "says nothing of number, which must be filled"),
        (CASES.replace("DD/MM/YYYY", "DD/MM/YY"), "dates are written as one of"),
        (CASES.replace('name = "{Last}, {First}"', "name = 5"), "name is no text"),
        (CASES.replace('kind = "Type"', 'colour = "Type"'), "cases has no column colour"),
        (CASES.replace("[cases.constants]", "[cases.other]"), "cases has no part other"),
    ],
)
def test_a_map_that_is_wrong_is_refused_by_name(tmp_path: Path, text: str, sentence: str) -> None:
    folder = folder_of(tmp_path, {"Families.csv": "No\n1\n"})
    with pytest.raises(Refused, match=sentence):
        brought(folder, map=map_of(tmp_path, text))


def test_a_file_without_a_mapped_column_is_refused_whole(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, {"Families.csv": "No,First,Start,Type\n1,A,03/04/2020,F\n"})
    with pytest.raises(Refused, match="has no column Last"):
        brought(folder, map=map_of(tmp_path, CASES))


def openemr(place: Path, **more: str) -> Path:
    """An export as OpenEMR's documentation lays it out, with a few of the many columns that are not asked for."""
    return folder_of(
        place,
        {
            "patient_data.csv": "id,uuid,title,language,fname,lname,mname,DOB,street,postal_code,city,state,phone_home,"
            "phone_cell,pid,regdate\n"
            "1,u-1,Ms.,English,Ana,Ruiz,,2010-05-06,1 Oak St,46201,Indianapolis,IN,,555 0101,55,2020-01-02 00:00:00\n"
            "2,u-2,,,Li,Wei,,0000-00-00,,,,,,,56,2021-02-03 00:00:00\n"
            "3,u-3,,,No,Day,,,,,,,,,57,0000-00-00 00:00:00\n",
            "form_clinical_notes.csv": "id,form_id,date,pid,user,activity,clinical_notes_type,description\n"
            "1,2,2020-01-02,55,admin,1,progress_note,Slept well.\n",
            "form_soap.csv": "id,date,pid,user,activity,subjective,objective,assessment,plan\n"
            "1,2020-01-03 09:00:00,56,admin,1,S,O,A,P\n",
            **more,
        },
        "openemr",
    )


def test_an_export_of_openemr_comes_in_by_name(
    tmp_path: Path, shared_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = shared_data / "legacy_formats" / "legacy_export_layouts.csv"
    with listed.open(encoding="utf-8", newline="") as file:
        documented = {(row["file_or_object"], row["column_or_fact"]) for row in csv.DictReader(file)}
    notes = [each.file for each in mapping.load(mapping.SHIPPED / "openemr.toml").files if each.layout.kind == "notes"]
    assert set(notes) <= {name for name, _column in documented}
    source = next(path for path in sorted((shared_data / "attachments").rglob("*.pdf")) if path.stat().st_size < 2**20)
    index = "id,type,size,date,url,mimetype,foreign_id,docdate,name\n"
    folder = openemr(tmp_path, **{"documents.csv": f"{index}9,file_url,1,,,application/pdf,55,2020-02-02,order.pdf\n"})
    (folder / "documents" / "55").mkdir(parents=True)
    (folder / "documents" / "55" / "order.pdf").write_bytes(source.read_bytes())
    assert brought(folder, system="openemr") == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == [6, 5, 0, 0, 1]
    ana = Client.objects.get(number="55")
    known = cases.detail_of(ana.pk)
    assert (known.name, known.born_on, known.phone) == ("Ana Ruiz", date(2010, 5, 6), "555 0101")
    assert known.address == "1 Oak St, Indianapolis, IN 46201"
    assert {str(each.occurred_on): each.client.number for each in Note.objects.all()} == {
        "2020-01-02": "55",
        "2020-01-03": "56",
    }
    assert (Document.objects.get().client, Document.objects.get().title) == (ana, "order.pdf")
    assert (
        "Both case and from_on are empty" in refused_in(tmp_path / "openemr.refused" / "patient_data.csv")[0]["reason"]
    )
    assert verify(witness=None, projections=[PROJECTION]).problems == []


def test_the_example_for_apricot_reads_what_it_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = folder_of(
        tmp_path,
        {
            "Family.csv": "Record ID,Family Name,Intake Date,Reason for Referral,Referral Source,Exit Date,Exit Reason\n"
            "901,Rivera,1/6/2020,Neglect,DCS,,\n",
            "Participant.csv": "Record ID,Family Record ID,First Name,Last Name,Date of Birth,Phone\n"
            "77,901,Luz,Rivera,5/6/2010,\n",
            "Contacts.csv": "Record ID,Participant Record ID,First Name,Last Name,Relationship,Phone\n"
            "5,77,Rosa,Rivera,Mother,555 0100\n6,77,Pat,Doe,Neighbor,\n",
            "Case Notes.csv": "Participant Record ID,Date of Contact,Staff,Contact Type,Notes\n"
            "77,02/03/2020,J. Doe,Home visit,Met at home.\n",
        },
    )
    assert brought(folder, system="apricot") == import_set.SOME_REFUSED
    assert sums(capsys.readouterr().out) == [5, 4, 0, 0, 1]
    assert Relationship.objects.get(client__number="77").role == "parent"
    assert "role is Neighbor" in refused_in(tmp_path / "old.refused" / "Contacts.csv")[0]["reason"]


def test_the_example_for_extendedreach_reads_several_layouts_from_one_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    head = "Case Number,First Name,Last Name,Admit Date,Referring Agency,Discharge Date,Discharge Reason,DOB,Worker Login\n"
    folder = folder_of(
        tmp_path,
        {
            "Cases.csv": f"{head}C1,Ada,Byron,01/06/2020,DCS,,,02/03/2010,ana\nC2,Bo,Lee,someday,DCS,,,02/03/2010,nobody\n"
        },
    )
    assert brought(folder, system="extendedreach") == import_set.SOME_REFUSED
    told = capsys.readouterr().out
    assert sums(told) == [6, 3, 0, 0, 3]
    assert "not brought in" not in told, "what one layout leaves out another asks for"
    assert [row["refused line"] for row in refused_in(tmp_path / "old.refused" / "Cases.csv")] == ["3", "3", "3"]
    assert [each.staff.login for each in cases.care_team_of(Case.objects.get(number="C1"), date(2022, 1, 1))] == ["ana"]

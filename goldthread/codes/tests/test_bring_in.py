"""bring_in, take_out: a published list under one entry, whole or not at all."""

import csv
import io
from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from goldthread.codes import actions, queries
from goldthread.codes.models import Code, CodeWord, Edition
from goldthread.codes.tests.lists import PLACES_FILE, hcpcs_file, order_file, order_line
from goldthread.ledger import queries as ledger
from goldthread.ledger.models import Entry
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)
NAME = "icd10cm_order_2026.txt"


def bring(by: Actor, name: str = NAME, document: bytes | None = None, **said: object) -> actions.Brought:
    return actions.bring_in(
        name=name, document=order_file() if document is None else document, by=by, today=DAY, **said
    )


def test_the_order_file_holds_for_its_fiscal_year(by: Actor) -> None:
    edition = bring(by).edition
    assert (edition.edition, edition.codes, edition.headings) == ("FY2026", 5, 1)
    assert (edition.true_from_on, edition.true_to_on) == (date(2025, 10, 1), date(2026, 9, 30))
    assert queries.code_on("icd-10-cm", "f321", DAY).title == "Major depressive disorder, single episode, moderate"
    assert queries.code_on("icd-10-cm", "F32", DAY).kind == "heading"
    assert queries.code_on("icd-10-cm", "F32.1", date(2026, 10, 1)) is None


def test_the_codes_file_says_the_same_without_headings(by: Actor) -> None:
    edition = bring(
        by,
        "icd10cm_codes_2026.txt",
        b"A000    Cholera, invented title\nF32A    Depression, unspecified\nZ999    Invented\n",
    ).edition
    assert (edition.codes, edition.headings) == (3, 0)
    assert queries.code_on("icd-10-cm", "A00.0", DAY) is not None


def test_one_entry_says_which_file_it_was_and_holds_no_row_of_it(by: Actor) -> None:
    before = Entry.objects.count()
    edition = bring(by).edition
    assert Entry.objects.count() == before + 1
    said = str(ledger.contents_of([edition.entry_id])[edition.entry_id])
    assert edition.sha256 in said
    assert "Depression" not in said
    assert verify(witness=None).problems == []
    assert list(queries.problems()) == []


def test_the_same_file_again_adds_nothing(by: Actor) -> None:
    bring(by)
    before = Entry.objects.count(), Code.objects.count()
    assert not bring(by).is_new
    assert (Entry.objects.count(), Code.objects.count()) == before


def test_the_next_year_is_told_by_what_it_changed(by: Actor) -> None:
    bring(by)
    changed = order_file(("F988", "Another invented title")).replace(b"Generalized", b"Generalised")
    told = bring(by, "icd10cm_order_2027.txt", changed, from_on=date(2026, 10, 1))
    assert told.before is None
    told = bring(by, "icd10cm-order-April-2026.txt", changed)
    assert (told.edition.edition, told.added, told.gone, told.renamed) == ("FY2026 (2026-04-01)", 1, 0, 1)
    assert queries.edition_on("icd-10-cm", date(2026, 3, 31)).edition == "FY2026"
    assert queries.edition_on("icd-10-cm", date(2026, 4, 1)).edition == "FY2026 (2026-04-01)"


def test_hcpcs_comes_in_without_dental_codes_and_with_whole_titles(by: Actor) -> None:
    edition = bring(by, "HCPC2026_JAN_ANWEB.txt", hcpcs_file()).edition
    assert (edition.edition, edition.codes, edition.left_out) == ("2026-01-01", 3, 1)
    assert queries.code_on("hcpcs", "Z0001", DAY).title == "Invented service at home, per quarter of an hour"
    assert queries.code_on("hcpcs", "Z1", DAY).kind == "modifier"
    assert queries.code_on("hcpcs", "D0001", DAY) is None
    assert queries.code_on("hcpcs", "Z0002", date(2026, 1, 31)) is not None
    assert queries.code_on("hcpcs", "Z0002", DAY) is None
    assert [code.code for code in queries.find("hcpcs", "inv serv", DAY).codes] == ["Z0001"]


def test_hcpcs_as_csv_says_the_same(by: Actor) -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["Some lines about rights stand before the names."])
    writer.writerow(["HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "ADD DT", "TERM DT"])
    writer.writerow(["Z0001", "100", "3", "Invented service, per", "Invented", "20200101", ""])
    writer.writerow(["Z0001", "200", "4", "hour", "", "", ""])
    writer.writerow(["D0001", "100", "3", "Dental", "Dental", "", ""])
    edition = bring(by, "HCPC2026_APR_ANWEB.csv", file.getvalue().encode()).edition
    assert (edition.codes, edition.left_out) == (1, 1)
    assert queries.code_on("hcpcs", "Z0001", date(2026, 4, 1)).title == "Invented service, per hour"


@pytest.mark.parametrize("document", [PLACES_FILE, b"03 School\n12\tHome\n27-30 Unassigned\n"])
def test_places_of_service_come_in_without_unassigned_numbers(by: Actor, document: bytes) -> None:
    edition = bring(by, "pos.csv", document, system="place-of-service", from_on=date(2024, 1, 1)).edition
    assert (edition.codes, edition.left_out, edition.true_to_on) == (2, 1, None)
    assert queries.code_on("place-of-service", "12", DAY).title == "Home"


@pytest.mark.parametrize(
    ("name", "document", "said", "sentence"),
    [
        ("icd10cm_order_2024.txt", order_file(), {}, "holds from Oct. 1, 2023, which is not this year's list"),
        ("icd10cm_order_2031.txt", order_file(), {}, "not this year's list"),
        ("HCPC2023_JAN_ANWEB.txt", hcpcs_file(), {}, "not this year's list"),
        ("icd10cm_order_addenda_2026.txt", b"x", {}, "changes alone"),
        ("list.txt", order_file(), {}, "does not say which list"),
        ("list.txt", order_file(), {"system": "icd-10-cm"}, "from when the list holds"),
        (NAME, order_file(), {"to_on": DAY}, "Say also from when"),
        (NAME, order_file(), {"from_on": DAY, "to_on": date(2026, 3, 1)}, "end lies before"),
        (NAME, b"", {}, "no code in this file"),
        (NAME, b"\xff\xfe", {}, r"not UTF-8 \(byte 0\)"),
        (NAME, b"A\x00B", {}, "NUL"),
        (NAME, order_file() + b"rubbish\n", {}, "Line 7 is no row"),
        (NAME, order_file() + order_line(9, "F321", "Again").encode(), {}, "names F32.1 twice"),
        (NAME, b"F32A    Depression\n\nfoo\n", {}, "Line 3 is no row"),
        ("HCPC2026_JAN_ANWEB.txt", hcpcs_file().replace(b"Z0002", b"99999"), {}, "licence of its own"),
        ("HCPC2026_JAN_ANWEB.txt", order_file(), {}, "This is ICD-10-CM, and not HCPCS Level II"),
        (NAME, hcpcs_file(), {}, "This is HCPCS Level II, and not ICD-10-CM"),
        (NAME, PLACES_FILE, {}, "This is Place of service, and not ICD-10-CM"),
        (NAME, b"<!doctype html>", {}, "Line 1 is no row of ICD-10-CM"),
        (NAME, b"PK\x03\x04\x00", {}, "packed"),
        (
            "icd10cm_codes_2026.txt",
            b"A000    Cholera\nF32A    Depression\n",
            {},
            "ends at F32.A, and ICD-10-CM goes on",
        ),
        ("HCPC2026_JAN_ANWEB.txt", hcpcs_file()[:-250], {}, "ends at Z1, and HCPCS Level II goes on"),
    ],
)
def test_what_is_no_such_list_is_refused_whole(
    by: Actor, name: str, document: bytes, said: dict, sentence: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(Refused, match=sentence):
        bring(by, name, document, **said)
    assert (Entry.objects.count(), Edition.objects.count(), Code.objects.count()) == (before, 0, 0)


def test_a_list_of_another_year_comes_in_if_its_days_are_said(by: Actor) -> None:
    edition = bring(by, "icd10cm_order_2024.txt", from_on=date(2023, 10, 1)).edition
    assert (edition.edition, edition.true_to_on) == ("FY2024", date(2024, 9, 30))


def test_another_file_for_the_same_edition_needs_the_first_taken_out(by: Actor) -> None:
    first = bring(by).edition
    with pytest.raises(Refused, match="take it out first"):
        bring(by, document=order_file(("F988", "More")))
    with pytest.raises(Refused, match="Say why"):
        actions.take_out(edition=first, reason=" ", by=by)
    actions.take_out(edition=first, reason="A draft of the list.", by=by)
    assert queries.edition_on("icd-10-cm", DAY) is None
    with pytest.raises(Refused, match="same moment"):
        actions.take_out(edition=first, reason="Twice.", by=by)
    assert bring(by, document=order_file(("F988", "More"))).is_new
    assert bring(by, document=order_file(("F988", "More"))).is_new is False
    assert verify(witness=None).problems == []
    assert list(queries.problems()) == []


def test_the_database_refuses_to_change_a_code(by: Actor) -> None:
    bring(by)
    for model in (Code, CodeWord):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            model.objects.all().delete()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE codes_code SET title = 'Another' WHERE code = 'F32.1'")


def test_a_code_that_nobody_brought_in_is_found_by_the_check(by: Actor) -> None:
    edition = bring(by).edition
    Code.objects.create(edition=edition.identity, place=99, code="X99", title="Slipped in", kind="code")
    assert "not those that were brought in" in next(queries.problems())

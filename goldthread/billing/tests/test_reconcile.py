"""reconcile: a verdict on every line of a bill, and on every signed note that is in none."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.utils import formats

from goldthread.billing import queries, reading, rules, views
from goldthread.billing.forms import NO_COLUMN
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewClient
from goldthread.cases.models import Membership
from goldthread.cli import main
from goldthread.ledger.models import Access
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.resting import SERVICE, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.tests import writing as plans
from goldthread.services import actions as services
from goldthread.services.rules import Details
from tests.cast import BEGAN_ON, OPENED_ON, acting, case_named, client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def bill(*rows: str) -> str:
    return "\n".join(["Member,DOS,Code,Units,Amount", *rows]) + "\n"


def judged(text: str, login: str | None = "ana") -> list[str]:
    header, rows = reading.rows_in(text)
    actor = named(login) if login else None
    clients = queries.clients_named(actor)
    lines = reading.billed(rows, reading.mapping_of(header, {}, rows, clients), clients)
    return [each.verdict for each in queries.reconciled(actor, lines)]


def test_a_line_is_held_against_the_note_of_its_day() -> None:
    quarters()
    visited()
    mateo = client_named("Mateo Rivera").number
    assert judged(bill(f"{mateo},{yesterday()},{SERVICE},6,")) == [rules.SUBSTANTIATED]
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},8,")) == [rules.OVER]
    assert judged(bill(f"{mateo},{yesterday()},Therapy,6,", f"{mateo},soon,Therapy,6,")) == [
        rules.OTHER_NATURE,
        rules.UNREADABLE,
        rules.NOT_BILLED,
    ]


def test_the_day_of_a_line_that_cannot_be_read_still_says_which_notes_are_asked_for() -> None:
    quarters()
    visited()
    assert judged(bill(f"Nobody,{yesterday()},{SERVICE},6,")) == [rules.UNREADABLE, rules.NOT_BILLED]


def test_a_code_of_the_list_stands_for_its_service() -> None:
    quarters()
    services.add_service(name=SERVICE, code="T1017", is_billable=True, from_on=BEGAN_ON, by=acting("hana"))
    services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=acting("hana"))
    visited()
    assert judged(bill(f"Mateo Rivera,{yesterday()},t1017,6,")) == [rules.SUBSTANTIATED]


def test_what_was_entered_in_error_carries_nothing_and_a_correction_carries_what_it_says() -> None:
    quarters()
    note = visited()
    amended(note, "correction", ends="14:30")
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},2,")) == [rules.SUBSTANTIATED]
    amended(note, "entered_in_error")
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},2,")) == [rules.WITHOUT_NOTE]


def test_who_does_not_see_the_client_reads_nothing_of_it() -> None:
    quarters()
    visited()
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,"), "cleo") == [rules.UNREADABLE]


def test_the_command_asks_nothing_and_says_by_its_exit_code_whether_all_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    quarters()
    visited()
    lines, report = tmp_path / "bill.csv", tmp_path / "report.csv"
    lines.write_text(bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,"))
    assert main(["reconcile", str(lines), "--out", str(report)]) == 0
    (row,) = csv.DictReader(io.StringIO(report.read_text()))
    assert (row["verdict"], row["carried_units"], row["minutes"]) == ("substantiated", "6", "90")
    lines.write_text(bill(f"Mateo Rivera,{yesterday()},{SERVICE},9,"))
    assert main(["reconcile", str(lines), "--out", str(report)]) == 1
    assert "1 over" in capsys.readouterr().out


def test_a_signed_note_in_no_line_is_listed_with_its_client_also_where_it_names_no_service(tmp_path: Path) -> None:
    signed(begun(note_type="dap", content=filled("dap", service="", modality="")))
    mateo = client_named("Mateo Rivera").number
    lines, report = tmp_path / "bill.csv", tmp_path / "report.csv"
    lines.write_text(bill(f"Nobody,{yesterday()},{SERVICE},6,", f"{mateo},{yesterday()},Therapy,6,"))
    assert main(["reconcile", str(lines), "--out", str(report)]) == 1
    rows = list(csv.DictReader(io.StringIO(report.read_text())))
    assert [row["verdict"] for row in rows] == ["unreadable", "other_nature", "not_billed"]
    told = rows[-1]
    assert (told["client"], told["client_name"], told["date"]) == (mateo, "Mateo Rivera", str(yesterday()))
    assert told["reason"] == "It names no service, and is in no line."


def test_the_page_tells_the_day_of_a_note_in_no_line_as_it_tells_days(client: Browser) -> None:
    signed(begun(note_type="dap", content=filled("dap", service="", modality="")))
    client.force_login(named("ana"))
    page = client.post("/reconcile/", {"lines": bill(f"Nobody,{yesterday()},{SERVICE},6,")}).content.decode()
    assert f'<td class="nowrap">{formats.date_format(yesterday(), "SHORT_DATE_FORMAT")}</td>' in page
    assert f'<td class="nowrap">{yesterday()}</td>' in page, "and of a line what the bill says"


def test_a_column_that_was_guessed_wrongly_is_corrected_by_a_map(tmp_path: Path) -> None:
    quarters()
    visited()
    lines, told, report = tmp_path / "bill.csv", tmp_path / "map.json", tmp_path / "report.csv"
    lines.write_text(f"who,when,what,how much\nMateo Rivera,{yesterday()},{SERVICE},6\n")
    assert main(["reconcile", str(lines), "--out", str(report)]) == 1
    assert not report.exists()
    told.write_text('{"client": "who", "date": "when", "service": "what", "units": "how much"}')
    assert main(["reconcile", str(lines), "--out", str(report), "--map", str(told)]) == 0


def test_the_page_shows_each_verdict_keeps_the_lines_and_gives_the_report(client: Browser) -> None:
    quarters()
    visited()
    client.force_login(named("ana"))
    text = bill(f"Mateo Rivera,{yesterday()},{SERVICE},9,", "Nobody,2026-01-01,x,1,")
    page = client.post("/reconcile/", {"lines": text}).content.decode()
    assert "No client is called or numbered “Nobody”." in page
    assert "Billed 9; the notes carry 6 (90 minutes)." in page
    assert "Nobody,2026-01-01,x,1," in page
    report = client.post("/reconcile/", {"lines": text, "report": "yes"})
    assert report["Content-Type"].startswith("text/csv")
    assert b"cannot be read" not in report.content
    assert b"unreadable" in report.content


def test_a_bill_without_a_needed_column_is_refused_with_the_columns_it_has(client: Browser) -> None:
    client.force_login(named("ana"))
    answer = client.post("/reconcile/", {"lines": "a,b\n1,2\n"})
    assert answer.status_code == 422
    assert "The file has: a, b" in answer.content.decode()
    with pytest.raises(Refused, match="no line"):
        reading.rows_in("")


def test_a_formula_in_a_bill_runs_in_no_report(client: Browser) -> None:
    client.force_login(named("ana"))
    text = bill('"=HYPERLINK(1)",2026-01-01,x,1,')
    report = client.post("/reconcile/", {"lines": text, "report": "yes"}).content.decode()
    assert "'=HYPERLINK" in report


SIXTY = {"algorithm": "ranges", "ranges": [
    {"from_minutes": 16, "to_minutes": 37, "code": "S-30"}, {"from_minutes": 38, "to_minutes": 52, "code": "S-45"}, {"from_minutes": 53, "code": "S-60"},
]}  # fmt: skip


def listed(name: str = SERVICE, code: str = "T1017", *modifiers: str, is_billable: bool = True) -> None:
    """A service on the agency's list, with its code."""
    details = Details(modifiers=modifiers)
    services.add_service(name=name, code=code, is_billable=is_billable, from_on=BEGAN_ON, details=details, by=acting("hana"))  # fmt: skip


def coached() -> None:
    """The modality of every session, which a list of services asks for."""
    services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=acting("hana"))


def test_where_the_minutes_decide_the_code_no_other_is_substantiated() -> None:
    plans.rule(rounding_algorithm=SIXTY)
    listed(code="S-60")
    coached()
    visited(ends="14:30")
    assert judged(bill(f"Mateo Rivera,{yesterday()},S-60,1,")) == [rules.OTHER_NATURE, rules.NOT_BILLED]
    assert judged(bill(f"Mateo Rivera,{yesterday()},S-30,1,")) == [rules.SUBSTANTIATED]


def test_two_services_under_one_code_are_billed_line_by_line_or_together() -> None:
    quarters()
    listed("Home-based casework")
    listed("Transport")
    coached()
    visited(starts="09:00", ends="10:00")
    visited(starts="10:00", ends="11:00", service="Transport")
    line = f"Mateo Rivera,{yesterday()},T1017,4,"
    assert judged(bill(line, line)) == [rules.SUBSTANTIATED] * 2
    assert judged(bill(f"Mateo Rivera,{yesterday()},T1017,8,")) == [rules.SUBSTANTIATED]


def test_modifiers_have_a_column_of_their_own_or_stand_with_the_code() -> None:
    quarters()
    listed(SERVICE, "T1017", "HN")
    coached()
    visited()
    for code in ("T1017:HN", "T1017-HN", "t1017 hn", "T1017"):
        assert judged(bill(f"Mateo Rivera,{yesterday()},{code},6,")) == [rules.SUBSTANTIATED]
    text = f"Member,DOS,Code,Modifiers,Units\nMateo Rivera,{yesterday()},T1017,%s,6\n"
    assert judged(text % "HN") == [rules.SUBSTANTIATED]
    assert judged(text % "HQ") == [rules.OTHER_NATURE, rules.NOT_BILLED]


@pytest.mark.parametrize("name", ["Modifier %s", "Mod%s", "HCPCS_MOD_%s"])
def test_up_to_four_columns_of_modifiers_are_read_together(name: str) -> None:
    quarters()
    listed(SERVICE, "T1017", "HO", "U1", "U2", "GT")
    coached()
    visited()
    text = f"Member,DOS,Code,{','.join(name % n for n in range(1, 5))},Units\nMateo Rivera,{yesterday()},%s,6\n"
    for cells in ("T1017,HO,U1,U2,GT", "T1017,GT,,HO U1,U2", "HC:T1017:HO:U1,,,U2,GT", "T1017:HO:U1:U2:GT,HO,U1,U2,GT"):
        assert judged(text % cells) == [rules.SUBSTANTIATED]
    assert judged(text % "T1017,HO,U1,U2,95") == [rules.OTHER_NATURE, rules.NOT_BILLED]


def test_columns_of_modifiers_are_corrected_on_the_page_and_shown_with_the_line(client: Browser) -> None:
    quarters()
    listed(SERVICE, "T1017", "HO", "U1")
    coached()
    visited()
    client.force_login(named("ana"))
    text = f"Member,DOS,Code,Units,First,Mod2,Mod3\nMateo Rivera,{yesterday()},T1017,6,U1,HO,left by the clerk\n"
    page = client.post("/reconcile/", {"lines": text}).content.decode()
    assert "holds something that is no modifier" in page
    said = {"lines": text, "modifiers": "First", "modifier_3": NO_COLUMN}
    page = client.post("/reconcile/", said).content.decode()
    assert "Every line is substantiated." in page
    assert "<bdi>U1 HO</bdi>" in page
    assert '<option value=" " selected>no column</option>' in page
    report = client.post("/reconcile/", {**said, "report": "yes"}).content.decode()
    assert report.splitlines()[1].endswith(",U1 HO")


def test_five_minutes_that_carry_nothing_are_rightly_in_no_line(tmp_path: Path) -> None:
    quarters()
    visited()
    visited(starts="09:00", ends="09:05", service="Transport")
    text = bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,")
    assert judged(text) == [rules.SUBSTANTIATED, rules.NOTHING]
    assert main(["reconcile", written(tmp_path, text), "--out", str(tmp_path / "report.csv")]) == 0


def written(folder: Path, text: str) -> str:
    """The bill as a file."""
    path = folder / "bill.csv"
    path.write_text(text)
    return str(path)


def test_what_waits_for_a_co_signature_may_not_be_billed_yet() -> None:
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15}, cosign_required=True, cosign_due_days=7)
    visited()
    assert judged(bill(f"Nobody,{yesterday()},{SERVICE},6,")) == [rules.UNREADABLE, rules.FORBIDDEN]
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,")) == [rules.UNCLEAR]


def test_a_service_that_is_not_billed_by_the_list_may_not_be_billed() -> None:
    quarters()
    listed(is_billable=False)
    coached()
    visited()
    assert judged(bill(f"Mateo Rivera,{yesterday()},T1017,6,")) == [rules.UNCLEAR]
    assert judged(bill(f"Nobody,{yesterday()},T1017,6,")) == [rules.UNREADABLE, rules.FORBIDDEN]


def test_a_correction_to_an_earlier_day_does_not_escape_the_deadline() -> None:
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15}, documentation_due_count=3, documentation_due_unit="days", late_effect="blocks")  # fmt: skip
    note = visited()
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,")) == [rules.SUBSTANTIATED]
    earlier = yesterday() - timedelta(days=13)
    amended(note, "correction", occurred_on=earlier.isoformat())
    assert judged(bill(f"Mateo Rivera,{earlier},{SERVICE},6,")) == [rules.UNCLEAR]
    assert judged(bill(f"Nobody,{earlier},{SERVICE},6,")) == [rules.UNREADABLE, rules.FORBIDDEN]


def test_records_that_are_the_same_person_are_one_client_of_a_bill() -> None:
    quarters()
    kept, merged = client_named("Mateo Rivera"), client_named("Lucía Rivera")
    visited()
    signed(begun(content=filled("session", "Lucía Rivera", starts="10:00", ends="11:00")))
    cases.merge(kept=kept, merged=merged, reason="Entered twice.", by=acting("gus"))
    assert judged(bill(f"{kept.number},{yesterday()},{SERVICE},10,")) == [rules.SUBSTANTIATED]
    assert judged(bill(f"{merged.number},{yesterday()},{SERVICE},10,")) == [rules.SUBSTANTIATED]
    new = NewClient("Mateo Rivera", date(2014, 5, 3))
    cases.change_client(client=merged, new=new, from_on=OPENED_ON, by=acting("ana"))
    assert judged(bill(f"Mateo Rivera,{yesterday()},{SERVICE},10,")) == [rules.SUBSTANTIATED]


def test_what_came_after_a_client_left_a_case_cannot_be_told_by_those_they_left() -> None:
    quarters()
    mateo, left = client_named("Mateo Rivera"), yesterday() - timedelta(days=3)
    cases.leave_case(member=Membership.objects.current().get(client=mateo), to_on=left, by=acting("gus"))
    cases.join_case(case=case_named("Okafor"), client=mateo, from_on=left, by=acting("gus"))
    signed(begun("cleo", content=visit_of_cleo()), "cleo")
    text = bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,")
    assert judged(text) == [rules.UNCLEAR]
    assert judged(text, "cleo") == [rules.SUBSTANTIATED]


def visit_of_cleo() -> dict[str, Any]:
    """Mateo, seen by Cleo, alone."""
    return filled("session", participants=[])


def test_a_stray_day_lists_nothing_between_and_is_told_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], client: Browser
) -> None:
    quarters()
    visited(occurred_on=(yesterday() - timedelta(days=60)).isoformat())
    visited()
    line = f"Mateo Rivera,{yesterday()},{SERVICE},6,"
    text = bill(line, f"Mateo Rivera,2001-01-01,{SERVICE},6,")
    assert judged(text) == [rules.SUBSTANTIATED, rules.WITHOUT_NOTE]
    assert main(["reconcile", written(tmp_path, text), "--out", str(tmp_path / "report.csv")]) == 1
    assert "Far from the other days of the bill, or in the future: Jan. 1, 2001." in capsys.readouterr().out
    client.force_login(named("ana"))
    assert "in the future: Jan. 1, 2001." in client.post("/reconcile/", {"lines": text}).content.decode()


def test_a_bill_has_no_limit_of_notes_and_is_read_month_by_month(monkeypatch: pytest.MonkeyPatch) -> None:
    quarters()
    earlier = yesterday() - timedelta(days=70)
    visited(occurred_on=earlier.isoformat())
    visited()
    monkeypatch.setattr(queries, "MOST", 1)
    lines = [f"Mateo Rivera,{day},{SERVICE},6," for day in (earlier, yesterday())]
    assert judged(bill(*lines)) == [rules.SUBSTANTIATED] * 2


def test_more_notes_cost_no_more_statements() -> None:
    quarters()
    counted = []
    text = bill(*[f"Mateo Rivera,{yesterday() - timedelta(days=days)},{SERVICE},6," for days in (0, 5)])
    for days in ((0, 1, 2), (3, 4, 5)):
        for each in days:
            visited(occurred_on=(yesterday() - timedelta(days=each)).isoformat())
        with CaptureQueriesContext(connection) as asking:
            judged(text)
        counted.append(len(asking))
    assert counted[0] == counted[1]


def test_the_amount_of_a_named_column_is_compared_or_refused(tmp_path: Path) -> None:
    quarters()
    visited()
    path = tmp_path / "bill.csv"
    path.write_text(f"client,date,service,units,fee\nMateo Rivera,{yesterday()},{SERVICE},6,9999\n")
    told, report = tmp_path / "map.json", tmp_path / "report.csv"
    told.write_text('{"amount": "fees"}')
    assert main(["reconcile", str(path), "--out", str(report), "--map", str(told)]) == 1
    assert not report.exists()
    told.write_text('{"amount": "fee"}')
    assert main(["reconcile", str(path), "--out", str(report), "--map", str(told)]) == 0
    (row,) = csv.DictReader(io.StringIO(report.read_text()))
    assert row["reason"] == "The notes carry it; no rate is on file to compare the amount with."


def test_the_command_and_the_page_read_a_bill_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], client: Browser
) -> None:
    quarters()
    visited()
    report = str(tmp_path / "report.csv")
    client.force_login(named("ana"))
    text = f"Client;Date;Service;Units\n;;;;\nMateo Rivera;{yesterday()};{SERVICE};6\n"
    assert main(["reconcile", written(tmp_path, text), "--out", report]) == 0
    assert "Every line is substantiated." in client.post("/reconcile/", {"lines": text}).content.decode()
    assert main(["reconcile", written(tmp_path, "Client,Date,Service,Units\n"), "--out", report]) == 1
    assert "The bill has no line below its header." in capsys.readouterr().err
    answer = client.post("/reconcile/", {"lines": "Client,Date,Service,Units\n"})
    assert (answer.status_code, "The bill has no line below its header." in answer.content.decode()) == (422, True)


def test_who_looked_is_kept_of_the_page_the_report_and_the_command(tmp_path: Path, client: Browser) -> None:
    quarters()
    visited()
    client.force_login(named("ana"))
    text = bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,")
    client.post("/reconcile/", {"lines": text})
    client.post("/reconcile/", {"lines": text, "report": "yes"})
    main(["reconcile", written(tmp_path, text), "--out", str(tmp_path / "report.csv")])
    looked = Access.objects.filter(client=client_named("Mateo Rivera").pk, page__contains="reconcile").order_by("at")
    assert list(looked.values_list("action", "page")) == [
        ("read", "reconcile"),
        ("print", "reconcile"),
        ("export", "goldthread reconcile"),
    ]


def test_the_columns_of_the_report_stay_where_they_are(client: Browser) -> None:
    client.force_login(named("ana"))
    report = client.post("/reconcile/", {"lines": bill(f"Nobody,{yesterday()},x,1,"), "report": "yes"}).content.decode()
    assert report.splitlines()[0] == (
        "line,client,date,service,units,amount,client_name,verdict,reason,carried_units,minutes,notes,modifiers"
    )


def test_a_file_with_other_columns_is_guessed_anew_and_not_held_to_those_of_before(client: Browser) -> None:
    quarters()
    visited()
    client.force_login(named("ana"))
    before = {"lines": bill("a,b,c,1,"), "client": "Member", "date": "DOS", "service": "Code", "units": "Units"}
    file = SimpleUploadedFile("bill.csv", f"Name,Day,Service,Qty\nMateo Rivera,{yesterday()},{SERVICE},6\n".encode())
    page = client.post("/reconcile/", {**before, "file": file})
    assert "Every line is substantiated." in page.content.decode()


def test_a_map_says_that_no_column_is_a_modifier(tmp_path: Path) -> None:
    quarters()
    listed(SERVICE, "T1017", "HO")
    coached()
    visited()
    lines, told, report = tmp_path / "bill.csv", tmp_path / "map.json", tmp_path / "report.csv"
    lines.write_text(f"Member,DOS,Code,Units,Mod1,Mod2\nMateo Rivera,{yesterday()},T1017,6,HO,by hand\n")
    assert main(["reconcile", str(lines), "--out", str(report)]) == 1
    told.write_text('{"modifier_2": null}')
    assert main(["reconcile", str(lines), "--out", str(report), "--map", str(told)]) == 0
    assert report.read_text().splitlines()[1].endswith(",HO")


def test_a_spreadsheet_is_told_to_be_none_and_what_was_pasted_stays(client: Browser) -> None:
    client.force_login(named("ana"))
    sent = {"lines": bill("a,b,c,1,"), "file": SimpleUploadedFile("bill.csv", b"PK\x03\x04\x14\x00")}
    answered = client.post("/reconcile/", sent)
    assert answered.status_code == 422
    assert "The file is a spreadsheet or packed." in answered.content.decode()
    assert "a,b,c,1," in answered.content.decode()


def test_a_page_shows_so_many_rows_and_the_report_has_all(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "SHOWN", 1)
    client.force_login(named("ana"))
    text = bill("Nobody,2026-01-01,x,1,", "Somebody,2026-01-01,x,1,")
    page = client.post("/reconcile/", {"lines": text}).content.decode()
    assert "1 more row is in the report." in page
    assert "called or numbered “Somebody”" not in page
    assert b"Somebody" in client.post("/reconcile/", {"lines": text, "report": "yes"}).content


def with_a_nul() -> str:
    return bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,", f"Mateo\x00,{yesterday()},{SERVICE},6,")


def test_a_nul_in_a_cell_spoils_its_line_alone(tmp_path: Path) -> None:
    quarters()
    visited()
    assert judged(with_a_nul()) == [rules.SUBSTANTIATED, rules.UNREADABLE]
    report = tmp_path / "report.csv"
    assert main(["reconcile", written(tmp_path, with_a_nul()), "--out", str(report)]) == 1
    assert "holds a NUL character" in report.read_text().splitlines()[2]


@pytest.mark.parametrize("is_file", [True, False])
def test_the_page_tells_of_a_nul_at_its_line_also_when_the_lines_are_sent_again(client: Browser, is_file: bool) -> None:
    quarters()
    visited()
    client.force_login(named("ana"))
    sent = {"file": SimpleUploadedFile("bill.csv", with_a_nul().encode())} if is_file else {"lines": with_a_nul()}
    answered = client.post("/reconcile/", sent)
    assert answered.status_code == 200
    assert answered.content.decode().count("holds a NUL character") == 1
    assert "\x00" not in answered.content.decode()
    again = client.post("/reconcile/", {"lines": answered.context["form"]["lines"].value()})
    assert again.content.decode().count("holds a NUL character") == 1

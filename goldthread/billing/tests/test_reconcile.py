"""reconcile: a verdict on every line of a bill, and on every signed note that is in none."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from django.test import Client as Browser
from hypothesis import given
from hypothesis import strategies as some

from goldthread.billing import queries, reading, rules
from goldthread.billing.rules import Billed, Documented
from goldthread.cli import main
from goldthread.lib.refusals import Refused
from goldthread.notes.tests.resting import SERVICE, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.services import actions as services
from tests.cast import BEGAN_ON, acting, client_named, named

SPACE = UUID(int=0)
MATEO, LUCIA, DAY = uuid5(SPACE, "Mateo"), uuid5(SPACE, "Lucía"), date(2026, 3, 2)


def told(units: int | None = 400, service: str = "Casework", **changes: object) -> Documented:
    known = {"client": MATEO, "day": DAY, "service": service, "names": frozenset({service.casefold()}), "entries": (uuid5(SPACE, service),), "minutes": 60, "hundredths": units}  # fmt: skip
    return Documented(**{**known, **changes})  # type: ignore[arg-type]


def line(units: int = 400, service: str = "Casework", **changes: object) -> Billed:
    known = {"line": 2, "said": {}, "client": MATEO, "day": DAY, "service": service, "hundredths": units}
    return Billed(**{**known, **changes})  # type: ignore[arg-type]


def verdicts(lines: Sequence[Billed], *documented: Documented) -> list[str]:
    return [each.verdict for each in rules.reconcile(lines, documented)]


def test_what_the_notes_carry_is_substantiated() -> None:
    assert verdicts([line()], told()) == [rules.SUBSTANTIATED]


def test_more_is_over_and_less_is_short() -> None:
    assert verdicts([line(500)], told()) == [rules.OVER]
    assert verdicts([line(300)], told()) == [rules.SHORT]


def test_two_lines_that_add_up_are_both_substantiated_and_the_same_twice_is_doubled() -> None:
    assert verdicts([line(100), line(300)], told()) == [rules.SUBSTANTIATED] * 2
    assert verdicts([line(), line()], told()) == [rules.SUBSTANTIATED, rules.DOUBLED]


def test_another_service_another_day_and_nothing_are_told_apart() -> None:
    other = told(service="Therapy")
    assert verdicts([line()], other) == [rules.OTHER_NATURE, rules.NOT_BILLED]
    assert verdicts([line(client=LUCIA)], other) == [rules.WITHOUT_NOTE, rules.NOT_BILLED]


def test_a_line_that_cannot_be_read_says_why_and_the_note_is_listed_as_not_billed() -> None:
    found = rules.reconcile([line(why="“x” is no day.")], [told()])
    assert [(each.verdict, each.reason) for each in found] == [
        (rules.UNREADABLE, "“x” is no day."),
        (rules.NOT_BILLED, "Signed, and in no line."),
    ]


def test_where_nobody_says_how_units_are_reckoned_it_cannot_be_told() -> None:
    assert verdicts([line()], told(None)) == [rules.UNCLEAR]


def test_the_amount_must_follow_from_the_rate_on_file() -> None:
    assert verdicts([line(cents=8000)], told(cents=2000)) == [rules.SUBSTANTIATED]
    assert verdicts([line(cents=8100)], told(cents=2000)) == [rules.OVER]
    assert verdicts([line(cents=7900)], told(cents=2000)) == [rules.SHORT]


@given(
    some.lists(some.builds(line, some.integers(1, 900), some.sampled_from(["Casework", "Therapy", "Other"]))),
    some.lists(some.sampled_from(["Casework", "Therapy"]), unique=True),
)
def test_every_line_gets_one_verdict_and_never_more_units_than_the_notes_carry(
    lines: list[Billed], kinds: list[str]
) -> None:
    documented = [told(service=kind) for kind in kinds]
    found = rules.reconcile(lines, documented)
    assert [each.billed for each in found if each.billed] == lines
    for each in documented:
        carried = [f.billed.hundredths for f in found if f.documented is each and f.billed and f.verdict in (rules.SUBSTANTIATED, rules.SHORT)]  # fmt: skip
        assert sum(carried) <= 400
        assert (rules.NOT_BILLED in [f.verdict for f in found if f.documented is each]) == (
            each.service not in [li.service for li in lines]
        )


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Member ID", "DOS", "Procedure Code", "Qty", "Charge"], ["client", "date", "service", "units", "amount"]),
        (["client", "date", "service", "units"], ["client", "date", "service", "units"]),
        (["a", "b"], []),
    ],
)
def test_columns_are_guessed_by_their_names(header: list[str], found: list[str]) -> None:
    assert list(rules.guess(header)) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-02", DAY), ("3/2/2026", DAY), ("20260302", DAY), ("2026-02-30", None), ("soon", None)],
)
def test_days_are_read_as_bills_write_them(text: str, day: date | None) -> None:
    assert rules.day_of(text) == day


@pytest.mark.usefixtures("cast")
class TestWithTheRecord:
    """With real notes."""

    def bill(self, *rows: str) -> str:
        return "\n".join(["Member,DOS,Code,Units,Amount", *rows]) + "\n"

    def judged(self, text: str, login: str | None = "ana") -> list[str]:
        header, rows = reading.rows_in(text)
        actor = named(login) if login else None
        lines = reading.billed(rows, reading.mapping_of(header, {}), queries.clients_named(actor))
        return [each.verdict for each in queries.reconciled(actor, lines)]

    def test_a_line_is_held_against_the_note_of_its_day(self) -> None:
        quarters()
        visited()
        mateo = client_named("Mateo Rivera").number
        assert self.judged(self.bill(f"{mateo},{yesterday()},{SERVICE},6,")) == [rules.SUBSTANTIATED]
        assert self.judged(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},8,")) == [rules.OVER]
        assert self.judged(self.bill(f"{mateo},{yesterday()},Therapy,6,", f"{mateo},soon,Therapy,6,")) == [
            rules.OTHER_NATURE,
            rules.UNREADABLE,
            rules.NOT_BILLED,
        ]

    def test_the_day_of_a_line_that_cannot_be_read_still_says_which_notes_are_asked_for(self) -> None:
        quarters()
        visited()
        assert self.judged(self.bill(f"Nobody,{yesterday()},{SERVICE},6,")) == [rules.UNREADABLE, rules.NOT_BILLED]

    def test_a_code_of_the_list_stands_for_its_service(self) -> None:
        quarters()
        services.add_service(name=SERVICE, code="T1017", is_billable=True, from_on=BEGAN_ON, by=acting("hana"))
        services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=acting("hana"))
        visited()
        assert self.judged(self.bill(f"Mateo Rivera,{yesterday()},t1017,6,")) == [rules.SUBSTANTIATED]

    def test_what_was_entered_in_error_carries_nothing_and_a_correction_carries_what_it_says(self) -> None:
        quarters()
        note = visited()
        amended(note, "correction", ends="14:30")
        assert self.judged(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},2,")) == [rules.SUBSTANTIATED]
        amended(note, "entered_in_error")
        assert self.judged(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},2,")) == [rules.WITHOUT_NOTE]

    def test_who_does_not_see_the_client_reads_nothing_of_it(self) -> None:
        quarters()
        visited()
        assert self.judged(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,"), "cleo") == [rules.UNREADABLE]

    def test_the_command_asks_nothing_and_says_by_its_exit_code_whether_all_agree(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        quarters()
        visited()
        lines, report = tmp_path / "bill.csv", tmp_path / "report.csv"
        lines.write_text(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},6,"))
        assert main(["reconcile", str(lines), "--out", str(report)]) == 0
        (row,) = csv.DictReader(io.StringIO(report.read_text()))
        assert (row["verdict"], row["carried_units"], row["minutes"]) == ("substantiated", "6", "90")
        lines.write_text(self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},9,"))
        assert main(["reconcile", str(lines), "--out", str(report)]) == 1
        assert "1 over" in capsys.readouterr().out

    def test_a_signed_note_in_no_line_is_listed_with_its_client_also_where_it_names_no_service(
        self, tmp_path: Path
    ) -> None:
        signed(begun(note_type="dap", content=filled("dap", service="", modality="")))
        mateo = client_named("Mateo Rivera").number
        lines, report = tmp_path / "bill.csv", tmp_path / "report.csv"
        lines.write_text(self.bill(f"Nobody,{yesterday()},{SERVICE},6,", f"{mateo},{yesterday()},Therapy,6,"))
        assert main(["reconcile", str(lines), "--out", str(report)]) == 1
        rows = list(csv.DictReader(io.StringIO(report.read_text())))
        assert [row["verdict"] for row in rows] == ["unreadable", "other_nature", "not_billed"]
        told = rows[-1]
        assert (told["client"], told["client_name"], told["date"]) == (mateo, "Mateo Rivera", str(yesterday()))
        assert told["reason"] == "It names no service, and is in no line."

    def test_a_column_that_was_guessed_wrongly_is_corrected_by_a_map(self, tmp_path: Path) -> None:
        quarters()
        visited()
        lines, told, report = tmp_path / "bill.csv", tmp_path / "map.json", tmp_path / "report.csv"
        lines.write_text(f"who,when,what,how much\nMateo Rivera,{yesterday()},{SERVICE},6\n")
        assert main(["reconcile", str(lines), "--out", str(report)]) == 1
        assert not report.exists()
        told.write_text('{"client": "who", "date": "when", "service": "what", "units": "how much"}')
        assert main(["reconcile", str(lines), "--out", str(report), "--map", str(told)]) == 0

    def test_the_page_shows_each_verdict_keeps_the_lines_and_gives_the_report(self, client: Browser) -> None:
        quarters()
        visited()
        client.force_login(named("ana"))
        text = self.bill(f"Mateo Rivera,{yesterday()},{SERVICE},9,", "Nobody,2026-01-01,x,1,")
        page = client.post("/reconcile/", {"lines": text}).content.decode()
        assert "No client is called or numbered “Nobody”." in page
        assert "Billed 9; the notes carry 6 (90 minutes)." in page
        assert "Nobody,2026-01-01,x,1," in page
        report = client.post("/reconcile/", {"lines": text, "report": "yes"})
        assert report["Content-Type"].startswith("text/csv")
        assert b"cannot be read" not in report.content
        assert b"unreadable" in report.content

    def test_a_bill_without_a_needed_column_is_refused_with_the_columns_it_has(self, client: Browser) -> None:
        client.force_login(named("ana"))
        answer = client.post("/reconcile/", {"lines": "a,b\n1,2\n"})
        assert answer.status_code == 422
        assert "The file has: a, b" in answer.content.decode()
        with pytest.raises(Refused, match="no line"):
            reading.rows_in("")

    def test_a_formula_in_a_bill_runs_in_no_report(self, client: Browser) -> None:
        client.force_login(named("ana"))
        text = self.bill('"=HYPERLINK(1)",2026-01-01,x,1,')
        report = client.post("/reconcile/", {"lines": text, "report": "yes"}).content.decode()
        assert "'=HYPERLINK" in report

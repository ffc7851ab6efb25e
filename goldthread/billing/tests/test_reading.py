"""The text of a bill: which column is what, days as bills write them, from when to when it goes, and what is no bill."""

from collections.abc import Mapping
from datetime import date, timedelta
from uuid import UUID

import pytest

from goldthread.billing import cells, reading, rules
from goldthread.billing.stretch import stretch_of
from goldthread.lib.refusals import Refused

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["Member ID", "DOS", "Procedure Code", "Qty", "Charge"], ["client", "date", "service", "units", "amount"]),
        (["client", "date", "service", "units"], ["client", "date", "service", "units"]),
        (["a", "b"], []),
    ],
)
def test_columns_are_guessed_by_their_names(header: list[str], found: list[str]) -> None:
    assert list(cells.guess(header)) == found


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-03-02", DAY), ("3/2/2026", DAY), ("20260302", DAY), ("3/2/26", DAY), ("2026-02-30", None), ("soon", None)],
)
def test_days_are_read_as_bills_write_them(text: str, day: date | None) -> None:
    assert cells.day_of(text) == day


def columns(
    header: list[str], said: Mapping[str, str | None], *rows: str, clients: tuple[str, ...] = ()
) -> dict[str, str]:
    """Which column is what in a bill with these rows."""
    listed, found = reading.rows_in("\n".join([",".join(header), *rows]))
    return reading.mapping_of(listed, said, found, {name: [UUID(int=1)] for name in clients})


KNOWN = ["client", "date", "service", "units", "fee"]


def test_a_column_that_is_said_and_missing_is_refused_and_so_is_what_no_bill_has() -> None:
    assert columns(KNOWN, {"amount": "fee"}, "a,b,c,1,2")["amount"] == "fee"
    with pytest.raises(Refused, match=r"No column is called “fees”\. The file has: client, date, service, units, fee"):
        columns(KNOWN, {"amount": "fees"}, "a,b,c,1,2")
    with pytest.raises(Refused, match="A bill has no “amuont”"):
        columns(KNOWN, {"amuont": "fee"}, "a,b,c,1,2")


def test_the_clients_stand_in_the_column_whose_values_are_known() -> None:
    header = ["Medicaid ID", "Client Name", "Date", "Service", "Units"]
    assert columns(header, {}, "100,Mateo,x,y,1", clients=("mateo",))["client"] == "Client Name"
    assert columns(header, {}, "100,Mateo,x,y,1", clients=("100",))["client"] == "Medicaid ID"


def test_hours_are_no_units() -> None:
    with pytest.raises(Refused, match="No column is Units"):
        columns(["client", "date", "service", "hours"], {}, "a,b,c,1")


def test_commas_alone_are_no_line_and_a_header_alone_is_no_bill() -> None:
    header, rows = reading.rows_in("client;date;service;units\n\n;;;\nMateo;3/2/26;T1017;4;;\n")
    assert header == ["client", "date", "service", "units"]
    assert [(number, dict(row)) for number, row in rows if not isinstance(row, str)] == [
        (4, {"client": "Mateo", "date": "3/2/26", "service": "T1017", "units": "4"})
    ]
    with pytest.raises(Refused, match="no line below its header"):
        reading.rows_in("client,date,service,units\n,,,\n")
    with pytest.raises(Refused, match="There is no line"):
        reading.rows_in("\n")
    with pytest.raises(Refused, match="a file of claims"):
        reading.rows_in("ISA*00*          *00*          *ZZ*A              *ZZ*B~GS*HC~")
    with pytest.raises(Refused, match="names client twice"):
        reading.rows_in("client,date,client\n1,2,3\n")


def test_a_row_with_more_cells_than_the_header_says_so_in_its_place() -> None:
    _header, rows = reading.rows_in("a,b\n1,2,3\n4,5\n")
    assert [row for _number, row in rows] == ["The line has more cells than the header.", {"a": "4", "b": "5"}]


def test_a_stray_day_does_not_stretch_a_bill() -> None:
    days = [DAY, DAY + timedelta(days=300), DAY + timedelta(days=20), date(2001, 1, 1), DAY + timedelta(days=900)]
    found = stretch_of(days, DAY + timedelta(days=500))
    assert (found.since, found.until) == (DAY, DAY + timedelta(days=300))
    assert found.far == (date(2001, 1, 1), DAY + timedelta(days=900))
    pieces = list(found.pieces)
    assert pieces[0] == (DAY, DAY + timedelta(days=30))
    assert pieces[-3:] == [(DAY + timedelta(days=279), DAY + timedelta(days=300)), *((day, day) for day in found.far)]
    assert stretch_of([DAY], DAY - timedelta(days=1)).far == (DAY,)


@pytest.mark.parametrize(
    "header",
    [
        ["Modifier 1", "Modifier 2", "Modifier 3", "Modifier 4"],
        ["Mod1", "Mod2", "Mod3", "Mod4"],
        ["PROC_MOD_1", "PROC_MOD_2", "PROC_MOD_3", "PROC_MOD_4"],
        ["Modifier", "Modifier #2", "Modifier #3", "Modifier #4"],
        ["SV101-3", "SV101-4", "SV101-5", "SV101-6"],
    ],
)
def test_up_to_four_columns_of_modifiers_are_guessed_in_any_order(header: list[str]) -> None:
    found = cells.guess(["Member", "DOS", "Code", *reversed(header), "Units"])
    assert [found[what] for what in rules.MODIFIERS] == header


def test_a_column_that_is_none_of_its_kind_is_denied() -> None:
    header = ["client", "date", "service", "units", "total", "mod 3"]
    assert columns(header, {}, "a,b,c,1,2,x") == {**dict(zip(header[:4], header, strict=False)), "amount": "total", "modifier_3": "mod 3"}  # fmt: skip
    assert list(columns(header, {"amount": None, "modifier_3": None}, "a,b,c,1,2,x")) == header[:4]
    with pytest.raises(Refused, match="No column is Units"):
        columns(header, {"units": None}, "a,b,c,1,2,x")


def test_what_is_no_modifier_is_told_and_not_compared() -> None:
    header, rows = reading.rows_in("client,date,service,units,mod1,mod2\na,2026-03-02,T1017,4,HO,none\n")
    clients = {"a": [UUID(int=1)]}
    (line,) = reading.billed(rows, reading.mapping_of(header, {}, rows, clients), clients)
    assert line.why == "“HO none” holds something that is no modifier of two letters or digits."


def test_a_file_of_more_columns_than_any_bill_has_is_refused_before_it_is_read() -> None:
    text = ",".join(f"c{number}" for number in range(200_000)) + "\n1"
    with pytest.raises(Refused, match="more than 500 columns"):
        reading.rows_in(text)


def test_a_file_of_more_lines_than_are_taken_is_not_read_to_its_end() -> None:
    with pytest.raises(Refused, match="More than 50000 lines"):
        reading.rows_in("client\n" + "a\n" * 2_000_000)


def test_short_lines_below_many_columns_hold_no_more_than_they_say() -> None:
    header, rows = reading.rows_in(",".join(["client", *(f"c{number}" for number in range(400))]) + "\nMateo\n")
    assert len(header) == 401
    assert [row for _line, row in rows] == [{"client": "Mateo"}]

"""units_of, lines_of, spoken: minutes become units as each payer says, and each step can be read aloud."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.lib.refusals import Refused
from goldthread.policies.rules import ALGORITHMS, Rounding, read_rounding
from goldthread.services.rules import Contact, Line, lines_of, spoken, step_from, units_of

DAY = date(2026, 3, 2)
# Invented codes: those of a payer's table come from the agency.
LADDER = [
    {"from_minutes": 16, "to_minutes": 37, "code": "X-SHORT"},
    {"from_minutes": 38, "to_minutes": 52, "code": "X-MIDDLE"},
    {"from_minutes": 53, "code": "X-LONG"},
]
SAID: dict[str, dict[str, Any]] = {
    "nearest": {"unit_minutes": 15},
    "up_to": {"unit_minutes": 15},
    "full": {"unit_minutes": 15, "least_minutes": 30},
    "table": {"from_minutes": [8, 24, 39], "then_every": 15},
    "exact": {"unit_minutes": 60, "places": 2},
    "per_encounter": {},
    "per_diem": {"least_minutes": 120},
    "ranges": {"ranges": LADDER},
}
MINUTES = some.integers(0, 1440)
PARTS = some.lists(some.integers(0, 200), min_size=1, max_size=6)


def rounding(algorithm: str, **said: Any) -> Rounding:
    return read_rounding({"algorithm": algorithm, **(said or SAID[algorithm])})


def units(minutes: int, algorithm: str, **said: Any) -> Decimal:
    return units_of(minutes, rounding(algorithm, **said)).units


def contacts(parts: list[int], code: str = "A") -> list[Contact]:
    return [Contact(f"{code}{number}", code, DAY, "Ana", minutes) for number, minutes in enumerate(parts)]


def total(lines: list[Line]) -> Decimal:
    return sum((line.units for line in lines), Decimal(0))


QUARTER = rounding("nearest")
PUBLISHED = {
    "CMS_8_MINUTE_15": QUARTER,
    # Montana's table as its interval ends show it; later units follow its stride of 15.
    "MT_ARM_37_87_809_TCM_15": rounding("table", from_minutes=[8, 24, 39, 54, 69, 84, 99], then_every=15),
    "MI_UP_TO_15": rounding("up_to", unit_minutes=15),
    "MI_15_FULL": rounding("full", unit_minutes=15),
    "MI_30_FULL": rounding("full", unit_minutes=30),
}


def published(shared_data: Path, name: str) -> Iterator[dict[str, str]]:
    with (shared_data / "units" / name).open(newline="") as file:
        yield from csv.DictReader(file)


def test_every_published_number_of_units_comes_out_exactly(shared_data: Path) -> None:
    seen = set()
    by_time: dict[str, list[int]] = {}
    for row in published(shared_data, "minutes_to_units.csv"):
        if row["rule"] in PUBLISHED:
            counted = units_of(int(row["minutes"]), PUBLISHED[row["rule"]])
            assert counted.units == int(row["expected"]), row
            seen.add(row["rule"])
        elif row["minutes"].isdigit():
            by_time.setdefault(row["expected"], []).append(int(row["minutes"]))
        else:
            assert row["expected"] == "nearest 15 min", row
    assert seen == set(PUBLISHED)
    # The table of codes by time is made of the file's own rows, as an agency would key it.
    codes = sorted((min(listed), max(listed), code) for code, listed in by_time.items() if code != "none")
    last = codes[-1][2]
    ladder = [
        {"from_minutes": low, "code": code, "to_minutes": None if code == last else high} for low, high, code in codes
    ]
    for expected, listed in by_time.items():
        for minutes in listed:
            counted = units_of(minutes, rounding("ranges", ranges=ladder))
            assert (counted.code or "none", counted.units) == (expected, int(expected != "none"))


def test_the_published_days_of_several_codes_come_out_exactly(shared_data: Path) -> None:
    first, second = published(shared_data, "same_day_multi_code.csv")
    for row in (first, second):
        parts = dict(part.split("=") for part in row["minutes_by_code"].split(" (")[0].split(";"))
        together = [contact for code, said in parts.items() for contact in contacts([int(said)], code)]
        given = {line.code: line.units for line in lines_of(together, QUARTER, pool_scope="all_timed_same_day")}
        if row is first:
            assert given == {code: int(said) for code, said in (p.split("=") for p in row["expected"].split(";"))}
        else:
            assert sorted(given.values()) == [0, 1], row["expected"]


@pytest.mark.parametrize(
    ("minutes", "algorithm", "said", "expected"),
    [
        (29, "full", {"unit_minutes": 15, "least_minutes": 30}, "0"),
        (30, "full", {"unit_minutes": 15, "least_minutes": 30}, "2"),
        (44, "full", {"unit_minutes": 15, "least_minutes": 30}, "2"),
        (45, "full", {"unit_minutes": 15, "least_minutes": 30}, "3"),
        # Indiana DCS as it is believed: quarters of an hour, counted in hours.
        (7, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "0"),
        (8, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "0.25"),
        (38, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "0.75"),
        (60, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "1"),
        # Illinois: time rounded to the nearest quarter of an hour.
        (67, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "1"),
        (68, "nearest", {"unit_minutes": 15, "counted_in": "hours"}, "1.25"),
        (50, "exact", {"unit_minutes": 60, "places": 2}, "0.83"),
        (50, "exact", {"unit_minutes": 60, "places": 2, "rounding": "up"}, "0.84"),
        (33, "exact", {"unit_minutes": 60, "places": 1}, "0.6"),
        (33, "exact", {"unit_minutes": 60, "places": 1, "rounding": "down"}, "0.5"),
        (3, "exact", {"unit_minutes": 60, "places": 1}, "0.1"),
        (0, "per_encounter", {"least_minutes": 0}, "1"),
        (14, "per_encounter", {"least_minutes": 15}, "0"),
        (119, "per_diem", {"least_minutes": 120}, "0"),
        (120, "per_diem", {"least_minutes": 120}, "1"),
        (1440, "table", {"from_minutes": [8, 24], "then_every": 15}, "96"),
    ],
)
def test_so_many_minutes_give_so_many_units(minutes: int, algorithm: str, said: dict[str, Any], expected: str) -> None:
    assert units(minutes, algorithm, **said) == Decimal(expected)


@pytest.mark.parametrize(
    ("by_code", "expected"),
    [
        # The worked examples of Medicare's manual, with invented codes.
        ({"A": 24, "B": 23}, {"A": 2, "B": 1}),
        ({"A": 20, "B": 20}, {"A": 2, "B": 1}),
        ({"A": 33, "B": 7}, {"A": 2, "B": 1}),
        ({"A": 18, "B": 13, "C": 10, "D": 8}, {"A": 1, "B": 1, "C": 1, "D": 0}),
        ({"A": 7, "B": 7, "C": 7}, {"A": 1, "B": 0, "C": 0}),
    ],
)
def test_what_is_pooled_over_codes_is_allotted_to_the_longer_ones(
    by_code: dict[str, int], expected: dict[str, int]
) -> None:
    together = [contact for code, minutes in by_code.items() for contact in contacts([minutes], code)]
    lines = lines_of(together, QUARTER, pool_scope="all_timed_same_day")
    assert {line.code: line.units for line in lines} == expected


def test_contacts_are_pooled_by_day_code_and_person_only_as_the_policy_says() -> None:
    day = [
        Contact("1", "A", DAY, "Ana", 10),
        Contact("2", "A", DAY, "Ben", 10),
        Contact("3", "B", DAY, "Ana", 7),
        Contact("4", "A", date(2026, 3, 3), "Ana", 7),
    ]

    def given(scope: str, by: str) -> list[tuple[tuple[str, ...], int]]:
        return [(line.keys, int(line.units)) for line in lines_of(day, QUARTER, pool_scope=scope, pool_by=by)]

    assert given("none", "agency") == [(("1",), 1), (("2",), 1), (("3",), 0), (("4",), 0)]
    assert given("same_code_same_day", "agency") == [(("1", "2"), 1), (("3",), 0), (("4",), 0)]
    assert given("same_code_same_day", "rendering_staff")[:2] == [(("1",), 1), (("2",), 1)]
    assert given("all_timed_same_day", "agency") == [(("1", "2"), 1), (("3",), 1), (("4",), 0)]
    assert given("all_timed_same_day", "rendering_staff") == [(("1",), 1), (("3",), 0), (("2",), 1), (("4",), 0)]
    with pytest.raises(ValueError, match="nothing is pooled"):
        lines_of(day, QUARTER, pool_scope="sometimes")


def test_what_counts_no_timed_units_is_never_allotted_to_another_code() -> None:
    day = [*contacts([30, 30], "A"), *contacts([70], "B")]
    for algorithm, expected in (("per_encounter", [1, 1, 1]), ("per_diem", [0, 0]), ("ranges", [1, 1])):
        lines = lines_of(day, rounding(algorithm), pool_scope="all_timed_same_day")
        assert [int(line.units) for line in lines] == expected, algorithm
    assert [line.code for line in lines_of(day, rounding("ranges"))] == ["X-SHORT", "X-SHORT", "X-LONG"]


def test_each_step_is_data_that_can_be_kept_and_read_aloud() -> None:
    day = [*contacts([15], "A"), *contacts([13], "B")]
    (line, _other) = lines_of(day, QUARTER, pool_scope="all_timed_same_day")
    kept = json.loads(json.dumps([step.data() for step in line.steps]))
    assert [spoken(step_from(data)) for data in kept] == [
        "15 + 13 = 28 minutes together",
        "28 minutes are nearest to 2 units of 15 minutes",
        "each unit to the code with most minutes left: A (15 minutes): 1; B (13 minutes): 1",
    ]
    said = {
        ("up_to", 16): "16 minutes begin 2 units of up to 15 minutes",
        ("full", 29): "29 minutes are fewer than the 30 that are needed: nothing",
        ("table", 23): "23 minutes lie between 8 and 23: 1 unit",
        ("exact", 50): "50 ÷ 60 minutes = 0.83, rounded to the nearest",
        ("per_encounter", 9): "one encounter of 9 minutes: 1 unit",
        ("per_diem", 130): "130 minutes on the day: 1 unit",
        ("ranges", 40): "40 minutes lie between 38 and 52: one X-MIDDLE",
        ("ranges", 75): "75 minutes are 53 or more: one X-LONG",
        ("ranges", 15): "15 minutes lie in no range: nothing",
    }
    for (algorithm, minutes), sentence in said.items():
        assert spoken(units_of(minutes, rounding(algorithm)).steps[-1]) == sentence
    hours = units_of(23, rounding("nearest", unit_minutes=15, counted_in="hours"))
    assert spoken(hours.steps[-1]) == "2 × 15 minutes = 0.50 hours"


def test_a_policy_s_least_minutes_hold_for_every_algorithm() -> None:
    for algorithm in ALGORITHMS:
        assert units_of(9, rounding(algorithm), least_minutes=10).units == 0
        with pytest.raises(ValueError, match="nobody serves"):
            units_of(-1, rounding(algorithm))


@given(minutes=MINUTES, more=MINUTES, algorithm=some.sampled_from(ALGORITHMS))
def test_more_minutes_never_give_fewer_units(minutes: int, more: int, algorithm: str) -> None:
    assert units(minutes, algorithm) <= units(minutes + more, algorithm)


@given(minutes=MINUTES, unit=some.integers(1, 120))
def test_whole_units_lie_as_near_to_the_time_as_their_rule_says(minutes: int, unit: int) -> None:
    nearest, up, down = (int(units(minutes, name, unit_minutes=unit)) for name in ("nearest", "up_to", "full"))
    assert abs(2 * (nearest * unit - minutes)) <= unit
    assert 0 <= up * unit - minutes < unit
    assert 0 <= minutes - down * unit < unit
    assert down <= nearest <= up
    exact = units(minutes, "exact", unit_minutes=unit, places=2)
    assert abs(exact * unit - minutes) * 200 <= unit
    assert units(minutes, "per_encounter") == 1
    assert units(minutes, "ranges") in (0, 1)


@given(parts=PARTS)
def test_pooling_loses_no_full_unit_and_begins_no_further_one(parts: list[int]) -> None:
    def both(algorithm: str, **said: Any) -> tuple[Decimal, Decimal]:
        by = rounding(algorithm, **said)
        return total(lines_of(contacts(parts), by, pool_scope="same_code_same_day")), total(
            lines_of(contacts(parts), by)
        )

    together, apart = both("full", unit_minutes=15)
    assert together >= apart, "parts of units add up"
    together, apart = both("up_to", unit_minutes=15)
    assert together <= apart, "only one unit is begun and not filled"
    together, apart = both("nearest", unit_minutes=15)
    assert abs(together - apart) * 2 <= len(parts) + 1
    together, apart = both("per_diem", least_minutes=120)
    assert together == apart <= 1, "a day is one day"
    together, apart = both("per_encounter")
    assert together == apart == len(parts)


@given(by_code=some.dictionaries(some.sampled_from("ABCDEF"), some.integers(0, 200), min_size=1))
def test_allotting_gives_out_every_unit_and_to_no_code_more_than_it_began(by_code: dict[str, int]) -> None:
    together = [contact for code, minutes in by_code.items() for contact in contacts([minutes], code)]
    lines = lines_of(together, QUARTER, pool_scope="all_timed_same_day")
    assert total(lines) == units(sum(by_code.values()), "nearest")
    for line in lines:
        assert line.minutes // 15 <= line.units <= -(-line.minutes // 15)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("nearest", "The rounding names no algorithm. Write one of: nearest, up_to, full, table,"),
        ({"algorithm": "moon"}, "names no algorithm"),
        ({"algorithm": "nearest"}, "The rounding needs unit_minutes. Add it."),
        ({"algorithm": "nearest", "unit_minutes": 15, "colour": 1}, "The rounding does not know colour. Take it out."),
        ({"algorithm": "nearest", "unit_minutes": 0}, "unit_minutes that is no whole number from 1 to 1440"),
        ({"algorithm": "nearest", "unit_minutes": True}, "no whole number"),
        ({"algorithm": "nearest", "unit_minutes": "15"}, "no whole number"),
        (
            {"algorithm": "nearest", "unit_minutes": 15, "counted_in": "moons"},
            "counted_in that is none of units, hours",
        ),
        ({"algorithm": "full", "unit_minutes": 15, "least_minutes": 1441}, "from 0 to 1440"),
        ({"algorithm": "table", "from_minutes": [], "then_every": 15}, "has no list in from_minutes"),
        ({"algorithm": "table", "from_minutes": [8, 8], "then_every": 15}, "minutes that do not rise"),
        ({"algorithm": "exact", "unit_minutes": 60, "places": 3}, "places that are not 0, 1 or 2"),
        ({"algorithm": "exact", "unit_minutes": 60, "places": 1, "rounding": "off"}, "none of nearest, up, down"),
        ({"algorithm": "ranges", "ranges": {}}, "has no list in ranges"),
        ({"algorithm": "ranges", "ranges": [{"from_minutes": 1}]}, "not from_minutes, to_minutes and code"),
        ({"algorithm": "ranges", "ranges": [{"from_minutes": 1, "code": " "}]}, "without a code"),
        ({"algorithm": "ranges", "ranges": [{"from_minutes": 9, "to_minutes": 8, "code": "X"}]}, "to_minutes"),
        ({"algorithm": "ranges", "ranges": [{**LADDER[0], "to_minutes": 36}, LADDER[1]]}, "a gap or an overlap"),
        ({"algorithm": "ranges", "ranges": [LADDER[2], LADDER[1]]}, "a gap or an overlap"),
    ],
)
def test_an_algorithm_that_is_not_one_is_refused_in_one_sentence(said: object, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_rounding(said)
    assert sentence in refused.value.sentence
    assert refused.value.field == "rounding_algorithm"


def test_every_algorithm_that_a_policy_can_name_is_reckoned_here() -> None:
    assert set(SAID) == set(ALGORITHMS)

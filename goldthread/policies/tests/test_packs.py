"""load_pack, shipped packs, and every column of a policy: loaded whole, passed over where known, refused in one sentence."""

import json
from datetime import date
from typing import Any

import pytest

from goldthread.ledger import actions as ledger
from goldthread.ledger import facts
from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.policies import actions, queries, rules
from goldthread.policies.models import Holiday, Policy
from goldthread.policies.parameters import READERS
from goldthread.policies.subjects import DEMANDS, kind_of
from goldthread.services.rules import units_of

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)
ROW = {"true_from_on": "2026-01-01", "source_citation": "Contract 7"}
# One value that each column with parameters takes.
GOOD: dict[str, Any] = {
    "required_fields": ["start_end", "place"],
    "plan_signers": ["client"],
    "telehealth_pos": ["02", "10"],
    "rounding_algorithm": {"algorithm": "nearest", "unit_minutes": 15},
    "caps": [{"units": 16, "per": "week", "warn_percent": 80}],
    "concurrency": {"rule": "listed", "with": ["Case management"]},
    "group_rate_tier": [{"from": 2, "to": 4}, {"from": 5, "modifier": "U2"}],
    "no_show_policy": {"pays": "minutes", "minutes": 30, "waited_minutes": 15, "outcomes": ["no_show", "cancelled"]},
    "modifier_rule": [{"staff_level": "licensed", "modifiers": ["HO"]}],
    "incident_deadlines": [{"type": "injury", "to": ["FCM"], "within_minutes": 60}],
    "retention": [{"years": 7, "after": "last_service"}],
    "release_rules": [{"what": "record", "needs": "consent"}],
}


def load(rows: object, by: Actor) -> Any:
    return actions.load_pack(name="pack.json", document=json.dumps(rows).encode(), by=by)


def test_a_shipped_pack_comes_in_whole_beside_the_rows_of_the_product_and_twice_does_no_harm(by: Actor) -> None:
    actions.load_shipped(by=by)
    for pack in actions.shipped():
        document = actions.document_of(pack.key) or b""
        first = actions.load_pack(name=f"{pack.key}.json", document=document, by=by)
        assert first.policies
        assert first.holidays
        assert first.known == 1, "the deadline that ships for that state"
        count = Policy.objects.count()
        again = actions.load_pack(name=f"{pack.key}.json", document=document, by=by)
        assert (again.policies, again.holidays) == ((), ())
        assert again.known == len(first.policies) + len(first.holidays) + 1
        assert Policy.objects.count() == count
    for row in Policy.objects.all():
        assert row.source_verified_on is None
        assert "onfirm with your" in row.source_citation
    dcs = {"state": "IN", "payer": "DCS"}
    rounding = queries.resolve("rounding_algorithm", on=DAY, **dcs)
    assert str(units_of(38, rules.read_rounding(json.loads(rounding.value))).units) == "0.75"
    assert queries.resolve("first_contact_within_count", on=DAY, service="Home-based therapy", **dcs).value == 48
    assert queries.resolve("caseload_cap", on=DAY, service="Case management", **dcs).value is None
    assert verify(witness=None).problems == []


def test_days_off_of_a_state_make_its_business_days(by: Actor) -> None:
    actions.load_pack(name="texas.json", document=actions.document_of("texas") or b"", by=by)
    assert queries.days_off(date(2026, 11, 1), date(2026, 12, 31)) == {
        date(2026, 11, 27),
        date(2026, 12, 24),
        date(2026, 12, 26),
    }
    # Where November begins on a Friday, the day after the fourth Thursday is the fifth Friday.
    assert date(2024, 11, 29) in queries.days_off(date(2024, 11, 1), date(2024, 11, 30))
    assert actions.document_of("../default") is None


def test_every_column_takes_its_value_is_resolved_and_comes_back_unchanged(by: Actor) -> None:
    values: dict[str, Any] = {**GOOD}
    for column in DEMANDS:
        if kind_of(column) is bool:
            values[column] = True
        elif kind_of(column) is int:
            values[column] = 7
        elif kind_of(column) is str:
            choices: Any = Policy._meta.get_field(column).choices
            values[column] = choices[0][0] if choices else "GT"
    row = actions.add(values={**ROW, **values, "source_verified_on": "2026-02-01", "source_verified_by": "Hana"}, by=by)
    for column in DEMANDS:
        found = queries.resolve(column, on=DAY)
        kept = json.loads(found.value) if column in READERS else found.value
        assert (kept, found.policy_id) == (values[column], row.pk)
    (shown,) = queries.standing_rows()
    assert len(shown.demands) == len(DEMANDS) - 2, "a deadline is one line"
    actions.end(row=row, to_on=date(2026, 3, 1), by=by)
    (ended,) = queries.standing_rows()
    assert (ended.rounding_algorithm, ended.source_verified_by) == (row.rounding_algorithm, "Hana")
    assert set(GOOD) == set(READERS)
    assert verify(witness=None).problems == []


def test_a_row_of_a_version_that_knew_none_of_these_columns_is_whole(by: Actor) -> None:
    row = Policy(true_from_on=date(2026, 1, 1), idle_minutes=10, source_citation="Ours")
    said = facts.statement(row)
    for column in (*DEMANDS, "source_verified_by"):
        del said["row"][column]
    entry = ledger.record(kind="policy.added", content={"facts": [said]}, by=by)
    row.entry, row.recorded_at = entry, entry.recorded_at
    Policy.objects.bulk_create([row])
    ledger.sequence()
    assert verify(witness=None, projections=[]).problems == []


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        *((column, 7, "cannot be used") for column in GOOD if column != "rounding_algorithm"),
        *((column, [], "cannot be used") for column in GOOD if column != "rounding_algorithm"),
        ("rounding_algorithm", {"algorithm": "moon"}, "The rounding names no algorithm"),
        ("required_fields", ["colour"], "The value of “required_fields” in required_fields cannot be used"),
        ("required_fields", ["place", "place"], "cannot be used"),
        ("required_fields", [["place"]], "cannot be used"),
        ("telehealth_pos", ["2"], "cannot be used"),
        ("caps", [{"units": 16}], "caps needs “per”. Add it."),
        ("caps", [{"units": 16, "per": "week", "colour": 1}], "caps does not know “colour”. Take it out."),
        ("caps", [{"units": True, "per": "week"}], "The value of “units” in caps cannot be used"),
        ("concurrency", {"rule": "listed"}, "names services in “with” where its rule is “listed”"),
        ("concurrency", {"rule": "never", "with": ["X"]}, "and only there"),
        ("no_show_policy", {"pays": "minutes"}, "how many “minutes” are paid"),
        ("no_show_policy", {"pays": "nothing", "minutes": 5}, "and only there"),
        ("no_show_policy", {"pays": "minutes", "minutes": 5, "outcomes": ["reached"]}, "The value of “outcomes”"),
        ("group_rate_tier", [{"from": 2, "to": 4}, {"from": 6}], "has a gap or an overlap after 2"),
        ("group_rate_tier", [{"from": 2}, {"from": 3}], "has a gap or an overlap after 2"),
        ("retention", [{"years": 7, "after": "ever"}], "The value of “after” in retention cannot be used"),
        ("retention", [{"years": 7, "after": "claim", "citation": "nul\0"}], "NUL"),
        ("pool_scope", "sometimes", "The value of pool_scope cannot be used. Nothing was loaded."),
        ("report_due_day", 32, "The value of report_due_day cannot be used"),
        ("similarity_threshold", 101, "The value of similarity_threshold cannot be used"),
        ("accept_within_count", 48, "A deadline needs its number and what it counts"),
        ("court_billable", "yes", "The value of court_billable cannot be used"),
        ("source_verified_on", "2199-01-01", "cannot have been verified on a day to come"),
        ("source_verified_by", "Hana", "on which day the source was verified"),
        ("true_to_on", "2025-01-01", "The end lies before the start."),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_one_sentence(
    column: str, value: object, sentence: str, by: Actor
) -> None:
    with pytest.raises(Refused) as refused:
        load([ROW | {"idle_minutes": 5, "payer": "A"}, ROW | {column: value}], by)
    assert refused.value.sentence.startswith("Row 2: ")
    assert sentence in refused.value.sentence
    assert not Policy.objects.exists()


@pytest.mark.parametrize(
    ("spans", "sentence"),
    [
        ([("2026-01-01", None), ("2026-07-01", None)], "Rows 1 and 2 overlap: both say idle_minutes. End row 1 on 2026-06-30."),
        ([("2026-01-01", "2026-07-01"), ("2026-07-01", None)], "overlap"),
        ([("2026-07-01", None), ("2026-01-01", "2026-12-31")], "Rows 2 and 1 overlap"),
        ([("2026-01-01", "2026-05-31"), ("2026-07-01", None)], "Between rows 1 and 2 is a gap in which none says idle_minutes."),
        ([("2026-01-01", "2026-02-01"), ("2026-01-01", None)], "Row 2 says idle_minutes again, as row 1 does."),
        ([("2026-01-01", "2026-06-30"), ("2026-07-01", None)], ""),
    ],
)  # fmt: skip
def test_rows_of_one_place_follow_each_other_without_overlap_or_gap(
    spans: list[tuple[str, str | None]], sentence: str, by: Actor
) -> None:
    rows = [{**ROW, "true_from_on": start, "true_to_on": end, "idle_minutes": 5} for start, end in spans]
    if not sentence:
        assert len(load(rows, by).policies) == len(spans)
        return
    with pytest.raises(Refused) as refused:
        load(rows, by)
    assert sentence in refused.value.sentence
    assert refused.value.sentence.endswith("Nothing was loaded.")
    assert not Policy.objects.exists()


def test_a_pack_that_contradicts_a_rule_on_file_is_refused_and_one_that_begins_later_comes_in(by: Actor) -> None:
    load([{**ROW, "idle_minutes": 5}], by)
    with pytest.raises(
        Refused, match=r"Row 1 says idle_minutes for the same place and first day as a rule on file \(Contract 7\)"
    ):
        load([{**ROW, "idle_minutes": 6}], by)
    assert len(load([{**ROW, "idle_minutes": 6, "true_from_on": "2026-03-01"}], by).policies) == 1
    assert queries.resolve("idle_minutes", on=date(2026, 2, 28)).value == 5
    assert queries.resolve("idle_minutes", on=DAY).value == 6


@pytest.mark.parametrize(
    ("whole", "sentence"),
    [
        ({"rules": []}, "A pack has no part rules; it has about, policies and holidays. Nothing was loaded."),
        ({"policies": []}, "holds no rule and no day off"),
        ({"policies": [1]}, "is not a list of rows"),
        ({"holidays": {}}, "is not a list of rows"),
        ({"holidays": [{"day": "07-04", "true_from_on": "2026-01-01"}]}, "Day off 1: A day off needs name."),
        ({"holidays": [{"name": "X", "day": "13-41", "true_from_on": "2026-01-01"}]}, "Day off 1: The value of day cannot"),
        ({"holidays": [{"name": "X", "day": "07-04", "true_from_on": "2026-01-01", "colour": 1}]}, "no column colour of days off"),
        ({"holidays": [{"name": "X", "day": "07-04", "true_from_on": "x"}]}, "true_from_on is no date"),
        ({"holidays": [{"name": "X", "day": 7, "true_from_on": "2026-01-01"}]}, "The value of day cannot be used"),
        ({"holidays": [{"name": "X", "day": "²²²²-01-01", "true_from_on": "2026-01-01"}]}, "The value of day cannot be used"),
        ({"holidays": [{"name": "X", "day": "easter +99999999999", "true_from_on": "2026-01-01"}]}, "The value of day cannot be used"),
        ({"holidays": [{"name": "X", "day": "easter +99999999999999999999", "true_from_on": "2026-01-01"}]}, "The value of day cannot be used"),
        ({"holidays": [{"name": "X", "day": "07-04", "true_from_on": "2026-01-01", "true_to_on": "2025-01-01"}]}, "before the start"),
        ({"holidays": [{"name": "X", "day": "07-04", "true_from_on": "2026-01-01", "moves_off_weekends": 1}]}, "moves_off_weekends cannot"),
    ],
)  # fmt: skip
def test_a_pack_of_another_shape_loads_nothing(whole: object, sentence: str, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        load(whole, by)
    assert sentence in refused.value.sentence
    assert not Policy.objects.exists()
    assert not Holiday.objects.exists()

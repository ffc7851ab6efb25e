"""service_record: each signed note with its time, its units step by step, what it rests on, and what is missing."""

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client as Browser

from goldthread.billing import queries
from goldthread.billing.queries import Served, Wanted
from goldthread.notes.tests.resting import authorized, goal_of, planned, quarters, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.plans.tests import writing as plans
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def record(login: str = "ana", **changes: object) -> list[Served]:
    """The record of the last ten days."""
    return queries.service_record(named(login), Wanted(**{"since": yesterday() - timedelta(days=9), "until": yesterday(), **changes}))  # type: ignore[arg-type]  # fmt: skip


def test_each_signed_note_stands_with_its_units_step_by_step_and_what_it_rests_on() -> None:
    quarters()
    authorized()
    version = planned()
    visited(**worked(goal_of(version)))
    (row,) = record()
    assert (row.clocks, row.minutes, row.counted, row.label) == ("14:00–15:30", 90, "6", "units")
    assert row.spoken == ["90 minutes are nearest to 6 units of 15 minutes"]
    assert (row.authorization, row.goals, row.payer) == ("A-17", ["Mateo goes to school every day."], "Medicaid")
    assert row.noted.author == "Ana Castellanos, BSW"


def test_notes_that_the_policy_pools_are_reckoned_together_once() -> None:
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15}, pool_scope="same_code_same_day")
    visited(starts="09:00", ends="09:10")
    visited(starts="10:00", ends="10:10")
    first, second = record()
    assert (first.counted, second.counted) == ("1", "")
    assert first.spoken[0] == "10 + 10 = 20 minutes together"
    assert second.together == first.together


def test_a_later_policy_reckons_nothing_anew() -> None:
    quarters()
    visited()
    plans.rule(rounding_algorithm={"algorithm": "nearest", "unit_minutes": 30}, service="Home-based casework")
    (row,) = record()
    assert row.counted == "6"


def test_what_is_missing_is_said_and_so_is_a_co_signature_that_waits() -> None:
    plans.rule(cosign_required=True, cosign_due_days=7)
    visited()
    (row,) = record()
    assert "A co-signature is waited for." in row.missing
    assert "No policy said how its minutes become units." in row.missing
    assert "No diagnosis, need or score was on file." in row.missing


def test_a_note_entered_in_error_and_one_moved_to_another_day_are_not_in_it() -> None:
    note = visited()
    amended(note, "correction", occurred_on=(yesterday() - timedelta(days=20)).isoformat())
    assert record() == []
    assert len(record(since=yesterday() - timedelta(days=21))) == 1
    amended(note, "entered_in_error")
    assert record(since=yesterday() - timedelta(days=21)) == []


def test_a_stranger_reads_nothing_of_it(client: Browser) -> None:
    visited()
    assert record("cleo") == []
    client.force_login(named("cleo"))
    assert client.get(f"/clients/{client_named('Mateo Rivera').pk}/service-record/").status_code == 404


def test_it_is_given_as_page_csv_and_pdf(client: Browser) -> None:
    quarters()
    visited()
    client.force_login(named("ana"))
    days = f"since={yesterday()}&until={yesterday()}"
    address = f"/clients/{client_named('Mateo Rivera').pk}/service-record/?{days}"
    assert "90 minutes are nearest to 6 units" in client.get(address).content.decode()
    (row,) = csv.DictReader(io.StringIO(client.get(f"{address}&as=csv").content.decode()))
    assert (row["units"], row["minutes"], row["signed_by"]) == ("6", "90", "Ana Castellanos, BSW")
    made = b"".join(client.get(f"/service-record/?{days}&as=pdf"))
    assert made.startswith(b"%PDF")


def test_days_that_run_backwards_are_refused_and_stay(client: Browser) -> None:
    client.force_login(named("ana"))
    answer = client.get("/service-record/?since=2026-03-02&until=2026-03-01")
    assert "The end lies before the start." in answer.content.decode()
    assert 'value="2026-03-02"' in answer.content.decode()


def test_a_draft_is_no_service() -> None:
    begun(content=filled("session"))
    assert record() == []
    signed()
    assert len(record()) == 1

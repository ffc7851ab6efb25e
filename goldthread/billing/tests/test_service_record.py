"""service_record: each signed note with its time, its units step by step, what it rests on, and what is missing."""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client as Browser
from django.utils import formats, timezone

from goldthread.billing import giving, queries
from goldthread.billing.queries import Wanted
from goldthread.billing.served import Served
from goldthread.ledger.models import Access
from goldthread.lib import clock
from goldthread.notes.tests.resting import authorized, goal_of, planned, quarters, visited, worked
from goldthread.notes.tests.writing import amended, begun, filled, signed, yesterday
from goldthread.paper.tests.reading import pdf_text
from goldthread.plans.tests import writing as plans
from goldthread.policies import actions as policies
from goldthread.services import actions as services
from tests.cast import BEGAN_ON, acting, client_named, named

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
    assert second.reckoned == first.reckoned


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
    page, stretch = client.get(address).content.decode(), formats.date_format(yesterday())
    assert "90 minutes are nearest to 6 units" in page
    assert f'data-running="Mateo Rivera · {client_named("Mateo Rivera").number} · {stretch} – {stretch}"' in page
    (row,) = csv.DictReader(io.StringIO(client.get(f"{address}&as=csv").content.decode()))
    assert (row["units"], row["minutes"], row["signed_by"]) == ("6", "90", "Ana Castellanos, BSW")
    made = b"".join(client.get(f"/service-record/?{days}&as=pdf"))
    assert made.startswith(b"%PDF")


def test_page_and_pdf_say_of_which_days_and_of_which_payer_alone_they_are(client: Browser) -> None:
    quarters()
    authorized()
    visited()
    client.force_login(named("ana"))
    day = formats.date_format(yesterday())
    address = f"/service-record/?since={yesterday()}&until={yesterday()}"
    page = client.get(f"{address}&payer=Medicaid").content.decode()
    assert f"<bdi>{day} – {day} · Medicaid</bdi> · 1 signed note" in page
    assert f"<bdi>Mateo Rivera</bdi>, {client_named('Mateo Rivera').number} · {day}</a>" in page
    assert f"<bdi>{day} – {day}</bdi>" in client.get(address).content.decode()
    told = pdf_text(b"".join(client.get(f"{address}&payer=Medicaid&as=pdf")))
    assert f"Service record: {day} – {day} · Medicaid" in told


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


def test_minutes_of_two_payers_are_never_pooled_and_asking_for_one_changes_no_units() -> None:
    plans.rule(
        rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15},
        pool_scope="all_timed_same_day",
        unit_label="unit",
    )
    authorized()
    visited(starts="09:00", ends="09:20")
    visited(starts="10:00", ends="10:20", service="Transport")
    assert [(row.payer, row.counted) for row in record()] == [("Medicaid", "1"), ("", "1")]
    assert [(row.payer, row.counted) for row in record(payer="Medicaid")] == [("Medicaid", "1")]


def test_a_pool_of_one_payer_is_reckoned_whole_also_where_one_client_or_payer_is_asked_for() -> None:
    plans.rule(
        rounding_algorithm={"algorithm": "nearest", "unit_minutes": 15},
        pool_scope="same_code_same_day",
        unit_label="unit",
    )
    authorized()
    visited(starts="09:00", ends="09:10")
    visited(starts="10:00", ends="10:10")
    (first, second) = record(payer="Medicaid")
    assert (first.counted, second.counted) == ("1", "")
    assert "Signing took 2 of the authorization; reckoned together it is 1." in first.missing
    assert dict(giving.terms_of(second))["How they are reckoned"] == "with the note of 09:00–09:10"


def test_what_signing_took_is_no_matter_where_the_record_reckons_the_same() -> None:
    quarters()
    authorized()
    visited()
    (row,) = record()
    assert not [each for each in row.missing if each.startswith("Signing took")]


def test_a_code_that_the_minutes_decide_stands_in_the_record() -> None:
    ranges = [{"from_minutes": 16, "to_minutes": 37, "code": "S-30"}, {"from_minutes": 38, "code": "S-60"}]
    plans.rule(rounding_algorithm={"algorithm": "ranges", "ranges": ranges})
    visited(ends="14:30")
    visited(starts="09:00", ends="09:10")
    short, ranged = record()
    assert (ranged.code, ranged.counted) == ("S-30", "1")
    assert (short.code, short.counted) == ("", "0")


def test_a_day_that_was_corrected_after_signing_is_told_of_and_the_lateness_reckoned_anew() -> None:
    plans.rule(documentation_due_count=3, documentation_due_unit="days", late_effect="blocks")
    note = visited()
    amended(note, "correction", occurred_on=(yesterday() - timedelta(days=8)).isoformat())
    (row,) = record()
    assert row.late_days == 9
    assert "It was signed too late to be billed, by the policy of the day." in row.missing
    assert [each for each in row.missing if each.startswith("Its day was corrected after signing")]


def test_a_day_corrected_within_the_deadline_is_told_of_and_not_late() -> None:
    plans.rule(documentation_due_count=3, documentation_due_unit="days", late_effect="blocks")
    note = visited()
    amended(note, "correction", occurred_on=(yesterday() - timedelta(days=1)).isoformat())
    (row,) = record()
    assert (row.late_days, row.forbidding) == (None, ())
    assert [each for each in row.missing if each.startswith("Its day was corrected after signing")]


# A Wednesday; the Friday before it is five days back, three of them business days.
WEDNESDAY = datetime(2026, 5, 13, 18, tzinfo=UTC)
FRIDAY, MONDAY = date(2026, 5, 8), date(2026, 5, 11)


def moved_to(day: date, at: datetime = WEDNESDAY) -> Served:
    """A visit of the day before, signed and then moved to another day, as a bill sees it."""
    with clock.set_to(at):
        amended(visited(), "correction", occurred_on=day.isoformat())
        (row,) = may()
    return row


def may() -> list[Served]:
    return record(since=date(2026, 5, 1), until=date(2026, 5, 31))


def off(day: date) -> None:
    """A further day off."""
    policies.add_holiday(name="Founders' day", day=day, repeats="once", moves_off_weekends=False, by=acting("hana"))


def in_business_days(count: int, **more: object) -> None:
    plans.rule(documentation_due_count=count, documentation_due_unit="business_days", late_effect="blocks", **more)


def test_a_deadline_in_business_days_passes_over_the_weekend_before_the_corrected_day() -> None:
    """Signed on Tuesday: two business days after Friday, and after the Sunday by which calendar days would move it."""
    with clock.set_to(WEDNESDAY):
        in_business_days(2)
    row = moved_to(FRIDAY, WEDNESDAY - timedelta(days=1))
    assert (row.late_days, row.forbidding) == (None, ())


def test_a_deadline_in_business_days_that_is_past_for_the_corrected_day_keeps_it_from_being_billed() -> None:
    with clock.set_to(WEDNESDAY):
        in_business_days(2)
    row = moved_to(FRIDAY)
    assert row.late_days == 5
    assert row.forbidding == ("It was signed too late to be billed, by the policy of the day.",)


def test_days_off_that_were_known_at_the_signature_are_passed_over_and_no_later_ones() -> None:
    with clock.set_to(WEDNESDAY - timedelta(days=9)):
        in_business_days(2)
    assert moved_to(FRIDAY).late_days == 5
    with clock.set_to(WEDNESDAY + timedelta(hours=1)):
        off(MONDAY)
        (before,) = may()
        later = visited(starts="09:00", ends="09:30")
        amended(later, "correction", occurred_on=FRIDAY.isoformat())
        assert {each.entry: each.late_days for each in may()} == {before.entry: 5, later.pk: None}


def test_the_rule_of_the_corrected_day_counts_as_it_was_known_when_the_note_was_signed() -> None:
    with clock.set_to(WEDNESDAY - timedelta(days=90)):
        in_business_days(1, true_to_on="2026-05-10")
        in_business_days(9, true_from_on="2026-05-11")
    row = moved_to(FRIDAY)
    assert row.late_days == 5
    with clock.set_to(WEDNESDAY + timedelta(days=1)):
        in_business_days(9, true_from_on="2026-05-01")
        (same,) = may()
    assert same.late_days == 5


def test_a_service_that_is_not_billed_by_the_list_is_said_to_be_none() -> None:
    quarters()
    services.add_service(name="Home-based casework", code="", is_billable=False, from_on=BEGAN_ON, by=acting("hana"))
    services.add_modality(name="Parent coaching", from_on=BEGAN_ON, by=acting("hana"))
    visited()
    (row,) = record()
    assert "By the agency's list its service is not billed." in row.missing


def test_payers_who_ended_and_those_whom_authorizations_name_can_be_asked_for(client: Browser) -> None:
    authorized()
    ended = services.add_payer(name="Old Trust", kind="grant", from_on=BEGAN_ON, by=acting("hana"))
    services.end(row=ended, to_on=BEGAN_ON + timedelta(days=9), by=acting("hana"))
    assert queries.payers(named("ana")) == ["Medicaid", "Old Trust"]
    assert queries.payers(named("cleo")) == ["Old Trust"]
    client.force_login(named("ana"))
    assert '<option value="Medicaid">' in client.get("/service-record/").content.decode()


def test_who_looked_at_a_record_without_notes_is_kept_too(client: Browser) -> None:
    client.force_login(named("ana"))
    client.get("/service-record/")
    assert list(Access.objects.filter(page="service record").values_list("action", "client")) == [("read", None)]


def test_attempts_alone_are_no_service_that_could_be_billed() -> None:
    quarters()
    tried = [{"person": "", "name": "Rosa Rivera", "role": "parent", "how": "in_person", "at": "14:05", "outcome": "no_answer"}]  # fmt: skip
    signed(begun(content=filled("session", participants=[], attempts=tried)))
    (row,) = record()
    assert row.forbidding == ("It tells of attempts only, and no service was given.",)
    assert "No policy said how its minutes become units." not in row.missing


def test_it_says_on_the_readers_clock_when_a_note_was_signed_and_names_the_clock() -> None:
    visited()
    (row,) = record()
    assert row.signed_at
    with timezone.override("America/Los_Angeles"):
        signed_by = dict(giving.terms_of(row))["Signed by"]
        there = timezone.localtime(row.signed_at)
    assert formats.date_format(there, "DATETIME_FORMAT") in signed_by
    assert signed_by.endswith(f" {there.tzname()}")

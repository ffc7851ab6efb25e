"""record_facts: rows and the entry that states them come together."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from goldthread.ledger import actions, facts, queries
from goldthread.ledger.models import Entry, TreeHead
from goldthread.ledger.tests.laboratory import ANA
from goldthread.services.models import Modality, Service

pytestmark = pytest.mark.usefixtures("begun")


def test_the_entry_states_every_column() -> None:
    service = Service(name="Casework", code="H2015", true_from_on=date(2026, 1, 1))
    entry = actions.record_facts(kind="service.added", rows=[service], by=ANA, content={"why": "new"})
    content = queries.content_of(entry.pk)
    assert content["why"] == "new"
    assert content["facts"] == [
        {
            "table": "services_service",
            "row": {
                "id": str(service.pk),
                "true_from_on": "2026-01-01",
                "true_to_on": None,
                "replaces_id": None,
                "name": "Casework",
                "code": "H2015",
                "is_billable": True,
                "least_minutes": None,
                "most_minutes": None,
                **dict.fromkeys(
                    ("modifiers", "unit", "places", "ways", "activities", "participants", "modalities", "levels"), ""
                ),
            },
        }
    ]
    kept = Service.objects.get(pk=service.pk)
    assert (kept.entry_id, kept.recorded_at) == (entry.pk, entry.recorded_at)


def test_rows_keep_their_order_and_may_point_at_each_other() -> None:
    first = Service(name="A", true_from_on=date(2026, 1, 1))
    rows = [first, Modality(name="M", true_from_on=date(2026, 1, 1)),
            Service(name="B", true_from_on=date(2026, 1, 1), replaces=first)]  # fmt: skip
    entry = actions.record_facts(kind="service.changed", rows=rows, by=ANA)
    stated = [fact["row"]["name"] for fact in queries.content_of(entry.pk)["facts"]]
    assert stated == ["A", "M", "B"]
    assert list(Service.objects.filter(entry=entry, replaced_by__isnull=True)) == [rows[2]]


def test_a_day_given_as_text_is_kept_as_a_day() -> None:
    service = Service(name="A", true_from_on="2026-01-01")
    actions.record_facts(kind="service.added", rows=[service], by=ANA)
    assert Service.objects.get(pk=service.pk).true_from_on == service.true_from_on == date(2026, 1, 1)


def test_a_row_that_the_database_refuses_takes_the_entry_with_it() -> None:
    before = Entry.objects.count()
    ends_early = Service(name="A", true_from_on=date(2026, 2, 1), true_to_on=date(2026, 1, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.record_facts(kind="service.added", rows=[ends_early], by=ANA)
    assert Entry.objects.count() == before


def test_operational_rows_are_no_facts() -> None:
    with pytest.raises(TypeError, match="append-only"):
        actions.record_facts(kind="x", rows=[TreeHead(stream="other")], by=ANA)
    with pytest.raises(TypeError, match="may not hold"):
        facts.plain(1.5)


def test_any_of_nothing_is_nothing() -> None:
    actions.record_facts(kind="service.added", rows=[Service(name="A", true_from_on=date(2026, 1, 1))], by=ANA)
    assert Service.objects.standing(name=[]) == []
    assert [row.name for row in Service.objects.standing(name=["A", "B"])] == ["A"]

"""as_of: the units of an authorization that services up to a day had used, as known at a moment."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client as Browser

from goldthread.chart import as_of
from goldthread.chart.tests.test_as_of import _remembered, later, shown  # noqa: F401  Mateo by his identity
from goldthread.lib import clock
from goldthread.notes.tests.resting import authorized, quarters, visited
from goldthread.notes.tests.writing import amended, begun, filled, yesterday
from tests.cast import client_named, named

pytestmark = pytest.mark.usefixtures("cast")


def units(day: date, known_at: datetime | None = None) -> list[tuple[str, str, str]]:
    """Number, authorized and used of each authorization on a day."""
    found: list[tuple[str, str, str]] = shown(day, known_at)["authorizations"]
    return found


def test_the_units_that_were_used_by_then() -> None:
    quarters()
    authorized()
    before = clock.now()
    with later(5):
        visited()
    with later(10):
        assert units(yesterday(), before) == [("A-17", "40", "0")]
        assert units(yesterday()) == [("A-17", "40", "6")]


def test_on_a_day_before_the_service_no_unit_of_it_was_used() -> None:
    quarters()
    authorized()
    note = visited()
    assert units(yesterday() - timedelta(days=1)) == [("A-17", "40", "0")]
    assert units(yesterday() - timedelta(days=20)) == [("A-17", "40", "0")]
    known = clock.now()
    with later(5):
        moved_on = yesterday() - timedelta(days=9)
        amended(note, "correction", occurred_on=moved_on.isoformat())
    with later(10):
        assert units(moved_on) == [("A-17", "40", "6")]
        assert units(moved_on, known) == [("A-17", "40", "0")]
        assert units(moved_on - timedelta(days=1)) == [("A-17", "40", "0")]


def test_what_was_given_back_was_used_until_then() -> None:
    quarters()
    authorized()
    note = visited()
    known = clock.now()
    with later(5):
        amended(note, "entered_in_error")
    with later(10):
        assert units(yesterday(), known) == [("A-17", "40", "6")]
        assert units(yesterday()) == [("A-17", "40", "0")]


def test_a_draft_of_today_counts_on_no_past_day(client: Browser) -> None:
    quarters()
    authorized()
    begun(content=filled("session"))
    (today,) = as_of.authorizations.of_clients([client_named("Mateo Rivera").pk], yesterday())
    assert today.drafted == "6"
    (then,) = (
        as_of.as_of(
            named("ana"), client_named("Mateo Rivera").pk, [client_named("Mateo Rivera").pk], yesterday(), None
        ).authorizations
        or ()
    )
    assert (then.drafted, then.left) == ("0", "40")
    client.force_login(named("ana"))
    page = client.get(f"/clients/{client_named('Mateo Rivera').pk}/as-of/", {"known": "now"}).content.decode()
    assert "0 used in signed notes" in page
    assert "in drafts" not in page

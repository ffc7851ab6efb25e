"""add_payer, add_rate: who pays, and how much on a day."""

from datetime import date, timedelta
from typing import Any

import pytest

from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.services import actions, queries
from goldthread.services.models import Payer, Rate

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)
RATE: dict[str, Any] = {
    "payer": "Example Health",
    "service": "Home visits",
    "modifiers": ("HO",),
    "amount_cents": 8550,
    "from_on": DAY,
    "to_on": None,
}


def rate_of(*, payer: str, service: str, modifiers: tuple[str, ...] | list[str] = (), on: date) -> Rate | None:
    """The one rate that holds on a day."""
    held = [row for row in Rate.objects.standing(on) if (row.payer, row.service) == (payer, service)]
    return next((row for row in held if row.modifier_list == list(modifiers)), None)


@pytest.fixture
def offered(cast: None, by: Actor) -> None:
    actions.add_payer(name="Example Health", kind="insurance", from_on=DAY, by=by)
    actions.add_service(name="Home visits", code="", is_billable=True, from_on=DAY, by=by)


@pytest.mark.usefixtures("offered")
def test_a_rate_holds_from_its_day_until_it_is_ended_and_the_next_follows(by: Actor) -> None:
    row = actions.add_rate(**RATE, by=by)
    asked: dict[str, Any] = {"payer": "Example Health", "service": "Home visits", "modifiers": ["HO"]}
    found = rate_of(on=DAY, **asked)
    assert found is not None
    assert (found.amount_cents, found.amount, found.modifier_list) == (8550, "85.50", ["HO"])
    assert rate_of(on=DAY - timedelta(days=1), **asked) is None
    assert rate_of(payer="Example Health", service="Home visits", on=DAY) is None, "other modifiers, another rate"
    actions.end(row=row, to_on=date(2026, 6, 30), by=by)
    actions.add_rate(**{**RATE, "amount_cents": 9001, "from_on": date(2026, 7, 1)}, by=by)
    assert [rate_of(on=day, **asked).amount for day in (date(2026, 6, 30), date(2026, 7, 1))] == [
        "85.50",
        "90.01",
    ]  # type: ignore[union-attr]
    assert verify(witness=None).problems == []


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    ("from_on", "to_on", "overlaps"),
    [
        (date(2026, 5, 1), date(2026, 6, 30), True),
        (date(2026, 1, 1), date(2026, 4, 1), True),
        (date(2026, 1, 1), None, True),
        (date(2026, 6, 30), None, True),
        (date(2026, 7, 1), None, False),
        (date(2026, 3, 2), date(2026, 3, 31), False),
    ],
)
def test_of_one_service_no_two_rates_hold_on_one_day(
    from_on: date, to_on: date | None, overlaps: bool, by: Actor
) -> None:
    actions.add_rate(**{**RATE, "from_on": date(2026, 4, 1), "to_on": date(2026, 6, 30)}, by=by)
    further = {**RATE, "from_on": max(from_on, DAY), "to_on": to_on}
    if overlaps:
        with pytest.raises(Refused, match=r"A rate of 85.50 is on file from April 1, 2026"):
            actions.add_rate(**further, by=by)
    else:
        actions.add_rate(**further, by=by)
    actions.add_rate(**{**further, "modifiers": ()}, by=by)


@pytest.mark.usefixtures("offered")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"payer": "Nobody"}, "payer"),
        ({"service": "Moon visits"}, "service"),
        ({"from_on": DAY - timedelta(days=1)}, "payer"),
        ({"amount_cents": 0}, "amount_cents"),
        ({"amount_cents": 10_000_000}, "amount_cents"),
        ({"modifiers": ("home",)}, "modifiers"),
        ({"to_on": DAY - timedelta(days=1)}, "to_on"),
    ],
)
def test_a_rate_that_cannot_be_is_refused_at_its_field(changed: dict[str, Any], field: str, by: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_rate(**{**RATE, **changed}, by=by)
    assert refused.value.field == field
    assert not Rate.objects.exists()


@pytest.mark.usefixtures("offered")
def test_a_payer_is_on_file_once_and_of_a_kind(by: Actor) -> None:
    for name, kind, field in (
        ("Example Health", "insurance", "name"),
        ("Other", "moon", "kind"),
        (" ", "other", "name"),
    ):
        with pytest.raises(Refused) as refused:
            actions.add_payer(name=name, kind=kind, from_on=DAY, by=by)
        assert refused.value.field == field
    actions.end(row=Payer.objects.get(), to_on=DAY, by=by)
    assert queries.payers(DAY + timedelta(days=1)) == []

"""add_service, add_modality, load_shipped: what the agency offers, from when."""

from datetime import date, timedelta

import pytest

from goldthread.ledger.verify import verify
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.services import actions, queries
from goldthread.services.models import PayerKind, Service

pytestmark = pytest.mark.usefixtures("cast")
DAY = date(2026, 3, 2)


def test_a_service_is_offered_from_its_day(by: Actor) -> None:
    actions.add_service(name="Équine therapy", code="", is_billable=True, from_on=DAY, by=by)
    assert queries.names(DAY) == ["Équine therapy"]
    assert queries.names(DAY - timedelta(days=1)) == []


def test_what_ended_is_offered_until_its_last_day(by: Actor) -> None:
    row = actions.add_service(name="Équine therapy", code="", is_billable=True, from_on=DAY, by=by)
    actions.end(row=row, to_on=DAY + timedelta(days=5), by=by)
    assert queries.names(DAY + timedelta(days=5)) == ["Équine therapy"]
    assert queries.names(DAY + timedelta(days=6)) == []
    modality = actions.add_modality(name="Play therapy", from_on=DAY, by=by)
    with pytest.raises(Refused, match="before the start"):
        actions.end(row=modality, to_on=DAY - timedelta(days=1), by=by)
    assert verify(witness=None).problems == []


def test_a_name_is_borne_by_one_of_its_kind_at_a_time(by: Actor) -> None:
    def add(kind: str, from_on: date) -> Service:
        more = {"service": {"code": "", "is_billable": True}, "payer": {"kind": PayerKind.values[0]}}.get(kind, {})
        return getattr(actions, f"add_{kind}")(name="Respite", from_on=from_on, **more, by=by)

    for kind in ("service", "modality", "program", "payer"):
        row = add(kind, DAY)
        for day in (DAY, DAY - timedelta(days=30), DAY + timedelta(days=30)):
            with pytest.raises(Refused, match="“Respite” is on file from March 2, 2026"):
                add(kind, day)
        actions.end(row=row, to_on=DAY + timedelta(days=5), by=by)
        with pytest.raises(Refused, match="is on file"):
            add(kind, DAY + timedelta(days=5))
        add(kind, DAY + timedelta(days=6))


def test_a_name_is_needed(by: Actor) -> None:
    for add in (lambda: actions.add_modality(name=" ", from_on=DAY, by=by),):
        with pytest.raises(Refused, match="Write what the agency calls it"):
            add()


def test_the_shipped_list_loads_once_and_names_no_cpt(by: Actor) -> None:
    for _ in range(2):
        actions.load_shipped(by=by)
    codes = [code for code in Service.objects.values_list("code", flat=True) if code]
    assert len(codes) == len(set(codes))
    assert all(code[0].isalpha() for code in codes)
    assert "Family therapy" in queries.modalities(DAY)
    assert verify(witness=None).problems == []

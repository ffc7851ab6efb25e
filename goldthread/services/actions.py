"""Adding services, modalities, programs, payers and rates; changing what a service allows; ending any of them."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Fact
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused, refuse
from goldthread.lib.text import accept
from goldthread.services import queries
from goldthread.services.models import Modality, Payer, PayerKind, Program, Rate, Service
from goldthread.services.rules import LISTS, Details, detail_findings, modifier_findings, rate_findings

NO_DETAILS = Details()
Row = TypeVar("Row", bound=Fact)
SHIPPED = Path(__file__).resolve().parent / "defaults.json"


def add_service(
    *, name: str, code: str, is_billable: bool, from_on: date, details: Details = NO_DETAILS, by: Actor
) -> Service:
    """Offer a service from a day on; `code` is HCPCS Level II, or empty."""
    said = {"name": _unused(Service, name, from_on), "code": accept(code, field="code"), "is_billable": is_billable}
    row = Service(**said, **_kept(details), true_from_on=from_on)
    ledger.record_facts(kind="service.added", rows=[row], by=by)
    return row


@transaction.atomic
def change_service(
    *, row: Service, code: str, is_billable: bool, details: Details, from_on: date, by: Actor
) -> Service:
    """Say how a service is billed and what it allows from a day on; on its own first day what is on file was wrong.

    Its name stays: notes name it.
    """
    said = {"name": row.name, "code": accept(code, field="code"), "is_billable": is_billable}
    changed = Service(**said, **_kept(details), true_from_on=from_on, true_to_on=row.true_to_on)
    if from_on < row.true_from_on or (row.true_to_on is not None and from_on > row.true_to_on):
        raise Refused(_("The service is not offered on that day. Choose a day on which it is."), field="from_on")
    rows = [changed]
    if from_on == row.true_from_on:
        changed.replaces = row
    else:
        rows.insert(0, ledger.further(row, true_to_on=from_on - timedelta(days=1)))
    ledger.record_following(kind="service.changed", rows=rows, by=by)
    return changed


def add_modality(*, name: str, from_on: date, by: Actor) -> Modality:
    """Use a way of treating from a day on."""
    row = Modality(name=_unused(Modality, name, from_on), true_from_on=from_on)
    ledger.record_facts(kind="modality.added", rows=[row], by=by)
    return row


def add_program(*, name: str, from_on: date, by: Actor) -> Program:
    """Serve cases under a program from a day on."""
    row = Program(name=_unused(Program, name, from_on), true_from_on=from_on)
    ledger.record_facts(kind="program.added", rows=[row], by=by)
    return row


def add_payer(*, name: str, kind: str, from_on: date, by: Actor) -> Payer:
    """Bill somebody from a day on, under the name by which cases and policies know them."""
    if kind not in PayerKind.values:
        raise Refused(_("Choose what sort of payer it is."), field="kind")
    row = Payer(name=_unused(Payer, name, from_on), kind=kind, true_from_on=from_on)
    ledger.record_facts(kind="payer.added", rows=[row], by=by)
    return row


@transaction.atomic
def add_rate(
    *,
    payer: str,
    service: str,
    modifiers: Sequence[str],
    amount_cents: int,
    from_on: date,
    to_on: date | None,
    by: Actor,
) -> Rate:
    """Say what a payer pays for a unit of a service, from and perhaps to a day; never two amounts for one day."""
    refuse(modifier_findings(modifiers) + rate_findings(amount_cents, from_on, to_on))
    if payer not in queries.payers(from_on):
        raise Refused(_("That payer is not on file on that day. Choose one from the list."), field="payer")
    if service not in queries.names(from_on):
        raise Refused(_("That service is not offered on that day. Choose one from the list."), field="service")
    row = Rate(payer=payer, service=service, modifiers=_json(modifiers), amount_cents=amount_cents)
    row.true_from_on, row.true_to_on = from_on, to_on
    of: dict[str, Any] = {"payer": payer, "service": service, "modifiers": row.modifiers}
    for other in Rate.objects.standing(**of):
        if other.true_from_on <= (to_on or date.max) and from_on <= (other.true_to_on or date.max):
            sentence = _(
                "A rate of %(amount)s is on file from %(day)s. End it on the day before, or choose other days."
            )
            told = {"amount": other.amount, "day": formats.date_format(other.true_from_on)}
            raise Refused(sentence % told, field="from_on")
    ledger.record_facts(kind="rate.added", rows=[row], by=by)
    return row


def end(*, row: Service | Modality | Program | Payer | Rate, to_on: date, by: Actor) -> None:
    """Offer, use or pay something no longer than a day: a further row that replaces it."""
    if to_on < row.true_from_on:
        raise Refused(_("The end lies before the start. Choose an end on or after the start."), field="to_on")
    ledger.replace(kind=f"{row._meta.model_name}.ended", row=row, by=by, true_to_on=to_on)


def load_shipped(*, by: Actor) -> None:
    """The list that every agency starts from; an agency that has one keeps it."""
    listed = json.loads(SHIPPED.read_text(encoding="utf-8"))
    since = date.fromisoformat(listed["true_from_on"])
    if not Program.objects.exists():
        programs = [Program(true_from_on=since, name=name) for name in listed["programs"]]
        ledger.record_facts(kind="program.list_loaded", rows=programs, by=by)
    if Service.objects.exists():
        return
    rows = [*(Service(true_from_on=since, **item) for item in listed["services"])]
    ledger.record_facts(kind="service.list_loaded", rows=rows, by=by)
    modalities = [Modality(true_from_on=since, name=name) for name in listed["modalities"]]
    ledger.record_facts(kind="modality.list_loaded", rows=modalities, by=by)


def _named(name: str) -> str:
    if not name.strip():
        raise Refused(_("The name is empty. Write what the agency calls it."), field="name")
    return accept(name, field="name")


def _unused(kind: type[Service] | type[Modality] | type[Program] | type[Payer], name: str, from_on: date) -> str:
    """The name, which nothing of its kind bears on that day or later: notes, cases and policies know each by its name alone."""
    named = _named(name)
    held: list[Service | Modality | Program | Payer] = kind.objects.standing(name=named)
    for row in held:
        if row.true_to_on is None or row.true_to_on >= from_on:
            sentence = _("“%(name)s” is on file from %(day)s. Change or end that one, or choose another name.")
            raise Refused(sentence % {"name": named, "day": formats.date_format(row.true_from_on)}, field="name")
    return named


def _kept(details: Details) -> dict[str, Any]:
    """The details as a row's columns."""
    refuse(detail_findings(details, queries.known_places()))
    lists = {name: _json([accept(each, field=name) for each in getattr(details, name)]) for name in LISTS}
    bounds = {"least_minutes": details.least_minutes, "most_minutes": details.most_minutes}
    return {**lists, **bounds, "unit": details.unit}


def _json(listed: Sequence[str]) -> str:
    return json.dumps(list(listed), ensure_ascii=False) if listed else ""

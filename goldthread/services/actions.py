"""Adding services, modalities and programs."""

import json
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.text import accept
from goldthread.services.models import Modality, Program, Service

SHIPPED = Path(__file__).resolve().parent / "defaults.json"


def add_service(*, name: str, code: str, is_billable: bool, from_on: date, by: Actor) -> Service:
    """Offer a service from a day on; `code` is HCPCS Level II, or empty."""
    row = Service(name=_named(name), code=accept(code, field="code"), is_billable=is_billable, true_from_on=from_on)
    ledger.record_facts(kind="service.added", rows=[row], by=by)
    return row


def add_modality(*, name: str, from_on: date, by: Actor) -> Modality:
    """Use a way of treating from a day on."""
    row = Modality(name=_named(name), true_from_on=from_on)
    ledger.record_facts(kind="modality.added", rows=[row], by=by)
    return row


def add_program(*, name: str, from_on: date, by: Actor) -> Program:
    """Serve cases under a program from a day on."""
    row = Program(name=_named(name), true_from_on=from_on)
    ledger.record_facts(kind="program.added", rows=[row], by=by)
    return row


def end(*, row: Service | Modality | Program, to_on: date, by: Actor) -> None:
    """Offer or use something no longer than a day: a further row that replaces it."""
    if to_on < row.true_from_on:
        raise Refused(_("The end lies before the start. Choose an end on or after the start."), field="to_on")
    dates = {"true_from_on": row.true_from_on, "true_to_on": to_on}
    ended: Service | Modality | Program
    if isinstance(row, Service):
        ended = Service(name=row.name, code=row.code, is_billable=row.is_billable, replaces=row, **dates)
    elif isinstance(row, Modality):
        ended = Modality(name=row.name, replaces=row, **dates)
    else:
        ended = Program(name=row.name, replaces=row, **dates)
    ledger.record_facts(kind=f"{row._meta.model_name}.ended", rows=[ended], by=by)


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

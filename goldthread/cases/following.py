"""How one version of a fact follows another: rows that replace, end or mend; shared by the room's actions."""

from collections.abc import Sequence
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goldthread.cases import rules
from goldthread.ledger import actions as ledger
from goldthread.ledger.models import Fact
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Finding, Refused

Row = TypeVar("Row", bound=Fact)


def replace(kind: str, row: Row, by: Actor, **changes: object) -> Row:
    """Add a further row that says the same but for `changes`, and names the row it replaces."""
    further = copy(row, **changes)
    record_following(kind, [further], by)
    return further


def record_following(kind: str, rows: Sequence[Fact], by: Actor) -> None:
    """A row is replaced once: of two people who change it at the same moment, the second looks again."""
    try:
        with transaction.atomic():
            ledger.record_facts(kind=kind, rows=rows, by=by)
    except IntegrityError as collision:
        sentence = _("Somebody changed this at the same moment. Look at what is on file now, then do it again.")
        raise Refused(sentence) from collision


def copy(row: Row, **changes: object) -> Row:
    """A further row that says the same but for `changes`, and names the row it replaces; not yet recorded."""
    kept = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname not in ("id", "entry_id", "recorded_at", "replaces_id")
    }
    return type(row)(**{**kept, "replaces_id": row.pk, **changes})


def successors(former: Row, new: Row) -> list[Row]:
    """What to add when `new` follows `former`: the former ends the day before; on its own first day it was wrong."""
    refuse(rules.change_findings(former.true_from_on, new.true_from_on))
    if new.true_from_on == former.true_from_on:
        new.replaces_id = former.pk  # type: ignore[attr-defined]
        return [new]
    new.true_to_on = former.true_to_on
    return [copy(former, true_to_on=rules.day_before(new.true_from_on)), new]


def refuse(findings: list[Finding]) -> None:
    """Say the first finding that blocks."""
    for finding in findings:
        if finding.blocks:
            raise Refused(finding.sentence, field=finding.field)

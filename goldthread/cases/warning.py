"""Alerts: what whoever visits a family must beware of, put on file and ended; other rooms come in by `actions`."""

from datetime import date

from django.db import transaction

from goldthread.cases import rules
from goldthread.cases.models import AlertKind, Case, SafetyAlert
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept


@transaction.atomic
def warn(*, case: Case, kind: str, words: str, from_on: date, to_on: date | None = None, by: Actor) -> SafetyAlert:
    """Put on file what whoever visits a family must beware of, and how long that is known to hold."""
    refuse(rules.choice_findings(kind, AlertKind.values, field="kind") + rules.alert_findings(words))
    refuse(rules.span_findings(from_on, to_on) if to_on else [])
    alert = SafetyAlert(
        case=case,
        kind=kind,
        words=accept(words, field="words"),
        true_from_on=from_on,
        true_to_on=to_on,
        recorded_by_id=by.staff_id,
    )
    ledger.record_facts(kind="alert.recorded", rows=[alert], by=by)
    return alert


def end_warning(*, alert: SafetyAlert, to_on: date, by: Actor) -> SafetyAlert:
    """Say until when a family's alert held: that day is the last on which it is shown."""
    refuse(rules.span_findings(alert.true_from_on, to_on))
    return ledger.replace(kind="alert.ended", row=alert, by=by, true_to_on=to_on)

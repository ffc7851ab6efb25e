"""Needs and strengths: put on file, changed and mended; other rooms come in by `actions`."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from goldthread.cases import actions as cases
from goldthread.cases import queries as clients
from goldthread.cases import rules as held
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.needs import rules
from goldthread.needs.ending import refuse_evidence
from goldthread.needs.models import Domain, Need, NeedKind, Severity
from goldthread.people import queries as people


@dataclass(frozen=True)
class NewNeed:
    """What it is, in words as typed, where it shows and how much of it there is; the entry that evidences it, where one does."""

    kind: str
    words: str
    domain: str
    severity: str = ""
    evidence: UUID | None = None


@transaction.atomic
def state(*, client: Client, new: NewNeed, from_on: date, by: Actor) -> Need:
    """Put on file what a client needs, or what carries the work, from a day on."""
    need = _need(client, new, from_on, by)
    ledger.record_facts(kind="need.stated", rows=[need], by=by)
    return need


@transaction.atomic
def change_need(*, need: Need, new: NewNeed, from_on: date, by: Actor) -> Need:
    """Say what it is from a day on, such as milder; what was on file stays readable."""
    refuse(rules.ended_findings(from_on, need.true_to_on))
    changed = _need(need.client, new, from_on, by)
    changed.identity = need.identity
    ledger.record_following(kind="need.changed", rows=cases.successors(need, changed), by=by)
    return changed


@transaction.atomic
def mend_need(*, need: Need, new: NewNeed, from_on: date, by: Actor) -> Need:
    """Say what it truly was where it was recorded wrongly; the mistake stays readable."""
    refuse(rules.ended_findings(from_on, need.true_to_on))
    mended = _need(need.client, new, from_on, by)
    mended.identity, mended.replaces_id, mended.true_to_on = need.identity, need.pk, need.true_to_on
    ledger.record_following(kind="need.mended", rows=[mended], by=by)
    return mended


def _need(client: Client, new: NewNeed, from_on: date, by: Actor) -> Need:
    refuse(
        rules.chosen_findings(new.kind, NeedKind.values, field="kind")
        + rules.need_findings(new.words)
        + rules.chosen_findings(new.domain, Domain.values, field="domain")
        + rules.chosen_findings(new.severity, ["", *Severity.values], field="severity")
        + rules.severity_findings(new.kind, new.severity)
        + held.ahead_findings(from_on, today=people.today_of(by))
        + held.born_findings(from_on, clients.detail_of(client.pk).born_on)
    )
    refuse_evidence(client, new.evidence)
    return Need(
        client=client,
        kind=new.kind,
        words=accept(new.words, field="words"),
        domain=new.domain,
        severity=new.severity,
        recorded_by_id=by.staff_id,
        evidence_id=new.evidence,
        true_from_on=from_on,
    )

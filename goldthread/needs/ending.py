"""How something that is on file ends, or turns out never to have been; other rooms come in by `actions`."""

from datetime import date
from typing import TypeVar

from django.db import transaction

from goldthread.cases import queries as clients
from goldthread.cases import rules as held
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as record
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.needs import queries, rules
from goldthread.needs.models import Diagnosis, Need, Score
from goldthread.people import queries as people

Row = TypeVar("Row", bound=Diagnosis | Need | Score)


def end(*, row: Row, to_on: date, by: Actor) -> Row:
    """Say until when it was so: that day is the last."""
    refuse(held.leaving_findings(row.true_from_on, to_on, today=people.today_of(by)))
    return ledger.replace(kind=f"{row._meta.model_name}.ended", row=row, by=by, true_to_on=to_on)


@transaction.atomic
def strike(*, row: Row, reason: str, by: Actor) -> Row:
    """Say that it never was: entered in error, and why."""
    refuse(held.reason_findings(reason))
    if isinstance(row, Score):
        refuse(rules.of_note_findings(is_of_note=queries.is_of_note(row)))
    same = clients.same_person(row.client_id)
    versions: list[Row] = type(row).objects.standing(identity=row.identity, client=same)
    struck = [ledger.further(version, in_error=accept(reason, field="reason")) for version in versions]
    ledger.record_following(kind=f"{row._meta.model_name}.in_error", rows=struck, by=by)
    return struck[-1]


def refuse_evidence(client: Client, evidence: object) -> None:
    """What evidences something of a client is an entry about that client, or about a record that is the same person."""
    if evidence is None:
        return
    content = record.contents_of([evidence]).get(evidence, {})  # type: ignore[list-item, call-overload]
    about = content.get("client")
    named = about.get("id") if isinstance(about, dict) else None
    same = {str(pk) for pk in clients.same_person(client.pk)}
    refuse(rules.evidence_findings(is_about_client=named in same))

"""Scores of instruments: counted and put on file; other rooms come in by `actions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import rules as held
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused, refuse
from goldthread.needs import queries, rules, scoring
from goldthread.needs.ending import refuse_evidence
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Informant, Score
from goldthread.needs.scoring import Scored
from goldthread.people import queries as people


@dataclass(frozen=True)
class NewScore:
    """The answers in the order of the items, None where one was not given; or the total alone, where answers are empty."""

    instrument: str
    informant: str
    answers: Sequence[int | None] = ()
    total: int | None = None
    evidence: UUID | None = None


@transaction.atomic
def measure(*, client: Client, new: NewScore, taken_on: date, by: Actor, identity: UUID | None = None) -> Score:
    """Count an instrument's answers and put the score on file, as of the day on which it was filled in."""
    instrument = queries.instruments().get(new.instrument)
    if instrument is None or not instrument.is_offered:
        raise Refused(_("There is no such measure. Choose one from the list."))
    refuse(
        rules.chosen_findings(new.informant, Informant.values, field="informant")
        + held.ahead_findings(taken_on, today=people.today_of(by), field="taken_on")
    )
    refuse_evidence(client, new.evidence)
    scored = _scored(instrument, new)
    score = Score(
        client=client,
        identity=identity or uuids.fresh(),
        instrument=instrument.key,
        version=instrument.version,
        informant=new.informant,
        answers=",".join("" if answer is None else str(answer) for answer in new.answers),
        missing=scored.missing,
        total=scored.total,
        word=scored.word,
        subscales=",".join(f"{key}={total}" for key, total in scored.subscales.items()),
        recorded_by_id=by.staff_id,
        evidence_id=new.evidence,
        true_from_on=taken_on,
    )
    ledger.record_facts(kind="score.counted", rows=[score], by=by)
    return score


def _scored(instrument: Instrument, new: NewScore) -> Scored:
    has_answers = any(answer is not None for answer in new.answers)
    if has_answers and new.total is not None:
        raise Refused(_("Give the answers or the total alone, not both."), field="total")
    if new.total is not None:
        refuse(scoring.total_findings(instrument, new.total))
        return scoring.by_total(instrument, new.total)
    if not instrument.items:
        raise Refused(_("The total is empty. Write it."), field="total")
    refuse(scoring.answer_findings(instrument, new.answers))
    return scoring.score(instrument, new.answers)

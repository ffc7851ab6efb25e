"""Scores of instruments: counted and put on file, by themselves or as a note says them; other rooms come in by `actions`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.cases import queries as clients
from goldthread.cases import rules as held
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import uuids
from goldthread.lib.actor import Actor
from goldthread.lib.locks import numbers_of, take_turn
from goldthread.lib.refusals import Refused, refuse
from goldthread.needs import queries, rules, taking
from goldthread.needs.ending import refuse_evidence
from goldthread.needs.models import Score
from goldthread.needs.taking import NewScore
from goldthread.people import queries as people

# What a note's score holds beside its identity; where one of these differs it is stated anew.
_SAID = ("client_id", "version", "answers", "missing", "total", "word", "subscales", "true_from_on")


def turns_of(client_ids: Iterable[UUID]) -> set[UUID]:
    """For each of these persons one identity, which who puts a score of theirs on file holds (`lib.locks`).

    A score of a day stands once, and who looks whether there is one must not look while another is about to add it.
    """
    return {uuid5(min(same), "scores") for same in clients.same_persons(client_ids).values()}


@transaction.atomic
def measure(*, client: Client, new: NewScore, taken_on: date, by: Actor, identity: UUID | None = None) -> Score:
    """Count an instrument's answers and put the score on file, as of the day on which it was filled in."""
    instrument = queries.instruments().get(new.instrument)
    if instrument is None or not instrument.is_offered:
        raise Refused(_("There is no such measure. Choose one from the list."))
    refuse(
        taking.score_findings(instrument, new)
        + held.ahead_findings(taken_on, today=people.today_of(by), field="taken_on")
        + held.born_findings(taken_on, clients.detail_of(client.pk).born_on, field="taken_on")
    )
    take_turn(*numbers_of(turns_of([client.pk])))
    known = queries.stood(Score, clients.same_person(client.pk))
    other = queries.score_of_day(known, instrument.key, new.informant, taken_on)
    refuse(rules.once_findings(instrument.title, other.total if other else None))
    refuse_evidence(client, new.evidence)
    scored = taking.scored(instrument, new)
    score = Score(
        client=client,
        identity=identity or uuids.fresh(),
        instrument=instrument.key,
        version=instrument.version,
        informant=new.informant,
        answers=_answers(new.answers),
        missing=scored.missing,
        total=scored.total,
        word=scored.word,
        subscales=_subscales(scored.subscales),
        recorded_by_id=by.staff_id,
        evidence_id=new.evidence,
        true_from_on=taken_on,
    )
    ledger.record_facts(kind="score.counted", rows=[score], by=by)
    return score


def _answers(answers: Sequence[int | None]) -> str:
    return ",".join("" if answer is None else str(answer) for answer in answers)


def _subscales(subscales: Mapping[str, int]) -> str:
    return ",".join(f"{key}={total}" for key, total in subscales.items())


@transaction.atomic
def keep_of_note(
    *, note: UUID, client: UUID, taken_on: date | None, measures: Sequence[Mapping[str, Any]], reason: str, by: Actor
) -> None:
    """Put on file all that a note says of measures: what it says otherwise than before follows what stood, what it says no more is struck.

    `measures` are as notes seal them: instrument, version, informant, answers, missing, total, word, and subscales with key
    and total. Without a day it says none. `reason` is why something is struck. Call it in the transaction that signs.
    """
    stood = {score.identity: score for score in queries.scores_of_note(note)}
    scores = [_of_note(note, client, taken_on, each, by) for each in measures] if taken_on else []
    said = {score.identity: score for score in scores}
    counted = [score for identity, score in said.items() if identity not in stood]
    mended = [score for identity, score in said.items() if identity in stood and _differs(score, stood[identity])]
    for score in mended:
        score.replaces_id = stood[score.identity].pk
    struck = [
        ledger.further(score, in_error=reason, recorded_by_id=by.staff_id)
        for identity, score in stood.items()
        if identity not in said
    ]
    if counted:
        ledger.record_facts(kind="score.counted", rows=counted, by=by)
    if mended:
        ledger.record_following(kind="score.mended", rows=mended, by=by)
    if struck:
        ledger.record_following(kind="score.in_error", rows=struck, by=by)


def _of_note(note: UUID, client: UUID, taken_on: date, said: Mapping[str, Any], by: Actor) -> Score:
    return Score(
        client_id=client,
        identity=queries.identity_in_note(note, said["instrument"], said["informant"]),
        instrument=said["instrument"],
        version=said["version"],
        informant=said["informant"],
        answers=_answers(said["answers"]),
        missing=said["missing"],
        total=said["total"],
        word=said["word"],
        subscales=_subscales({each["key"]: each["total"] for each in said["subscales"]}),
        recorded_by_id=by.staff_id,
        evidence_id=note,
        true_from_on=taken_on,
    )


def _differs(one: Score, other: Score) -> bool:
    return any(getattr(one, name) != getattr(other, name) for name in _SAID)

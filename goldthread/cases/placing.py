"""Placements: where a client lives, put on file, ended, mended and taken out; other rooms come in by `actions`."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import transaction

from goldthread.cases import opening, placed, queries, rules
from goldthread.cases.models import Client, Person, Placement, Setting
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Finding, refuse
from goldthread.lib.text import accept
from goldthread.people import queries as people


@dataclass(frozen=True)
class NewPlacement:
    """Where a client lives, with whom, from when to when and why; words as typed; `person` is a Person.identity."""

    kind: str
    from_on: date
    to_on: date | None = None
    with_whom: str = ""
    person: UUID | None = None
    address: str = ""
    reason: str = ""
    end_reason: str = ""


@transaction.atomic
def place(*, client: Client, new: NewPlacement, by: Actor, ends_former: bool = False) -> Placement:
    """Put on file where a client lives; where asked for, what is in force ends the day before, for the same reason.

    After a stay that is itself over, the one in force goes on: it is on file again from the day after.
    """
    # Two who place a client at the same moment could make placements that overlap.
    opening.one_at_a_time()
    placement = Placement(client=client, **_words(client, new, by))
    former = placed.in_force_before(client.pk, new.from_on) if ends_former else []
    refuse(_overlaps(new, [row for row in placed.ever(client.pk) if row not in former]))
    last_day = rules.day_before(new.from_on)
    ended = [ledger.further(row, true_to_on=last_day, end_reason=row.end_reason or placement.reason) for row in former]
    resumed = [_resumed(former[-1], placement, new.to_on)] if former and new.to_on else []
    ledger.record_following(kind="placement.began", rows=[*ended, placement, *resumed], by=by)
    return placement


def _resumed(former: Placement, between: Placement, last_day: date) -> Placement:
    """Where a client lived before a stay that is over, on file again from the day after it."""
    return Placement(
        client_id=former.client_id,
        kind=former.kind,
        with_whom=former.with_whom,
        person=former.person,
        address=former.address,
        reason=between.end_reason or former.reason,
        true_from_on=rules.day_after(last_day),
    )


@transaction.atomic
def end_placement(*, placement: Placement, to_on: date, reason: str, by: Actor) -> Placement:
    """Say until when a client lived there, and why it ended."""
    refuse(
        rules.span_findings(placement.true_from_on, to_on)
        + rules.ahead_findings(to_on, today=people.today_of(by), field="to_on")
    )
    told = accept(reason, field="reason")
    return ledger.replace(kind="placement.ended", row=placement, by=by, true_to_on=to_on, end_reason=told)


@transaction.atomic
def mend_placement(*, placement: Placement, new: NewPlacement, by: Actor) -> Placement:
    """Say where a client truly lived, and when, where it was recorded wrongly; the mistake stays readable."""
    opening.one_at_a_time()
    words = _words(placement.client, _of_whom(placement, new), by)
    refuse(_overlaps(new, [row for row in placed.ever(placement.client_id) if row != placement]))
    mended = ledger.further(placement, **words)
    ledger.record_following(kind="placement.mended", rows=[mended], by=by)
    return mended


def _of_whom(placement: Placement, new: NewPlacement) -> NewPlacement:
    """Without the words that only repeat what the person is called who stood there before another was chosen."""
    former = placement.person
    if former is None or new.person in (None, former):
        return new
    borne = Person.objects.filter(identity=former, name=new.with_whom.strip())
    return replace(new, with_whom="") if borne.exists() else new


def strike_placement(*, placement: Placement, reason: str, by: Actor) -> Placement:
    """Say that a client never lived there: entered in error, and why."""
    refuse(rules.reason_findings(reason))
    return ledger.replace(kind="placement.in_error", row=placement, by=by, in_error=accept(reason, field="reason"))


def _words(client: Client, new: NewPlacement, by: Actor) -> dict[str, object]:
    """The columns of a row; with whom they live is also kept in words, as they are called when it is put on file."""
    today = people.today_of(by)
    around = queries.people_around(client.pk, today, *(queries.same_person(client.pk) - {client.pk}))
    # Who is around no longer is called as they were when somebody lived with them.
    known = {row.person: row.with_whom for row in placed.ever(client.pk) if row.person}
    known |= {each.person.identity: each.person.name for each in around}
    refuse(
        rules.choice_findings(new.kind, Setting.values, field="kind")
        + rules.whom_findings(new.with_whom, is_around=new.person is None or new.person in known)
        + rules.ahead_findings(new.from_on, today=today)
        + rules.born_findings(new.from_on, queries.detail_of(client.pk).born_on)
        + (rules.span_findings(new.from_on, new.to_on) if new.to_on else [])
        + (rules.ahead_findings(new.to_on, today=today, field="to_on") if new.to_on else [])
        + rules.why_ended_findings(new.end_reason, new.to_on)
    )
    words = opening.accepted(new)
    if new.person and not new.with_whom.strip():
        words["with_whom"] = known[new.person]
    return {"true_from_on": words.pop("from_on"), "true_to_on": words.pop("to_on"), **words}


def _overlaps(new: NewPlacement, others: list[Placement]) -> list[Finding]:
    spans = [(row.true_from_on, row.true_to_on) for row in others]
    return rules.placing_findings(new.from_on, new.to_on, spans)

"""Measures that the agency defines for itself, of which totals alone are kept; other rooms come in by `actions`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from goldthread.cases import rules as held
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import refuse
from goldthread.lib.text import accept
from goldthread.needs import queries, rules
from goldthread.needs.models import OwnMeasure


@dataclass(frozen=True)
class NewMeasure:
    """What it is called, from what to what it counts, which way is better, and from which total on it is called what."""

    title: str
    least: int
    most: int
    better: str
    about: str = ""
    bands: Sequence[tuple[int, str]] = ()
    reliable_change: int | None = None
    change_source: str = ""


@transaction.atomic
def define(*, new: NewMeasure, from_on: date, by: Actor) -> OwnMeasure:
    """Offer a measure of the agency's own from a day on."""
    refuse(
        rules.measure_findings(
            title=new.title,
            taken=[each.title for each in queries.instruments().values() if each.is_offered],
            least=new.least,
            most=new.most,
            bands=new.bands,
            change=new.reliable_change,
            source=new.change_source,
        )
        + rules.chosen_findings(new.better, ["lower", "higher"], field="better")
    )
    row = OwnMeasure(
        title=accept(new.title, field="title").strip(),
        about=accept(new.about, field="about"),
        least=new.least,
        most=new.most,
        better=new.better,
        bands="\n".join(f"{start} {accept(words, field='bands')}" for start, words in new.bands),
        reliable_change=new.reliable_change,
        change_source=accept(new.change_source, field="change_source"),
        true_from_on=from_on,
    )
    ledger.record_facts(kind="measure.defined", rows=[row], by=by)
    return row


def offer_no_longer(*, row: OwnMeasure, to_on: date, by: Actor) -> OwnMeasure:
    """Offer a measure until a day; scores that were counted stay as they are."""
    refuse(held.span_findings(row.true_from_on, to_on))
    return ledger.replace(kind="measure.ended", row=row, by=by, true_to_on=to_on)

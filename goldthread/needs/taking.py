"""What is answered of an instrument, as text, and what it comes to: one reading for the page of measures and for the note; pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding
from goldthread.needs import rules, scoring
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Informant
from goldthread.needs.scoring import Scored

_WHOLE = re.compile(r"-?[0-9]{1,6}", re.ASCII)


@dataclass(frozen=True)
class NewScore:
    """The answers in the order of the items, None where one was not given; or the total alone, where answers are empty."""

    instrument: str
    informant: str
    answers: Sequence[int | None] = ()
    total: int | None = None
    evidence: UUID | None = None


@dataclass(frozen=True)
class Item:
    """One item as a form shows it: its place on the page, the name of its field, its answers as (value, words, whether chosen), and what is amiss with it."""

    number: int
    place: str
    name: str
    words: str
    answers: Sequence[tuple[str, str, bool]]
    is_alarming: bool
    error: str = ""


def items_of(
    instrument: Instrument,
    said: Mapping[str, str],
    *,
    prefix: str = "",
    place: str = "",
    errors: Mapping[str, str] | None = None,
) -> list[Item]:
    """The items of an instrument with what is chosen of each; `said` and `errors` are by field, item_1 and so on."""
    alarming = {alarm.item for alarm in instrument.alarms}
    return [
        Item(
            number,
            f"{place or prefix}item_{number}",
            f"{prefix}item_{number}",
            words,
            [
                (str(each.value), each.words, said.get(f"item_{number}") == str(each.value))
                for each in instrument.answers
            ],
            number in alarming,
            (errors or {}).get(f"item_{number}", ""),
        )
        for number, words in enumerate(instrument.items, 1)
    ]


def read_answers(instrument: Instrument, said: Mapping[str, str], evidence: UUID | None = None) -> NewScore:
    """What was typed, by field (informant, total, item_1 and so on), as values; what is none counts as not given."""
    told = (said.get(f"item_{number}", "") for number in range(1, len(instrument.items) + 1))
    answers = [int(each) if _WHOLE.fullmatch(each) else None for each in told]
    text = said.get("total", "").strip()
    total = int(text) if _WHOLE.fullmatch(text) else None
    has_answers = any(each is not None for each in answers)
    return NewScore(
        instrument.key,
        said.get("informant", ""),
        answers if has_answers or total is None else (),
        total,
        evidence,
    )


def shape_findings(instrument: Instrument, said: Mapping[str, str]) -> list[Finding]:
    """What was typed and is no answer of the list, or no number: `read_answers` passes it over, so it is asked first."""
    words = {str(answer.value) for answer in instrument.answers}
    found = []
    for number in range(1, len(instrument.items) + 1):
        text = said.get(f"item_{number}", "")
        if text and text not in words:
            sentence = _("“%(value)s” is not in the list. Choose one from the list.")
            found.append(Finding(sentence % {"value": text[:40]}, f"item_{number}"))
    total = said.get("total", "").strip()
    return found + ([Finding(_("Write a whole number."), "total")] if total and not _WHOLE.fullmatch(total) else [])


def score_findings(instrument: Instrument, new: NewScore) -> list[Finding]:
    """What keeps answers, or a total alone, from being counted."""
    return rules.chosen_findings(new.informant, Informant.values, field="informant") + _counted(instrument, new)


def _counted(instrument: Instrument, new: NewScore) -> list[Finding]:
    has_answers = any(answer is not None for answer in new.answers)
    if has_answers and new.total is not None:
        return [Finding(_("Give the answers or the total alone, not both."), "total")]
    if new.total is not None:
        return scoring.total_findings(instrument, new.total)
    if not instrument.items:
        return [Finding(_("The total is empty. Write it."), "total")]
    return scoring.answer_findings(instrument, new.answers)


def scored(instrument: Instrument, new: NewScore) -> Scored:
    """What answers, or a total alone, come to that passed `score_findings`."""
    if new.total is not None:
        return scoring.by_total(instrument, new.total)
    return scoring.score(instrument, new.answers)

"""Answers of measures that ask for something at once, as their instruments mark them; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from goldthread.needs import scoring
from goldthread.needs.courses import answers_of
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Score


@dataclass(frozen=True)
class Alarm:
    """One such answer: of which measure, to which item, what was answered, both in the words of the instrument."""

    score: Score
    title: str
    item: str
    answer: str


def alarms_of(scores: Sequence[Score], known: Mapping[str, Instrument]) -> list[Alarm]:
    """Every such answer of these scores, the newest first; a total alone tells of none."""
    newest = sorted(scores, key=lambda row: (row.true_from_on, row.recorded_at), reverse=True)
    return [alarm for row in newest if row.instrument in known for alarm in _alarms(row, known[row.instrument])]


def _alarms(row: Score, instrument: Instrument) -> list[Alarm]:
    answers = answers_of(row)
    words = {each.value: each.words for each in instrument.answers}
    return [
        Alarm(
            row,
            f"{instrument.title}, {row.get_informant_display()}",
            instrument.items[item - 1],
            words.get(answers[item - 1] or 0, ""),
        )
        for item in (scoring.alarming(instrument, answers) if answers else ())
    ]

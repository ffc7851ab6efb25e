"""What is answered of measures, in words: the answers that ask for something at once, and what a draft's rows come to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from goldthread.lib import uuids
from goldthread.needs import queries as needs
from goldthread.needs.models import Informant
from goldthread.needs.queries import Instrument
from goldthread.notes import measures
from goldthread.notes.checks.alarming import Alarm

_INFORMANTS = dict(Informant.choices)


def typed(content: Mapping[str, Any]) -> list[Alarm]:
    """The alarming answers in a draft, in the order of the page."""
    found = []
    for row in content.get("measures", ()):
        if instrument := needs.instrument_of(row.get(measures.INSTRUMENT, "")):
            answers = needs.read_answers(instrument, row).answers
            found += _of(instrument, answers, uuids.or_none(row.get(measures.CLIENT, "")))
    return found


def sealed(content: Mapping[str, Any]) -> list[Alarm]:
    """The alarming answers in a signed note, as far as the items are still here in the version that was answered."""
    found = []
    for row in content.get("measures") or ():
        instrument = needs.shipped().get(row["instrument"])
        if instrument is not None and instrument.version == row["version"]:
            found += _of(instrument, row["answers"], None)
    return found


def _of(instrument: Instrument, answers: Sequence[int | None], client: UUID | None) -> list[Alarm]:
    if len(answers) != len(instrument.items):
        return []  # a total alone says nothing of an item
    words = {each.value: each.words for each in instrument.answers}
    return [
        Alarm(client, instrument.title, number, instrument.items[number - 1], words.get(answers[number - 1] or 0, ""))
        for number in needs.alarming(instrument, answers)
    ]


def told(row: Mapping[str, str], names: Mapping[str, str]) -> str:
    """A row of a draft as its reader is told it: whose it is, what it comes to, what asks for something at once, and the answers."""
    instrument = needs.instrument_of(row.get(measures.INSTRUMENT, ""))
    informant = row.get(measures.INFORMANT, "")
    whose = [
        row.get(measures.TITLE, ""),
        names.get(row.get(measures.CLIENT, ""), ""),
        _INFORMANTS.get(informant, informant),
    ]
    head = ", ".join(str(part) for part in whose if part)
    alarming = [each.told for each in typed({"measures": [row]})]
    came_to = _came_to(instrument, row) if instrument else ""
    lines = [": ".join(filter(None, (head, came_to or row.get(measures.TOTAL, "")))), *alarming, measures.answered(row)]
    return "\n".join(filter(None, lines))


def _came_to(instrument: Instrument, row: Mapping[str, str]) -> str:
    """The total, of what range, and what that is called; empty while the answers do not count."""
    new = needs.read_answers(instrument, row)
    if needs.shape_findings(instrument, row) or needs.score_findings(instrument, new):
        return ""
    scored = needs.scored(instrument, new)
    return ", ".join(filter(None, (f"{scored.total} ({instrument.least}–{instrument.most})", scored.word)))

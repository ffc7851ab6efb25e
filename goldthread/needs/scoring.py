"""How an instrument counts, as its authors say; and what a change between two scores means. Plain values in and out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.lib.refusals import Finding
from goldthread.needs.instruments import Band, Instrument

BETTER, WORSE, UNCHANGED, UNKNOWN = "better", "worse", "unchanged", "unknown"
# An answer that was not given.
Answers = Sequence[int | None]


@dataclass(frozen=True)
class Scored:
    """A total with its word, the subscales by key, and how many answers were missing."""

    total: int
    word: str
    subscales: dict[str, int]
    missing: int = 0


def answer_findings(instrument: Instrument, answers: Answers) -> list[Finding]:
    """Every answer is one of the scale, and not more are missing than the instrument allows."""
    for number, answer in enumerate(answers, 1):
        if answer is not None and answer not in instrument.values:
            sentence = _("Answer %(number)s is not one of the scale. Choose it again.")
            return [Finding(sentence % {"number": number}, f"item_{number}")]
    missing = sum(answer is None for answer in answers)
    if len(answers) != len(instrument.items) or missing > instrument.missing_at_most:
        told = {"count": missing, "most": instrument.missing_at_most, "title": instrument.title}
        if instrument.missing_at_most:
            sentence = ngettext(
                "%(count)s answer is missing; %(title)s counts with at most %(most)s. Ask for the others, or do not count it.",
                "%(count)s answers are missing; %(title)s counts with at most %(most)s. Ask for the others, or do not count it.",
                missing,
            )
        else:
            sentence = ngettext(
                "%(count)s answer is missing; %(title)s counts only with all of them.",
                "%(count)s answers are missing; %(title)s counts only with all of them.",
                missing,
            )
        first = next((number for number, answer in enumerate(answers, 1) if answer is None), 1)
        return [Finding(sentence % told, f"item_{first}")]
    return []


def total_findings(instrument: Instrument, total: int) -> list[Finding]:
    """A total that was counted elsewhere is one that there can be."""
    if instrument.least <= total <= instrument.most:
        return []
    told = {"title": instrument.title, "least": instrument.least, "most": instrument.most}
    return [Finding(_("%(title)s counts from %(least)s to %(most)s. Look at the total again.") % told, "total")]


def score(instrument: Instrument, answers: Answers) -> Scored:
    """What answers that passed `answer_findings` count."""
    whole = range(1, len(instrument.items) + 1)
    total = _count(instrument, answers, whole)
    subscales = {each.key: _count(instrument, answers, each.items) for each in instrument.subscales}
    missing = sum(answer is None for answer in answers)
    return Scored(total, word_of(instrument.bands, total), subscales, missing)


def by_total(instrument: Instrument, total: int) -> Scored:
    """A total that was counted elsewhere."""
    return Scored(total, word_of(instrument.bands, total), {})


def _count(instrument: Instrument, answers: Answers, items: Collection[int]) -> int:
    """The sum over some items, numbered from 1; for missing ones their mean, rounded half up, or nothing."""
    turned = max(instrument.values) + min(instrument.values)
    given = [
        turned - answer if number in instrument.reversed else answer
        for number in items
        if (answer := answers[number - 1]) is not None
    ]
    if instrument.missing_how == "zero" or not given:
        return sum(given)
    return (2 * sum(given) * len(items) + len(given)) // (2 * len(given))


def word_of(bands: Sequence[Band], total: int) -> str:
    """What a score is called; empty where the instrument gives no word."""
    return next((band.words for band in reversed(bands) if total >= band.least), "")


def change(instrument: Instrument, earlier: int, later: int) -> str:
    """Whether a later score is reliably better or worse than an earlier one; UNKNOWN where no source says how much is."""
    if instrument.reliable_change is None:
        return UNKNOWN
    if abs(later - earlier) < instrument.reliable_change:
        return UNCHANGED
    return BETTER if (later < earlier) == (instrument.better == "lower") else WORSE


def alarming(instrument: Instrument, answers: Answers) -> list[int]:
    """The items whose answer asks for something at once."""
    return [each.item for each in instrument.alarms if (answers[each.item - 1] or 0) > each.above]

"""How a client's measures went: every score of an instrument in its order, with the baseline, the one before and the latest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from goldthread.needs import scoring
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Score


@dataclass(frozen=True)
class Course:
    """One instrument, answered by the same kind of person: a parent's answers are not compared with the child's."""

    instrument: Instrument
    informant: str
    scores: Sequence[Score]

    @property
    def baseline(self) -> Score:
        """The first score."""
        return self.scores[0]

    @property
    def latest(self) -> Score:
        """The last score."""
        return self.scores[-1]

    @property
    def prior(self) -> Score | None:
        """The one before the last, where it is not the first."""
        return self.scores[-2] if len(self.scores) > 2 else None

    @property
    def told(self) -> list[str]:
        """What the latest score says against the baseline and the one before, in words."""
        if len(self.scores) < 2:
            return [_("It is the first score: the baseline for those that follow.")]
        said = [_("Since the baseline: %(change)s") % {"change": _changed(self.instrument, self.baseline, self.latest)}]
        if self.prior:
            said.append(_("Since the one before: %(change)s") % {"change": _changed(self.instrument, self.prior, self.latest)})  # fmt: skip
        return said

    @property
    def title(self) -> str:
        """The instrument and whose answers they are."""
        return f"{self.instrument.title}, {self.latest.get_informant_display()}"


def _changed(instrument: Instrument, earlier: Score, later: Score) -> str:
    points = abs(later.total - earlier.total)
    if not points:
        return _("the same score.")
    is_better = (later.total < earlier.total) == (instrument.better == "lower")
    if is_better:
        said = ngettext("%(n)s point better", "%(n)s points better", points) % {"n": points}
    else:
        said = ngettext("%(n)s point worse", "%(n)s points worse", points) % {"n": points}
    told = {"change": said, "n": instrument.reliable_change}
    match scoring.change(instrument, earlier.total, later.total):
        case scoring.UNKNOWN:
            return _("%(change)s. How many points are more than chance is not on file for this measure.") % told
        case scoring.UNCHANGED:
            return _("%(change)s. That may be chance: %(n)s points or more are reliable.") % told
    return _("%(change)s, a reliable change (%(n)s points or more).") % told


def courses(scores: Sequence[Score], known: Mapping[str, Instrument]) -> list[Course]:
    """Scores that stand, by instrument and by whose answers they are, each in the order of its days."""
    found: dict[tuple[str, str], list[Score]] = {}
    for score in sorted(scores, key=lambda row: (row.instrument, row.informant, row.true_from_on, row.recorded_at)):
        found.setdefault((score.instrument, score.informant), []).append(score)
    return [Course(known[key], informant, rows) for (key, informant), rows in found.items() if key in known]


def answers_of(score: Score) -> list[int | None]:
    """The answers of a score again; none where only its total was put on file."""
    return [int(part) if part else None for part in score.answers.split(",")] if score.answers else []


def subscales_of(score: Score) -> dict[str, int]:
    """The subscales of a score by their keys."""
    parts = (part.split("=") for part in score.subscales.split(",") if part)
    return {key: int(total) for key, total in parts}


def days_of(scores: Sequence[Score]) -> tuple[date, date]:
    """The first and the last day of some scores."""
    days = [score.true_from_on for score in scores]
    return min(days), max(days)

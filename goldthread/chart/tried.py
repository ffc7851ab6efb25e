"""What was tried with a client, and what happened meanwhile: sessions by modality under the courses of measures and goals.

It describes and says nothing of causes: what stands one above the other only happened at the same time.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Case
from goldthread.cases.queries import Known, Stay
from goldthread.lib.shipped import shown
from goldthread.needs import queries as needs
from goldthread.needs.queries import Course
from goldthread.notes import queries as notes
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Rating

STEPS = [str(value) for value in Rating.values]


@dataclass(frozen=True)
class Point:
    """Something on a day: how high it stands in its lane (0 to 1), what it says, and the note or page where it is read."""

    on: date
    height: float
    words: str
    address: str


@dataclass(frozen=True)
class Mark:
    """A step of a lane's scale: how high it stands (0 to 1), and what it is called."""

    height: float
    words: str


@dataclass(frozen=True)
class Lane:
    """One course: of a measure, of a goal, or the sessions of one modality."""

    title: str
    points: Sequence[Point]
    scale: Sequence[Mark] = ()
    is_curve: bool = False
    sessions: int = 0
    minutes: int = 0
    rated: Mapping[str, int] | None = None

    @property
    def first(self) -> date:
        """Its first day."""
        return self.points[0].on

    @property
    def last(self) -> date:
        """Its last day."""
        return self.points[-1].on


@dataclass(frozen=True)
class Turn:
    """A day on which something began, ended or changed; where the client lives, or another thing."""

    on: date
    words: str
    is_placement: bool = False


@dataclass(frozen=True)
class TriedAll:
    """Everything that the page shows."""

    measures: Sequence[Lane]
    goals: Sequence[Lane]
    modalities: Sequence[Lane]
    turns: Sequence[Turn]
    stays: Sequence[Stay]

    @property
    def anchored(self) -> list[tuple[str, Lane]]:
        """All courses in the order of the picture, each with where the page lists its points."""
        kinds = {"measure": self.measures, "goal": self.goals, "modality": self.modalities}
        return [(f"{kind}-{at}", lane) for kind, lanes in kinds.items() for at, lane in enumerate(lanes, 1)]

    @property
    def lanes(self) -> list[Lane]:
        """All courses in the order of the picture."""
        return [lane for _anchor, lane in self.anchored]

    @property
    def days(self) -> tuple[date, date] | None:
        """From the first to the last day of any course; None where there is none."""
        days = [day for lane in self.lanes for day in (lane.first, lane.last)]
        return (min(days), max(days)) if days else None


def tried_with(actor: Staff, known: Known, held: Sequence[Case]) -> TriedAll:
    """What was tried with a client, as `actor` knows them and as far as they see it."""
    same, client = known.same, known.same[0]
    words = plans.goals_ever(actor, same)
    lines = plans.lines_since(actor, same, list(words), None)
    rated: dict[UUID, list[str]] = {}
    for line in (line for of_it in lines.values() for line in of_it if line.rating):
        rated.setdefault(line.entry, []).append(line.rating)
    courses = needs.courses(needs.scores_known_to(actor, client), needs.instruments())
    goals = [_goal(words[goal], of_it) for goal, of_it in lines.items() if any(line.rating for line in of_it)]
    stays = cases.stays_of(known)
    turns = [*_turns(actor, same, held), *_moves(stays)]
    return TriedAll(
        [_measure(each, client) for each in courses],
        goals,
        _modalities(actor, same, rated),
        sorted(turns, key=lambda turn: turn.on),
        stays,
    )


def _measure(course: Course, client: UUID) -> Lane:
    least, most = course.instrument.least, course.instrument.most

    def height(total: int) -> float:
        return (total - least) / max(1, most - least)

    points = [
        Point(
            score.true_from_on,
            height(score.total),
            " ".join(filter(None, (str(score.total), shown(score.word, "measure")))),
            notes.address_of(score.evidence_id) if score.evidence_id else needs.address_of_measures(client),
        )
        for score in course.scores
    ]
    starts = {least, *(band.least for band in course.instrument.bands), most}
    return Lane(course.title, points, [Mark(height(total), str(total)) for total in sorted(starts)], is_curve=True)


def _goal(words: str, lines: Sequence[plans.GoalLine]) -> Lane:
    titles = dict(Rating.choices)
    points = [
        Point(
            line.on, STEPS.index(line.rating) / (len(STEPS) - 1), str(titles[line.rating]), notes.address_of(line.entry)
        )
        for line in lines
        if line.rating in STEPS
    ]
    return Lane(words, points, [Mark(STEPS.index(step) / (len(STEPS) - 1), str(titles[step])) for step in STEPS])


def _modalities(actor: Staff, clients: Sequence[UUID], rated: Mapping[UUID, Sequence[str]]) -> list[Lane]:
    """The sessions of each modality, the first used first, with how goals were rated in them."""
    found: dict[str, list[notes.Session]] = {}
    for session in notes.Journal(actor, clients).sessions():
        found.setdefault(session.modality, []).append(session)
    return [_modality(name, of_it, rated) for name, of_it in found.items()]


def _modality(name: str, sessions: Sequence["notes.Session"], rated: Mapping[UUID, Sequence[str]]) -> Lane:
    counts = Counter(step for each in sessions for step in rated.get(each.entry_id, ()))
    points = [
        Point(each.on, 0.5, _("%(n)s minutes") % {"n": each.minutes}, notes.address_of(each.entry_id))
        for each in sessions
    ]
    minutes = sum(each.minutes for each in sessions)
    told = {str(label): counts[value] for value, label in Rating.choices if value in counts}
    return Lane(shown(name, "service"), points, sessions=len(sessions), minutes=minutes, rated=told)


def _turns(actor: Staff, clients: Sequence[UUID], held: Sequence[Case]) -> list[Turn]:
    """Who came to the care team or left it after it began, and which versions the plan had."""
    found = []
    for case in held:
        team = cases.team_ever(case)
        began = min((member.true_from_on for member in team), default=date.min)
        for member in team:
            told = {"name": member.staff.name, "role": shown(member.role, "care team")}
            if member.true_from_on > began:
                found.append(Turn(member.true_from_on, _("%(name)s begins (%(role)s)") % told))
            if member.true_to_on:
                found.append(Turn(member.true_to_on, _("%(name)s ends (%(role)s)") % told))
    for number, begins in plans.versions_of(actor, clients):
        found.append(Turn(begins, _("plan, version %(number)s") % {"number": number}))
    return found


def _moves(stays: Sequence[Stay]) -> list[Turn]:
    """The days on which the client came to live elsewhere; never an address."""
    return [
        Turn(
            on,
            (_("placement: %(where)s") if begins else _("placement ends: %(where)s")) % {"where": stay.in_words},
            True,
        )
        for on, stay, begins in cases.changes_of_placement(stays)
    ]

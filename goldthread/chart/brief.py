"""The first ten minutes with a family: what somebody must know who takes over, in the words of the notes, each with its note.

Nothing is summed up in other words, and the same file gives the same brief.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from goldthread.authorizations.queries import Standing
from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Placement
from goldthread.cases.queries import Around, Known
from goldthread.chart import plans_due, unfinished
from goldthread.chart import year as years
from goldthread.chart.as_of import OnTeam, team_of
from goldthread.chart.queries import left_about
from goldthread.chart.visits import AHEAD
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.needs import queries as needs
from goldthread.needs.models import Diagnosis, Need, NeedKind, Verification
from goldthread.needs.queries import Alarm, Course
from goldthread.notes import queries as notes
from goldthread.notes.queries import Filters, Mark, Noted, Recalled, Tried
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.plans import queries as plans
from goldthread.plans.models import Rating
from goldthread.plans.queries import GoalLine, RatedGoal
from goldthread.schedule import queries as schedule
from goldthread.schedule.queries import Planned

# How many of the newest notes each part is taken from, and how many lines it has at most.
_NEWEST, _LINES, _SAFETY_LINES = 3, 6, 4
# So many of the lines about safety are kept for answers of measures, however much was noted since.
_ALARMS = 2
_RATINGS: dict[str, str | Promise] = dict(Rating.choices)
# What is asked for of each part: one of the nineteen kinds of information.
_OF_SAFETY, _OF_PROGRESS, _OF_MEETINGS, _OF_NEXT = "I11", "I6", "I4", "I17"
_OF_EMERGENCIES, _OF_PLAN, _OF_REQUESTS = "I12", "I7", "I3"
_DIAGNOSIS = "diagnosis"
# So many needs and strengths stand on the page; the others on their own.
_NEEDS = 8
_MISSING: dict[str, str | Promise] = {
    "phone": _("no telephone number"),
    "contact": _("no contact with the family"),
    "need": _("no need, symptom or impairment"),
    _OF_PROGRESS: _("no progress"),
    _OF_PLAN: _("no service or treatment plan"),
    _OF_NEXT: _("no recommendation, and nothing planned for next time"),
    _OF_MEETINGS: _("no team meeting"),
    _DIAGNOSIS: _("no diagnosis"),
}


@dataclass(frozen=True)
class Line:
    """One thing that a note tells, in its own words."""

    on: date | None
    what: str
    words: str
    author: str
    address: str
    due_on: date | None = None
    whom: str = ""

    @property
    def lead(self) -> str:
        """Whom or what the words answer, with a colon where it does not end as a sentence does."""
        return f"{self.whom}:" if self.whom and self.whom[-1] not in ".?!…:。？！：" else self.whom


@dataclass(frozen=True)
class Contact:
    """A contact: when, by which way, who took part."""

    on: date
    way: str | Promise
    who: tuple[str, ...]
    author: str
    address: str


@dataclass(frozen=True)
class Attempts:
    """How often somebody tried in vain since the last contact, and the last time of it."""

    count: int
    last_on: date
    address: str


@dataclass(frozen=True)
class Rated:
    """A rating in words and by what it goes; whether a review of the plan gave it, and where that is read."""

    on: date
    rating: str | Promise
    because: str
    author: str
    address: str
    at_review: bool = False


@dataclass(frozen=True)
class GoalTold:
    """A goal of the plan in force, what a note last said of it, and how a note or a review of the plan rated it last."""

    words: str
    last: GoalLine | None
    rated: Rated | None


@dataclass(frozen=True)
class Brief:
    """What stands on the page; empty lists where the notes that somebody may see say nothing of it."""

    team: Sequence[OnTeam]
    around: Sequence[Around]
    placements: Sequence[Placement]
    in_person: Contact | None
    otherwise: Contact | None
    attempts: Attempts | None
    visit: Planned | None
    safety: list[Line]
    asked: list[Line]
    decided: list[Line]
    diagnoses: Sequence[Diagnosis]
    needs: Sequence[Need]
    further_needs: int
    progress: list[Line]
    goals: list[GoalTold]
    measures: Sequence[Course]
    plan: list[Line]
    tried: list[Tried]
    meetings: list[Line]
    ahead: list[Line]
    due: Sequence[plans_due.Line]
    short: Sequence[Standing]
    unsigned: int
    own_drafts: int
    missing: list[str | Promise]


def brief_of(actor: Staff, known: Known, held: Sequence[Case]) -> Brief:
    """The brief of a client, as `actor` knows them and as far as they see the notes.

    `held` are the cases of the client that `actor` sees.
    """
    clients = known.same
    marks = notes.Journal(actor, clients).marks()
    contacts = _last_contacts(marks)
    recalled = Recalled(actor, clients, _wanted(), [mark.entry_id for mark in contacts.values()])

    def told(item: str, at_most: int = _NEWEST) -> list[Line]:
        lines = [_line(each, recalled.words(each, item)) for each in recalled.notes(item)]
        return [line for line in lines if line.words][:at_most]

    in_person, other = contacts.get("in_person"), contacts.get("other")
    scores, instruments = needs.scores_known_to(actor, clients[0]), needs.instruments()
    parts = {item: told(item) for item in (_OF_PROGRESS, _OF_PLAN, _OF_NEXT, _OF_MEETINGS)}
    safety = _safety(
        [*told(_OF_SAFETY), *told(_OF_EMERGENCIES)], _alarming(known, needs.alarms_of(scores, instruments))
    )
    around, found = cases.people_known(actor, known), needs.needs_on(clients, known.day, known.known_at)
    diagnoses = _standing(needs.diagnoses_on(clients, known.day, known.known_at))
    there = {
        **parts,
        "contact": contacts,
        "phone": any(each.person.phone for each in around),
        "need": diagnoses or any(each.kind != NeedKind.STRENGTH for each in found),
        _DIAGNOSIS: not unfinished.lacks_diagnosis(known, held),
    }
    return Brief(
        team=team_of(held, known.day, known.known_at),
        around=around,
        placements=cases.placements_on(clients, known.day, known.known_at),
        in_person=_contact(in_person, recalled) if in_person else None,
        otherwise=_contact(other, recalled) if other else None,
        attempts=_attempts_since(marks, in_person, other),
        visit=_next_visit(actor, clients, held),
        safety=safety,
        asked=_rows(recalled.notes(_OF_REQUESTS), _requests),
        decided=_rows(recalled.notes("judgments"), _decisions),
        diagnoses=diagnoses,
        needs=found[:_NEEDS],
        further_needs=max(0, len(found) - _NEEDS),
        progress=parts[_OF_PROGRESS],
        goals=_goals(actor, known),
        measures=needs.courses(scores, instruments),
        plan=parts[_OF_PLAN],
        tried=notes.Journal(actor, clients).tried(),
        meetings=parts[_OF_MEETINGS],
        ahead=parts[_OF_NEXT],
        due=unfinished.of_plans(actor, known, held),
        short=unfinished.of_authorizations(actor, known),
        unsigned=left_about(actor, clients),
        own_drafts=sum(not set(clients).isdisjoint(notes.clients_of(each)) for each in notes.open_drafts(actor)),
        missing=_missing(there),
    )


def _missing(told: Mapping[str, object]) -> list[str | Promise]:
    """What the file does not tell, of all that a brief looks for; `told` has what was found of each."""
    return [title for key, title in _MISSING.items() if not told[key]]


def _standing(diagnoses: Sequence[Diagnosis]) -> list[Diagnosis]:
    """Those that were not ruled out."""
    return [each for each in diagnoses if each.verification != Verification.REFUTED]


def _goals(actor: Staff, known: Known) -> list[GoalTold]:
    """The goals of the plan in force, each with its last line and its last rating; of who left, as known on the last day."""
    standing = plans.standing_for(actor, known.same, known.day, known.known_at)
    goals = [each.goal for each in standing.goals]
    lines = plans.lines_since(actor, known.same, goals, None)
    reviewed = plans.rated_at_reviews(actor, known.same, goals, known.known_at)
    return [
        GoalTold(
            each.words,
            next(reversed(lines[each.goal]), None),
            _last_rated(lines[each.goal], reviewed.get(each.goal)),
        )
        for each in standing.goals
    ]


def _last_rated(lines: Sequence[GoalLine], reviewed: RatedGoal | None) -> Rated | None:
    """The last rating of a goal by a note, or by a review that was held on that day or later."""
    noted = next((line for line in reversed(lines) if line.rating), None)
    if reviewed and (noted is None or reviewed.on >= noted.on):
        address = reverse("plans:version", args=[reviewed.version])
        title = _RATINGS.get(reviewed.rating, reviewed.rating)
        return Rated(reviewed.on, title, reviewed.because, reviewed.author, address, at_review=True)
    if noted is None:
        return None
    title = _RATINGS.get(noted.rating, noted.rating)
    return Rated(noted.on, title, noted.because, noted.author, _address(noted.entry))


def _wanted() -> dict[str, tuple[Filters, int]]:
    items = (_OF_SAFETY, _OF_EMERGENCIES, _OF_PROGRESS, _OF_PLAN, _OF_MEETINGS, _OF_NEXT)
    return {
        **{item: (Filters(item=item), _NEWEST) for item in items},
        _OF_REQUESTS: (Filters(item=_OF_REQUESTS), _LINES),
        "judgments": (Filters(part="judgments"), _NEWEST),
    }


def _last_contacts(marks: Sequence[Mark]) -> dict[str, Mark]:
    """The last contact in person, and the last by another way where that was later."""
    found: dict[str, Mark] = {}
    for mark in reversed(marks):
        way = years.way_of(mark)
        if way == years.IN_PERSON:
            return {**found, "in_person": mark}
        if way and way != years.ATTEMPT:
            found.setdefault("other", mark)
    return found


def _attempts_since(marks: Sequence[Mark], *contacts: Mark | None) -> Attempts | None:
    last = max((mark.on for mark in contacts if mark), default=date.min)
    since = [mark for mark in marks if mark.on >= last and years.way_of(mark) == years.ATTEMPT]
    if not since:
        return None
    return Attempts(len({mark.encounter for mark in since}), since[-1].on, _address(since[-1].entry_id))


def _contact(mark: Mark, recalled: Recalled) -> Contact:
    noted = recalled.note(mark.entry_id)
    who = [row["name"] for row in noted.rows("participants") if row["name"]] if noted else []
    author = shown(noted.author, "import") if noted else ""
    return Contact(mark.on, years.WAYS[years.way_of(mark)], tuple(who), author, _address(mark.entry_id))


def _next_visit(actor: Staff, clients: Sequence[UUID], held: Sequence[Case]) -> Planned | None:
    today = clock.today(actor.zone)
    coming = schedule.of_cases(actor, [case.pk for case in held], today, today + AHEAD) if held else []
    now = clock.now()
    own = [each for each in coming if not each.not_held and not each.left_at and each.ends_at >= now]
    own = [each for each in own if not set(clients).isdisjoint(client.pk for client in each.visit.clients)]
    return min(own, key=lambda each: each.begins_at, default=None)


def _line(noted: Noted, words: str, **more: date | str | None) -> Line:
    title = shown(noted.content["note_type"]["title"], "note type")
    return Line(
        noted.on,
        title,
        notes.at_a_glance(words),
        noted.author,
        _address(noted.note.pk),
        **more,  # type: ignore[arg-type]
    )


def _rows(noted: Iterable[Noted], lines_of: Callable[[Noted], list[Line]]) -> list[Line]:
    return [line for each in noted for line in lines_of(each)][:_LINES]


def _requests(noted: Noted) -> list[Line]:
    return [
        _line(
            noted,
            row["what"],
            whom=row["of"],
            due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        )
        for row in noted.rows("requests")
    ]


def _decisions(noted: Noted) -> list[Line]:
    return [_line(noted, row["decision"], whom=row["question"]) for row in noted.rows("judgments") if row["decision"]]


def _alarming(known: Known, alarms: Sequence[Alarm]) -> list[Line]:
    """The newest answers of measures that ask for something at once, each with its note, or else the score's own page."""
    newest = alarms[:_ALARMS]
    by = [each.score.recorded_by_id for each in newest if each.score.recorded_by_id]
    names = people.names_on(by, known.day, known.known_at) if by else {}
    return [_alarm(known.same[0], each, names) for each in newest]


def _alarm(client: UUID, alarm: Alarm, names: Mapping[UUID, str]) -> Line:
    row = alarm.score
    author = names.get(row.recorded_by_id, "") if row.recorded_by_id else ""
    address = _address(row.evidence_id) if row.evidence_id else needs.address_of_score(client, row)
    return Line(row.true_from_on, alarm.title, alarm.answer, author, address, whom=alarm.item)


def _safety(noted: Sequence[Line], alarms: Sequence[Line]) -> list[Line]:
    """What tells of safety, the newest first; notes that were written since push no alarming answer out."""
    newest = sorted(noted, key=_newest_first)[: _SAFETY_LINES - len(alarms)]
    return _once(sorted([*alarms, *newest], key=_newest_first))


def _once(lines: Sequence[Line]) -> list[Line]:
    """Each note once: one that tells of an emergency tells of safety too."""
    return list({(line.address, line.words): line for line in lines}.values())


def _newest_first(line: Line) -> timedelta:
    return date.max - (line.on or date.min)


def _address(entry_id: UUID) -> str:
    return reverse("notes:note", args=[entry_id])

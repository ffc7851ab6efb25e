"""A long case file: so many notes about one client, each sealed on its day, and what they rest on, put on file on its day.

The first note of each goal in each month is looked over and signed as the demonstration's are. The further ones rest on the same and take after it,
with a day and words of their own: sealed, shown and reckoned in units by the same functions, in a fifth of the time.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.cases.models import CareTeamMember, Client
from goldthread.demonstration.calendar import ZONE, at
from goldthread.ledger import queries as record
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.lib.encoding import moment
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewNeed, NewScore
from goldthread.notes import actions as notes
from goldthread.notes import sealing, using
from goldthread.notes.actions import NewDraft
from goldthread.notes.queries import newest_type
from goldthread.notes.times import stamp
from goldthread.people.models import Staff
from goldthread.plans import actions as plans
from goldthread.plans.actions import NewDraft as NewPlan
from goldthread.plans.actions import Typed
from goldthread.plans.models import PlanVersion, Rating
from goldthread.policies import actions as policies

SERVICE, PAYER = "Home-based therapy", "Made-up County Child Welfare"
MODALITIES = ("Play therapy", "Family therapy", "Parent coaching")
# Hours of a day in which somebody begins a visit: nobody works more than 24 of them.
_HOURS = range(7, 20)
_EACH_MONTH, _UNITS = 30, 50_000
# The words of it, which are nobody's.
_SAYS: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


class LongFile:
    """The client, who writes about them, and the days on which that worker serves them, of which the first is for the plan."""

    def __init__(self, client: Client, staff: Staff) -> None:
        self.client, self.staff, self.by = client, staff, Actor(staff.pk, staff.name)
        team = CareTeamMember.objects.current().filter(case__memberships__client=client, staff=staff)
        began = team.order_by("true_from_on").values_list("true_from_on", flat=True)[0]
        self.days = [began + timedelta(days=each) for each in range((clock.today(ZONE) - began).days)]

    def write(self, count: int, words: list[str], show: Callable[[int, int], None]) -> None:
        """So many notes with words of their own, spread over the days; under them plan, needs, scores and authorization."""
        goals, kind = self._rest(), newest_type("session")
        first: dict[tuple[UUID, int], dict[str, Any]] = {}
        for day in self.days[_EACH_MONTH::_EACH_MONTH]:
            with self._on(day, 20):
                new = NewScore("gad-7", "client", [day.month % 4] * 7)
                needs.measure(client=self.client, new=new, taken_on=day, by=COMMAND_LINE)
        for number, (day, hour) in enumerate(self._times(count)):
            show(number, count)
            chance = random.Random(number)
            told = {each["key"]: sentences(chance, words) for each in kind.definition["sections"]}
            goal = goals[number % len(goals)]
            with self._on(day, hour + 1):
                # What is measured in the evening of a month's last day is known from the day after.
                month = (goal, ((day - self.days[0]).days - 1) // _EACH_MONTH)
                if like := first.get(month):
                    self._seal({**_another(like, day, hour, told), "goals": [_rated(like["goals"][0], number)]})
                    continue
                content = {**self._session(day, hour, number), **_of_goal(goal, number), "narrative": told}
                draft = notes.start(new=NewDraft(uuids.fresh(), kind, content), by=self.by)
                (note,) = notes.sign_directly(draft=draft, method="demonstration", by=self.by)
                first[month] = record.content_of(note.pk)

    def _seal(self, content: dict[str, Any]) -> None:
        """Seal and show a note with this content, and use the units that it takes."""
        new = sealing.Sealing(uuids.fresh(), content)
        note = sealing.insert(sealing.unsigned(new, clock.now()), content, None, self.by)
        using.settle([(note, content)], self.by)

    def _times(self, count: int) -> Iterator[tuple[date, int]]:
        """A day and an hour for each, the earliest first."""
        served, taken = self.days[1:], Counter[date]()
        if count > len(served) * len(_HOURS):
            raise ValueError("nobody works more than 24 hours of a day")
        for number in range(count):
            day = served[number * len(served) // count]
            yield day, _HOURS[taken[day]]
            taken[day] += 1

    @contextmanager
    def _on(self, day: date, hour: int) -> Iterator[None]:
        with clock.set_to(at(day, time(hour))):
            yield

    def _rest(self) -> list[UUID]:
        """What notes rest on, from the first day: a rule of units, an authorization, a need, and a plan, whose goals are given."""
        day = self.days[0]
        with self._on(day, 8):
            said = {"service": SERVICE, "true_from_on": day, "source_citation": _SAYS["citation"]}
            units = {"rounding_algorithm": {"algorithm": "nearest", "unit_minutes": 15}, "unit_label": "unit"}
            policies.add(values={**said, **units}, by=COMMAND_LINE)
            new = NewAuthorization(PAYER, SERVICE, _UNITS * 100, "unit", day, None, "A-1")
            authorizations.authorize(client=self.client, new=new, by=COMMAND_LINE)
            found = NewNeed("symptom", _SAYS["need"], "home", "moderate")
            needs.state(client=self.client, new=found, from_on=day, by=self.by)
            return self._plan(day)

    def _plan(self, day: date) -> list[UUID]:
        begun = plans.begin(new=NewPlan(uuids.fresh(), self.client, "version", None), author=self.staff, by=self.by)
        typed = {
            "valid_from_on": day.isoformat(),
            "review_due_on": (day + timedelta(days=85)).isoformat(),
            "why": _SAYS["why"],
            "goals": [_goal(words) for words in _SAYS["goals"]],
            "services": [{"id": str(uuids.fresh()), "service": SERVICE, "frequency": "weekly"}],
            "participants": [str(self.client.pk)],
        }  # fmt: skip
        plans.save(draft=begun, typed=Typed(typed, begun.revision), by=self.by)
        begun.refresh_from_db()
        entry = plans.sign_directly(draft=begun, method="demonstration", by=self.by)
        return [each.goal for each in PlanVersion.objects.get(pk=entry.pk).goals.order_by("position")]

    def _session(self, day: date, hour: int, number: int) -> dict[str, Any]:
        return {
            "clients": [str(self.client.pk)], "occurred_on": day.isoformat(),
            "starts": f"{hour:02}:00", "ends": f"{hour:02}:50", "zone": ZONE, "how": "in_person", "place_of_service": "12",
            "service": SERVICE, "modality": MODALITIES[number % len(MODALITIES)],
            "participants": [{"name": _SAYS["participant"], "role": "kin"}],
        }  # fmt: skip


def sentences(chance: random.Random, words: list[str]) -> str:
    """Four sentences of a dozen words each."""
    return " ".join(" ".join(chance.choices(words, k=12)).capitalize() + "." for _each in range(4))


def _another(like: dict[str, Any], day: date, hour: int, told: dict[str, str]) -> dict[str, Any]:
    """What is sealed of a further visit that rests on the same as one before: with its day, hour and words, written now."""
    now = moment(clock.now())
    return {
        **like,
        "encounter": str(uuids.fresh()),
        "occurred_on": day.isoformat(),
        "starts": stamp(at(day, time(hour)), ZONE),
        "ends": stamp(at(day, time(hour, 50)), ZONE),
        "narrative": [{**part, "text": told[part["section"]]} for part in like["narrative"]],
        "written": {**like["written"], "at": now, "began_at": now},
    }


def _rated(line: dict[str, Any], number: int) -> dict[str, Any]:
    return {**line, "progress": _rating(number)}


def _rating(number: int) -> str:
    """The ratings by turns."""
    return str(Rating.values[number % len(Rating.values)])


def _of_goal(goal: UUID, number: int) -> dict[str, Any]:
    """What a note says of the goal that it worked on."""
    told = {**_SAYS["line"], "progress": _rating(number)}
    return {"worked": {str(goal): "on"}, **{field: {str(goal): words} for field, words in told.items()}}


def _goal(words: str) -> dict[str, Any]:
    intervention = {"id": str(uuids.fresh()), **_SAYS["intervention"], "modality": MODALITIES[0]}
    objective = {"id": str(uuids.fresh()), **_SAYS["objective"], "interventions": [intervention]}
    return {"id": str(uuids.fresh()), "words": words, "need": "Sleep", "objectives": [objective]}

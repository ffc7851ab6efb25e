"""The invented family whose file tells the whole thread: what failed and what helped, a plan that lapsed, an authorization that ran
out, and a therapist who took over after a year."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from goldthread.authorizations import actions as authorizations
from goldthread.authorizations.actions import NewAuthorization
from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient, NewPerson, NewPlacement
from goldthread.cases.models import CareTeamMember, Case, Client
from goldthread.demonstration.agency import HERE
from goldthread.demonstration.calendar import ZONE, Calendar, at
from goldthread.demonstration.telling import Event
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewNeed, NewScore
from goldthread.needs.queries import needs_on
from goldthread.notes import actions as notes
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import NoteType
from goldthread.people.models import Staff
from goldthread.plans import actions as plans
from goldthread.plans.actions import NewDraft as NewPlan
from goldthread.plans.actions import Typed
from goldthread.plans.models import PlanVersion
from goldthread.policies import actions as policies
from goldthread.services import actions as services
from goldthread.services import queries as offered

SERVICE, PAYER = "Home-based therapy", "Made-up County Child Welfare"
_WORDS: dict[str, Any] = json.loads((HERE / "thread.json").read_text(encoding="utf-8"))
# Days before the loading: the case opens, the way of treating changes, the therapist changes, the sibling's plan ends.
_OPENED, _CHANGED, _HANDED_OVER, _LAPSED = -385, -250, -38, -20
_SESSIONS = range(-375, -2, 10)


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"goldthread:demonstration:thread:{name}"))


@dataclass
class _Family:
    """The rows that were made, once they are."""

    case: Case | None = None
    fern: Client | None = None
    ash: Client | None = None

    def child(self, name: str) -> Client:
        """One of the two, who is there once the case was opened."""
        found = self.fern if name == "fern" else self.ash
        if found is None:
            raise AssertionError("the case was not opened yet")
        return found


class Thread:
    """Everything that happens to the family, in no order."""

    def __init__(self, staff: Mapping[str, Staff], calendar: Calendar, types: Mapping[str, NoteType]) -> None:
        self.staff, self.calendar, self.types = staff, calendar, types
        self.family = _Family()

    def events(self) -> Iterator[Event]:
        """From the referral to the loading."""
        yield self._event(_OPENED, time(9), self._open)
        yield self._event(_OPENED, time(9, 30), self._rules)
        for placement in _WORDS["placements"]:
            yield self._event(max(placement["day"], _OPENED), time(10), partial(self._place, placement))
        for words in _WORDS["needs"]:
            yield self._event(words["day"], time(17), partial(self._need, words))
        for day, answers in _WORDS["scores"]:
            if day in _SESSIONS:
                # It is filled in within the note of that session.
                continue
            yield self._event(day, time(17, 10), partial(self._measure, answers))
        yield self._event(-380, time(17, 20), partial(self._plan, "fern", -380, 0))
        yield self._event(-380, time(17, 40), partial(self._plan, "ash", -380, 0))
        yield self._event(_CHANGED, time(17, 20), partial(self._plan, "fern", _CHANGED, 1))
        yield self._event(-110, time(17, 30), partial(self._plan, "ash", -110, 1))
        for review in _WORDS["reviews"]:
            yield self._event(review["day"], time(17, 50), partial(self._review, review))
        for begins, ends, units, number in _WORDS["authorizations"]:
            yield self._event(begins, time(10), partial(self._authorize, begins, ends, units, number))
        yield self._event(_HANDED_OVER, time(18), self._hand_over)
        for place, day in enumerate(_SESSIONS):
            yield self._event(day, time(18, 30), partial(self._session, place, day))

    def _event(self, day: int, clock: time, act: Callable[[], object]) -> Event:
        return Event(at(self.calendar.on(day), clock), act)

    def _therapist(self, day: int) -> Staff:
        return self.staff["linden" if day <= _HANDED_OVER else "sorrel"]

    def _by(self, day: int) -> Actor:
        staff = self._therapist(day)
        return Actor(staff.pk, staff.name)

    def _open(self) -> None:
        on = self.calendar.on(_OPENED)
        children = [
            NewClient(name, on - timedelta(days=round(years * 365.25)), pronouns=pronouns)
            for name, years, pronouns in _WORDS["children"]
        ]
        team = [(self.staff["linden"], "therapist"), (self.staff["hazel"], "case manager")]
        new = NewCase(_WORDS["family"], "family", children, on, _WORDS["reason"], team, "Child welfare", PAYER)
        self.family.case = case = cases.open_case(new=new, by=COMMAND_LINE)
        held = {each.details.get().name: each for each in Client.objects.filter(memberships__case=case)}
        self.family.fern, self.family.ash = (held[name] for name, _years, _pronouns in _WORDS["children"])
        for name, role in _WORDS["around"]:
            roles = [(child, role) for child in held.values()]
            cases.add_person(case=case, new=NewPerson(name), roles=roles, from_on=on, by=COMMAND_LINE)

    def _rules(self) -> None:
        """What the made-up payer asks; the rows name it, so that they bind nobody else's notes."""
        from_on = self.calendar.on(_OPENED)
        services.add_payer(name=PAYER, kind="child_welfare", from_on=from_on, by=COMMAND_LINE)
        if SERVICE in offered.names(from_on):
            services.add_rate(
                payer=PAYER,
                service=SERVICE,
                modifiers=(),
                amount_cents=2650,
                from_on=from_on,
                to_on=None,
                by=COMMAND_LINE,
            )
        said = {"payer": PAYER, "true_from_on": from_on, "source_citation": "Made-up contract, section 4"}
        policies.add(values={**said, **_WORDS["rule"]}, by=COMMAND_LINE)

    def _place(self, said: dict[str, Any]) -> None:
        """Where Fern came to live; what was before the case opened was told on its first day."""
        words = {name: said.get(name, "") for name in ("kind", "with_whom", "address", "reason")}
        new = NewPlacement(**words, from_on=self.calendar.on(said["day"]))
        cases.place(client=self.family.child("fern"), new=new, ends_former=True, by=self._by(said["day"]))

    def _need(self, words: dict[str, Any]) -> None:
        new = NewNeed(
            kind=words["kind"], words=words["words"], domain=words["domain"], severity=words.get("severity", "")
        )
        by, on = self._by(words["day"]), self.calendar.on(words["day"])
        needs.state(client=self.family.child("fern"), new=new, from_on=on, by=by)

    def _measure(self, answers: list[int]) -> None:
        taken_on = clock.today(ZONE)
        new = NewScore("gad-7", "client", answers)
        needs.measure(client=self.family.child("fern"), new=new, taken_on=taken_on, by=COMMAND_LINE)

    def _plan(self, child: str, day: int, version: int) -> None:
        client, on, by = self.family.child(child), self.calendar.on(day), self._by(day)
        former = PlanVersion.objects.filter(client=client).order_by("-number").first()
        begun = plans.begin(new=NewPlan(uuids.fresh(), client, "version", former), author=self._therapist(day), by=by)
        said = _WORDS["plans"][child][version]
        ends = self.calendar.on(_LAPSED).isoformat() if child == "ash" and version else ""
        typed = {
            "valid_from_on": on.isoformat(),
            "valid_to_on": ends,
            "review_due_on": (on + timedelta(days=85)).isoformat(),
            "why": said["why"],
            "because": said.get("because", ""),
            "goals": [
                _goal(child, number, each, self._answers(client, on, each)) for number, each in enumerate(said["goals"])
            ],
            "services": [{"id": _id(f"{child}-service"), "service": SERVICE, "frequency": "once a week, 60 minutes"}],
            "participants": [str(client.pk)],
        }
        plans.save(draft=begun, typed=Typed(typed, begun.revision), by=by)
        begun.refresh_from_db()
        plans.sign_directly(draft=begun, method="demonstration", by=by)

    def _answers(self, client: Client, on: date, said: dict[str, Any]) -> list[str]:
        """What a goal goes back to: the needs of these kinds that stand on its plan's first day."""
        return [str(each.identity) for each in needs_on([client.pk], on) if each.kind in said.get("answers", ())]

    def _review(self, said: dict[str, Any]) -> None:
        day, client = said["day"], self.family.child("fern")
        version = PlanVersion.objects.filter(client=client).order_by("-number").first()
        by = self._by(day)
        begun = plans.begin(new=NewPlan(uuids.fresh(), client, "review", version), author=self._therapist(day), by=by)
        on = self.calendar.on(day)
        goals = version.goals.order_by("position") if version else ()
        rated = zip(goals, said["ratings"], said["words"], strict=False)
        typed = {
            "reviewed_on": on.isoformat(),
            "decision": said["decision"],
            "next_due_on": (on + timedelta(days=85)).isoformat(),
            "words": said["says"],
            "goals": {str(goal.goal): {"rating": rating, "words": told} for goal, rating, told in rated},
        }
        plans.save(draft=begun, typed=Typed(typed, begun.revision), by=by)
        begun.refresh_from_db()
        plans.sign_directly(draft=begun, method="demonstration", by=by)

    def _authorize(self, begins: int, ends: int, units: int, number: str) -> None:
        days = [self.calendar.on(each) for each in (begins, ends)]
        new = NewAuthorization(PAYER, SERVICE, units * 100, "unit", days[0], days[1], number)
        authorizations.authorize(client=self.family.child("fern"), new=new, by=COMMAND_LINE)

    def _hand_over(self) -> None:
        case, on = self.family.case, self.calendar.on(_HANDED_OVER)
        assert case is not None
        held = CareTeamMember.objects.current().filter(case=case, staff=self.staff["linden"])
        cases.unassign(member=held.get(), to_on=on, by=COMMAND_LINE)
        begins = on + timedelta(days=1)
        cases.assign(case=case, staff=self.staff["sorrel"], role="therapist", from_on=begins, by=COMMAND_LINE)

    def _session(self, place: int, day: int) -> None:
        spell = _WORDS["sessions"][_spell(day)]
        told, rating = spell["told"][place % len(spell["told"])], spell["ratings"][place % len(spell["ratings"])]
        goal = _id("fern-goal-0")
        content = {
            "clients": [str(self.family.child("fern").pk)],
            "occurred_on": self.calendar.on(day).isoformat(),
            "starts": "16:00",
            "ends": "17:00",
            "zone": ZONE,
            "how": "in_person",
            "place_of_service": "12",
            "service": SERVICE,
            "modality": spell["modality"],
            "participants": [{"person": "", "name": _WORDS["children"][0][0], "role": "client", "how": "in_person"}],
            "narrative": dict(zip(_WORDS["sections"], told["narrative"], strict=True)),
            "worked": {goal: "on"},
            "did": {goal: told["did"]},
            "response": {goal: told["response"]},
            "progress": {goal: rating},
            "because": {goal: told["because"]},
            "compliance": [told["compliance"]] if "compliance" in told else [],
            "measures": self._measured(day),
        }
        by = self._by(day)
        draft = notes.start(new=NewDraft(uuids.fresh(), self.types["session"], content), by=by)
        notes.sign_directly(draft=draft, method="demonstration", by=by)

    def _measured(self, day: int) -> list[dict[str, str]]:
        """What was filled in with the child in the session of a day."""
        said = {
            "client": str(self.family.child("fern").pk),
            "instrument": "gad-7",
            "title": "GAD-7",
            "informant": "client",
        }
        return [
            {**said, **{f"item_{number}": str(each) for number, each in enumerate(answers, 1)}}
            for on, answers in _WORDS["scores"]
            if on == day
        ]


def _spell(day: int) -> int:
    """Which stretch of the treatment a day lies in: before the change, soon after it, later."""
    return 0 if day < _CHANGED else 1 if day < _CHANGED + 100 else 2


def _goal(child: str, number: int, said: dict[str, Any], answers: list[str]) -> dict[str, Any]:
    objective = {
        "id": _id(f"{child}-objective-{number}"),
        **{name: said[name] for name in ("measure", "baseline", "target")},
        "words": said["objective"],
        "interventions": [
            {
                "id": _id(f"{child}-intervention-{number}-{said['modality']}"),
                "words": said["intervention"],
                "modality": said["modality"],
                "frequency": "weekly",
                "duration": "60 minutes",
                "who": "therapist",
            }
        ],
    }
    return {
        "id": _id(f"{child}-goal-{number}"),
        "words": said["words"],
        "need": said["need"],
        "objectives": [objective],
        "answers": answers,
    }

"""A story told by the product's own actions: each thing that happened, at its moment, under the clock of its day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from goldthread.cases import actions as cases
from goldthread.cases import queries
from goldthread.cases.actions import NewCase, NewClient, NewPerson, NewReferral
from goldthread.cases.models import CareTeamMember, Case, Client, Person, Relationship
from goldthread.demonstration.calendar import ZONE, Calendar, at
from goldthread.demonstration.story import Added, Around, Changed, Closed, Row, Story, Told, Worker
from goldthread.lib import uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.needs import actions as needs
from goldthread.needs.actions import NewNeed
from goldthread.notes import actions
from goldthread.notes.actions import NewDraft
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Note, NoteType
from goldthread.people.models import Staff

_MORNING, _EVENING, _NIGHT = time(9), time(17, 30), time(23)
# So many days after the opening what a family needs is on file.
_FOUND_AFTER = 1
# Whom the first words of a story's reason mean, and in which role a person of theirs stands around the family.
_REFERRERS = {
    "state": ("State child welfare office", "fcm"),
    "family's": ("Family doctor", ""),
    "school": ("School social work", "school"),
    "pediatrician": ("Pediatrician's practice", "professional"),
    "probation": ("Juvenile probation", "probation"),
}
_SERVICES = {"therapist": "Home-based therapy", "case manager": "Home-based casework"}


@dataclass(frozen=True)
class Event:
    """What happens at a moment."""

    at: datetime
    act: Callable[[], object]


@dataclass
class Family:
    """A story under way: the rows that were made for its names."""

    story: Story
    case: Case | None = None
    people: dict[str, Person] = field(default_factory=dict)
    notes: dict[int, list[Note]] = field(default_factory=dict)

    def opened(self) -> Case:
        """Its case, which is there once it was opened."""
        if self.case is None:
            raise AssertionError(f"{self.story.case} was not opened yet")
        return self.case


class Teller:
    """Makes events of stories; `clients` is shared by all, because a group has children of several families."""

    def __init__(self, staff: Mapping[str, Staff], calendar: Calendar, types: Mapping[str, NoteType],
                 definitions: Mapping[str, Definition]) -> None:  # fmt: skip
        self.staff, self.calendar, self.types, self.definitions = staff, calendar, types, definitions
        self.clients: dict[str, Client] = {}

    def events(self, story: Story) -> Iterator[Event]:
        """Everything that happens to a family, in no order."""
        family = Family(story)
        yield self._event(story.opened, _MORNING, self._open, family)
        yield from self._around(family)
        if story.needs:
            yield self._event(story.opened + _FOUND_AFTER, _EVENING, self._state, family)
        for change in story.changes:
            yield self._event(change.day, _EVENING, self._change, family, change)
        for place, told in enumerate(story.notes):
            signed_at = self._signed_at(told, place)
            yield Event(signed_at, partial(self._write, family, told, place))
            for added in told.added:
                added_on = self.calendar.after(signed_at.date(), added.days)
                added_at = min(at(added_on, time(16, 5 + place % 50)), self._latest(place))
                yield Event(added_at, partial(self._add, family, told, place, added))
        if story.closed:
            yield self._event(story.closed.day, _EVENING, self._close, family, story.closed)

    def _around(self, family: Family) -> Iterator[Event]:
        story = family.story
        for key, person in story.people.items():
            if person.since is not None:
                yield self._event(person.since, _MORNING, self._come, family, key, person)
            if person.until is not None:
                yield self._event(person.until, _NIGHT, self._go, family, key, person.until)
        for worker in story.team:
            if worker.since is not None:
                yield self._event(worker.since, _MORNING, self._join, family, worker)
            if worker.until is not None:
                yield self._event(worker.until, _NIGHT, self._leave, family, worker)

    def _event(self, day: int, clock: time, act: Callable[..., object], *words: Any) -> Event:
        return Event(at(self.calendar.on(day), clock), partial(act, *words))

    def _signed_at(self, told: Told, place: int) -> datetime:
        """Within two hours on the same day, or on a later morning; never on the day of loading itself."""
        last = told.at.split("-")[-1]
        on = self.calendar.on(told.day)
        if told.signed == 0:
            return min(at(on, time.fromisoformat(last)) + timedelta(minutes=20 + place * 13 % 50), at(on, time(23, 50)))
        later = self.calendar.after(on, told.signed)
        return min(at(later, time(8, 5 + place * 13 % 50)), self._latest(place))

    def _latest(self, place: int) -> datetime:
        return at(self.calendar.today - timedelta(days=1), time(21, place % 60))

    def _open(self, family: Family) -> None:
        story, on = family.story, self.calendar.on(family.story.opened)
        new = [
            NewClient(
                child.name, on - timedelta(days=round(child.years * 365.25)), child.preferred_name, child.pronouns,
                child.address, child.phone, child.language,
            )
            for child in story.clients.values()
        ]  # fmt: skip
        team = [(self.staff[each.staff], each.role) for each in story.team if each.since is None]
        family.case = cases.open_case(
            new=NewCase(story.case, story.kind, new, on, self.calendar.told(story.reason), team), by=COMMAND_LINE
        )
        self._refer(family, on)
        held = list(Client.objects.filter(memberships__case=family.case))
        names = queries.names_of([client.pk for client in held])
        by_name = {names[client.pk]: client for client in held}
        for key, child in story.clients.items():
            self.clients[f"{story.case.lower()}/{key}"] = by_name[child.name]
        for key, person in story.people.items():
            if person.since is None:
                self._come(family, key, person)

    def _state(self, family: Family) -> None:
        """What each client needs, from the opening on, in the words of whoever manages the case."""
        worker = self.staff[family.story.team[0].staff]
        for each in family.story.needs:
            new = NewNeed(each.kind, each.words, each.domain, each.severity)
            client = self.clients[f"{family.story.case.lower()}/{each.client}"]
            on = self.calendar.on(family.story.opened)
            needs.state(client=client, new=new, from_on=on, by=Actor(worker.pk, worker.name))

    def _refer(self, family: Family, on: date) -> None:
        """The referral that opened it, which had come in two days before."""
        story, case = family.story, family.opened()
        reason = self.calendar.told(story.reason)
        word = reason.removeprefix("Referred by ").removeprefix("the ").partition(" ")[0].strip(".,:")
        referred_by, role = _REFERRERS.get(word, (word.capitalize(), ""))
        person = next((each.name for each in story.people.values() if role in each.roles), "")
        new = NewReferral(
            referred_by=referred_by,
            received_on=on - timedelta(days=2),
            reason=reason,
            person=person,
            number=f"R-{case.number[-4:]}",
            service=_SERVICES["case manager"],
            status="accepted",
        )
        cases.refer(case=case, new=new, by=COMMAND_LINE)

    def _client(self, family: Family, key: str) -> Client:
        return self.clients[key if "/" in key else f"{family.story.case.lower()}/{key}"]

    def _come(self, family: Family, key: str, person: Around) -> None:
        on = self.calendar.on(family.story.opened if person.since is None else person.since)
        related = [self._client(family, each) for each in person.to or family.story.clients]
        roles = [(client, role) for client in related for role in person.roles]
        new = NewPerson(person.name, person.organization, person.phone)
        family.people[key] = cases.add_person(
            case=family.opened(), new=new, roles=roles, from_on=on, by=COMMAND_LINE
        )  # fmt: skip

    def _go(self, family: Family, key: str, until: int) -> None:
        held = Relationship.objects.current().filter(person=family.people[key].identity, true_to_on__isnull=True)
        for link in held:
            cases.end_relationship(link=link, to_on=self.calendar.on(until), by=COMMAND_LINE)

    def _join(self, family: Family, worker: Worker) -> None:
        on = self.calendar.on(worker.since or 0)
        staff = self.staff[worker.staff]
        cases.assign(case=family.opened(), staff=staff, role=worker.role, from_on=on, by=COMMAND_LINE)

    def _leave(self, family: Family, worker: Worker) -> None:
        held = CareTeamMember.objects.current().filter(case=family.opened(), staff=self.staff[worker.staff])
        cases.unassign(member=held.get(), to_on=self.calendar.on(worker.until or 0), by=COMMAND_LINE)

    def _change(self, family: Family, change: Changed) -> None:
        client, on = self._client(family, change.client), self.calendar.on(change.day)
        former = queries.detail_of(client.pk, on=on)
        new = NewClient(
            change.name or former.name, former.born_on, former.preferred_name, former.pronouns,
            change.address or former.address, change.phone or former.phone, former.language,
        )  # fmt: skip
        cases.change_client(client=client, new=new, from_on=on, by=COMMAND_LINE)

    def _close(self, family: Family, closed: Closed) -> None:
        on, reason = self.calendar.on(closed.day), self.calendar.told(closed.reason)
        cases.close_episode(case=family.opened(), closed_on=on, reason=reason, by=COMMAND_LINE)

    def _acting(self, login: str) -> Actor:
        return Actor(self.staff[login].pk, self.staff[login].name)

    def _write(self, family: Family, told: Told, place: int) -> None:
        by = self._acting(told.by)
        content = self._content(family, told)
        draft = actions.start(new=NewDraft(uuids.fresh(), self.types[told.type], content), by=by)
        if not told.draft:
            family.notes[place] = actions.sign_directly(draft=draft, method="demonstration", by=by)

    def _add(self, family: Family, told: Told, place: int, added: Added) -> None:
        """An amendment of each client's entry of the encounter."""
        author = self.staff[added.by or told.by]
        by = self._acting(author.login)
        for note in family.notes[place]:
            draft = actions.amend(note=note, kind=added.kind, draft_id=uuids.fresh(), author=author, by=by)
            words = {key: self.calendar.told(text) for key, text in added.says.items()}
            narrative = {**draft.content.get("narrative", {}), **words}
            changes = {"reason": added.reason, "narrative": narrative, **_clocks(added.at)}
            if added.where:
                changes["place_of_service"] = added.where
            actions.save(draft=draft, base_revision=0, content={**draft.content, **changes}, by=by)
            draft.refresh_from_db()
            actions.sign_directly(draft=draft, method="demonstration", by=by)

    def _content(self, family: Family, told: Told) -> dict[str, Any]:
        """The draft as its author would have typed it."""
        say, wants = self.calendar.told, self.definitions[told.type].wants
        role = next((each.role for each in family.story.team if each.staff == told.by), "")
        header = {
            **_clocks(told.at),
            "how": told.how,
            "place_of_service": told.where or ("12" if told.how == "in_person" else "11"),
            "service": told.service or _SERVICES.get(role, _SERVICES["case manager"]),
            "modality": told.modality,
        }
        return {
            "clients": [str(self._client(family, each).pk) for each in told.about or family.story.clients],
            "occurred_on": self.calendar.on(told.day).isoformat(),
            "zone": ZONE,
            **{name: value for name, value in header.items() if wants(name) != "none"},
            "narrative": {key: say(text) for key, text in told.says.items()},
            "own": self._of_each(family, {key: say(text) for key, text in told.own.items()}),
            "came": self._of_each(family, told.came),
            "left": self._of_each(family, told.left),
            "participants": [self._person(family, each) for each in told.present],
            "attempts": [{**self._person(family, row["of"]), **_without_of(row)} for row in told.attempts],
            "requests": [self._request(family, row) for row in told.requests],
            "judgments": [{key: say(text) for key, text in row.items()} for row in told.judgments],
            "occurrences": [{key: say(text) for key, text in row.items()} for row in told.occurrences],
        }

    def _of_each(self, family: Family, words: Row) -> Row:
        """What is said of single clients, by who they are in the record."""
        return {str(self._client(family, key).pk): text for key, text in words.items()}

    def _request(self, family: Family, row: dict[str, Any]) -> dict[str, str]:
        asked = self._person(family, row["of"])
        due = self.calendar.on(row["due"]).isoformat() if "due" in row else ""
        return {"person": asked["person"], "of": asked["name"], "role": asked["role"], "what": self.calendar.told(row["what"]),
                "due_on": due}  # fmt: skip

    def _person(self, family: Family, key: str) -> dict[str, str]:
        """Somebody around the family, a colleague by log-in, a client, or somebody who is on no file, by name."""
        if key in family.story.people:
            person = family.story.people[key]
            return {"person": str(family.people[key].identity), "name": person.name, "role": person.roles[0]}
        if key in self.staff:
            return {"person": "", "name": self.staff[key].name, "role": "professional"}
        if key in family.story.clients:
            return {"person": "", "name": family.story.clients[key].name, "role": ""}
        return {"person": "", "name": key, "role": "other"}


def _clocks(text: str) -> dict[str, str]:
    """15:30-16:20 as the two fields of a form."""
    starts, _dash, ends = text.partition("-")
    return {"starts": starts, "ends": ends} if text else {}


def _without_of(row: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in row.items() if key != "of"}

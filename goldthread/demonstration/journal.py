"""Twelve months of notes: each family's weeks, written by its workers and signed under the clock of their day."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from goldthread.cases import actions as cases
from goldthread.cases import queries
from goldthread.demonstration.agency import HERE, ZONE, Family, at
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.notes import actions
from goldthread.notes.actions import NewDraft
from goldthread.notes.models import Note, NoteType
from goldthread.notes.queries import definition_of, offered
from goldthread.people.models import Staff

WORDS: dict[str, list[str]] = json.loads((HERE / "words.json").read_text(encoding="utf-8"))
# Which bank of sentences speaks for a section, by words in its key; the first that fits.
_BANKS = (
    ("respon", "response"), ("progress", "progress"), ("complian", "compliance"), ("follow", "compliance"),
    ("impression", "impression"), ("symptom", "impression"), ("assess", "impression"), ("safety", "safety"),
    ("plan", "plan"), ("next", "plan"), ("recommend", "plan"), ("decid", "meeting"), ("summary", "meeting"),
)  # fmt: skip
_BY_TYPE = {
    "cftm": "meeting", "case_conference": "meeting", "staffing": "meeting", "court": "court", "emergency": "emergency",
    "contact": "contact", "request": "contact", "discharge": "discharge", "transport": "contact",
}  # fmt: skip
RARE = ("cftm", "court", "contact", "request", "transport", "consultation", "supervision", "plan_review", "psychosocial",
        "plan_modification", "assessment", "clinical_impression", "case_conference", "staffing", "case_issue",
        "non_billable", "safety_concern", "soap", "dap", "birp", "girp", "free", "group_session", "supervised_visit")  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """A note to be: which kind, when, by whom, about how many of the family's clients, signed how many days after."""

    key: str
    on: date
    author: Staff
    clients: int = 1
    days_after: int = 0
    extra: dict[str, Any] = field(default_factory=dict)


class Journal:
    """Writes and signs under the clock of each day."""

    def __init__(self, chance: Random, today: date) -> None:
        self.chance, self.today = chance, today
        self.types: dict[str, NoteType] = {each.key: each for each in offered()}
        self.definitions = {key: definition_of(each) for key, each in self.types.items()}

    def weeks(self, family: Family, number: int) -> Iterator[Happening]:
        """What happens with a family, in order of its days."""
        on, week = family.opened_on + timedelta(days=2), number
        while on < self.today - timedelta(days=3):
            author = family.manager if week % 2 else family.therapist
            late = 6 if week % 23 == 0 else week % 2
            yield Happening("session", on, author, 1 + week % len(family.clients), late)
            if week % 3 == 0:
                yield Happening("attempted_contact", on + timedelta(days=2), family.manager)
            if week % 2 == 0:
                key = RARE[(week // 2 + number) % len(RARE)]
                yield Happening(key, on + timedelta(days=1), family.manager if key != "soap" else family.therapist)
            on, week = on + timedelta(days=15 + number % 5), week + 1
        if number % 8 == 3:
            yield Happening("emergency", self.today - timedelta(days=40 + number), family.manager)

    def write(self, happening: Happening, family: Family) -> list[Note]:
        """Begin, write and sign one note."""
        hour = 9 + self.chance.randrange(8)
        signed_at = self._signed_at(happening, hour)
        content = self._content(happening, family, hour)
        by = Actor(happening.author.pk, happening.author.name)
        with clock.set_to(signed_at):
            new = NewDraft(uuids.fresh(), self.types[happening.key], content)
            return actions.sign_directly(draft=actions.start(new=new, by=by), method="demonstration", by=by)

    def _signed_at(self, happening: Happening, hour: int) -> datetime:
        day = min(happening.on + timedelta(days=happening.days_after), self.today - timedelta(days=1))
        return at(day, min(hour + 2, 22), self.chance.randrange(60))

    def _content(self, happening: Happening, family: Family, hour: int) -> dict[str, Any]:
        definition = self.definitions[happening.key]
        wants = definition.wants
        by_phone = happening.key in ("attempted_contact", "contact", "request")
        content: dict[str, Any] = {
            "clients": [str(each) for each in family.clients[: happening.clients]],
            "occurred_on": happening.on.isoformat(),
            "zone": ZONE,
            "how": "" if wants("how") == "none" else "phone" if by_phone else "in_person",
            "place_of_service": "" if wants("place_of_service") == "none" else "11" if by_phone else "12",
            "service": "" if wants("service") == "none" else self._service(happening, family),
            "modality": "Family therapy"
            if happening.author == family.therapist and wants("modality") != "none"
            else "",
            "narrative": {s.key: self._sentence(happening.key, s.key, family) for s in definition.sections},
            **self._blocks(happening, family, hour),
        }
        if wants("starts") != "none":
            content |= {"starts": f"{hour:02}:00", "ends": f"{hour:02}:{self.chance.choice([20, 45, 50, 55])}"}
        return {**content, **happening.extra}

    def _service(self, happening: Happening, family: Family) -> str:
        if happening.key == "supervised_visit":
            return "Supervised visitation"
        return "Home-based therapy" if happening.author == family.therapist else "Home-based casework"

    def _sentence(self, note_type: str, section: str, family: Family) -> str:
        bank = next((name for part, name in _BANKS if part in section), _BY_TYPE.get(note_type, "what"))
        return self._say(bank, family)

    def _say(self, bank: str, family: Family) -> str:
        return self.chance.choice(WORDS[bank]).format(**family.words)

    def _blocks(self, happening: Happening, family: Family, hour: int) -> dict[str, Any]:
        wants = self.definitions[happening.key].wants
        blocks: dict[str, Any] = {}
        if wants("participants") != "none":
            blocks["participants"] = [self._person(family, "parent", "parent")]
        if wants("attempts") != "none" and (happening.key == "attempted_contact" or wants("attempts") == "required"):
            tried = self._person(family, "parent", "parent")
            outcome = self.chance.choice(["no_answer", "left_message", "not_home", "cancelled"])
            blocks["attempts"] = [{**tried, "how": "phone", "at": f"{hour:02}:10", "outcome": outcome}]
        if wants("requests") == "required" or (wants("requests") != "none" and self.chance.random() < 0.15):
            due = (happening.on + timedelta(days=7)).isoformat()
            blocks["requests"] = [
                {
                    "of": family.words["fcm"],
                    "role": "fcm",
                    "what": "Bus passes for the visits, and the date of the next meeting.",
                    "due_on": due,
                }
            ]
        if wants("judgments") == "required" or self.chance.random() < 0.05:
            kind = self.chance.randrange(2)
            blocks["judgments"] = [
                {name: WORDS[name][kind].format(**family.words) for name in ("question", "decision", "why")}
                | {"consulted": "the supervisor on call"}
            ]
        if wants("occurrences") == "required" or self.chance.random() < 0.12:
            valence = self.chance.choice(["positive", "negative"])
            blocks["occurrences"] = [
                {"what": self._say(valence, family), "valence": valence, "whose": family.words["child"]}
            ]
        return blocks

    def _person(self, family: Family, key: str, role: str) -> dict[str, str]:
        return {"person": family.people[key], "name": family.words[key], "role": role}

    def amend(self, note: Note, kind: str, author: Staff, days: int, **changes: Any) -> None:
        """Add an amendment some days after a note."""
        by = Actor(author.pk, author.name)
        moment = min(note.recorded_at + timedelta(days=days), at(self.today - timedelta(days=1), 20))
        with clock.set_to(moment):
            draft = actions.amend(note=note, kind=kind, draft_id=uuids.fresh(), author=author, by=by)
            actions.save(draft=draft, base_revision=0, content={**draft.content, **changes}, by=by)
            draft.refresh_from_db()
            actions.sign_directly(draft=draft, method="demonstration", by=by)

    def begin(self, family: Family, author: Staff, key: str, words: str) -> None:
        """Leave a draft in hand."""
        content = {"clients": [str(family.clients[0])], "zone": ZONE, "occurred_on": (self.today - timedelta(days=1)).isoformat(),
                   "narrative": {self.definitions[key].sections[0].key: words}}  # fmt: skip
        new = NewDraft(uuids.fresh(), self.types[key], content)
        actions.start(new=new, by=Actor(author.pk, author.name))


def change_therapist(family: Family, successor: Staff, on: date) -> None:
    """One therapist leaves the team, another comes."""
    with clock.set_to(at(on, 9)):
        for member in queries.care_team_of(family.case, on):
            if member.staff == family.therapist:
                cases.unassign(member=member, to_on=on, by=COMMAND_LINE)
        cases.assign(case=family.case, staff=successor, role="therapist", from_on=on, by=COMMAND_LINE)


def close(family: Family, on: date) -> None:
    """The last episode ends."""
    with clock.set_to(at(on, 17)):
        cases.close_episode(
            case=family.case, closed_on=on, reason="Goals met; the family goes on by itself.", by=COMMAND_LINE
        )

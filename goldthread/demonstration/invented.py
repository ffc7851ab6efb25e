"""Families whose year is composed: goals that move from beginning to end, out of banks of hand-written notes."""

from collections.abc import Mapping
from random import Random
from typing import Any

from goldthread.demonstration import story
from goldthread.demonstration.agency import NAMES, SUPERVISED_BY
from goldthread.demonstration.banks import BANK, THREADS, Deck, Goal, fill
from goldthread.demonstration.story import Story
from goldthread.notes.definitions import Definition

_PRONOUNS = {"he": ("he", "him", "his"), "she": ("she", "her", "her"), "they": ("they", "them", "their")}
_BY_THERAPIST = {"soap", "dap", "birp", "girp", "assessment", "clinical_impression", "psychosocial", "group_session"}
_AT_OFFICE = {"cftm", "case_conference", "staffing", "supervision", "group_session", "supervised_visit", "assessment"}
_BY_PHONE = {"contact", "request", "consultation", "case_issue"}
# Which occasions belong to the start of an episode, and which take their time.
_EARLY, _FOSTER_ONLY = ("assessment", "psychosocial"), ("supervised_visit",)
_LATER = tuple(key for key in BANK["types"] if key not in (*_EARLY, "emergency"))


def stories(count: int, definitions: Mapping[str, Definition]) -> list[Story]:
    """So many composed families, the same ones every time."""
    chance = Random(20)
    return [
        story.read(_Composer(number, chance).document(), NAMES["families"][number], definitions)
        for number in range(count)
    ]


class _Composer:
    """Composes the document of one family, as if it had been written by hand."""

    def __init__(self, number: int, chance: Random) -> None:
        self.number, self.chance = number, chance
        self.surname = NAMES["families"][number]
        self.is_foster = number % 3 == 1
        self.opened = -(360 - number * 7 % 190)
        self.manager = ("juniper", "rowan", "hazel")[number % 3]
        self.therapist = ("linden", "sorrel", "tansy")[number // 2 % 3]
        self.ended = -4 - number if number % 7 == 3 else 0
        self.moved = -60 - number if number % 9 == 4 else 0
        self.clients = self._children()
        self.people = self._people()
        self.words = self._words()
        self.decks = {key: Deck(bank, chance) for key, bank in BANK.items() if isinstance(bank, list)}
        fitting = [key for key, each in THREADS.items() if each.get("setting", self._setting) == self._setting]
        self.goals = [Goal(key) for key in chance.sample(fitting, 3)]
        self.words["goal"] = fill(self.goals[0].thread["goal"], self.words)

    @property
    def _setting(self) -> str:
        return "foster" if self.is_foster else "home"

    def document(self) -> dict[str, Any]:
        """The whole story."""
        notes = sorted(self._notes(), key=lambda note: int(note["day"]))
        closed = {"day": self.ended, "reason": BANK["closings"][0]} if self.ended else None
        return {
            "case": self.surname,
            "kind": "family" if len(self.clients) > 1 else "single",
            "opened": self.opened,
            "reason": self.chance.choice(BANK["reasons"][self._setting]),
            "clients": self.clients,
            "people": self.people,
            "team": self._team(),
            "needs": [*map(self._need, self.goals), *self._needs_of_siblings()],
            "notes": notes,
            "closed": closed,
        }

    def _need(self, goal: Goal) -> dict[str, str]:
        """What a goal of theirs goes back to."""
        need: dict[str, str] = goal.thread["need"]
        return {"client": "0", **need, "words": fill(need["words"], self.words)}

    def _needs_of_siblings(self) -> list[dict[str, str]]:
        bank, siblings = BANK["siblings"]["needs"], list(self.clients)[1:]
        return [{"client": key, **bank[(self.number + at) % len(bank)]} for at, key in enumerate(siblings)]

    def _children(self) -> dict[str, Any]:
        count = 1 if self.number % 5 == 4 else 1 + self.number // 3 % 3
        first, further = self.number * 3, NAMES["children"]
        drawn = [further[(first + at) % len(further)] for at in range(count)]
        given = [(f"{name} {self.surname}", pronoun) for name, pronoun in drawn]
        if self.number < len(NAMES["other_scripts"]):
            given[0] = tuple(NAMES["other_scripts"][self.number])
        return {
            str(at): {
                "name": name,
                "years": self.chance.randrange(45, 160) / 10 - at,
                "pronouns": "/".join(_PRONOUNS[pronoun][:2]),
            }
            for at, (name, pronoun) in enumerate(given)
        }

    def _people(self) -> dict[str, Any]:
        number = self.number
        parent, foster = NAMES["parents"][number % 13], NAMES["fosters"][number % 7]
        school, other = NAMES["schools"][number % 3], NAMES["others"][number % 5]
        phones = iter(self.chance.sample(range(1200, 9900), 5))
        people = {
            "parent": {"name": f"{parent[0]} {self.surname}", "roles": ["parent"]},
            "fcm": {"name": NAMES["fcms"][number % 4], "roles": ["fcm"]},
            "fcm_supervisor": {"name": NAMES["fcm_supervisor"], "roles": ["fcm_supervisor"]},
            "school": {"name": school[0], "roles": ["school"], "organization": school[1]},
            "other": {"name": other[0], "roles": [other[1]]},
        }
        if self.is_foster:
            people["foster"] = {"name": foster[0], "roles": ["foster_parent"]}
        named = ("parent", "fcm", "school", "other", "foster")
        return {key: {**each, "phone": f"555-{next(phones)}"} if key in named else each for key, each in people.items()}

    def _words(self) -> dict[str, str]:
        """What stands for names and pronouns; the carer is whoever the child lives with."""
        number, child = self.number, self.clients["0"]
        carer = NAMES["fosters"][number % 7] if self.is_foster else NAMES["parents"][number % 13]
        they, them, their = _PRONOUNS[{"he": "he", "sh": "she", "th": "they"}[child["pronouns"][:2]]]
        c_they, c_them, c_their = _PRONOUNS[carer[1]]
        name = child["name"].removesuffix(f" {self.surname}")
        return {
            "child": name, "they": they, "them": them, "their": their, "they_cap": they.capitalize(),
            "was": "were" if they == "they" else "was",
            "carer": carer[0].split()[0], "c_they": c_they, "c_them": c_them, "c_their": c_their,
            "c_They": c_they.capitalize(),
            "parent": self.people["parent"]["name"].split()[0] if self.is_foster else "Grandpa",
            "school": self.people["school"]["name"], "fcm": self.people["fcm"]["name"],
        }  # fmt: skip

    def _team(self) -> list[dict[str, Any]]:
        team: list[dict[str, Any]] = [{"staff": self.manager, "role": "case manager"}]
        if not self.moved:
            return [*team, {"staff": self.therapist, "role": "therapist"}]
        return [
            *team,
            {"staff": self.therapist, "role": "therapist", "until": self.moved},
            {"staff": self._successor, "role": "therapist", "since": self.moved - 8},
        ]

    @property
    def _successor(self) -> str:
        return "sorrel" if self.therapist != "sorrel" else "linden"

    def _therapist_on(self, day: int) -> str:
        return self._successor if self.moved and day > self.moved - 4 else self.therapist

    def _notes(self) -> list[dict[str, Any]]:
        day, place = self.opened + 2, 0
        last = self.ended - 3 if self.ended else -3
        notes: list[dict[str, Any]] = []
        later = Deck([key for key in _LATER if self.is_foster or key not in _FOSTER_ONLY], self.chance)
        while day < last:
            notes += self._session(day, place)
            if place % 3 == 2:
                notes.append(self._attempt(day + 6))
            if place % 2 and day + 3 < last:
                notes.append(self._occasion(_EARLY[place // 2] if place < 4 else later.deal(), day + 3))
            day, place = day + 14 + self.number % 4 + place % 2, place + 1
        if self.number % 8 == 3 and self.opened < -160:
            notes.append(self._occasion("emergency", -120 + self.number))
        if self.moved:
            notes.append(self._note("free", self.moved - 5, self.therapist, {"narrative": BANK["handoff"]}))
        if self.ended:
            notes.append(self._note("discharge", self.ended - 1, self.manager, BANK["discharge"]))
        return [note for note in notes if self.opened < note["day"] < 0]

    def _session(self, day: int, place: int) -> list[dict[str, Any]]:
        """The next step of one of the goals, by the case manager and the therapist in turn."""
        steps = (self.goals[(place + offset) % 3].step() for offset in range(3))
        beat = next((step for step in steps if step), None)
        if beat is None:
            return []
        author = self.manager if place % 2 == 0 else self._therapist_on(day)
        says = {
            "interventions": beat["did"],
            "response": beat["response"],
            "progress": beat["progress"],
            "next": beat["next"],
        }
        if place % 2:
            says["clinical"] = self.decks["clinical"].deal()
        says["safety" if place % 3 else "compliance"] = self.decks["safety" if place % 3 else "compliance"].deal()
        note = self._note("session", day, author, says)
        # Children are at home in the afternoon, unless a note is about another hour.
        note["at"] = beat.get("at") or self._hour(15, 18)
        if author != self.manager:
            note["modality"] = "Family therapy" if place % 4 == 1 else "Parent coaching"
        if place % 4 == 3 and len(self.clients) > 1:
            note["about"] = ["0", "1"]
            sibling = self.clients["1"]["name"].removesuffix(f" {self.surname}")
            note["own"] = {"1": self.decks["own"].deal().replace("{child}", sibling)}
        note["signed"] = 6 if place % 11 == 6 else place % 2
        return [{**note, **self._happened(place, day)}]

    def _happened(self, place: int, day: int) -> dict[str, Any]:
        """Now and then an occurrence, a judgment or a request beside the narrative."""
        if place % 5 == 2:
            valence = "positive" if place % 2 else "negative"
            what = fill(self.decks[valence].deal(), self.words)
            return {"occurrences": [{"what": what, "valence": valence, "whose": self.words["child"]}]}
        if place % 9 == 4:
            return {
                "judgments": [{key: fill(text, self.words) for key, text in self.decks["judgments"].deal().items()}]
            }
        if place % 7 == 3:
            return {"requests": [self._request(day)]}
        return {}

    def _request(self, day: int) -> dict[str, Any]:
        return {"of": "fcm", "what": self.decks["requests"].deal(), "due": day + 10}

    def _attempt(self, day: int) -> dict[str, Any]:
        card = dict(self.decks["attempts"].deal())
        at, of = f"{self.chance.randrange(10, 18)}:10", "foster" if self.is_foster else "parent"
        tried = {"of": of, "how": card.pop("how"), "at": at, "outcome": card.pop("outcome")}
        note = self._note("attempted_contact", day, self.manager, card)
        return {**note, "at": at, "how": tried["how"], "present": [], "attempts": [tried]}

    def _occasion(self, key: str, day: int) -> dict[str, Any]:
        author = self._therapist_on(day) if key in _BY_THERAPIST else self.manager
        says = dict(self.chance.choice(BANK["types"][key]))
        talked_with = says.pop("with", None)
        note = self._note(key, day, author, says)
        if key == "request":
            note["requests"] = [self._request(day)]
        if key == "group_session":
            own = fill(self.decks["own"].deal(), self.words)
            note |= {"service": "Skills training and development", "present": [], "own": {"0": own}}
        present = self._present(key, author, day) or ([talked_with] if talked_with else None)
        return {**note, "present": present} if present else note

    def _present(self, key: str, author: str, day: int) -> list[str] | None:
        """Who took part where it is not the carer."""
        match key:
            case "supervision":
                return [SUPERVISED_BY[author]]
            case "staffing":
                return [SUPERVISED_BY[author], self._therapist_on(day)]
            case "consultation":
                return ["Dr. Hollis Balm"]
            case "cftm" | "case_conference":
                return ["parent", "fcm", "school", *(["foster"] if self.is_foster else [])]
            case "court":
                return ["parent", "fcm"]
        return None

    def _hour(self, first: int, last: int) -> str:
        """A time of day with its end, beginning between these hours."""
        hour = self.chance.randrange(first, last)
        return f"{hour:02}:00-{hour:02}:{self.chance.choice([25, 40, 50, 55])}"

    def _note(self, key: str, day: int, author: str, says: Mapping[str, str]) -> dict[str, Any]:
        note: dict[str, Any] = {
            "day": day, "type": key, "by": author, "at": self._hour(9, 17),
            "about": ["0"], "present": ["foster" if self.is_foster else "parent"],
            "says": {section: fill(text, self.words) for section, text in says.items()},
            "how": "phone" if key in _BY_PHONE else "in_person",
            "where": "11" if key in _AT_OFFICE else "",
        }  # fmt: skip
        if key == "supervised_visit":
            note |= {"present": ["parent"], "service": "Supervised visitation"}
        if author == "tansy" and day < -20:
            reason = self.decks["cosignatures"].deal()
            note["added"] = [{"kind": "cosignature", "days": 2, "by": SUPERVISED_BY[author], "reason": reason}]
        return note

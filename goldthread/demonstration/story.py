"""One family's year as data, read strictly: an unknown key, note type or section is refused by name."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from goldthread.cases.models import PersonRole
from goldthread.lib.refusals import Refused
from goldthread.needs.models import NeedKind
from goldthread.notes.definitions import BLOCKS, Definition
from goldthread.notes.models import Amendment, How, Outcome, Valence
from goldthread.services.rules import PLACES

STORIES = Path(__file__).resolve().parent / "stories"
Made = TypeVar("Made")
Row = dict[str, str]


@dataclass(frozen=True)
class Child:
    """A client; `years` is the age when the case was opened."""

    name: str
    years: float
    preferred_name: str = ""
    pronouns: str = ""
    address: str = ""
    phone: str = ""
    language: str = ""


@dataclass(frozen=True)
class Around:
    """Somebody around the clients; `to` names the clients (all of them where empty), `since` and `until` are days."""

    name: str
    roles: list[str]
    organization: str = ""
    phone: str = ""
    to: list[str] = field(default_factory=list)
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Worker:
    """Somebody of the care team, by log-in."""

    staff: str
    role: str
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True)
class Changed:
    """A new version of what is on file of a client from a day on; what is empty stays as it was."""

    day: int
    client: str
    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Needed:
    """What a client needs, or what carries the work, as the team found it in its first days."""

    client: str
    kind: str
    words: str
    domain: str
    severity: str = ""


@dataclass(frozen=True)
class Closed:
    """How the episode ended."""

    day: int
    reason: str


@dataclass(frozen=True)
class Added:
    """An amendment `days` after the note was signed, by its author or `by`; `says`, `at` and `where` are what it says."""

    kind: str
    days: int
    reason: str
    by: str = ""
    says: Row = field(default_factory=dict)
    at: str = ""
    where: str = ""


@dataclass(frozen=True)
class Told:
    """One note: its day, `at` as 15:30-16:20, signed so many days after; a draft is left in hand.

    `own`, `came` and `left` say of single clients what is theirs alone: their words, and when they were not there throughout.
    """

    day: int
    type: str
    by: str
    at: str = "10:00"
    about: list[str] = field(default_factory=list)
    how: str = "in_person"
    where: str = ""
    service: str = ""
    modality: str = ""
    present: list[str] = field(default_factory=list)
    says: Row = field(default_factory=dict)
    own: Row = field(default_factory=dict)
    came: Row = field(default_factory=dict)
    left: Row = field(default_factory=dict)
    attempts: list[Row] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    judgments: list[Row] = field(default_factory=list)
    occurrences: list[Row] = field(default_factory=list)
    signed: int = 0
    added: list[Added] = field(default_factory=list)
    draft: bool = False


@dataclass(frozen=True)
class Story:
    """A family: who they are, who is around them, who works with them, and what was written."""

    case: str
    kind: str
    opened: int
    reason: str
    clients: Mapping[str, Child]
    people: Mapping[str, Around]
    team: list[Worker]
    notes: list[Told]
    about: str = ""
    changes: list[Changed] = field(default_factory=list)
    needs: list[Needed] = field(default_factory=list)
    closed: Closed | None = None


def shipped(definitions: Mapping[str, Definition]) -> list[Story]:
    """The stories that are written by hand, in the order of their files."""
    paths = sorted(STORIES.glob("*.json"))
    return [read(json.loads(path.read_text(encoding="utf-8")), path.name, definitions) for path in paths]


def read(document: dict[str, Any], name: str, definitions: Mapping[str, Definition]) -> Story:
    """A story from its document; `name` is that of its file."""
    parts = {
        "clients": {key: _made(Child, each, f"{name}, {key}") for key, each in document.get("clients", {}).items()},
        "people": {key: _made(Around, each, f"{name}, {key}") for key, each in document.get("people", {}).items()},
        "team": [_made(Worker, each, f"{name}, team") for each in document.get("team", [])],
        "changes": [_made(Changed, each, f"{name}, changes") for each in document.get("changes", [])],
        "needs": [_made(Needed, each, f"{name}, needs") for each in document.get("needs", [])],
        "notes": [_told(each, f"{name}, note {at}") for at, each in enumerate(document.get("notes", []), 1)],
        "closed": _made(Closed, document["closed"], f"{name}, closed") if document.get("closed") else None,
    }
    story = _made(Story, {**document, **parts}, name)
    for at, told in enumerate(story.notes, 1):
        _check(told, story, definitions, f"{name}, note {at}")
    for need in story.needs:
        _known([need.client], story.clients, f"{name}, needs")
        _known([need.kind], NeedKind.values, f"{name}, needs")
    for key, person in story.people.items():
        _known(person.roles, PersonRole.values, f"{name}, {key}")
        _known(person.to, story.clients, f"{name}, {key}")
    return story


def _told(document: dict[str, Any], where: str) -> Told:
    added = [_made(Added, each, f"{where}, added") for each in document.get("added", [])]
    return _made(Told, {**document, "added": added}, where)


def _made(kind: type[Made], document: dict[str, Any], where: str) -> Made:
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    _known(document, known, where)
    for name, each in known.items():
        if name not in document and each.default is MISSING and each.default_factory is MISSING:
            raise Refused(_("The story %(where)s needs %(name)s.") % {"where": where, "name": name})
    return kind(**document)


def _check(told: Told, story: Story, definitions: Mapping[str, Definition], where: str) -> None:
    """Whatever a note names exists: its type and sections, its people and clients, its codes."""
    _known([told.type], definitions, where)
    definition = definitions[told.type]
    _known(told.says, [section.key for section in definition.sections], where)
    _known(
        [block for block in BLOCKS[1:] if getattr(told, block)],
        [b for b in BLOCKS if definition.wants(b) != "none"],
        where,
    )
    logins = [worker.staff for worker in story.team]
    # A child of another family (as family/child) takes part in a group.
    alone = [*told.own, *told.came, *told.left]
    _known([each for each in [*told.about, *alone] if "/" not in each], story.clients, where)
    _known([told.how], How.values, where)
    _known([told.where] if told.where else [], PLACES, where)
    _known([row["outcome"] for row in told.attempts], Outcome.values, where)
    _known([row["valence"] for row in told.occurrences], Valence.values, where)
    _known([row["of"] for row in [*told.attempts, *told.requests]], [*story.people, *logins], where)
    _known([each.kind for each in told.added], Amendment.values, where)


def _known(names: Any, known: Any, where: str) -> None:
    for name in names:
        if name not in known:
            raise Refused(_("The story %(where)s: there is no %(name)s.") % {"where": where, "name": name})

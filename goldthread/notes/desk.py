"""What the editor's page shows: a type's form filled with a draft's words, and the people around the clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client, PersonRole
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes import queries
from goldthread.notes.definitions import BLOCKS, Definition, Section
from goldthread.notes.forms import uuid_or_none
from goldthread.notes.models import Amendment, Draft, How, Outcome, Valence
from goldthread.notes.rules import PLACES
from goldthread.people.models import Staff
from goldthread.services import queries as services


@dataclass(frozen=True)
class Choice:
    """Somebody or something to tick or choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass
class Field:
    """One input of a row: kind is text, words, select, date or time."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: Sequence[Choice] = ()


@dataclass
class Line:
    """One row of a block; a `person` row is ticked, others are typed."""

    at: str
    fields: list[Field]
    person: str = ""
    label: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    here: bool = True


@dataclass
class Block:
    """A block with its rows and the empty one that `add` makes."""

    key: str
    title: str
    hint: str
    required: bool
    lines: list[Line]
    ticks: list[Line]
    empty: Line

    @property
    def is_open(self) -> bool:
        """Whether it stands open on the page."""
        return self.required or bool(self.lines or self.ticks)


@dataclass(frozen=True)
class Words:
    """One section of narrative with what is typed in it."""

    section: Section
    text: str


def desk(draft: Draft, author: Staff, *, extra: str = "") -> dict[str, Any]:
    """The context of the editor's page; `extra` names a block that gets one more empty row."""
    definition = queries.definition_of(draft.note_type)
    content = draft.content
    clients = _clients(draft, author)
    around = _around([UUID(each.value) for each in clients if each.chosen])
    today = clock.today(author.zone)
    day = _day(content) or today
    return {
        "draft": draft,
        "definition": definition,
        "content": content,
        "clients": clients,
        "sections": _sections(draft, definition),
        "blocks": _blocks(draft, definition, around, extra),
        "own": [
            Choice(each.value, each.label, bool(content.get("own", {}).get(each.value)))
            for each in clients
            if each.chosen
        ],
        "own_texts": content.get("own", {}),
        "places": [
            Choice(code, f"{code} {name}", content.get("place_of_service") == code) for code, name in PLACES.items()
        ],
        "hows": _choices(How, str(content.get("how", ""))),
        "services": [Choice(name, shown(name, "service")) for name in services.names(day)],
        "modalities": [Choice(name, shown(name, "service")) for name in services.modalities(day)],
        "around": sorted(around),
        "today": today.isoformat(),
        "besides": draft.revisions.filter(is_beside=True).count(),
        "caret": content.get("caret") or {},
        "amendment_title": dict(Amendment.choices).get(draft.amendment, ""),
        "is_short": draft.amendment in ("entered_in_error", "cosignature"),
    }


def _day(content: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(content.get("occurred_on", "")))
    except ValueError:
        return None


def _choices(kind: Any, chosen: str) -> list[Choice]:
    return [Choice(value, str(label), value == chosen) for value, label in kind.choices]


def _clients(draft: Draft, author: Staff) -> list[Choice]:
    """The clients ticked, and their siblings of the same case to be ticked."""
    chosen = {found for each in draft.content.get("clients", []) if (found := uuid_or_none(str(each)))}
    today = clock.today(author.zone)
    family = set(chosen)
    for client in chosen:
        for case in cases.cases_of(client):
            family |= set(cases.clients_of(case, today))
    seen = set(Client.objects.visible_to(author).filter(pk__in=family).values_list("pk", flat=True))
    names = cases.names_of(seen)
    ordered = sorted(seen, key=lambda pk: (pk not in chosen, names.get(pk, "")))
    return [Choice(str(pk), names.get(pk, ""), pk in chosen) for pk in ordered]


def _around(clients: Sequence[UUID]) -> dict[str, tuple[str, str]]:
    """Name → (identity, role) of everybody around these clients."""
    found: dict[str, tuple[str, str]] = {}
    for client in clients:
        for each in cases.people_around(client, clock.today("UTC")):
            found.setdefault(each.person.name, (str(each.person.identity), each.roles[0].role))
    return found


def _sections(draft: Draft, definition: Definition) -> list[Words]:
    texts = draft.content.get("narrative", {})
    if draft.amendment in ("entered_in_error", "cosignature"):
        return []
    known = [Words(section, texts.get(section.key, "")) for section in definition.sections]
    keys = {section.key for section in definition.sections}
    titles = queries.section_titles() if set(texts) - keys else {}
    # Words of a type that the draft was before: nothing typed is lost when the type changes.
    strays = [
        Words(Section(key, _("Written before, as %(name)s") % {"name": titles.get(key, key)}, "", (), False, 4), text)
        for key, text in texts.items()
        if key not in keys and text
    ]
    return known + strays


def _blocks(draft: Draft, definition: Definition, around: dict[str, tuple[str, str]], extra: str) -> list[Block]:
    if draft.amendment in ("entered_in_error", "cosignature", "addendum", "late_entry"):
        return []
    made = []
    for key in BLOCKS:
        rows = draft.content.get(key, [])
        if definition.blocks[key] == "none" and not rows:
            continue
        made.append(_block(key, rows, definition.blocks[key] == "required", around, extra == key))
    return made


def _block(key: str, rows: Sequence[Mapping[str, str]], required: bool, around: Any, one_more: bool) -> Block:
    title, hint = _titles()[key]
    ticks: list[Line] = []
    typed = list(rows)
    if key == "participants":
        ticks, typed = _ticks(rows, around)
    lines = [_line(key, str(at), row) for at, row in enumerate(typed, start=len(ticks))]
    if one_more or (required and not lines and not ticks):
        lines.append(_line(key, str(len(ticks) + len(lines)), {}))
    return Block(key, title, hint, required, lines, ticks, _line(key, "__n__", {}))


def _ticks(rows: Sequence[Mapping[str, str]], around: Mapping[str, tuple[str, str]]) -> tuple[list[Line], list[Any]]:
    held = {row.get("person"): row for row in rows if row.get("person")}
    roles = dict(PersonRole.choices)
    ticks = []
    for at, (name, (identity, role)) in enumerate(sorted(around.items())):
        hidden = {"person": identity, "name": name, "role": role}
        ticks.append(Line(str(at), [], identity, f"{name}, {roles.get(role, role)}", hidden, identity in held))
    known = {line.person for line in ticks}
    return ticks, [row for row in rows if row.get("person") not in known]


def _line(key: str, at: str, row: Mapping[str, str]) -> Line:
    hidden = {"person": row.get("person", "")} if key in ("participants", "attempts", "requests") else {}
    if key == "participants":
        hidden["here"] = "on"
    return Line(at, [_filled(each, row) for each in _fields(key)], hidden=hidden)


def _filled(each: Field, row: Mapping[str, str]) -> Field:
    each.value = str(row.get(each.name, ""))
    each.choices = [Choice(c.value, c.label, c.value == each.value) for c in each.choices]
    if each.kind == "select" and each.value and not any(c.chosen for c in each.choices):
        each.choices = [*each.choices, Choice(each.value, each.value, True)]
    return each


def _fields(key: str) -> list[Field]:
    roles, hows = _choices(PersonRole, ""), _choices(How, "")
    match key:
        case "participants":
            return [Field("name", _("Name"), "person"), Field("role", _("Role"), "select", "", roles)]
        case "attempts":
            return [
                Field("name", _("Whom you tried"), "person"),
                Field("role", _("Role"), "select", "", roles),
                Field("how", _("How"), "select", "", hows),
                Field("at", _("At"), "time"),
                Field("outcome", _("Outcome"), "select", "", _choices(Outcome, "")),
            ]
        case "requests":
            return [
                Field("of", _("Asked of"), "person"),
                Field("role", _("Role"), "select", "", roles),
                Field("what", _("What you asked for"), "words"),
                Field("due_on", _("By when"), "date"),
            ]
        case "judgments":
            return [
                Field("question", _("The question"), "words"),
                Field("options", _("What could be done"), "words"),
                Field("consulted", _("Whom you asked"), "text"),
                Field("decision", _("What you decided"), "words"),
                Field("why", _("Why"), "words"),
            ]
    return [
        Field("what", _("What happened"), "words"),
        Field("valence", _("For the client this was"), "select", "", _choices(Valence, "")),
        Field("whose", _("Whose"), "person"),
    ]


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "participants": (_("Who took part"), _("Tick who was there, or add somebody.")),
        "attempts": (_("Attempts of contact"), _("Whom you tried to reach, and what came of it.")),
        "requests": (_("Requests"), _("What you asked of whom, and by when.")),
        "judgments": (_("Judgment"), _("A question you had to decide, and why you decided so.")),
        "occurrences": (_("Occurrences"), _("What happened, good or bad, and whose it was.")),
    }

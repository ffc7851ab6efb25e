"""What the editor's page shows: a type's form filled with a draft's words, and the people around the clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.lib import clock, uuids
from goldthread.lib.shipped import shown
from goldthread.notes import queries, who
from goldthread.notes.definitions import BLOCKS, Definition, Section
from goldthread.notes.models import Amendment, Draft, How, Outcome, Sensitivity, Valence, roles
from goldthread.notes.rules import PLACES
from goldthread.notes.who import Known
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
    """One input of a row: kind is text, words, select, who, name, person, date or time."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: Sequence[Choice] = ()
    groups: Sequence[tuple[str, Sequence[Known]]] = ()


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
    today = clock.today(author.zone)
    days = who.days_of(content, author.zone)
    nearby = who.around([UUID(each.value) for each in clients if each.chosen], days)
    company = Company(nearby, who.colleagues(author, today))
    return {
        "draft": draft,
        "definition": definition,
        "content": content,
        "clients": clients,
        "sections": _sections(draft, definition),
        "blocks": _blocks(draft, definition, company, extra),
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
        "services": [Choice(name, shown(name, "service")) for name in services.names(days[0])],
        "modalities": [Choice(name, shown(name, "service")) for name in services.modalities(days[0])],
        "around": sorted({each.name for each in nearby}),
        "sensitive": [
            Choice(value, str(label), value in content.get("labels", ())) for value, label in Sensitivity.choices
        ],
        "today": today.isoformat(),
        "besides": draft.revisions.filter(is_beside=True).count(),
        "caret": content.get("caret") or {},
        "amendment_title": dict(Amendment.choices).get(draft.amendment, ""),
        "closed_on": cases.closed_on([UUID(each.value) for each in clients if each.chosen]),
        "is_short": draft.amendment in ("entered_in_error", "cosignature"),
    }


def _choices(kind: Any, chosen: str) -> list[Choice]:
    return [Choice(value, str(label), value == chosen) for value, label in kind.choices]


def _clients(draft: Draft, author: Staff) -> list[Choice]:
    """The clients ticked, and their siblings of the same case to be ticked."""
    chosen = {found for each in draft.content.get("clients", []) if (found := uuids.or_none(each))}
    today = clock.today(author.zone)
    family = set(chosen)
    for client in chosen:
        for case in cases.cases_of(client, on=today):
            family |= set(cases.clients_of(case, today))
    seen = set(Client.objects.visible_to(author).filter(pk__in=family).values_list("pk", flat=True))
    names = cases.names_of(seen)
    ordered = sorted(seen, key=lambda pk: (pk not in chosen, names.get(pk, "")))
    return [Choice(str(pk), names.get(pk, ""), pk in chosen) for pk in ordered]


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


@dataclass(frozen=True)
class Company:
    """Who can be named by identity: the people around the clients, and the staff."""

    nearby: Sequence[Known]
    staff: Sequence[Known]

    def groups_for(self, block: str, row: Mapping[str, str]) -> list[tuple[str, Sequence[Known]]]:
        """Whom a row offers; who took part from around the clients is ticked instead, and who was named before stays."""
        nearby = () if block == "participants" else self.nearby
        offered = {each.identity for each in (*nearby, *self.staff)}
        held, name = row.get("person", ""), row.get(who.NAMED[block], "")
        before = [Known(held, name, row.get("role", ""), name)] if held and held not in offered else []
        return [(_("Named before"), before), (_("Around the client"), nearby), (_("Staff"), self.staff)]


def _blocks(draft: Draft, definition: Definition, company: Company, extra: str) -> list[Block]:
    if draft.amendment in ("entered_in_error", "cosignature", "addendum", "late_entry"):
        return []
    made = []
    for key in BLOCKS:
        rows = draft.content.get(key, [])
        if definition.blocks[key] == "none" and not rows:
            continue
        made.append(_block(key, rows, definition.blocks[key] == "required", company, extra == key))
    return made


def _block(key: str, rows: Sequence[Mapping[str, str]], required: bool, company: Company, one_more: bool) -> Block:
    title, hint = _titles()[key]
    ticks: list[Line] = []
    typed = list(rows)
    if key == "participants":
        ticks, typed = _ticks(rows, company.nearby)
    lines = [_line(key, str(at), row, company) for at, row in enumerate(typed, start=len(ticks))]
    if one_more or (required and not lines and not ticks):
        lines.append(_line(key, str(len(ticks) + len(lines)), {}, company))
    return Block(key, title, hint, required, lines, ticks, _line(key, "__n__", {}, company))


def _ticks(rows: Sequence[Mapping[str, str]], nearby: Sequence[Known]) -> tuple[list[Line], list[Any]]:
    held = {row.get("person"): row for row in rows if row.get("person")}
    ticks = []
    for at, each in enumerate(nearby):
        hidden = {"person": each.identity, "name": each.name, "role": each.role}
        ticks.append(Line(str(at), [], each.identity, each.label, hidden, each.identity in held))
    known = {line.person for line in ticks}
    return ticks, [row for row in rows if row.get("person") not in known]


def _line(key: str, at: str, row: Mapping[str, str], company: Company) -> Line:
    fields = [_filled(each, row) for each in _fields(key)]
    for each in fields:
        if each.kind == "who":
            each.groups = company.groups_for(key, row)
    return Line(at, fields, hidden={"here": "on"} if key == "participants" else {})


def _filled(each: Field, row: Mapping[str, str]) -> Field:
    each.value = str(row.get(each.name, ""))
    each.choices = [Choice(c.value, c.label, c.value == each.value) for c in each.choices]
    if each.kind == "select" and each.value and not any(c.chosen for c in each.choices):
        each.choices = [*each.choices, Choice(each.value, each.value, True)]
    return each


def _fields(key: str) -> list[Field]:
    held, hows = [Choice(value, str(label)) for value, label in roles()], _choices(How, "")
    match key:
        case "participants":
            return [
                Field("person", _("Who"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "", held),
            ]
        case "attempts":
            return [
                Field("person", _("Whom you tried"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "", held),
                Field("how", _("How"), "select", "", hows),
                Field("at", _("At"), "time"),
                Field("outcome", _("Outcome"), "select", "", _choices(Outcome, "")),
            ]
        case "requests":
            return [
                Field("person", _("Asked of"), "who"),
                Field("of", _("Name"), "name"),
                Field("role", _("Role"), "select", "", held),
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

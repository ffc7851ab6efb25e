"""What the editor's page shows: a type's form filled with a draft's words, and the people around the clients."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.documents.models import DocumentKind
from goldthread.lib import calendar, clock
from goldthread.lib.refusals import Finding
from goldthread.lib.shipped import shown
from goldthread.notes import queries, resting_desk, rules, who, zones
from goldthread.notes.about import About, about
from goldthread.notes.around import Known, known_on
from goldthread.notes.attachments import attached
from goldthread.notes.choices import SENSITIVE
from goldthread.notes.choosing import Choice
from goldthread.notes.definitions import EVERY_BLOCK, LABELS, Definition, Section
from goldthread.notes.margin import review_of
from goldthread.notes.models import PART_ROLES, Amendment, ComplyWith, Draft, Extent, How, Outcome, Valence
from goldthread.notes.times import told, zone_or
from goldthread.notes.who import Company, Listed
from goldthread.people.models import Staff
from goldthread.services import queries as services

# Lines of a list to tick are numbered from here, so that they keep their names when others are offered above.
FIRST_LINE = 1000
# What the shortest amendments take over from the note without asking.
SHORT = ("occurred_on", "starts", "starts_fold", "ends", "ends_fold", "overnight", "zone", "service")
# What may be in any note, as data; the other blocks are a visit's or a contact's.
IN_ANY_NOTE = ("requests", "judgments", "occurrences")


@dataclass
class Field:
    """One input of a row: kind is text, words, select, who, name, person, date or time."""

    name: str
    label: str
    kind: str
    value: str = ""
    choices: Sequence[Choice] = ()
    groups: Sequence[tuple[str, Sequence[Listed]]] = ()


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
    is_amiss: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it stands open on the page."""
        return self.required or self.is_amiss or bool(self.lines or self.ticks)


@dataclass(frozen=True)
class Words:
    """One section of narrative with what is typed in it."""

    section: Section
    text: str


@dataclass(frozen=True)
class Own:
    """What is about one client alone: words, and when that client came and left."""

    client: str
    name: str
    text: str
    came: str
    left: str


def desk(draft: Draft, author: Staff, *, extra: str = "", findings: Sequence[Finding] = ()) -> dict[str, Any]:
    """The context of the editor's page; `extra` names a block that gets one more empty row."""
    definition = queries.definition_of(draft.note_type)
    content = draft.content
    zone = zone_or(str(content.get("zone", "")), author.zone)
    today = clock.today(zone)
    day = calendar.day_from(str(content.get("occurred_on", ""))) or today
    clients = about(draft, author, day)
    known = known_on(clients.chosen, day, author)
    company = _company(known, day, author)
    files = attached(draft, author)
    amiss = [(_place_of(each.field, definition, content, known), each.sentence) for each in findings]
    return {
        "draft": draft,
        "definition": definition,
        "content": content,
        "about": clients,
        "sections": _sections(draft, definition),
        "blocks": _blocks(draft, definition, company, extra, {each.field.partition("-")[0] for each in findings})
        if not clients.unseen
        else [_nameless(each) for each in _blocks(draft, definition, company, extra, ())],
        **_own(clients, content, definition),
        **resting_desk.resting(draft, clients, day, author, definition),
        "places": _places(str(content.get("place_of_service", ""))),
        "hows": _choices(How, str(content.get("how", ""))),
        "offers": _offers(definition, content, day),
        "around": sorted({each.name for each in known}),
        "sensitive": [
            Choice(value, str(label), value in content.get("labels", ()))
            for value, label in SENSITIVE.items()
            if value in LABELS or value in content.get("labels", ())
        ],
        "closed_on": cases.closed_on(clients.chosen),
        "today": today.isoformat(),
        "zone": zone,
        "zones": zones.options(str(content.get("zone") or zone)),
        "told": told(content, zone=author.zone),
        "besides": draft.revisions.filter(is_beside=True).count(),
        "caret": content.get("caret") or {},
        "attached": files[0],
        "taken_off": files[1],
        "document_kinds": _choices(DocumentKind, DocumentKind.OTHER),
        "review": review_of(draft, author, definition),
        "amendment_title": dict(Amendment.choices).get(draft.amendment, ""),
        "is_short": draft.amendment in rules.ACTS,
        "short": [(name, content.get(name, "")) for name in SHORT],
        "amiss": amiss,
        "wrong": dict(amiss),
    }


def _company(known: Sequence[Known], day: date, author: Staff) -> Company:
    """Who is ticked or chosen: those around the clients on the day of service, and the staff."""
    nearby = [each for each in known if not each.is_staff]
    return Company(known, who.listed(nearby), who.listed(who.colleagues(author, day)))


def _own(clients: About, content: Mapping[str, Any], definition: Definition) -> dict[str, Any]:
    """What stands in one client's record alone: fields where there are several, and what is kept of others."""
    texts: Mapping[str, str] = content.get("own", {})
    chosen = [each for each in clients.offered if each.chosen]
    everybody = len(chosen) > 1 or definition.own == "required"
    alone = [each for each in chosen if everybody or texts.get(str(each.client))]
    came, left = content.get("came", {}), content.get("left", {})
    own = [
        Own(
            str(each.client),
            each.name,
            texts.get(str(each.client), ""),
            came.get(str(each.client), ""),
            left.get(str(each.client), ""),
        )
        for each in alone
    ]
    fields = {each.client for each in own}
    kept = [
        (f"{kind}-{client}", text)
        for kind, values in (("own", texts), ("came", came), ("left", left))
        for client, text in values.items()
        if text and (client not in fields or (kind != "own" and definition.own_times == "none"))
    ]
    return {"own": own, "own_kept": kept}


def _offers(definition: Definition, content: Mapping[str, Any], day: date) -> list[Field]:
    """Service and modality: chosen from the agency's list of the day, or written freely where it keeps none."""
    made = []
    for name, label, listed in (
        ("service", _("Service"), services.names),
        ("modality", _("Modality"), services.modalities),
    ):
        if definition.header[name] == "none":
            continue
        value, names = str(content.get(name, "")), listed(day)
        if value and value not in names:
            names = [*names, value] if names else []
        offered = [Choice(each, shown(each, "service"), each == value) for each in names]
        made.append(Field(name, label, "select" if names else "text", value, offered))
    return made


def _place_of(field: str, definition: Definition, content: Mapping[str, Any], known: Sequence[Known]) -> str:
    """The id of the element on the page that a finding's field is."""
    block, _dash, rest = field.partition("-")
    if field == "clients":
        return "about"
    if field == "narrative" and definition.sections:
        return f"narrative-{definition.sections[0].key}"
    if block != "participants" or not rest:
        return field
    at, _dash, name = rest.partition("-")
    rows = content.get("participants", [])
    if not at.isdecimal() or int(at) >= len(rows):
        return field
    held = _held(rows, known)
    person = rows[int(at)].get("person", "")
    if held.get(person) is rows[int(at)]:
        return f"here-{person}"
    typed = [each for each in rows[: int(at)] if held.get(each.get("person", "")) is not each]
    return f"participants-{FIRST_LINE + len(typed)}-{name}"


def _places(chosen: str) -> list[Choice]:
    return [Choice(code, f"{code} {name}", code == chosen) for code, name in services.places(chosen).items()]


def _choices(kind: Any, chosen: str) -> list[Choice]:
    return [Choice(value, str(label), value == chosen) for value, label in kind.choices]


def _sections(draft: Draft, definition: Definition) -> list[Words]:
    texts = draft.content.get("narrative", {})
    if draft.amendment in rules.ACTS:
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


def _blocks(draft: Draft, definition: Definition, company: Company, extra: str, amiss: Collection[str]) -> list[Block]:
    wants = dict(definition.blocks)
    if draft.amendment in rules.ACTS:
        return []
    if draft.amendment in ("addendum", "late_entry"):
        wants = {key: "offered" if key in IN_ANY_NOTE else "none" for key in EVERY_BLOCK}
    made = []
    for key in EVERY_BLOCK:
        rows = draft.content.get(key, [])
        if wants[key] != "none" or rows:
            block = _block(key, rows, wants[key] == "required", company, extra == key)
            block.is_amiss = key in amiss
            made.append(block)
    return made


def _block(key: str, rows: Sequence[Mapping[str, str]], required: bool, company: Company, one_more: bool) -> Block:
    title, hint = _titles()[key]
    ticks: list[Line] = []
    typed = list(rows)
    first = 0
    if key == "participants":
        ticks, typed = _ticks(rows, company.known)
        first = FIRST_LINE
    lines = [_line(key, str(at), row, company) for at, row in enumerate(typed, start=first)]
    if one_more or (required and not lines and not ticks):
        lines.append(_line(key, str(first + len(lines)), {}, company))
    return Block(key, title, hint, required, lines, ticks, _line(key, "__n__", {}, company))


def _nameless(block: Block) -> Block:
    """The block without the names of those around a client whom the author no longer sees; they are kept."""
    for line in block.lines:
        if line.person:
            line.hidden = {**line.hidden, **{each.name: each.value for each in line.fields}}
            line.fields = []
    return block


def _held(rows: Sequence[Mapping[str, str]], known: Sequence[Known]) -> dict[str, Mapping[str, str]]:
    """The row of each identity that is on file."""
    identities = {str(each.identity) for each in known}
    return {row["person"]: row for row in rows if row.get("person") in identities}


def _ticks(rows: Sequence[Mapping[str, str]], known: Sequence[Known]) -> tuple[list[Line], list[Mapping[str, str]]]:
    """Everybody on file to be ticked, those who are here as they were ticked; and the rows of others, typed."""
    held = _held(rows, known)
    ticked = [_as_ticked(each, held.get(str(each.identity), {})) for each in known]
    labels = who.labels(ticked, with_every_role=False)
    ticks = [
        _tick(str(at), each, labels[each.identity], held.get(str(each.identity))) for at, each in enumerate(ticked)
    ]
    return ticks, [row for row in rows if held.get(row.get("person", "")) is not row]


def _as_ticked(known: Known, row: Mapping[str, str]) -> Known:
    """Somebody on file as the row has them: under its name, and in its role as well."""
    roles = dict.fromkeys([*known.roles, *([row["role"]] if row.get("role") else [])])
    return replace(known, name=row.get("name") or known.name, roles=list(roles))


def _tick(at: str, known: Known, label: str, row: Mapping[str, str] | None) -> Line:
    kept = row or {}
    hidden = {"person": str(known.identity), "name": known.name}
    if kept.get("how"):
        hidden["how"] = kept["how"]
    if len(known.roles) == 1:
        hidden["role"] = known.roles[0]
        return Line(at, [], hidden["person"], label, hidden, row is not None)
    choices = [Choice(role, str(PART_ROLES.get(role, role)), role == kept.get("role")) for role in known.roles]
    as_what = Field("role", _("%(name)s as") % {"name": known.name}, "select", kept.get("role", ""), choices)
    return Line(at, [as_what], hidden["person"], label, hidden, row is not None)


def _line(key: str, at: str, row: Mapping[str, str], company: Company) -> Line:
    fields = [_filled(each, row) for each in _fields(key)]
    for each in fields:
        if each.kind == "who":
            each.groups = company.groups_for(key, row)
    hidden = {"here": "on", "how": row.get("how", "")} if key == "participants" else {}
    return Line(at, fields, row.get("person", ""), hidden=hidden)


def _filled(each: Field, row: Mapping[str, str]) -> Field:
    each.value = str(row.get(each.name, ""))
    each.choices = [Choice(c.value, c.label, c.value == each.value) for c in each.choices]
    if each.kind == "select" and each.value and not any(c.chosen for c in each.choices):
        each.choices = [*each.choices, Choice(each.value, each.value, True)]
    return each


def _fields(key: str) -> list[Field]:
    roles, hows = [Choice(role, str(title)) for role, title in PART_ROLES.items()], _choices(How, "")
    match key:
        case "participants":
            return [
                Field("person", _("Who"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "", roles),
            ]
        case "attempts":
            return [
                Field("person", _("Whom you tried"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "", roles),
                Field("how", _("How"), "select", "", hows),
                Field("at", _("At"), "time"),
                Field("outcome", _("Outcome"), "select", "", _choices(Outcome, "")),
            ]
        case "requests":
            return [
                Field("person", _("Asked of"), "who"),
                Field("of", _("Name"), "name"),
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
        case "compliance":
            return [
                Field("with", _("With what"), "select", "", _choices(ComplyWith, "")),
                Field("extent", _("How far"), "select", "", _choices(Extent, "")),
                Field("whose", _("Whose"), "person"),
                Field("what", _("What was asked of them"), "words"),
                Field("barrier", _("What stood in the way"), "words"),
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
        "compliance": (_("Compliance"), _("With what somebody complied, how far, and what stood in the way.")),
    }

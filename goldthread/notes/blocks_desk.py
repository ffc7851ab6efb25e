"""What the editor shows of the blocks: who took part, attempts, requests and the other rows of data, and the empty row of each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from goldthread.notes import rules, who
from goldthread.notes.around import Known
from goldthread.notes.choosing import Choice, options, options_of, people
from goldthread.notes.definitions import EVERY_BLOCK, Definition
from goldthread.notes.models import PART_ROLES, Draft
from goldthread.notes.who import Company

# Lines of a list to tick are numbered from here, so that they keep their names when others are offered above.
FIRST_LINE = 1000
# What may be in any note, as data; the other blocks are a visit's or a contact's.
IN_ANY_NOTE = ("requests", "judgments", "occurrences")
# Where the people stand in an empty row that is kept for everybody.
_PEOPLE = SafeString("<!-- people -->")


@dataclass(frozen=True)
class Field:
    """One input of a row: kind is text, words, select, who, name, person, date or time; a select takes its lines `of` a list."""

    name: str
    label: str
    kind: str
    of: str = ""
    value: str = ""
    options: str = ""


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
    empty: SafeString
    is_amiss: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it stands open on the page."""
        return self.required or self.is_amiss or bool(self.lines or self.ticks)


def blocks(draft: Draft, definition: Definition, company: Company, extra: str, amiss: Collection[str]) -> list[Block]:
    """The blocks of a draft; `extra` names one that gets an empty row more, `amiss` those in which something is wrong."""
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
    return Block(key, title, hint, required, lines, ticks, _empty(key, company))


def _empty(key: str, company: Company) -> SafeString:
    """The row that `add` copies: but for who can be chosen it is the same for everybody."""
    row = _empty_for_all(key, get_language() or "")
    return SafeString(row.replace(_PEOPLE, people(company.groups_for(key, {}), ""))) if _PEOPLE in row else row


@lru_cache(maxsize=256)
def _empty_for_all(key: str, _language: str) -> SafeString:
    return render_to_string("notes/line.html", {"block": {"key": key}, "line": _line(key, "__n__", {}, None)})


def nameless(block: Block) -> Block:
    """The block without the names of those around a client whom the author no longer sees; they are kept."""
    for line in block.lines:
        if line.person:
            line.hidden = {**line.hidden, **{each.name: each.value for each in line.fields}}
            line.fields = []
    return block


def held(rows: Sequence[Mapping[str, str]], known: Sequence[Known]) -> dict[str, Mapping[str, str]]:
    """The row of each identity that is on file."""
    identities = {str(each.identity) for each in known}
    return {row["person"]: row for row in rows if row.get("person") in identities}


def _ticks(rows: Sequence[Mapping[str, str]], known: Sequence[Known]) -> tuple[list[Line], list[Mapping[str, str]]]:
    """Everybody on file to be ticked, those who are here as they were ticked; and the rows of others, typed."""
    here = held(rows, known)
    ticked = [_as_ticked(each, here.get(str(each.identity), {})) for each in known]
    labels = who.labels(ticked, with_every_role=False)
    ticks = [
        _tick(str(at), each, labels[each.identity], here.get(str(each.identity))) for at, each in enumerate(ticked)
    ]
    return ticks, [row for row in rows if here.get(row.get("person", "")) is not row]


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
    lines = options(Choice(role, str(PART_ROLES.get(role, role)), role == kept.get("role")) for role in known.roles)
    as_what = Field(
        "role", _("%(name)s as") % {"name": known.name}, "select", value=kept.get("role", ""), options=lines
    )
    return Line(at, [as_what], hidden["person"], label, hidden, row is not None)


def _line(key: str, at: str, row: Mapping[str, str], company: Company | None) -> Line:
    """A row to type in; without a company it lists nobody yet."""
    fields = [_filled(each, key, row, company) for each in _fields(key)]
    hidden = {"here": "on", "how": row.get("how", "")} if key == "participants" else {}
    return Line(at, fields, row.get("person", ""), hidden=hidden)


def _filled(each: Field, key: str, row: Mapping[str, str], company: Company | None) -> Field:
    value = str(row.get(each.name, ""))
    lines = each.options
    if each.kind == "who":
        lines = people(company.groups_for(key, row), value) if company else _PEOPLE
    elif each.kind == "select":
        lines = options_of(each.of, value)
    return replace(each, value=value, options=lines)


def _fields(key: str) -> list[Field]:
    match key:
        case "participants":
            return [
                Field("person", _("Who"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "role"),
            ]
        case "attempts":
            return [
                Field("person", _("Whom you tried"), "who"),
                Field("name", _("Name"), "name"),
                Field("role", _("Role"), "select", "role"),
                Field("how", _("How"), "select", "how"),
                Field("at", _("At"), "time"),
                Field("outcome", _("Outcome"), "select", "outcome"),
            ]
        case "requests":
            return [
                Field("person", _("Asked of"), "who"),
                Field("of", _("Name"), "name"),
                Field("role", _("Role"), "select", "role"),
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
                Field("with", _("With what"), "select", "with"),
                Field("extent", _("How far"), "select", "extent"),
                Field("whose", _("Whose"), "person"),
                Field("what", _("What was asked of them"), "words"),
                Field("barrier", _("What stood in the way"), "words"),
            ]
    return [
        Field("what", _("What happened"), "words"),
        Field("valence", _("For the client this was"), "select", "valence"),
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

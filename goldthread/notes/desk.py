"""What the editor's page shows: a type's form filled with a draft's words, and the people around the clients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.safestring import SafeString
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
from goldthread.notes.blocks_desk import FIRST_LINE, Field, blocks, held, nameless
from goldthread.notes.choices import SENSITIVE
from goldthread.notes.choosing import Choice, options, options_of
from goldthread.notes.definitions import LABELS, Definition, Section
from goldthread.notes.margin import review_of
from goldthread.notes.models import Amendment, Draft
from goldthread.notes.times import told, zone_or
from goldthread.notes.who import Company
from goldthread.people.models import Staff
from goldthread.services import queries as services

# What the shortest amendments take over from the note without asking.
SHORT = ("occurred_on", "starts", "starts_fold", "ends", "ends_fold", "overnight", "zone", "service")


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
        "blocks": blocks(draft, definition, company, extra, {each.field.partition("-")[0] for each in findings})
        if not clients.unseen
        else [nameless(each) for each in blocks(draft, definition, company, extra, ())],
        **_own(clients, content, definition),
        **resting_desk.resting(draft, clients, day, author, definition),
        "places": _places(str(content.get("place_of_service", ""))),
        "hows": options_of("how", str(content.get("how", ""))),
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
        "attached": [(each, options_of("document_kind", each.kind)) for each in files[0]],
        "taken_off": files[1],
        "document_kinds": options_of("document_kind", DocumentKind.OTHER),
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
        offered = options(Choice(each, shown(each, "service"), each == value) for each in names)
        made.append(Field(name, label, "select" if names else "text", value=value, options=offered))
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
    here = held(rows, known)
    person = rows[int(at)].get("person", "")
    if here.get(person) is rows[int(at)]:
        return f"here-{person}"
    typed = [each for each in rows[: int(at)] if here.get(each.get("person", "")) is not each]
    return f"participants-{FIRST_LINE + len(typed)}-{name}"


def _places(chosen: str) -> SafeString:
    return options(Choice(code, f"{code} {name}", code == chosen) for code, name in services.places(chosen).items())


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

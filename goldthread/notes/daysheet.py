"""The day sheet: whom one may have tried to reach, and the short notes of a day that wait to be signed together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client, Person, Relationship
from goldthread.lib import calendar, clock, uuids
from goldthread.lib.refusals import Finding, Refused
from goldthread.notes import checking, queries
from goldthread.notes.models import PART_ROLES, Draft, How, NotePart, Outcome, OwnRole
from goldthread.notes.tapped import is_tapped
from goldthread.people.models import Staff

# So many people stand in sight, those tried lately first; the rest are found.
NEAREST = 8
# How far back it is looked whom somebody tried lately.
_LATELY = 100


@dataclass
class Whom:
    """Somebody to reach: in which role, for which clients of one's own, and what tells namesakes apart."""

    identity: UUID
    name: str
    role: str
    clients: list[UUID] = field(default_factory=list)
    organization: str = ""
    about: str = ""

    @property
    def told(self) -> str:
        """The role, for whom, and from where."""
        return " · ".join(
            part for part in (str(PART_ROLES.get(self.role, self.role)), self.about, self.organization) if part
        )


@dataclass(frozen=True)
class Line:
    """One short note in hand: what it says in a line, and what it lacks before it can be signed."""

    draft: Draft
    clients: Sequence[UUID]
    about: str
    told: str
    lacks: Sequence[Finding]
    words: str = ""

    @property
    def is_ready(self) -> bool:
        """Whether it can be read and signed."""
        return not self.lacks

    @property
    def wants_words(self) -> bool:
        """Whether nothing is missing but what was said."""
        return bool(self.lacks) and all(each.field.startswith("narrative") for each in self.lacks)


def whom(actor: Staff) -> list[Whom]:
    """Everybody around the clients whom somebody serves today, and these themselves: tried lately first, then by name."""
    today = clock.today(actor.zone)
    served = list(Client.objects.served_by(actor).values_list("pk", flat=True))
    names = cases.names_of(served)
    found = {pk: Whom(pk, name, OwnRole.CLIENT.value, [pk]) for pk, name in names.items()}
    roles: dict[UUID, list[Relationship]] = {}
    for link in Relationship.objects.standing(today, client=served):
        if link.person:
            roles.setdefault(link.person, []).append(link)
    for person in Person.objects.standing(today, identity=roles.keys()):
        links = sorted(roles[person.identity], key=lambda link: names.get(link.client_id, ""))
        clients = list(dict.fromkeys(link.client_id for link in links))
        about = ", ".join(names[pk] for pk in clients if pk in names)
        found[person.identity] = Whom(person.identity, person.name, links[0].role, clients, person.organization, about)
    lately = {identity: place for place, identity in enumerate(_lately(actor))}
    return sorted(
        found.values(), key=lambda each: (lately.get(each.identity, _LATELY), each.name.casefold(), each.identity)
    )


def _lately(actor: Staff) -> list[UUID]:
    """Whom somebody tried last, in drafts and in signed notes, the last one first."""
    drafts = queries.open_drafts(actor).values_list("content", flat=True)[:_LATELY]
    drafted = [uuids.or_none(row.get("person", "")) for content in drafts for row in content.get("attempts", [])]
    tried = NotePart.objects.filter(note__author=actor, kind="attempts", person__isnull=False)
    signed = tried.order_by("-note__recorded_at").values_list("person", flat=True)[:_LATELY]
    return list(dict.fromkeys(each for each in (*drafted, *signed) if each))


def days(actor: Staff) -> list[tuple[date | None, list[Line]]]:
    """The lines that wait, by their day (None where none is written), the newest day first.

    What was begun elsewhere is a line once it is whole: until then it is somebody's writing, and lies under Drafts.
    """
    drafts = list(queries.short_drafts(actor))
    named = {pk for draft in drafts for pk in queries.clients_of(draft)}
    seen = Client.objects.visible_to(actor).filter(pk__in=named).values_list("pk", flat=True) if named else ()
    names = cases.names_for(actor, seen)
    found: dict[date | None, list[Line]] = {}
    for draft in drafts:
        line = _line(draft, actor, names)
        if line.is_ready or is_tapped(draft):
            found.setdefault(calendar.day_from(str(draft.content.get("occurred_on", ""))), []).append(line)
    return sorted(found.items(), key=lambda each: each[0] or calendar.FIRST, reverse=True)


def clients_of(lines: Iterable[Line]) -> list[UUID]:
    """Whom these lines name, each once."""
    return list(dict.fromkeys(pk for line in lines for pk in line.clients))


def _line(draft: Draft, actor: Staff, names: Mapping[UUID, str]) -> Line:
    clients = [pk for pk in queries.clients_of(draft) if pk in names]
    about = ", ".join(names[pk] for pk in clients) or _("no client yet")
    content = draft.content
    words = next((str(text) for text in content.get("narrative", {}).values() if str(text).strip()), "")
    return Line(draft, clients, about, _told(content), _lacks(draft, actor), words)


def _told(content: Mapping[str, Any]) -> str:
    """14:05 · Rosa Rivera · phone · left a message."""
    tried: Mapping[str, str] = next(iter(content.get("attempts", [])), {})
    met: Mapping[str, str] = next(iter(content.get("participants", [])), {})
    parts = (
        tried.get("at") or content.get("starts", ""),
        tried.get("name") or met.get("name", ""),
        dict(How.choices).get(tried.get("how") or content.get("how", ""), ""),
        dict(Outcome.choices).get(tried.get("outcome", ""), _("reached") if met else ""),
    )
    return " · ".join(str(part) for part in parts if part)


def _lacks(draft: Draft, actor: Staff) -> Sequence[Finding]:
    try:
        checking.checked(draft=draft, author=actor)
    except Refused as refused:
        return refused.findings or [Finding(refused.sentence, refused.field)]
    return ()


@dataclass(frozen=True)
class Tried:
    """What three taps say, and what may be added: the time (HH:MM), the end, some words."""

    whom: Whom
    how: str
    outcome: str
    at: str
    ends: str = ""
    words: str = ""


def content_of(tried: Tried, actor: Staff) -> tuple[str, dict[str, Any]]:
    """The note type's key and the draft's content: an attempt, or a contact where somebody was reached."""
    header = {
        "clients": [str(pk) for pk in tried.whom.clients],
        "occurred_on": clock.today(actor.zone).isoformat(),
        "zone": actor.zone,
        "how": tried.how,
        "starts": tried.at if tried.ends or tried.outcome == Outcome.REACHED else "",
        "ends": tried.ends,
    }
    person = {"person": str(tried.whom.identity), "name": tried.whom.name, "role": tried.whom.role, "how": tried.how}
    if tried.outcome == Outcome.REACHED:
        return "contact", {**header, "participants": [person], "narrative": _said("about", tried.words)}
    attempt = {**person, "at": tried.at, "outcome": tried.outcome}
    return "attempted_contact", {**header, "attempts": [attempt], "narrative": _said("circumstances", tried.words)}


def _said(section: str, words: str) -> dict[str, str]:
    return {section: words} if words.strip() else {}

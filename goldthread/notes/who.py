"""Whom a note can name by identity: the people around its clients, and the staff; two of one name stay two."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.queries import Around
from goldthread.lib import calendar, clock, uuids
from goldthread.notes.models import STAFF, roles
from goldthread.people import queries as people
from goldthread.people.models import Staff

# Where the name stands in the rows of a block that can name somebody by identity.
NAMED = {"participants": "name", "attempts": "name", "requests": "of"}


@dataclass(frozen=True)
class Known:
    """Somebody on file: who it is, the name and role that a note takes over, and what tells them from namesakes."""

    identity: str
    name: str
    role: str
    label: str


def around(clients: Sequence[UUID], days: Sequence[date]) -> list[Known]:
    """Everybody around these clients on one of these days, each once, by name."""
    found: dict[str, Known] = {}
    more: dict[str, str] = {}
    for day in days:
        for client in clients:
            for each in cases.people_around(client, day):
                identity = str(each.person.identity)
                found.setdefault(identity, _known(each))
                more.setdefault(identity, each.person.organization or each.person.phone)
    labels = Counter(each.label for each in found.values())
    told = [replace(each, label=_apart(each, more[each.identity], labels)) for each in found.values()]
    return sorted(told, key=lambda each: (each.name.casefold(), each.label, each.identity))


def _known(each: Around) -> Known:
    role = each.roles[0].role
    return Known(
        str(each.person.identity), each.person.name, role, f"{each.person.name}, {dict(roles()).get(role, role)}"
    )


def _apart(each: Known, more: str, labels: Mapping[str, int]) -> str:
    """The label, with what is on file beside where another one reads the same."""
    if labels[each.label] == 1:
        return each.label
    beside = more or _("record %(end)s") % {"end": each.identity[-4:]}
    return f"{each.label}, {beside}"


def colleagues(author: Staff, on: date) -> list[Known]:
    """The staff who work here on a day, without the author, by name."""
    held: dict[UUID, str] = people.first_roles(on)
    titles = dict(roles())
    found = []
    for staff in people.find_staff(""):
        if staff != author:
            role = STAFF + held[staff.pk] if staff.pk in held else ""
            label = f"{staff.name}, {titles[role]}" if role else staff.name
            found.append(Known(str(staff.pk), staff.name, role, label))
    labels = Counter(each.label for each in found)
    logins = (
        {str(staff.pk): staff.login for staff in people.find_staff("")} if max(labels.values(), default=1) > 1 else {}
    )
    return [replace(each, label=_apart(each, logins.get(each.identity, ""), labels)) for each in found]


def days_of(typed: Mapping[str, Any], zone: str) -> list[date]:
    """The day of service and today: who was around then, and who is now, can be named."""
    today = clock.today(zone)
    try:
        return list(dict.fromkeys([calendar.within(date.fromisoformat(str(typed.get("occurred_on", "")))), today]))
    except ValueError:
        return [today]


def identified(typed: dict[str, Any], author: Staff, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The same words with every row's identity checked, and name and role taken over from who was chosen.

    `kept` is the content that is corrected: whom it names stays as named there. An identity that is neither there nor on
    file falls away. A name that was typed is an identity only where exactly one person around the clients bears it.
    """
    named = [row for block in NAMED for row in typed.get(block, [])]
    if not named:
        return typed
    clients = [found for each in typed.get("clients", []) if (found := uuids.or_none(each))]
    days = days_of(typed, author.zone)
    nearby = around(clients, days[:1])
    names = Counter(each.name for each in nearby)
    by_name = {each.name: each for each in nearby if names[each.name] == 1}
    by_identity = {each.identity: each for each in [*nearby, *_named_in(kept or {})]}
    if any(row.get("person") and row["person"] not in by_identity for row in named):
        others = [*colleagues(author, clock.today(author.zone)), *around(clients, days[1:])]
        by_identity |= {each.identity: each for each in others if each.identity not in by_identity}
    rows = {
        block: [_identified(row, name, by_identity, by_name) for row in typed.get(block, [])]
        for block, name in NAMED.items()
    }
    return {**typed, **rows}


def _named_in(content: Mapping[str, Any]) -> list[Known]:
    return [
        Known(str(row["person"]), str(row[name]), str(row["role"]), "")
        for block, name in NAMED.items()
        for row in content.get(block, [])
        if row.get("person")
    ]


def _identified(
    row: Mapping[str, Any], name: str, by_identity: Mapping[str, Known], by_name: Mapping[str, Known]
) -> dict[str, Any]:
    chosen = by_identity.get(str(row.get("person", "")))
    if chosen:
        return {**row, "person": chosen.identity, name: chosen.name, "role": row.get("role") or chosen.role}
    typed = by_name.get(str(row.get(name, "")))
    return {**row, "person": typed.identity if typed else ""}

"""What open drafts intend: how long which client was given which service, and the units that this would use of authorizations."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from goldthread.authorizations import queries as authorizations
from goldthread.authorizations import rules
from goldthread.authorizations.models import Authorization
from goldthread.cases import queries as cases
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import attendance, days_used, judging, no_shows
from goldthread.notes.days_used import Day
from goldthread.notes.models import Draft
from goldthread.notes.queries import definition_of
from goldthread.notes.rules import is_attempt
from goldthread.notes.times import Occurred, occurred_from


@dataclass(frozen=True)
class Intended:
    """One client's part of an open draft of a service: on which day, and how many minutes that client was there, where it says so.

    Of attempts the service was not given, and may be paid all the same.
    """

    draft: Draft
    client: UUID
    service: str
    day: date
    minutes: int | None

    @property
    def is_attempt(self) -> bool:
        """Whether it tells of attempts alone."""
        return is_attempt(self.draft.content)


def intended(clients: Collection[UUID], services: Collection[str]) -> list[Intended]:
    """Of all open drafts those parts that are about these clients and of these services, once they say their day."""
    return [each for each in _parts(clients, services) if not each.is_attempt]


def _parts(clients: Collection[UUID], services: Collection[str]) -> list[Intended]:
    """The same with attempts, which are no service and may be paid."""
    found = []
    for draft in _drafts(clients, services):
        occurred = _occurred(draft)
        if occurred is None or occurred.on is None:
            continue
        definition = definition_of(draft.note_type)
        about = {pk for each in draft.content.get("clients", ()) if (pk := uuids.or_none(each))}
        for client in sorted(about & set(clients)) if definition.is_billable else ():
            minutes = attendance.minutes_there(draft.content, client, occurred, definition.own_times != "none")
            found.append(Intended(draft, client, draft.content["service"], occurred.on, minutes))
    return found


def drafted(identities: Collection[UUID]) -> Mapping[UUID, int]:
    """Hundredths of a unit that open drafts would use of each of these authorizations."""
    rows: list[Authorization] = Authorization.objects.standing(identity=list(identities)) if identities else []
    records = cases.same_persons({row.client_id for row in rows}) if rows else {}
    everyone = {record for same in records.values() for record in same}
    services = {row.service for row in rows}
    asked = {row.identity: row for row in rows}
    parts = _parts(everyone, services)
    if not parts:
        return {}
    held, judged = authorizations.held_of(everyone, services), _Judged(parts)
    found: dict[UUID, int] = {}
    days: set[Day] = set()
    for part in parts:
        same = next(same for same in records.values() if part.client in same)
        own = [each for record in same for each in held.get((record, part.service), ())]
        units, payer = judged.units(part)
        identity = rules.falls_to(own, part.day, payer)
        if identity is None or identity not in asked:
            continue
        row = asked[identity]
        takes = rules.takes(units, row.unit_label, is_service=not part.is_attempt)
        if takes is None or (takes.once_a_day and not _is_first(Day(same, part.service, part.day, row.payer), days)):
            continue
        found[identity] = found.get(identity, 0) + takes.hundredths
        days |= {Day(same, part.service, part.day, row.payer)} if takes.once_a_day and takes.hundredths else set()
    return found


def _is_first(day: Day, drafted: Collection[Day]) -> bool:
    """Whether no other draft would use a day, and no signed note uses it."""
    return day not in drafted and not days_used.is_taken(day)


def _drafts(clients: Collection[UUID], services: Collection[str]) -> list[Draft]:
    """The open drafts of these services in whose text one of these clients stands, so that few have to be read."""
    if not services or not clients:
        return []
    named = reduce(or_, (Q(text__contains=str(client)) for client in clients))
    opened = Draft.objects.open().filter(amendment="", content__service__in=sorted(services))
    told = opened.annotate(text=Cast("content", TextField())).filter(named)
    return list(told.select_related("author", "note_type"))


def _occurred(draft: Draft) -> Occurred | None:
    """When a draft says it was; None while its times cannot be."""
    try:
        return occurred_from(draft.content, zone=draft.author.zone)
    except (Refused, ValueError):
        return None


class _Judged:
    """What the policies say of many parts: read once, however many they are."""

    def __init__(self, parts: Collection[Intended]) -> None:
        self._under = cases.cases_under({(part.client, part.day) for part in parts})
        self._judge = judging.Judge({part.draft.author_id for part in parts}, set(self._under.values()))

    def units(self, part: Intended) -> tuple[rules.Units | None, str]:
        """The units of a part by the policies of its day, and the payer of its case."""
        case = self._under.get((part.client, part.day))
        scope = self._judge.scope(part.day, author=part.draft.author_id, service=part.service, case=case)
        standing = self._judge.standing(part.day)
        said: dict[str, Any] = {column: standing.resolve(column, **scope) for column in rules.ASKED_OF_UNITS}
        payer = scope.get("payer", "")
        if not part.is_attempt:
            return rules.units_for(said, part.minutes), payer
        minutes = _paid(part, standing.resolve("no_show_policy", **scope).value)
        return rules.units_paid(said, minutes) if minutes is not None else None, payer


def _paid(part: Intended, said: Any) -> int | None:
    """The minutes that a policy pays of a part that tells of attempts alone."""
    others = {pk for each in part.draft.content.get("clients", ()) if (pk := uuids.or_none(each)) and pk != part.client}
    names = cases.names_of(others).values() if said and others else ()
    of_others = {*map(str, others), *names}
    told = json.loads(said) if said else None
    found = no_shows.no_show(part.draft.content, told, others=of_others, lasted=part.minutes)
    return found.paid if found else None

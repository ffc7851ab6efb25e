"""How many units open drafts would use of authorizations, as `authorizations` tells them apart from those of signed notes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.authorizations import rules
from goldthread.authorizations.models import Authorization
from goldthread.cases import queries as cases
from goldthread.lib import uuids
from goldthread.lib.refusals import Refused
from goldthread.notes import definitions, judging
from goldthread.notes.content import About
from goldthread.notes.models import Draft
from goldthread.notes.times import Occurred, occurred_from
from goldthread.notes.units import ASKED_OF_UNITS, units_for


def drafted(identities: Collection[UUID]) -> Mapping[UUID, int]:
    """Hundredths of a unit that open drafts would use of each of these authorizations."""
    found: dict[UUID, int] = {}
    held: list[Authorization] = Authorization.objects.standing(identity=list(identities)) if identities else []
    for draft in _drafts({row.service for row in held}):
        occurred = _occurred(draft)
        if occurred is None or occurred.on is None or occurred.minutes is None:
            continue
        about = {pk for each in draft.content.get("clients", ()) if (pk := uuids.or_none(each))}
        for client in about & {row.client_id for row in held}:
            own = [row for row in held if row.client_id == client and row.service == draft.content["service"]]
            row = falls_to(own, occurred.on)
            if row is not None and (count := _units(draft, client, occurred, occurred.on)):
                found[row.identity] = found.get(row.identity, 0) + count
    return found


def falls_to(held: Sequence[Authorization], day: date) -> Authorization | None:
    """Of the authorizations of one service the one under which it is given on a day: of those that hold the one that ends first."""
    holding = [row for row in held if row.true_from_on <= day and (row.true_to_on is None or day <= row.true_to_on)]
    return min(holding, key=lambda row: (row.true_to_on or date.max, row.pk), default=None)


def _drafts(services: Iterable[str]) -> "list[Draft]":
    wanted = sorted(services)
    opened = Draft.objects.open().filter(amendment="", content__service__in=wanted) if wanted else Draft.objects.none()
    held = opened.select_related("author", "note_type")
    return [each for each in held if definitions.kept(each.note_type.definition).is_billable]


def _occurred(draft: Draft) -> Occurred | None:
    """When a draft says it was; None while its times are not whole, or cannot be."""
    try:
        return occurred_from(draft.content, zone=draft.author.zone)
    except (Refused, ValueError):
        return None


def _units(draft: Draft, client: UUID, occurred: Occurred, day: date) -> int:
    case = cases.case_of(client, on=day)
    about = About(client, "", "", case.pk if case else None)
    ground = judging.ground_of(draft.content, [about], draft.author_id, day, day)
    said: dict[str, Any] = {
        column: ground.standing.resolve(column, **ground.scopes[about.case]) for column in ASKED_OF_UNITS
    }
    units = units_for(said, occurred.minutes)
    return rules.of_units(units.counted.units) if units else 0

"""What is authorized for a client, and what remains of it."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, Sum

from goldthread.authorizations import rules
from goldthread.authorizations.models import Authorization, UnitUse
from goldthread.cases.models import Client
from goldthread.ledger import queries as ledger
from goldthread.people.models import Staff
from goldthread.services.rules import Step, spoken, step_from

# The day of service of each of these notes, as the record knew it at a moment or, without one, knows it now.
Days = Callable[[Collection[UUID], datetime | None], Mapping[UUID, date]]
# Hundredths of a unit that drafts would use, by the identity of the authorization, as the room that keeps drafts knows it.
Drafted = Callable[[Collection[UUID]], Mapping[UUID, int]]
_drafted: list[Drafted] = []


def take_drafted_from(source: Drafted) -> None:
    """Let the room above that keeps drafts say how many units they would use."""
    _drafted[:] = [source]


_ENDS_WITHIN, _ENDED_WITHIN = timedelta(days=30), timedelta(days=14)
AT_MOST = 30


@dataclass(frozen=True)
class Standing:
    """An authorization as it stands, and what remains of it on a day; of a day that is over nobody knows the drafts."""

    row: Authorization
    remaining: rules.Remaining
    knows_drafts: bool = True

    @property
    def authorized(self) -> str:
        """How many units were authorized, as people write it."""
        return rules.spelled(self.remaining.authorized)

    @property
    def used(self) -> str:
        """How many units signed notes used."""
        return rules.spelled(self.remaining.used)

    @property
    def drafted(self) -> str:
        """How many units drafts would use."""
        return rules.spelled(self.remaining.drafted)

    @property
    def left(self) -> str:
        """How many units are left."""
        return rules.spelled(self.remaining.left)

    @property
    def used_percent(self) -> int:
        """The part of the bar that is used, 0 to 100."""
        return min(100, max(0, 100 * self.remaining.used // self.remaining.authorized))

    @property
    def drafted_percent(self) -> int:
        """The part of the bar that is drafted, as far as it has room beside what is used."""
        return min(100 - self.used_percent, max(0, 100 * self.remaining.drafted // self.remaining.authorized))


@dataclass(frozen=True)
class Version:
    """What an authorization was on file: by whom, when, and whether a further version mended or amended it."""

    row: Authorization
    authorized: str
    recorded_by: str


@dataclass(frozen=True)
class Use:
    """Units that a note used or gave back, with the steps."""

    note: UUID
    units: str
    at: datetime
    steps: tuple[Step, ...]

    @property
    def spoken(self) -> list[str]:
        """The steps as sentences in the reader's language."""
        return [spoken(step) for step in self.steps]


def clients_of(actor: Staff) -> "QuerySet[Client]":
    """The clients whose authorizations somebody may see: whom they serve today, not those who left their cases."""
    return Client.objects.served_by(actor)


def of_clients(client_ids: Collection[UUID], on: date) -> list[Standing]:
    """The authorizations of these clients (records of one person) with what remains today; those that are over come last."""
    rows: list[Authorization] = Authorization.objects.standing(client=list(client_ids))
    return _those_over_last(_remaining(rows, on))


def ending(actor: Staff, on: date) -> list[Standing]:
    """What ends soon or ended lately of those whom somebody serves, and is followed by no other of its service, the first first."""
    days = (on - _ENDED_WITHIN, on + _ENDS_WITHIN)
    rows = Authorization.objects.current().filter(client__in=clients_of(actor), true_to_on__range=days)
    first = list(rows.order_by("true_to_on", "pk").values_list("client", flat=True)[: 2 * AT_MOST])
    held = of_clients(list(dict.fromkeys(first)), on) if first else []
    last: dict[tuple[UUID, str], date] = {}
    for each in held:
        of_it = (each.row.client_id, each.row.service)
        last[of_it] = max(_last_day(each), last.get(of_it, date.min))
    found = [each for each in held if days[0] <= _last_day(each) <= days[1]]
    alone = [each for each in found if _last_day(each) == last[(each.row.client_id, each.row.service)]]
    return sorted(alone, key=lambda each: (_last_day(each), each.row.pk))[:AT_MOST]


def stood(client_ids: Collection[UUID], day: date, known_at: datetime | None, days_of: Days) -> list[Standing]:
    """The same as of a day, as known at a moment or now: used are the units of services up to that day, and no drafts are told.

    `days_of` is the word of the room above that keeps notes.
    """
    rows: list[Authorization] = Authorization.objects.standing(known_at=known_at, client=list(client_ids))
    used = _used_by(day, {row.identity for row in rows}, known_at, days_of)
    return _those_over_last(
        [Standing(each.row, each.remaining, knows_drafts=False) for each in _standing(rows, day, used, {})]
    )


def _used_by(day: date, identities: Collection[UUID], known_at: datetime | None, days_of: Days) -> dict[UUID, int]:
    """Hundredths of a unit that services up to a day used of each, by the notes that were signed by a moment, or by now."""
    sums = _uses(identities, known_at).values_list("authorization", "note").annotate(total=Sum("units_hundredths"))
    uses = list(sums) if identities else []
    days = days_of({note for _identity, note, _total in uses}, known_at) if uses else {}
    used = dict.fromkeys(identities, 0)
    for identity, note, total in uses:
        if note in days and days[note] <= day:
            used[identity] += total
    return used


def _those_over_last(found: Sequence[Standing]) -> list[Standing]:
    return sorted(
        found, key=lambda each: (each.remaining.state in ("expired", "exhausted"), _last_day(each), each.row.pk)
    )


def _last_day(each: Standing) -> date:
    return each.row.true_to_on or date.max


def for_service(
    client_ids: Collection[UUID],
    service: str,
    on: date,
    *,
    without: Collection[UUID] = (),
    known_at: datetime | None = None,
) -> list[Standing]:
    """Every authorization of a service, whatever its state on a day; the one that ends first first.

    What the notes `without` used counts as left: they are corrected, and reckoned anew. For who may know only what was on file
    at a moment, those of that moment; what remains of them is reckoned as it is now.
    """
    rows: list[Authorization] = Authorization.objects.standing(
        known_at=known_at, client=list(client_ids), service=service
    )
    found = _remaining(rows, on, without=without) if rows else []
    return sorted(found, key=lambda each: (_last_day(each), each.row.pk))


def began_on(client_ids: Collection[UUID], on: date) -> dict[UUID, date]:
    """Of each client who has an authorization in force on a day, the first day of it; of several, of the one that began first."""
    rows: list[Authorization] = Authorization.objects.standing(on, client=list(client_ids))
    return {row.client_id: row.true_from_on for row in sorted(rows, key=lambda row: row.true_from_on, reverse=True)}


def worth_showing(held: Sequence[Standing]) -> Sequence[Standing]:
    """Of every authorization of a service those that hold on the day; else the last of them, which tells why there is none."""
    return [each for each in held if each.remaining.state in ("open", "exhausted")] or held[-1:]


def of_identity(identity: UUID, client_ids: Collection[UUID], on: date) -> Standing | None:
    """One authorization of these clients, as it stands."""
    rows: list[Authorization] = Authorization.objects.standing(identity=identity, client=list(client_ids))
    return next(iter(_remaining(rows, on)), None)


def _remaining(rows: Collection[Authorization], on: date, without: Collection[UUID] = ()) -> list[Standing]:
    identities = {row.identity for row in rows}
    drafted = {pk: count for source in _drafted for pk, count in source(identities).items()}
    return _standing(rows, on, used_of(identities, without), drafted)


def _standing(
    rows: Collection[Authorization], on: date, used: Mapping[UUID, int], drafted: Mapping[UUID, int]
) -> list[Standing]:
    return [
        Standing(
            row,
            rules.remaining(
                authorized=row.units_hundredths,
                used=used.get(row.identity, 0),
                drafted=drafted.get(row.identity, 0),
                from_on=row.true_from_on,
                to_on=row.true_to_on,
                on=on,
            ),
        )
        for row in rows
    ]


def used_of(identities: Collection[UUID], without: Collection[UUID] = ()) -> dict[UUID, int]:
    """Hundredths of a unit that signed notes used of each; but not what the notes `without` used."""
    if not identities:
        return {}
    uses = _uses(identities).exclude(note__in=list(without))
    sums = uses.values("authorization").annotate(total=Sum("units_hundredths"))
    return {row["authorization"]: row["total"] for row in sums}


def _uses(identities: Collection[UUID], known_at: datetime | None = None) -> "QuerySet[UnitUse]":
    uses = UnitUse.objects.filter(authorization__in=list(identities))
    return uses.filter(recorded_at__lte=known_at) if known_at else uses


def have_changed(identities: Collection[UUID], since: datetime) -> bool:
    """Whether signed notes used units of one of these, or gave them back, at or after a moment."""
    return UnitUse.objects.filter(authorization__in=list(identities), recorded_at__gte=since).exists()


def falls_to(held: Collection[Standing], day: date, payer: str = "") -> Standing | None:
    """Of the authorizations of one service that under which it is given on a day, for the case of a payer."""
    chosen = rules.falls_to(map(held_by, held), day, payer)
    return next((each for each in held if each.row.identity == chosen), None)


def held_by(standing: Standing) -> rules.Held:
    """An authorization as `rules.falls_to` takes it."""
    return _held(standing.row, standing.remaining.used)


def _held(row: Authorization, used: int) -> rules.Held:
    return rules.Held(row.identity, row.true_from_on, row.true_to_on, row.units_hundredths - used, row.payer)


def held_of(clients: Collection[UUID], services: Collection[str]) -> dict[tuple[UUID, str], list[rules.Held]]:
    """What each client holds of each of these services, for `rules.falls_to`; two statements, however many they are."""
    rows: list[Authorization] = (
        Authorization.objects.standing(client=list(clients), service=list(services)) if clients and services else []
    )
    used = used_of({row.identity for row in rows})
    found: dict[tuple[UUID, str], list[rules.Held]] = {}
    for row in rows:
        found.setdefault((row.client_id, row.service), []).append(_held(row, used.get(row.identity, 0)))
    return found


def used_by(note: UUID) -> dict[UUID, int]:
    """Hundredths of a unit that one note used, by authorization; what it gave back is not among them."""
    sums = UnitUse.objects.filter(note=note).values("authorization").annotate(total=Sum("units_hundredths"))
    return {row["authorization"]: row["total"] for row in sums if row["total"]}


def using_among(notes: Collection[UUID]) -> set[UUID]:
    """Those of these notes that use units of an authorization and have not given them back."""
    if not notes:
        return set()
    sums = UnitUse.objects.filter(note__in=list(notes)).values("note", "authorization")
    return set(sums.annotate(total=Sum("units_hundredths")).filter(total__gt=0).values_list("note", flat=True))


def on_file(identities: Collection[UUID]) -> set[UUID]:
    """Those of these authorizations that are on file, and not struck."""
    rows: list[Authorization] = Authorization.objects.standing(identity=list(identities))
    return {row.identity for row in rows}


def uses_of(identity: UUID) -> list[Use]:
    """Every use of an authorization, the newest first."""
    rows = UnitUse.objects.filter(authorization=identity).order_by("-recorded_at", "pk")
    return [Use(row.note_id, rules.spelled(row.units_hundredths), row.recorded_at, _steps(row)) for row in rows]


def _steps(row: UnitUse) -> tuple[Step, ...]:
    listed: list[dict[str, Any]] = json.loads(row.steps)
    return tuple(step_from(each) for each in listed)


def versions_of(identity: UUID) -> list[Version]:
    """Every version of an authorization that was on file, the newest first."""
    rows = list(Authorization.objects.filter(identity=identity).order_by("-recorded_at", "pk"))
    contents = ledger.contents_of([row.entry_id for row in rows])
    return [
        Version(row, rules.spelled(row.units_hundredths), _recorder(contents.get(row.entry_id, {}))) for row in rows
    ]


def _recorder(content: dict[str, Any]) -> str:
    return str(content.get("signing", {}).get("by", {}).get("name", ""))

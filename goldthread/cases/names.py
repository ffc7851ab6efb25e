"""What clients are called, and as of which day somebody may know it: of who left, what was so when they left."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models.fields import UUIDField

from goldthread.cases import access
from goldthread.cases.models import Case, Client, ClientDetail, Membership, Merge
from goldthread.lib import clock
from goldthread.lib.statements import with_ids
from goldthread.people.models import Staff
from goldthread.policies import queries as policies

_IDENTITY = UUIDField()
_CROWD = 500


def detail_of(client_id: UUID, *, on: date | None = None, known_at: datetime | None = None) -> ClientDetail:
    """Name, birth date and the rest that held on a day (the agency's today), as the record stands or stood at a moment."""
    standing: list[ClientDetail]
    if known_at:
        standing = list(ClientDetail.objects.filter(client=client_id).known_at(known_at))
    else:
        standing = ClientDetail.objects.standing(client=client_id)
    if not standing:
        raise ClientDetail.DoesNotExist(f"no details of client {client_id}")
    return _of_day(standing, on or policies.today())


def _of_day(standing: Sequence[ClientDetail], day: date) -> ClientDetail:
    """Of the versions that stand the one that held on a day; before the first one that one."""
    begun = [row for row in standing if row.true_from_on <= day and (row.true_to_on is None or row.true_to_on >= day)]
    return max(begun, key=lambda row: row.true_from_on) if begun else min(standing, key=lambda row: row.true_from_on)


def names_of(client_ids: Iterable[UUID]) -> dict[UUID, str]:
    """The name of each client today, where the agency is."""
    wanted = set(client_ids)
    details = ClientDetail.objects.standing(policies.today(), client=wanted) if wanted else []
    return {detail.client_id: detail.name for detail in details}


def same_person(client_id: UUID, known_at: datetime | None = None) -> set[UUID]:
    """The client and every record that a merge says is the same person, or said so at a moment."""
    into = _merges(known_at, merged=client_id)
    kept = into[0].kept_id if into else client_id
    return {kept, *(merge.merged_id for merge in _merges(known_at, kept=kept))}


def _merges(known_at: datetime | None, **of: UUID) -> list[Merge]:
    standing: list[Merge] = Merge.objects.standing(None, known_at=known_at, **of)
    return [merge for merge in standing if merge.true_to_on is None]


def same_persons(client_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """The same of each of many clients, by two statements."""
    wanted = set(client_ids)
    into = {merge.merged_id: merge.kept_id for merge in Merge.objects.standing(merged=wanted) if not merge.true_to_on}
    stars = {kept: {kept} for kept in wanted - into.keys() | set(into.values())}
    for merge in Merge.objects.standing(kept=list(stars)):
        if not merge.true_to_on:
            stars[merge.kept_id].add(merge.merged_id)
    return {pk: frozenset(stars[into.get(pk, pk)]) for pk in wanted}


def left_on(actor: Staff, client_ids: Iterable[UUID]) -> date | None:
    """The last day on which somebody whom `actor` still sees was a client of theirs; None of whom they serve today."""
    wanted = set(client_ids)
    ends = [belonging.true_to_on for belonging in Membership.objects.standing(client=wanted)]
    if not any(ends) or Client.objects.served_by(actor).filter(pk__in=wanted).exists():
        return None
    cases = Case.objects.visible_to(actor).values("pk")
    ended = Membership.objects.current().filter(client__in=wanted, case__in=cases)
    return max((end for end in ended.values_list("true_to_on", flat=True) if end), default=None)


def end_of(day: date, zone: str) -> datetime:
    """The last moment of a day where somebody is."""
    return datetime.combine(day, time.max, ZoneInfo(zone))


@dataclass(frozen=True)
class Known:
    """As what somebody knows a client: today and by all that is known; of who left, as it was known on the last day.

    `same` are the client's record, the first, and those that are known to be the same person; `left` is that last day, and
    `known_at` its end, both None of whom they serve.
    """

    same: list[UUID]
    day: date
    left: date | None = None
    known_at: datetime | None = None


def known_of(actor: Staff, client_id: UUID) -> Known:
    """As what `actor` knows a client whom they see.

    Of who left, a merge that came afterwards joins nothing for them, nor does one that was taken back since.
    """
    same = same_person(client_id)
    left = left_on(actor, same)
    known_at = end_of(left, actor.zone) if left else None
    if known_at:
        same &= same_person(client_id, known_at)
    return Known([client_id, *sorted(same - {client_id})], left or clock.today(actor.zone), left, known_at)


def last_days(actor: Staff, client_ids: Collection[UUID]) -> dict[UUID, date]:
    """Of those of these clients who left the cases that `actor` sees, the last day there; nobody of whom they serve today."""
    wanted = set(client_ids)
    served = access.clients_served(actor) if _may_have_left(wanted) else access.ALL
    if served is access.ALL:
        return {}
    left = wanted - {client.pk for client in with_ids(Client, wanted, served)}
    if not left:
        return {}
    held = Case.objects.visible_to(actor).values("pk")
    ended = Membership.objects.current().filter(client__in=left, case__in=held, true_to_on__isnull=False)
    days: dict[UUID, date] = dict(ended.order_by("true_to_on").values_list("client", "true_to_on"))
    # Of a record that is seen only because it is the same person, what holds is when that person left.
    same = {pk: left_on(actor, same_person(pk)) for pk in left - days.keys()}
    return days | {pk: day for pk, day in same.items() if day}


def _may_have_left(clients: Collection[UUID]) -> bool:
    """Whether any of these ever left a case, or is one of several records; of a crowd it is supposed.

    Of most pages nobody did, and this costs less to know than whom somebody serves.
    """
    if not 0 < len(clients) < _CROWD:
        return bool(clients)
    some = ", ".join(["%s"] * len(clients))
    statement = f"""
        SELECT 1 FROM cases_membership WHERE true_to_on IS NOT NULL AND client_id IN ({some})
        UNION ALL SELECT 1 FROM cases_merge WHERE kept_id IN ({some}) OR merged_id IN ({some})
        LIMIT 1
    """
    ready = [_IDENTITY.get_db_prep_value(pk, connection) for pk in clients]
    with connection.cursor() as cursor:
        cursor.execute(statement, ready * 3)
        return cursor.fetchone() is not None


def versions_then(days: Mapping[UUID, date], zone: str) -> dict[UUID, list[ClientDetail]]:
    """What was on file of each of these clients when a day ended; of whom nothing was yet, what came on file first."""
    if not days:
        return {}
    rows: dict[UUID, list[ClientDetail]] = {}
    ever = ClientDetail.objects.filter(client__in=days).select_related("client").order_by("recorded_at", "pk")
    for row in ever:
        rows.setdefault(row.client_id, []).append(row)
    return {pk: _on_file(held, end_of(days[pk], zone)) for pk, held in rows.items()}


def _on_file(rows: Sequence[ClientDetail], moment: datetime) -> list[ClientDetail]:
    """Of all versions, the first recorded first, those that stood at a moment."""
    recorded = [row for row in rows if row.recorded_at <= moment] or [
        row for row in rows if row.recorded_at == rows[0].recorded_at
    ]
    replaced = {row.replaces_id for row in recorded}
    return [row for row in recorded if row.pk not in replaced]


def details_then(days: Mapping[UUID, date], zone: str) -> dict[UUID, ClientDetail]:
    """The details of each of these clients on a day, as they were on file when it ended."""
    return {pk: _of_day(rows, days[pk]) for pk, rows in versions_then(days, zone).items()}


def details_for(actor: Staff, client_ids: Collection[UUID], on: date | None = None) -> dict[UUID, ClientDetail]:
    """The details of clients, as `actor` may know them, today or on a day; of who left, as on file on the last day there."""
    days = last_days(actor, client_ids)
    then = {pk: _of_day(rows, min(on or days[pk], days[pk])) for pk, rows in versions_then(days, actor.zone).items()}
    today = on or clock.today(actor.zone)
    return {pk: then.get(pk) or detail_of(pk, on=today) for pk in client_ids}


def detail_for(actor: Staff, client_id: UUID) -> ClientDetail:
    """The same of one client, as `actor` is shown them."""
    return details_for(actor, [client_id])[client_id]


def shown_of(actor: Staff, client_id: UUID) -> tuple[date, ClientDetail]:
    """The day as of which `actor` is shown a client, and the details that they are shown: both ask whether the client left."""
    left = last_days(actor, [client_id]).get(client_id)
    day = left or clock.today(actor.zone)
    then = details_then({client_id: left}, actor.zone) if left else {}
    return day, then.get(client_id) or detail_of(client_id, on=day)


def detail_known(known: Known, zone: str) -> ClientDetail:
    """The same, where it was asked before as what somebody knows a client."""
    if known.left is None:
        return detail_of(known.same[0], on=known.day)
    return details_then({known.same[0]: known.left}, zone)[known.same[0]]


def names_for(actor: Staff, client_ids: Iterable[UUID]) -> dict[UUID, str]:
    """What these clients are called, as `actor` may know it: a name that came after somebody left is not for those they left."""
    wanted = set(client_ids)
    then = details_then(last_days(actor, wanted), actor.zone)
    return names_of(wanted) | {pk: detail.name for pk, detail in then.items()}

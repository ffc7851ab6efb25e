"""What the client list and the case page show, read in a few statements however long the list is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from goldthread.cases import finding, queries, rules
from goldthread.cases.models import Case, Client, ClientDetail, Episode, Membership
from goldthread.lib import clock
from goldthread.people.models import Staff

CASES_A_PAGE = 50
FOUND_AT_MOST = 50
# Nobody of whom another day than today is shown.
_OF_TODAY: Mapping[UUID, ClientDetail] = MappingProxyType({})


@dataclass(frozen=True)
class Row:
    """A client as a line of a list."""

    client: Client
    detail: ClientDetail
    age: int | None
    found_by_former_name: bool = False
    found_by: str = ""


@dataclass(frozen=True)
class Family:
    """A case and those of its clients who are listed; a client who is in no case stands alone."""

    case: Case | None
    is_open: bool
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Listing:
    """One page of families."""

    families: tuple[Family, ...]
    page: Page[Case]


@dataclass(frozen=True)
class Found:
    """Clients of whom a name begins as typed, or that of their case or of somebody around them, by case."""

    families: tuple[Family, ...]
    count: int
    is_cut: bool


def listing(actor: Staff, number: str | int) -> Listing:
    """A page of the cases that somebody sees, open ones first, with their clients."""
    standing = Episode.objects.current().filter(case=OuterRef("pk"), true_to_on__isnull=True)
    cases = (
        Case.objects.visible_to(actor)
        .named()
        .annotate(is_open=Exists(standing))
        .order_by("-is_open", Lower("name"), "pk")
    )
    page = Paginator(cases, CASES_A_PAGE).get_page(number)
    today = clock.today(actor.zone)
    members = _members(Q(case__in=[case.pk for case in page]), today)
    rows = _rows({client for clients in members.values() for client in clients}, today)
    return Listing(tuple(_family(case, members[case.pk], rows) for case in page), page)


def found(actor: Staff, words: str) -> Found:
    """Visible clients whose name or number, case, or people around them begin as typed, under the cases of the asker."""
    today, sought = clock.today(actor.zone), rules.sought(words)
    details = queries.find(actor, words).values_list("client", flat=True)
    by_name = dict.fromkeys(details[: FOUND_AT_MOST + 1], "")
    numbered = Client.objects.visible_to(actor).filter(number__iexact=words.strip())
    by_name |= dict.fromkeys(numbered.values_list("pk", flat=True), "")
    called = finding.cases_called(actor, sought)
    in_case = dict.fromkeys(
        (client for clients in _members(Q(case__in=called), today).values() for client in clients), ""
    )
    # What a client is called weighs most, then the case, then who is around them, then with whom they are placed.
    why = finding.through_placements(actor, sought) | finding.through_people(actor, sought, today) | in_case | by_name
    chosen = dict(list({**by_name, **in_case, **why}.items())[:FOUND_AT_MOST])
    gone = queries.details_then(queries.last_days(actor, chosen), actor.zone)
    rows = {
        pk: replace(row, found_by=why[pk], found_by_former_name=row.found_by_former_name and pk in by_name)
        for pk, row in _rows(set(chosen), today, gone, sought=sought).items()
    }
    families = _families_of(actor, rows, called, today)
    return Found(tuple(families), len(rows), len(why) > FOUND_AT_MOST)


def _families_of(actor: Staff, rows: dict[UUID, Row], called: Sequence[UUID], today: date) -> list[Family]:
    """The cases of these clients, and those called so that have none, open ones first; who is in none stands alone."""
    standing = Episode.objects.current().filter(case=OuterRef("pk"), true_to_on__isnull=True)
    members = _members(Q(client__in=rows), today)
    shown = {*members, *called[:FOUND_AT_MOST]}
    cases = Case.objects.visible_to(actor).named().filter(pk__in=shown).annotate(is_open=Exists(standing))
    families = [
        _family(case, [client for client in members[case.pk] if client in rows], rows)
        for case in cases.order_by("-is_open", Lower("name"), "pk")
    ]
    listed = {row.client.pk for family in families for row in family.rows}
    alone = tuple(row for pk, row in rows.items() if pk not in listed)
    return [*families, *([Family(None, True, alone)] if alone else [])]


def details_of(
    client_ids: Iterable[UUID], today: date, gone: Mapping[UUID, ClientDetail] = _OF_TODAY
) -> dict[UUID, ClientDetail]:
    """What holds of each client today; of who is among those `gone`, what held then; of one who is only to come, the first known."""
    wanted = set(client_ids)
    chosen: dict[UUID, ClientDetail] = {pk: gone[pk] for pk in wanted & gone.keys()}
    versions = ClientDetail.objects.current().filter(client__in=wanted - chosen.keys()).select_related("client")
    for detail in versions.order_by("true_from_on"):
        ended = detail.true_to_on is not None and detail.true_to_on < today
        if detail.client_id not in chosen or (detail.true_from_on <= today and not ended):
            chosen[detail.client_id] = detail
    return chosen


def alike(actor: Staff, name: str, born_on: date | None) -> list[Row]:
    """Visible clients who bear the same name, now or formerly, unless both birth dates are known and differ."""
    folded = rules.folded(name)
    if not folded:
        return []
    bearing = ClientDetail.objects.current().filter(
        client__in=Client.objects.visible_to(actor), folded_name__startswith=folded
    )
    called = {detail.client_id for detail in bearing if rules.folded(detail.name) == folded}
    days = queries.last_days(actor, called)
    then = queries.versions_then(days, actor.zone)
    known = {
        pk
        for pk, rows in then.items()
        if any(rules.folded(row.name) == folded for row in rows if row.true_from_on <= days[pk])
    }
    ids = (called - days.keys()) | known
    rows = _rows(ids, clock.today(actor.zone), queries.details_then(days, actor.zone)).values()
    return [row for row in rows if not (born_on and row.detail.born_on) or born_on == row.detail.born_on]


def _rows(
    client_ids: set[UUID], today: date, gone: Mapping[UUID, ClientDetail] = _OF_TODAY, sought: Sequence[str] = ()
) -> dict[UUID, Row]:
    """Lines of today, or of who is among those `gone`, of then."""
    details = sorted(details_of(client_ids, today, gone).values(), key=lambda detail: detail.folded_name)
    return {
        detail.client_id: Row(
            detail.client,
            detail,
            rules.age_on(detail.born_on, today),
            not all(word in detail.folded_name for word in sought) and bool(sought),
        )
        for detail in details
    }


def _members(which: Q, today: date) -> dict[UUID, list[UUID]]:
    """The clients of cases who have not left them."""
    staying = Membership.objects.current().filter(Q(true_to_on__isnull=True) | Q(true_to_on__gte=today))
    members: dict[UUID, list[UUID]] = defaultdict(list)
    for case, client in staying.filter(which).values_list("case", "client").distinct():
        members[case].append(client)
    return members


def _family(case: Case, clients: Sequence[UUID], rows: dict[UUID, Row]) -> Family:
    wanted = set(clients)
    # In the order of `rows`, which is by name.
    return Family(case, bool(case.is_open), tuple(row for pk, row in rows.items() if pk in wanted))  # type: ignore[attr-defined]

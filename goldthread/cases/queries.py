"""Reads across the tables of cases: names, people around a client, care team, and who is the same person."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.db.models import Q, QuerySet

from goldthread.cases import access, rules
from goldthread.cases.admissions import admitted_on as admitted_on
from goldthread.cases.around import Around as Around
from goldthread.cases.around import people_around, people_for, people_known, signers_around
from goldthread.cases.belonging import cases_under, details_of, terms_among, terms_of
from goldthread.cases.clocks import take_first_contact_from as take_first_contact_from
from goldthread.cases.models import (
    CareTeamMember,
    Case,
    Client,
    ClientDetail,
    Episode,
    Membership,
    Referral,
    Relationship,
    SafetyAlert,
)
from goldthread.cases.names import Known as Known
from goldthread.cases.names import (
    detail_for,
    detail_known,
    detail_of,
    details_for,
    details_then,
    last_days,
    left_on,
    names_for,
    names_of,
    shown_of,
    versions_then,
)
from goldthread.cases.names import end_of as end_of
from goldthread.cases.names import known_of as known_of
from goldthread.cases.names import same_person as same_person
from goldthread.cases.names import same_persons as same_persons
from goldthread.cases.placed import Stay as Stay
from goldthread.cases.placed import addresses_known, placements_on, stays_of
from goldthread.cases.placed import changes as changes_of_placement
from goldthread.cases.signing import signature_choices, signature_page
from goldthread.lib import clock
from goldthread.lib.statements import with_ids
from goldthread.people.models import Staff

__all__ = ["addresses_known", "cases_under", "changes_of_placement", "detail_for", "detail_known", "detail_of", "details_for", "details_of", "details_then", "last_days",
           "left_on", "names_for", "names_of", "people_around", "people_for", "people_known", "placements_on", "same_person", "same_persons", "shown_of", "signature_choices",
           "signature_page", "signers_around", "stays_of", "terms_among", "terms_of", "versions_then"]  # fmt: skip

_IDENTITY, _DAY = models.UUIDField(), models.DateField()
# That a row is true on a day (twice), stands, and was not entered in error.
_STANDING = (
    "{row}.true_from_on <= %s AND ({row}.true_to_on IS NULL OR {row}.true_to_on >= %s) AND {row}.in_error = ''"
    " AND NOT EXISTS (SELECT 1 FROM {table} later WHERE later.replaces_id = {row}.id)"
)


def seen_by(actor: Staff, client: str, case: str) -> Q:
    """What narrows rows of another room to those that `actor` may see, by the columns of their client and case.

    Everything about a client whom they serve; of one who left, what was written under a case that they may open.
    """
    return access.narrowing(access.clients_served(actor), client) | access.narrowing(access.cases_seen(actor), case)


def in_sight_of(actor: Staff, client: str, case: str) -> tuple[str, tuple[Any, ...]]:
    """The same as a condition in SQL with its values."""
    served, cases = access.clients_served(actor), access.cases_seen(actor)
    if served is access.ALL or cases is access.ALL:
        return "1 = 1", ()
    return f"({client} IN ({served[0]}) OR {case} IN ({cases[0]}))", (*served[1], *cases[1])


def clients_in_sight(actor: Staff, wanted: Collection[UUID]) -> list[Client]:
    """Those of these clients whom `actor` may see, as Client.objects.visible_to has them."""
    return with_ids(Client, wanted, access.clients_seen(actor))


def cases_in_sight(actor: Staff, wanted: Collection[UUID]) -> list[Case]:
    """Those of these cases that `actor` may open, as Case.objects.visible_to has them."""
    return with_ids(Case, wanted, access.cases_seen(actor))


@dataclass(frozen=True)
class Sight:
    """Whom somebody sees who does not see all: today's clients, also those who left, and the cases that they may open."""

    served: frozenset[UUID]
    clients: frozenset[UUID]
    cases: frozenset[UUID]


def sight_of(actor: Staff) -> Sight | None:
    """Whom `actor` sees, by identity, for where it stands in an index; None for who sees all."""
    found = (access.clients_served(actor), access.clients_seen(actor), access.cases_seen(actor))
    held = [_identities(each) for each in found if each is not access.ALL]
    return Sight(*held) if len(held) == len(found) else None


def served_by(actor: Staff) -> frozenset[UUID]:
    """Today's clients of the cases that `actor` or somebody below them holds, whatever more their roles let them see."""
    return _identities(access.caseload(actor))


def _identities(statement: tuple[str, tuple[Any, ...]]) -> frozenset[UUID]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return frozenset(_IDENTITY.to_python(pk) for (pk,) in cursor.fetchall())


def caseload_of(actor: Staff) -> tuple[str, tuple[Any, ...]]:
    """A SELECT of the clients whom `actor` or somebody below them serves today, with its values."""
    return access.caseload(actor)


def names_in_caseload(actor: Staff, on: date) -> dict[UUID, tuple[str, ...]]:
    """Every name, on a day, of the clients whom `actor` or somebody below them serves today, by one statement."""
    served, values = access.caseload(actor)
    day = _DAY.get_db_prep_value(on, connection)
    begun = "detail.true_from_on <= %s AND (detail.true_to_on IS NULL OR detail.true_to_on >= %s)"
    statement = f"""
        SELECT detail.client_id, detail.name, detail.preferred_name FROM cases_clientdetail detail
        WHERE detail.client_id IN ({served}) AND {begun}
        AND NOT EXISTS (SELECT 1 FROM cases_clientdetail later WHERE later.replaces_id = detail.id)
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, day, day])
        found = cursor.fetchall()
    return {_IDENTITY.to_python(pk): tuple(filter(None, names)) for pk, *names in found}


def find(actor: Staff, words: str) -> QuerySet[ClientDetail]:
    """Details of visible clients of whom some name, also a former one, has words that begin so; by name.

    They are those of today; of who left, those of the last day, and no name that came later finds them.
    """
    sought, served = rules.sought(words), access.narrowing(access.clients_served(actor), "client")
    matching = ClientDetail.objects.current().filter(served)
    for word in sought:
        matching = matching.filter(folded_name__contains=word)
    today = ClientDetail.objects.current().true_on(clock.today(actor.zone))
    here = today.filter(client__in=matching.values("client"))
    gone = _details_of_who_left(actor, sought)
    return ClientDetail.objects.filter(Q(pk__in=here.values("pk")) | Q(pk__in=gone)).order_by("folded_name", "pk")


def _details_of_who_left(actor: Staff, sought: Sequence[str]) -> list[UUID]:
    sight = sight_of(actor)
    days = last_days(actor, sight.clients - sight.served) if sight else {}
    called = {
        pk: days[pk]
        for pk, rows in versions_then(days, actor.zone).items()
        if any(all(word in row.folded_name for word in sought) for row in rows if row.true_from_on <= days[pk])
    }
    return [detail.pk for detail in details_then(called, actor.zone).values()]


def clients_of(case: Case, on: date) -> list[UUID]:
    """The clients who belonged to a case on a day."""
    return [belonging.client_id for belonging in Membership.objects.standing(on, case=case.pk)]


def cases_of(*client_ids: UUID, on: date | None = None) -> list[Case]:
    """Every case that one of these clients belongs or belonged to, or belonged to on a day, newest first."""
    cases = {belonging.case_id for belonging in Membership.objects.standing(on, client=client_ids)}
    return sorted(with_ids(Case, cases), key=lambda case: case.recorded_at, reverse=True)


def case_of(client_id: UUID, on: date | None = None) -> Case | None:
    """The case under which a note about a client is written: the newest that they belonged to on its day, or ever."""
    then = cases_of(client_id, on=on) if on else []
    return next(iter(then or cases_of(client_id)), None)


def case_on(actor: Staff, client_id: UUID, day: date) -> Case | None:
    """The case under which `actor` writes about a day: one in sight that held the client then, else the newest in sight."""
    return cases_on(actor, {(client_id, day)}).get((client_id, day))


def cases_on(actor: Staff, wanted: Collection[tuple[UUID, date]]) -> dict[tuple[UUID, date], Case]:
    """The same for each of many clients on a day, by two statements; without those who have no case in sight.

    Of whom no such case held on the day, those of records that are the same person are looked at too: whom a client left
    would else be shown what is written where they went.
    """
    found, held = _cases_on(actor, {pair: {pair[0]} for pair in wanted})
    away = {pair for pair in wanted if pair not in held}
    same = same_persons({client for client, _day in away}) if away else {}
    persons = {pair: same[pair[0]] for pair in away if len(same[pair[0]]) > 1}
    return found | (_cases_on(actor, persons)[0] if persons else {})


def _cases_on(
    actor: Staff, wanted: Mapping[tuple[UUID, date], Collection[UUID]]
) -> tuple[dict[tuple[UUID, date], Case], set[tuple[UUID, date]]]:
    """By client and day the case among those of these records, and of which clients and days it held one on that day."""
    belongings = Membership.objects.standing(client={pk for records in wanted.values() for pk in records})
    in_sight = {case.pk: case for case in cases_in_sight(actor, {each.case_id for each in belongings})}
    found: dict[tuple[UUID, date], Case] = {}
    held = set()
    for (client, day), records in wanted.items():
        own = [each for each in belongings if each.client_id in records and each.case_id in in_sight]
        then = {each.case_id for each in own if rules.held_on(each.true_from_on, each.true_to_on, day)}
        cases = [in_sight[each.case_id] for each in own]
        if cases:
            found[client, day] = max(cases, key=lambda case: (case.pk in then, case.recorded_at))
        if then:
            held.add((client, day))
    return found, held


def may_open(pairs: Collection[tuple[Staff, UUID]]) -> set[tuple[UUID, UUID]]:
    """Of these workers and cases, by identity, those where the worker may open the case today.

    One statement where all of them are on the care team; one more for each worker who sees a case by another way.
    """
    working = {(worker.pk, case): worker for worker, case in pairs if worker.is_active}
    teams = CareTeamMember.objects.standing(staff={pk for pk, _ in working}, case={case for _, case in working})
    found = set()
    for row in teams:
        worker = working.get((row.staff_id, row.case_id))
        today = clock.today(worker.zone) if worker else None
        if today and row.true_from_on <= today and (row.true_to_on is None or row.true_to_on > today):
            found.add((row.staff_id, row.case_id))
    others = {pair: worker for pair, worker in working.items() if pair not in found}
    for worker in {each.pk: each for each in others.values()}.values():
        asked = [case for staff, case in others if staff == worker.pk]
        found |= {(worker.pk, case.pk) for case in cases_in_sight(worker, asked)}
    return found


def cases_then(actor: Staff, client_ids: Collection[UUID], on: date, known_at: datetime | None) -> list[Case]:
    """The cases to which these clients belonged on a day, as known at a moment, of those that `actor` may open now."""
    held = {each.case_id for each in Membership.objects.standing(on, known_at=known_at, client=list(client_ids))}
    return sorted(cases_in_sight(actor, held), key=lambda case: case.recorded_at, reverse=True)


def cases_seen_by(actor: Staff, *client_ids: UUID) -> list[Case]:
    """The cases of these clients that `actor` may open, newest first; of merged records there may be others."""
    held = {belonging.case_id for belonging in Membership.objects.standing(client=client_ids)}
    return sorted(cases_in_sight(actor, held), key=lambda case: case.recorded_at, reverse=True)


def care_team_of(case: Case, on: date, known_at: datetime | None = None) -> list[CareTeamMember]:
    """Who was on the care team on a day, as the record stands or stood at a moment."""
    team: list[CareTeamMember] = CareTeamMember.objects.standing(on, known_at=known_at, case=case.pk)
    staff = {each.pk: each for each in with_ids(Staff, {member.staff_id for member in team})}
    for member in team:
        member.staff = staff[member.staff_id]
    return sorted(team, key=lambda member: member.staff.name)


def team_ever(case: Case) -> list[CareTeamMember]:
    """Everybody who ever was on the care team, by their first day; ask only for cases that the reader sees."""
    rows: list[CareTeamMember] = CareTeamMember.objects.standing(case=case.pk)
    staff = {each.pk: each for each in with_ids(Staff, {member.staff_id for member in rows})}
    for member in rows:
        member.staff = staff[member.staff_id]
    return sorted(rows, key=lambda member: (member.true_from_on, member.staff.name))


@dataclass(frozen=True)
class Sibling:
    """Another client of the same case, or one linked from another; without a name where the asker may not see them."""

    client_id: UUID
    name: str
    link: UUID | None


def siblings_of(actor: Staff, client_ids: Iterable[UUID], on: date) -> list[Sibling]:
    """Who stands beside a client on a day: those of the same case, then those whom somebody linked; by name."""
    own = set(client_ids)
    found: dict[UUID, UUID | None] = {}
    for client, link in _beside(own, on):
        found[client] = found.get(client, link) and link
    for client in own:
        found.pop(client, None)
    names = _names_in_sight(actor, found, on) if found else {}
    made = [Sibling(client, names.get(client, ""), link) for client, link in found.items()]
    return sorted(made, key=lambda each: (each.link is not None, each.name == "", each.name))


def siblings_known(actor: Staff, known: Known) -> list[Sibling]:
    """Who stands beside a client as `actor` knows them: of who left, in the cases in sight, or linked by the last day there."""
    found = siblings_of(actor, known.same, known.day)
    if known.left is None or not found:
        return found
    seen = [case.pk for case in cases_seen_by(actor, *known.same)]
    members = {belonging.client_id for belonging in Membership.objects.standing(known.day, case=seen)}
    linked = Relationship.objects.filter(pk__in=[each.link for each in found if each.link])
    in_time = set(linked.filter(recorded_at__lte=known.known_at).values_list("pk", flat=True))
    return [each for each in found if (each.link in in_time if each.link else each.client_id in members)]


def _beside(own: set[UUID], on: date) -> list[tuple[UUID, UUID | None]]:
    """(client, the link that says so, or None in the same case); by hand, because it stands on every case file."""
    some, day = ", ".join(["%s"] * len(own)), _DAY.get_db_prep_value(on, connection)
    linked = _STANDING.format(row="link", table="cases_relationship")
    statement = f"""
        SELECT beside.client_id, NULL FROM cases_membership mine JOIN cases_membership beside ON beside.case_id = mine.case_id
        WHERE mine.client_id IN ({some}) AND {_STANDING.format(row="mine", table="cases_membership")}
        AND {_STANDING.format(row="beside", table="cases_membership")}
        UNION SELECT link.other_client_id, link.id FROM cases_relationship link
        WHERE link.client_id IN ({some}) AND link.other_client_id IS NOT NULL AND {linked}
        UNION SELECT link.client_id, link.id FROM cases_relationship link WHERE link.other_client_id IN ({some}) AND {linked}
    """
    ready = [_IDENTITY.get_db_prep_value(pk, connection) for pk in own]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*ready, *[day] * 4, *ready, *[day] * 2, *ready, *[day] * 2])
        return [(_IDENTITY.to_python(client), _IDENTITY.to_python(link)) for client, link in cursor.fetchall()]


def _names_in_sight(actor: Staff, clients: Iterable[UUID], on: date) -> dict[UUID, str]:
    """What those of these clients whom `actor` sees are called on a day."""
    in_sight = [client.pk for client in clients_in_sight(actor, list(clients))]
    details: list[ClientDetail] = ClientDetail.objects.standing(on, client=in_sight)
    return {row.client_id: row.name for row in details}


def open_episode_of(case: Case) -> Episode | None:
    """The episode that has not been closed, if there is one."""
    return Episode.objects.current().filter(case=case, true_to_on__isnull=True).first()


def closed_on(client_ids: Iterable[UUID]) -> date | None:
    """When the last case of these clients was closed; None while one of their cases is open."""
    cases = {belonging.case_id for belonging in Membership.objects.standing(client=list(client_ids))}
    ends = [episode.true_to_on for episode in Episode.objects.standing(case=cases)] if cases else []
    return None if None in ends else max(ends, default=None)


def episodes_of(case_ids: Collection[UUID], known_at: datetime | None = None) -> list[Episode]:
    """The stretches of service of these cases, the first first; ask only for cases that the reader sees."""
    standing: list[Episode] = Episode.objects.standing(known_at=known_at, case=list(case_ids))
    return sorted(standing, key=lambda each: each.true_from_on)


def referrals_of(case_ids: Collection[UUID], on: date, known_at: datetime | None = None) -> list[Referral]:
    """The referrals that had come in by a day, each as it stood then, the newest first; ask only for cases that the reader sees."""
    standing: list[Referral] = Referral.objects.standing(on, known_at=known_at, case=list(case_ids))
    return sorted(standing, key=lambda each: (each.received_on, each.recorded_at), reverse=True)


def every_alert_of(case_ids: Collection[UUID]) -> list[SafetyAlert]:
    """Every safety alert that stands in these cases, also those that are over; ask only for cases that the reader sees."""
    standing: list[SafetyAlert] = SafetyAlert.objects.standing(case=list(case_ids))
    return standing


def alerts_of(case_ids: Iterable[UUID], on: date, known_at: datetime | None = None) -> dict[UUID, list[SafetyAlert]]:
    """What to beware of in each of these cases on a day, newest first; ask only for cases that the reader sees."""
    wanted = set(case_ids)
    standing: list[SafetyAlert] = SafetyAlert.objects.standing(on, known_at=known_at, case=wanted) if wanted else []
    found: dict[UUID, list[SafetyAlert]] = {case: [] for case in wanted}
    for alert in sorted(standing, key=lambda each: (each.recorded_at, each.pk), reverse=True):
        found[alert.case_id].append(alert)
    return found


def numbers_of(client_ids: Iterable[UUID]) -> list[str]:
    """Their client numbers, in order."""
    return sorted(Client.objects.filter(pk__in=client_ids).values_list("number", flat=True))

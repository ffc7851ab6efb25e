"""Finding cases and people by name as one types: only among the cases that the asker may open.

Names are folded here and not in the database: neither SQLite nor PostgreSQL leaves off accents as people type them, and
what one may see is rarely more than some hundred names.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.cases import around, placed, rules
from goldthread.cases.models import Case, CaseDetail, Client, Person, Placement, Relationship
from goldthread.cases.names import known_of, last_days
from goldthread.people.models import Staff

OFFERED_AT_MOST = 8
FROM_LETTERS = 2


@dataclass(frozen=True)
class Known:
    """Somebody around the clients of other cases, as last recorded, and where they are known."""

    person: Person
    roles: tuple[str, ...]
    cases: tuple[str, ...]


def cases_called(actor: Staff, sought: Sequence[str]) -> list[UUID]:
    """The cases whose number or name, also a former one, begins so."""
    names: dict[UUID, list[str]] = {
        pk: [number, opened_as]
        for pk, number, opened_as in Case.objects.visible_to(actor).values_list("pk", "number", "opened_as")
    }
    for case, name in CaseDetail.objects.current().values_list("case", "name"):
        if case in names:
            names[case].append(name)
    return [case for case, called in names.items() if any(rules.is_sought(sought, each) for each in called)]


def through_people(actor: Staff, sought: Sequence[str], today: date) -> dict[UUID, str]:
    """Clients with somebody around them, today or formerly, of whom a name begins so; and who that is to them."""
    people = {
        identity: name
        for identity, name in Person.objects.current()
        .filter(case__in=Case.objects.visible_to(actor).values("pk"))
        .order_by("true_from_on")
        .values_list("identity", "name")
        if rules.is_sought(sought, name)
    }
    told: dict[UUID, list[str]] = defaultdict(list)
    # One person may be around clients of several cases, of which the asker sees only some.
    seen = Client.objects.visible_to(actor).values("pk")
    links = list(Relationship.objects.current().filter(person__in=people, client__in=seen).order_by("true_from_on"))
    days = last_days(actor, {link.client_id for link in links})
    cases = set(Case.objects.visible_to(actor).values_list("pk", flat=True)) if days else set()
    for link in around.roles_told(links, days, cases, actor.zone):
        words = {"name": people[link.person], "role": link.role_title}
        is_over = link.true_to_on is not None and link.true_to_on < today
        said = _("%(name)s was %(role)s") % words if is_over else _("%(name)s is %(role)s") % words
        if said not in told[link.client_id]:
            told[link.client_id].append(said)
    return {client: ", ".join(said) for client, said in told.items()}


def through_placements(actor: Staff, sought: Sequence[str]) -> dict[UUID, str]:
    """Clients who live or lived with somebody, or in a home, whose name begins so; and where that is."""
    seen = Client.objects.visible_to(actor).values("pk")
    placed_so = Placement.objects.current().filter(client__in=seen).exclude(with_whom="").order_by("true_from_on")
    found = {row.client_id: _told_placed(row) for row in placed_so if rules.is_sought(sought, row.with_whom)}
    for client in last_days(actor, found):
        # Of who left, only what was on file on the last day.
        del found[client]
        for stay in placed.stays_of(known_of(actor, client)):
            if rules.is_sought(sought, stay.placement.with_whom):
                found.setdefault(client, _told_placed(stay))
    return found


def _told_placed(where: Placement | placed.Stay) -> str:
    told = _("placement: %(where)s") % {"where": where.in_words}
    return f"{told} · {placed.span(where.true_from_on, where.true_to_on)}"


def known_people(actor: Staff, words: str, case: Case) -> list[Known]:
    """People of other cases that the asker may open, of whom a name begins so, and who are not in this case yet."""
    sought = rules.sought(words)
    if len(words.strip()) < FROM_LETTERS:
        return []
    here = set(Person.objects.current().filter(case=case).values_list("identity", flat=True))
    found: dict[UUID, list[Person]] = defaultdict(list)
    for person in known_rows(actor):
        if person.identity not in here and rules.is_sought(sought, person.name):
            found[person.identity].append(person)
    ordered = sorted(found.values(), key=lambda rows: rules.folded(rows[-1].name))
    return _each_once([_known(actor, rows) for rows in ordered[: 4 * OFFERED_AT_MOST]])[:OFFERED_AT_MOST]


def _each_once(offered: Sequence[Known]) -> list[Known]:
    """Of those typed again in case after case, who bear one name, organization and role are offered as one."""
    alike: dict[tuple[str, str, tuple[str, ...]], Known] = {}
    for each in offered:
        key = (rules.folded(each.person.name), rules.folded(each.person.organization), each.roles)
        former = alike.get(key)
        latest = max(filter(None, (former, each)), key=lambda known: known.person.recorded_at)
        alike[key] = Known(latest.person, each.roles, (*(former.cases if former else ()), *each.cases))
    return list(alike.values())


def known_rows(actor: Staff, identity: UUID | None = None) -> list[Person]:
    """What is on file about people, or one of them, in the cases that the asker may open, last recorded last."""
    rows = Person.objects.current().filter(
        case__in=Case.objects.visible_to(actor).values("pk"), true_to_on__isnull=True
    )
    if identity:
        rows = rows.filter(identity=identity)
    return list(rows.select_related("case").order_by("recorded_at", "pk"))


def _known(actor: Staff, rows: Sequence[Person]) -> Known:
    seen = Client.objects.visible_to(actor).values("pk")
    links = Relationship.objects.current().filter(person=rows[-1].identity, true_to_on__isnull=True, client__in=seen)
    roles = sorted({link.role_title for link in links})
    return Known(rows[-1], tuple(roles), tuple(dict.fromkeys(row.case.short_name for row in rows)))

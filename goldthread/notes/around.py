"""Whom a note may name as somebody on file on its day: the clients, the people around them, and their care team."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.cases.models import Client, PersonRole, Relationship
from goldthread.lib import clock, uuids
from goldthread.lib.refusals import Finding
from goldthread.notes import rules
from goldthread.notes.models import STAFF, OwnRole
from goldthread.people import queries as people
from goldthread.people.models import Staff

# The blocks whose rows name somebody, and where the name stands in a row.
PERSON_BLOCKS = {"participants": "name", "attempts": "name", "requests": "of"}
# Those of them whose rows choose from a list, so that the name follows who was chosen.
CHOSEN = ("attempts", "requests")


@dataclass
class Known:
    """Somebody on file: every role that holds, what tells namesakes apart, and in whose records they may stand."""

    identity: UUID
    name: str
    roles: list[str] = field(default_factory=list)
    told: str = ""
    phone: str = ""
    address: str = ""
    records: set[UUID] = field(default_factory=set)
    is_staff: bool = False


def known_on(clients: Sequence[UUID], day: date, author: Staff) -> list[Known]:
    """Everybody on file around these clients on a day: the clients, those around them, their siblings, the care team."""
    details = cases.details_for(author, clients, day)
    found = nearest_on({client: details[client].name for client in clients}, day, author)
    for client in clients:
        case = cases.case_on(author, client, day)
        if case is None:
            continue
        family = _family(client, cases.clients_of(case, day), day, author)
        names = cases.details_for(author, list(family), day)
        for other, role in family.items():
            _add(found, other, names[other].name, OwnRole.CLIENT if other in clients else role, client)
        team = [member.staff for member in cases.care_team_of(case, day) if member.staff_id != author.pk]
        held = people.first_roles(day) if team else {}
        for staff in team:
            _add(found, staff.pk, staff.name, staff_role(held, staff.pk), client).is_staff = True
    return list(found.values())


def staff_role(held: Mapping[UUID, str], staff: UUID) -> str:
    """As what one of the staff stands in a note: their own role of the day, where they held one."""
    return STAFF + held[staff] if staff in held else OwnRole.STAFF.value


def nearest_on(clients: Mapping[UUID, str], day: date, author: Staff) -> dict[UUID, Known]:
    """The clients themselves, given with their names, and the people around them as the author knows them, by identity."""
    found: dict[UUID, Known] = {}
    for client, name in clients.items():
        _add(found, client, name, OwnRole.CLIENT, client)
    for client, people_around in cases.people_for(author, clients, day).items():
        for around in people_around:
            for held in around.roles:
                known = _add(found, around.person.identity, around.person.name, held.role, client)
                known.told, known.phone = around.person.organization, around.person.phone
                known.address = around.person.address
    return found


def _add(found: dict[UUID, Known], identity: UUID, name: str, role: str, record: UUID) -> Known:
    known = found.setdefault(identity, Known(identity, name))
    known.records.add(record)
    if role not in known.roles:
        known.roles.append(str(role))
    return known


def _family(client: UUID, members: Collection[UUID], day: date, author: Staff) -> dict[UUID, str]:
    """The other clients of a case, and those on file as related, in the author's sight: what each is to this client."""
    related = {
        held.other_client_id: held.role
        for held in Relationship.objects.standing(day, client=client)
        if held.other_client_id
    }
    others = {*members, *related} - {client}
    seen = Client.objects.visible_to(author).filter(pk__in=others).values_list("pk", flat=True) if others else ()
    return {pk: related.get(pk, PersonRole.SIBLING) for pk in sorted(seen)}


@dataclass
class Company:
    """Whom a draft's rows may name, by identity: their names, role, in whose records they may stand, and where they live."""

    names: dict[UUID, list[str]] = field(default_factory=dict)
    roles: dict[UUID, str] = field(default_factory=dict)
    records: dict[UUID, set[UUID]] = field(default_factory=dict)
    addresses: set[str] = field(default_factory=set)

    def take_in(self, found: Iterable[Known]) -> None:
        """Let these be named as well."""
        for known in found:
            self.let(known.identity, known.name, known.roles[0])
            if known.address:
                self.addresses.add(known.address)
            if not known.is_staff:
                self.records.setdefault(known.identity, set()).update(known.records)

    def let(self, identity: UUID, name: str, role: str) -> None:
        """Let somebody be named like this; the first name and role are those that a row takes over."""
        self.names.setdefault(identity, []).append(name)
        self.roles.setdefault(identity, role)

    def strangers(self, typed: Mapping[str, Any]) -> list[tuple[str, int, Mapping[str, Any]]]:
        """Block, position and row of those that name an identity which is nobody of these."""
        return [
            (block, at, row)
            for block in PERSON_BLOCKS
            for at, row in enumerate(typed.get(block, []))
            if row.get("person") and uuids.or_none(row["person"]) not in self.names
        ]

    def findings(self, typed: Mapping[str, Any]) -> list[Finding]:
        """What to say of those rows."""
        return [
            rules.stranger_finding(str(row.get(PERSON_BLOCKS[block], "")), f"{block}-{at}-person")
            for block, at, row in self.strangers(typed)
        ]

    def identified(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The same words, each row with whom it names: the identity chosen, with name and role of who that is.

        Where no identity was chosen, the name is one where one person alone bears it. Who took part is ticked, so there an
        identity under another's name is let go.
        """
        rows = {block: [self._identified(row, block) for row in typed.get(block, [])] for block in PERSON_BLOCKS}
        return {**typed, **rows}

    def _identified(self, row: Mapping[str, Any], block: str) -> dict[str, Any]:
        field = PERSON_BLOCKS[block]
        chosen, name = uuids.or_none(row.get("person", "")), str(row.get(field, ""))
        names = self.names.get(chosen, []) if chosen else []
        if chosen and names and (name in names or not name or block in CHOSEN):
            role = row.get("role") or self.roles[chosen]
            return {**row, "person": str(chosen), field: name if name in names else names[0], "role": role}
        namesakes = [identity for identity, borne in self.names.items() if name in borne]
        return {**row, "person": str(namesakes[0]) if len(namesakes) == 1 else ""}

    def in_record_of(self, client: UUID, typed: Mapping[str, Any]) -> dict[str, Any]:
        """The same words without the rows that name somebody who belongs to the records of other families alone."""
        return {
            **typed,
            **{block: [row for row in typed.get(block, []) if self._may_stand(row, client)] for block in PERSON_BLOCKS},
        }

    def _may_stand(self, row: Mapping[str, Any], client: UUID) -> bool:
        identity = uuids.or_none(row.get("person", ""))
        return identity is None or client in self.records.get(identity, {client})


def company_of(
    typed: Mapping[str, Any], clients: Mapping[UUID, str], day: date, author: Staff, amended: Mapping[str, Any]
) -> Company:
    """Whom these rows may name: on file around the clients on the day or today, our staff, or who stands there already.

    What the rows name is nearly always found among the nearest; the rest is asked for only where it is not.
    """
    company = Company()
    for block, name in PERSON_BLOCKS.items():
        for row in amended.get(block, []):
            if stood := uuids.or_none(row.get("person") or ""):
                company.let(stood, str(row.get(name, "")), str(row.get("role") or ""))
    company.take_in(nearest_on(clients, day, author).values())
    if company.strangers(typed):
        company.take_in(known_on(list(clients), day, author))
    if strange := company.strangers(typed):
        company.take_in(known_on(list(clients), clock.today(author.zone), author))
        asked = {found for _block, _at, row in strange if (found := uuids.or_none(row["person"]))}
        held = people.first_roles(day)
        for staff in Staff.objects.filter(pk__in=asked):
            company.let(staff.pk, staff.name, staff_role(held, staff.pk))
    return company

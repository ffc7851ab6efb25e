"""Whom the editor lists to be named: the people around the clients and the staff, each with what tells namesakes apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from goldthread.notes.around import PERSON_BLOCKS, Known, staff_role
from goldthread.notes.models import PART_ROLES
from goldthread.people import queries as people
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Listed:
    """Somebody to choose from a list: who it is, and the name and role that a row takes over."""

    value: str
    name: str
    role: str
    label: str


@dataclass(frozen=True)
class Company:
    """Who can be named by identity: those on file around the clients, and the staff of the day."""

    known: Sequence[Known]
    nearby: Sequence[Listed]
    staff: Sequence[Listed]

    def groups_for(self, block: str, row: Mapping[str, str]) -> list[tuple[str, Sequence[Listed]]]:
        """Whom a row lists; of those who took part only whom no tick offers. Who was named before stays."""
        ticked = {str(each.identity) for each in self.known} if block == "participants" else set()
        nearby = () if block == "participants" else self.nearby
        staff = [each for each in self.staff if each.value not in ticked]
        listed = {each.value for each in (*nearby, *staff)}
        held, name = row.get("person", ""), row.get(PERSON_BLOCKS[block], "")
        before = [Listed(held, name, row.get("role", ""), name)] if held and held not in listed else []
        return [(_("Named before"), before), (_("Around the client"), nearby), (_("Staff"), staff)]


def listed(known: Sequence[Known]) -> list[Listed]:
    """These as a list offers them, by name."""
    told = labels(known, with_every_role=True)
    made = [
        Listed(str(each.identity), each.name, each.roles[0] if each.roles else "", told[each.identity])
        for each in known
    ]
    return sorted(made, key=lambda each: (each.name.casefold(), each.label, each.value))


def colleagues(author: Staff, on: date) -> list[Known]:
    """The staff who work here, without the author, in their roles of a day."""
    held = people.first_roles(on)
    return [
        Known(staff.pk, staff.name, [staff_role(held, staff.pk)], phone=staff.login, is_staff=True)
        for staff in people.active_staff()
        if staff != author
    ]


def labels(known: Sequence[Known], *, with_every_role: bool) -> dict[UUID, str]:
    """How each is told on the page; two that read the same are told by their number, whose people they are, their record."""
    names = {each.identity: each.name for each in known}
    told = {each.identity: _label(each, with_every_role) for each in known}
    whose = {each.identity: ", ".join(sorted(names.get(of, "") for of in each.records)) for each in known}
    further = (
        {each.identity: f", {each.phone}" for each in known if each.phone},
        {identity: f" ({of})" for identity, of in whose.items() if of},
        {each.identity: ", " + _("record %(end)s") % {"end": str(each.identity)[-4:]} for each in known},
    )
    for more in further:
        read = Counter(told.values())
        told = {pk: label + more.get(pk, "") if read[label] > 1 else label for pk, label in told.items()}
    return told


def _label(each: Known, with_every_role: bool) -> str:
    roles = each.roles if with_every_role or len(each.roles) == 1 else []
    return ", ".join(str(part) for part in (each.name, each.told, *(PART_ROLES.get(r, r) for r in roles)) if part)

"""The invented agency: staff, families, who is around them, and who works with whom."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from goldthread.cases import actions as cases
from goldthread.cases import queries
from goldthread.cases.actions import NewCase, NewClient, NewPerson
from goldthread.cases.models import Case, Client
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Staff

ZONE = "America/Indiana/Indianapolis"
PASSWORD = "gold-thread-demonstration"
HERE = Path(__file__).resolve().parent
NAMES: dict[str, Any] = json.loads((HERE / "people.json").read_text(encoding="utf-8"))


@dataclass
class Family:
    """A case with its clients, who works with it, and how the people around are called in its notes."""

    case: Case
    clients: list[UUID]
    names: list[str]
    manager: Staff
    therapist: Staff
    opened_on: date
    words: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment at the agency's place."""
    return datetime.combine(day, time(hour, minute), ZoneInfo(ZONE))


def hire(began_on: date) -> dict[str, Staff]:
    """Bring in the staff; case managers and therapists are supervised."""
    staff: dict[str, Staff] = {}
    with clock.set_to(at(began_on, 8)):
        for login, name, role, title, level in NAMES["staff"]:
            new = NewStaff(login, name, [role], began_on, ZONE, title, level)
            staff[login] = people.add_staff(new=new, password=PASSWORD, by=COMMAND_LINE)
        for position, login in enumerate(["juniper", "rowan", "hazel", "linden", "sorrel", "tansy"]):
            boss = staff["wren" if position % 2 == 0 else "alder"]
            people.supervise(supervisor=boss, supervisee=staff[login], from_on=began_on, by=COMMAND_LINE)
    return staff


def open_family(number: int, staff: dict[str, Staff], today: date, chance: Random) -> Family:
    """One of the forty families, opened some time in the last year."""
    surname = NAMES["families"][number]
    manager = staff[["juniper", "rowan", "hazel"][number % 3]]
    therapist = staff[["linden", "sorrel", "tansy"][number // 2 % 3]]
    opened_on = today - timedelta(days=364 - number * 3 - chance.randrange(20))
    with clock.set_to(at(opened_on, 9, chance.randrange(60))):
        case = _open(number, surname, opened_on, manager, therapist, chance)
        family = _family(case, manager, therapist, opened_on)
        _surround(family, number, surname, opened_on, chance)
    return family


def _open(number: int, surname: str, opened_on: date, manager: Staff, therapist: Staff, chance: Random) -> Case:
    is_single = number % 5 == 4
    firsts = chance.sample(NAMES["children"], 1 if is_single else 1 + number % 3)
    given = [f"{first} {surname}" for first in firsts]
    if number < len(NAMES["other_scripts"]):
        given[0] = NAMES["other_scripts"][number]
    clients = [
        NewClient(
            name, date(opened_on.year - chance.randrange(4, 17), chance.randrange(1, 13), chance.randrange(1, 28))
        )
        for name in given
    ]
    team = [(manager, "case manager"), (therapist, "therapist")]
    reason = chance.choice(
        [
            "Referred by the state after a finding of neglect.",
            "Referred for reunification services.",
            "Referred for in-home therapy after a move.",
            "Referred by probation as an alternative to placement.",
        ]
    )
    new = NewCase(surname, "single" if is_single else "family", clients, opened_on, reason, team)
    return cases.open_case(new=new, by=COMMAND_LINE)


def _family(case: Case, manager: Staff, therapist: Staff, opened_on: date) -> Family:
    clients = queries.clients_of(case, opened_on)
    names = queries.names_of(clients)
    return Family(case, clients, [names[each] for each in clients], manager, therapist, opened_on)


def _surround(family: Family, number: int, surname: str, opened_on: date, chance: Random) -> None:
    """Parents, foster parent, FCM and supervisor, school and others around each client."""
    pick = {
        "parent": (f"{NAMES['parents'][number % len(NAMES['parents'])]} {surname}", "parent"),
        "foster": (NAMES["fosters"][number % len(NAMES["fosters"])], "foster_parent"),
        "fcm": (NAMES["fcms"][number % len(NAMES["fcms"])], "fcm"),
        "fcm_supervisor": (NAMES["fcm_supervisor"], "fcm_supervisor"),
        "school": (NAMES["schools"][number % len(NAMES["schools"])], "school"),
        "other": tuple(NAMES["others"][number % len(NAMES["others"])]),
    }
    held = list(Client.objects.filter(pk__in=family.clients))
    for key, (name, role) in pick.items():
        phone = f"555-01{chance.randrange(10, 99)}"
        person = cases.add_person(
            case=family.case,
            new=NewPerson(name, phone=phone),
            roles=[(client, role) for client in held],
            from_on=opened_on,
            by=COMMAND_LINE,
        )
        family.people[key] = str(person.identity)
        family.words[key] = name
    family.words["child"] = family.names[0].split()[0]

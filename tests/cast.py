"""The cast of the tests, all invented: who they are and what they may do, made by the real actions.

Ana and Ben work with the Rivera family, Cleo is a stranger to it, Dora supervises Ana and Ben.
"""

from datetime import date

from goldthread.cases import actions as cases
from goldthread.cases.actions import NewCase, NewClient, NewPerson
from goldthread.cases.models import Case, Client, ClientDetail
from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE, Actor
from goldthread.notes import actions as notes
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, Staff
from goldthread.psychotherapy import actions as psychotherapy

PASSWORD = "correct horse battery staple"
BEGAN_ON = date(2025, 1, 6)
OPENED_ON = date(2026, 1, 12)

PEOPLE = [
    NewStaff(
        "ana", "Ana Castellanos", [Role.CASE_MANAGER], BEGAN_ON, credential_title="BSW", credential_level="bachelor"
    ),
    NewStaff("ben", "Ben Achterberg", [Role.THERAPIST], BEGAN_ON, credential_title="LCSW", credential_level="licensed"),
    NewStaff(
        "cleo", "Cleo Nakamura", [Role.CASE_MANAGER], BEGAN_ON, credential_title="BSW", credential_level="bachelor"
    ),
    NewStaff(
        "dora", "Dora Fitzwilliam", [Role.SUPERVISOR], BEGAN_ON, credential_title="LCSW", credential_level="licensed"
    ),
    NewStaff("ed", "Ed Sundqvist", [Role.BILLER], BEGAN_ON),
    NewStaff("fay", "Fay Oyelaran", [Role.QUALITY_REVIEWER], BEGAN_ON),
    NewStaff("gus", "Gus Petrakis", [Role.RECORDS_OFFICER], BEGAN_ON),
    NewStaff("hana", "Hana Kovářová", [Role.ADMINISTRATOR], BEGAN_ON),
]


def assemble() -> None:
    """Introduce the agency's keys and bring everybody in."""
    ledger.introduce_keys(by=COMMAND_LINE)
    psychotherapy.make_key()
    for new in PEOPLE:
        people.add_staff(new=new, password=PASSWORD, by=COMMAND_LINE)
    for supervisee in ("ana", "ben"):
        people.supervise(supervisor=named("dora"), supervisee=named(supervisee), from_on=BEGAN_ON, by=COMMAND_LINE)
    notes.load_shipped(by=COMMAND_LINE)
    _open_families()
    ledger.sequence(sweep=True)


def _open_families() -> None:
    rivera = _open(
        "Rivera",
        ("ana", "ben"),
        NewClient("Mateo Rivera", date(2014, 5, 3)),
        NewClient("Lucía Rivera", date(2016, 9, 21)),
    )
    _open("Okafor", ("cleo",), NewClient("Ngozi Okafor", date(2012, 1, 30)))
    children = [client_named("Mateo Rivera"), client_named("Lucía Rivera")]
    for name, role in (("Rosa Rivera", "parent"), ("Pat Lindqvist", "fcm"), ("Joan Abernathy", "foster_parent")):
        cases.add_person(
            case=rivera,
            new=NewPerson(name),
            roles=[(child, role) for child in children],
            from_on=OPENED_ON,
            by=COMMAND_LINE,
        )


def _open(name: str, team: tuple[str, ...], *clients: NewClient) -> Case:
    held = [(named(login), "case manager") for login in team]
    new = NewCase(name, "family", clients, OPENED_ON, "Referred by the state.", held)
    return cases.open_case(new=new, by=COMMAND_LINE)


def case_named(name: str) -> Case:
    """A case, by its name."""
    return Case.objects.named().get(name=name)


def client_named(name: str) -> Client:
    """A client, by the name on file."""
    return Client.objects.get(details__in=ClientDetail.objects.current().filter(name=name))


def named(login: str) -> Staff:
    """Somebody of the cast, by log-in name."""
    return Staff.objects.get(login=login)


def acting(login: str) -> Actor:
    """Somebody of the cast, acting in a session of their own."""
    staff = named(login)
    return Actor(staff_id=staff.pk, name=staff.name, session="s", address="127.0.0.1")

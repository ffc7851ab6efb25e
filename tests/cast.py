"""The cast of the tests, all invented: who they are and what they may do, made by the real actions.

Ana and Ben work with the Rivera family, Cleo is a stranger to it, Dora supervises Ana and Ben.
"""

from datetime import date

from goldthread.ledger import actions as ledger
from goldthread.lib.actor import COMMAND_LINE
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Role, Staff

PASSWORD = "correct horse battery staple"
BEGAN_ON = date(2025, 1, 6)

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
    for new in PEOPLE:
        people.add_staff(new=new, password=PASSWORD, by=COMMAND_LINE)
    for supervisee in ("ana", "ben"):
        people.supervise(supervisor=named("dora"), supervisee=named(supervisee), from_on=BEGAN_ON, by=COMMAND_LINE)
    ledger.sequence(sweep=True)


def named(login: str) -> Staff:
    """Somebody of the cast, by log-in name."""
    return Staff.objects.get(login=login)

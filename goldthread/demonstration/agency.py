"""The invented agency: its staff, who supervises whom, and the names that its families go by."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

from goldthread.demonstration.calendar import ZONE, at
from goldthread.lib import clock
from goldthread.lib.actor import COMMAND_LINE
from goldthread.people import actions as people
from goldthread.people.actions import NewStaff
from goldthread.people.models import Staff
from goldthread.policies import actions as policies

__all__ = ["HERE", "NAMES", "PASSWORD", "SUPERVISED_BY", "ZONE", "hire"]

PASSWORD = "gold-thread-demonstration"
HERE = Path(__file__).resolve().parent
NAMES: dict[str, Any] = json.loads((HERE / "people.json").read_text(encoding="utf-8"))
SUPERVISED_BY = {
    "juniper": "wren", "hazel": "wren", "sorrel": "wren", "rowan": "alder", "linden": "alder", "tansy": "alder",
    "mallow": "wren",
}  # fmt: skip


def hire(began_on: date) -> dict[str, Staff]:
    """Name the agency and bring in the staff; case managers and therapists are supervised.

    Who leaves before the loading (`departed`) gets no password: theirs is no log-in that anybody is told of.
    """
    staff: dict[str, Staff] = {}
    with clock.set_to(at(began_on, time(8))):
        policies.name_agency(**NAMES["agency"], state="", zone=ZONE, by=COMMAND_LINE)
        for group, password in (("staff", PASSWORD), ("former_staff", None)):
            for login, name, role, title, level in NAMES[group]:
                new = NewStaff(login, name, [role], began_on, ZONE, title, level)
                staff[login] = people.add_staff(new=new, password=password, by=COMMAND_LINE)
        for login, boss in SUPERVISED_BY.items():
            people.supervise(supervisor=staff[boss], supervisee=staff[login], from_on=began_on, by=COMMAND_LINE)
    return staff

"""One of two hands at the same record: python -m tests.hand ACT DAY [holds], on the database of the environment; for tests on PostgreSQL.

DAY is the day of service. It says "ready" once it has read what it acts on, and what came of its act; with `holds` it ends its transaction only once it is
told to by a line.
"""

import os
import sys
from collections.abc import Callable
from datetime import date

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "goldthread.settings"
django.setup()

from django.db import transaction  # noqa: E402

from goldthread.authorizations import actions as authorizations  # noqa: E402
from goldthread.authorizations.actions import NewAuthorization  # noqa: E402
from goldthread.authorizations.models import Authorization  # noqa: E402
from goldthread.lib.refusals import Refused  # noqa: E402
from goldthread.needs import actions as needs  # noqa: E402
from goldthread.needs.actions import NewScore  # noqa: E402
from goldthread.notes import actions as notes  # noqa: E402
from goldthread.notes.actions import Signature  # noqa: E402
from goldthread.notes.tests.resting import SERVICE  # noqa: E402
from goldthread.notes.tests.writing import begun, filled, read  # noqa: E402
from tests.cast import PASSWORD, acting, assemble, client_named  # noqa: E402

Act = Callable[[], object]
OTHER_SERVICE = "Psychosocial rehabilitation"


def bring_in(day: date) -> Act:
    """The cast, with days that are authorized for Mateo from a day on."""

    def act() -> None:
        assemble()
        new = NewAuthorization("Medicaid", SERVICE, 1000, "day", day, None, "A-17")
        other = NewAuthorization("Medicaid", OTHER_SERVICE, 1000, "day", day, None, "A-18")
        for each in (new, other):
            authorizations.authorize(client=client_named("Mateo Rivera"), new=each, by=acting("ana"))

    return act


def measure(day: date) -> Act:
    """A score of Mateo's, from the page of measures."""
    mateo, new = client_named("Mateo Rivera"), NewScore("phq-9", "client", total=9)
    return lambda: needs.measure(client=mateo, new=new, taken_on=day, by=acting("ana"))


def _sign(day: date, **said: object) -> Act:
    pending = read(begun(content=filled("session", occurred_on=day.isoformat(), **said)))
    return lambda: notes.sign(pending=pending, signature=Signature(PASSWORD), by=acting("ana"))


def note(day: date) -> Act:
    """The same score within a note."""
    row = {"client": str(client_named("Mateo Rivera").pk), "instrument": "phq-9", "title": "PHQ-9", "informant": "client", "total": "9"}  # fmt: skip
    return _sign(day, service="Case management", measures=[row])


def visit(day: date) -> Act:
    """A note of a service that is authorized by days."""
    return _sign(day)


def other(day: date) -> Act:
    """A note of the service of which no other test signs any."""
    return _sign(day, service=OTHER_SERVICE)


def strike(day: date) -> Act:
    """That what is authorized of it never was."""
    (row,) = Authorization.objects.standing(service=OTHER_SERVICE)
    return lambda: authorizations.strike(row=row, reason="Another child's.", by=acting("ana"))


def main(name: str, day: str, *words: str) -> None:
    """Act, and say what came of it."""
    acts = {"bring_in": bring_in, "measure": measure, "note": note, "visit": visit, "other": other, "strike": strike}
    act = acts[name](date.fromisoformat(day))
    print("ready", flush=True)
    try:
        with transaction.atomic():
            act()
            print("done", flush=True)
            if "holds" in words:
                sys.stdin.readline()
    except Refused as refused:
        print(refused.sentence, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

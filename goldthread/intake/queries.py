"""What is known of rows that came in before, and of what they refer to."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from goldthread.cases.models import Case, Client, Episode, Person
from goldthread.intake.models import IntakeRow
from goldthread.intake.rules import Told
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import first_with
from goldthread.people.models import Staff


def known(source: str, rows: Sequence[Told]) -> dict[tuple[str, str], IntakeRow]:
    """By their keys, those of these rows of one layout that are in, each as it last came in."""
    if not rows:
        return {}
    keys = {told.key for told in rows}
    found = IntakeRow.objects.filter(source=source, kind=rows[0].layout.kind, key__in=keys)
    return {(row.key, row.part): row for row in found.order_by("recorded_at", "pk")}


def person_of(source: str, key: str) -> list[Person]:
    """Somebody of an identity in the source, as each of their cases has them, the first one first; empty where they are new."""
    made = IntakeRow.objects.filter(source=source, kind="people", key=key).values_list("made", flat=True).first()
    return list(Person.objects.current().filter(identity=made).order_by("recorded_at", "pk")) if made else []


def staff_of(login: str) -> Staff:
    """Who bears a log-in name; refused where nobody does."""
    found = first_with(Staff, login=login)
    if found is None:
        raise Refused(
            _("Nobody here has the log-in name %(name)s. Bring in their row of staff first.") % {"name": login}
        )
    return found


def case_of(number: str) -> Case:
    """The case of a number; refused where there is none."""
    found = first_with(Case, number=number)
    if found is None:
        raise Refused(_("There is no case %(number)s. Bring in its row of cases first.") % {"number": number})
    return found


def client_of(number: str) -> Client:
    """The client of a number; refused where there is none."""
    found = first_with(Client, number=number)
    if found is None:
        raise Refused(_("There is no client %(number)s. Bring in their row of clients first.") % {"number": number})
    return found


def opened_on(case: Case) -> date:
    """The day on which a case was first opened."""
    episodes: list[Episode] = Episode.objects.standing(case=case.pk)
    first: date = min(episode.true_from_on for episode in episodes)
    return first


def cases_without_clients() -> int:
    """How many cases have nobody in them: their rows of clients are still missing."""
    return Case.objects.filter(memberships__isnull=True).count()

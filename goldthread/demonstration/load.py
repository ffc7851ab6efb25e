"""Load the demonstration: the same agency every time, relative to the day on which it is loaded."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from django.db import transaction

from goldthread.demonstration.agency import Family, hire, open_family
from goldthread.demonstration.journal import Happening, Journal, change_therapist, close
from goldthread.ledger import actions as ledger
from goldthread.notes.models import Note
from goldthread.people.models import Staff, Supervision

FAMILIES = 40


@transaction.atomic
def load(today: date, show: Callable[[int, int], None], count: int = FAMILIES) -> int:
    """Everything in one transaction; how many notes there are. `count` families, at least eight."""
    chance = Random(20)
    staff = hire(today - timedelta(days=400))
    journal = Journal(chance, today)
    families: list[Family] = []
    for number in range(count):
        show(number, count)
        family = open_family(number, staff, today, chance)
        families.append(family)
        _tell(journal, family, number)
    _turns(journal, families, staff, today)
    return Note.objects.count()


def _tell(journal: Journal, family: Family, number: int) -> None:
    for happening in sorted(journal.weeks(family, number), key=lambda each: each.on):
        notes = journal.write(happening, family)
        if notes[0].needs_cosignature and happening.on < journal.today - timedelta(days=30):
            link = Supervision.objects.filter(supervisee=happening.author).select_related("supervisor").first()
            for note in notes:
                if link:
                    journal.amend(note, "cosignature", link.supervisor, 2, reason="Read together in supervision.")


def _turns(journal: Journal, families: list[Family], staff: dict[str, Staff], today: date) -> None:
    """What a year also holds: a correction, an addendum, a mistake, a new therapist, a discharge, drafts in hand."""
    mine = Note.objects.filter(author=staff["juniper"], amends__isnull=True, note_type="session").order_by(
        "-recorded_at"
    )
    first, second, third = mine[3], mine[6], mine[9]
    journal.amend(first, "addendum", staff["juniper"], 1, reason="The school called back the next day.",
                  narrative={"narrative": "The school confirms that the quiet table is offered from Monday."})  # fmt: skip
    journal.amend(
        second, "correction", staff["juniper"], 2, reason="I had read the place wrong.", place_of_service="11"
    )
    journal.amend(third, "entered_in_error", staff["juniper"], 1, reason="Written into the wrong family's file.")
    moved, ended = families[6], families[2]
    change_therapist(
        moved, staff["sorrel" if moved.therapist != staff["sorrel"] else "linden"], today - timedelta(days=21)
    )
    journal.write(Happening("discharge", today - timedelta(days=5), ended.manager), ended)
    close(ended, today - timedelta(days=4))
    journal.begin(families[0], staff["juniper"], "session", "Two calm weeks at school. We")
    journal.begin(families[1], staff["rowan"], "contact", "")
    ledger.sequence(sweep=True)

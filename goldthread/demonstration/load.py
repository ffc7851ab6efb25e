"""Load the demonstration: the same agency every time, relative to the day on which it is loaded."""

from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from functools import partial

from django.db import transaction

from goldthread.demonstration import cared, departed, inhand, invented, planned, story
from goldthread.demonstration.agency import hire
from goldthread.demonstration.calendar import Calendar, at
from goldthread.demonstration.story import Story
from goldthread.demonstration.telling import Event, Teller
from goldthread.demonstration.thread import Thread
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.notes.definitions import Definition
from goldthread.notes.models import Note
from goldthread.notes.queries import definition_of, offered

FAMILIES = 40


@transaction.atomic
def load(today: date, show: Callable[[int, int], None], count: int = FAMILIES) -> int:
    """Everything in one transaction, in the order in which it happened; how many notes there are.

    `count` families, at least eight.
    """
    types = {each.key: each for each in offered()}
    definitions = {key: definition_of(each) for key, each in types.items()}
    staff = hire(today - timedelta(days=400))
    teller = Teller(staff, Calendar(today), types, definitions)
    happened = [event for each in year(count, definitions) for event in teller.events(each)]
    evening = at(today - timedelta(days=1), time(23, 55))
    happened.append(Event(evening, partial(planned.plan, staff, today)))
    happened += cared.events(staff, today)
    happened += departed.events(staff, teller.calendar)
    happened += Thread(staff, teller.calendar, types).events()
    happened.append(Event(evening, partial(inhand.leave, staff, today)))
    for done, event in enumerate(sorted(happened, key=lambda event: event.at)):
        show(done, len(happened))
        with clock.set_to(event.at):
            event.act()
    ledger.sequence(sweep=True)
    return Note.objects.count()


def year(count: int, definitions: Mapping[str, Definition]) -> list[Story]:
    """So many families: first those whose stories are written by hand, then those composed."""
    told = story.shipped(definitions)[:count]
    return told + invented.stories(count - len(told), definitions)

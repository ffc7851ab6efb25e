"""A client's year: contacts by way, attempts, events, and the longest stretch without a contact."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.notes import queries as notes
from goldthread.notes.queries import Filters, Mark
from goldthread.people.models import Staff

# The ways of contact as the year tells them apart, the weightiest first.
IN_PERSON, VIDEO, PHONE, WRITTEN, ATTEMPT = "in_person", "video", "phone", "written", "attempt"
WAYS = {
    IN_PERSON: _("in person"),
    VIDEO: _("video"),
    PHONE: _("phone"),
    WRITTEN: _("in writing"),
    ATTEMPT: _("attempts"),
}
OPENED, CLOSED, ALERT, MEETING, OCCURRENCE = "opened", "closed", "alert", "meeting", "occurrence"
# What each kind of event is called, and the sign by which the picture shows it.
EVENTS = {
    OPENED: (_("case opened"), "["),
    CLOSED: (_("case closed"), "]"),
    ALERT: (_("safety alert or concern"), "!"),
    MEETING: (_("team meeting"), "M"),
    OCCURRENCE: (_("occurrence"), "*"),
}
_MEETINGS = frozenset({"cftm", "case_conference", "staffing"})
_SAFETY = frozenset({"safety_concern", "emergency"})
_ATTEMPT = "attempted_contact"
# Talks among staff, and papers: notes with a way, and yet no contact with the family.
_NO_CONTACT = frozenset({"supervision", "consultation", "staffing", "case_conference", "non_billable", _ATTEMPT})
_WAY_OF = {"in_person": IN_PERSON, "video": VIDEO, "phone": PHONE, "text": WRITTEN, "email": WRITTEN, "letter": WRITTEN}


@dataclass(frozen=True)
class Event:
    """Something that happened on a day, of EVENTS: in words, and the page that tells of it."""

    on: date
    kind: str
    title: str
    address: str

    @property
    def sign(self) -> str:
        """How the picture shows it."""
        return EVENTS[self.kind][1]


@dataclass(frozen=True)
class Gap:
    """Days without a contact, the first and the last of them."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Month:
    """One row of the table behind the picture."""

    first: date
    last: date
    counts: Sequence[int]
    events: Sequence[Event]


@dataclass(frozen=True)
class Year:
    """What a year of a client's journal comes to; `days` has, by day, how often which way."""

    number: int
    days: Mapping[date, Counter[str]]
    events: Sequence[Event]
    gap: Gap | None

    @property
    def totals(self) -> list[tuple[str, int]]:
        """Each way with its title and how many there were in the year."""
        return [(way, sum(day[way] for day in self.days.values())) for way in WAYS]

    @property
    def months(self) -> list[Month]:
        """The twelve rows of the table."""
        return [self._month(number) for number in range(1, 13)]

    def _month(self, number: int) -> Month:
        first = date(self.number, number, 1)
        last = date(self.number + number // 12, number % 12 + 1, 1) - timedelta(days=1)
        own = [day for on, day in self.days.items() if first <= on <= last]
        counts = [sum(day[way] for day in own) for way in WAYS]
        return Month(first, last, counts, [each for each in self.events if first <= each.on <= last])


def year_of(actor: Staff, clients: Sequence[UUID], number: int) -> Year:
    """The year of a client, and of records that are the same person, as far as `actor` sees their notes and cases."""
    first, last = date(number, 1, 1), date(number, 12, 31)
    marks = notes.Journal(actor, clients, Filters(since=first, until=last)).marks()
    seen = [case.pk for case in cases.cases_seen_by(actor, *clients)]
    episodes = cases.episodes_of(seen)
    days = _days(marks)
    events = _events_of(marks)
    for episode in episodes:
        place = reverse("cases:case", args=[episode.case_id])
        events.append(Event(episode.true_from_on, OPENED, str(EVENTS[OPENED][0]), place))
        if episode.true_to_on:
            events.append(Event(episode.true_to_on, CLOSED, str(EVENTS[CLOSED][0]), place))
    for alert in cases.every_alert_of(seen):
        place = reverse("cases:case", args=[alert.case_id])
        events.append(Event(alert.true_from_on, ALERT, str(alert.get_kind_display()), place))
    within = sorted((each for each in events if first <= each.on <= last), key=lambda each: (each.on, each.title))
    began = min((each.true_from_on for each in episodes), default=first)
    ends = [each.true_to_on or last for each in episodes]
    until = min(last, clock.today(actor.zone), max(ends, default=last))
    return Year(number, days, within, longest_gap(contacted(days), max(began, first), until))


def years_of(actor: Staff, clients: Sequence[UUID]) -> list[int]:
    """The years of a client's file, from the opening of a case or the first note to this one."""
    today = clock.today(actor.zone)
    opened = cases.episodes_of([case.pk for case in cases.cases_seen_by(actor, *clients)])
    begun = [notes.Journal(actor, clients).first_day(), *(each.true_from_on for each in opened)]
    return list(range(min((day.year for day in begun if day), default=today.year), today.year + 1))


def _days(marks: Iterable[Mark]) -> dict[date, Counter[str]]:
    """What was had on each day; what several entries of one encounter tell counts once."""
    found: dict[date, Counter[str]] = {}
    for mark in {mark.encounter: mark for mark in marks}.values():
        if way := way_of(mark):
            found.setdefault(mark.on, Counter())[way] += 1
    return found


def way_of(mark: Mark) -> str:
    """By which of WAYS a note tells of a contact or an attempt; empty where it tells of neither."""
    if mark.note_type == _ATTEMPT:
        return ATTEMPT
    return "" if mark.note_type in _NO_CONTACT else _WAY_OF.get(mark.how, "")


def _events_of(marks: Iterable[Mark]) -> list[Event]:
    found = []
    for mark in marks:
        kinds = [
            (MEETING, mark.note_type in _MEETINGS),
            (ALERT, mark.note_type in _SAFETY),
            (OCCURRENCE, mark.occurrences > 0 and mark.note_type not in _SAFETY),
        ]
        place = reverse("notes:note", args=[mark.entry_id])
        title = shown(mark.type_title, "note type")
        found += [Event(mark.on, kind, title, place) for kind, is_so in kinds if is_so]
    return found


def contacted(days: Mapping[date, Counter[str]]) -> list[date]:
    """The days on which there was a contact, in their order; an attempt is none."""
    return sorted(on for on, ways in days.items() if any(ways[way] for way in WAYS if way != ATTEMPT))


def longest_gap(contacts: Sequence[date], first: date, last: date) -> Gap | None:
    """The longest stretch of days without a contact between two days; of equal ones the later, None where there is none."""
    edges = [first - timedelta(days=1), *(on for on in contacts if first <= on <= last), last + timedelta(days=1)]
    one = timedelta(days=1)
    gaps = [Gap(before + one, after - one) for before, after in pairwise(edges)]
    found = [gap for gap in gaps if gap.days > 0]
    return max(found, key=lambda gap: (gap.days, gap.first), default=None)

"""On which days a visit is planned, and what keeps a plan or an act from being recorded; plain values in, findings out."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from uuid import UUID, uuid5
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from goldthread.lib.refusals import Finding

ONCE, WEEKS, MONTHS = "once", "weeks", "months"
LONGEST_MINUTES = 24 * 60
MOST_EVERY = 52
# Clocks may be asked for by the week list and its reader; nobody plans further than this.
FURTHEST = timedelta(days=3 * 366)
# By phone or screen there is no door to stand before (CMS place-of-service codes of telehealth).
TELEHEALTH = ("02", "10")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
_ZONES = available_timezones()


def occurrence_id(visit: UUID, planned_on: date, repeats: str) -> UUID:
    """The identity of one visit of a plan: that of the plan where it comes once, else of the plan and the day."""
    return visit if repeats == ONCE else uuid5(visit, planned_on.isoformat())


def days(first: date, last: date | None, repeats: str, every: int, since: date, until: date) -> Iterator[date]:
    """The days from `since` to `until` on which a plan that runs from `first` to `last` has a visit, in order."""
    until = min(until, last) if last else until
    step = 0 if repeats == ONCE else _steps_before(first, repeats, every, since)
    while (day := _step(first, repeats, every, step)) <= until:
        if day >= since:
            yield day
        if repeats == ONCE:
            return
        step += 1


def _steps_before(first: date, repeats: str, every: int, since: date) -> int:
    """How many steps may be passed over, so that a plan of years ago is not walked from its beginning."""
    if since <= first:
        return 0
    if repeats == WEEKS:
        return (since - first).days // (7 * every)
    return ((since.year - first.year) * 12 + since.month - first.month) // every


def _step(first: date, repeats: str, every: int, step: int) -> date:
    if repeats == WEEKS:
        return first + timedelta(days=7 * every * step)
    month = first.month - 1 + every * step
    year, month = first.year + month // 12, month % 12 + 1
    # The 31st is the last day in a month that has fewer.
    return date(year, month, min(first.day, monthrange(year, month)[1]))


def is_clock(text: str) -> bool:
    """Whether this is a time of day as it is kept, such as 09:30."""
    return _CLOCK.fullmatch(text) is not None


def time_findings(starts: str, minutes: int | None, zone: str) -> list[Finding]:
    """A visit begins at a time of day of its place, and is planned for a day at most."""
    found = []
    if not is_clock(starts):
        found.append(Finding(_("That is no time of day. Write it like 14:30."), "starts"))
    if minutes is not None and not 0 < minutes <= LONGEST_MINUTES:
        found.append(Finding(_("A visit is planned for 1 to 1440 minutes. Correct the length."), "minutes"))
    if zone not in _ZONES:
        found.append(Finding(_("There is no such time zone. Choose one from the list."), "zone"))
    return found


def repeating_findings(first: date, last: date | None, repeats: str, every: int) -> list[Finding]:
    """A plan comes once or again every so many weeks or months, and does not end before it begins."""
    found = []
    if repeats not in (ONCE, WEEKS, MONTHS):
        found.append(Finding(_("Choose from the list whether the visit comes again."), "repeats"))
    if not 1 <= every <= MOST_EVERY:
        found.append(Finding(_("Write a number from 1 to 52."), "every"))
    if last is not None and last < first:
        found.append(Finding(_("That is before the first visit. Choose a later day."), "last_on"))
    return found


def near_findings(day: date, *, today: date, field: str = "first_on") -> list[Finding]:
    """A plan is about the time around today; what lies further off is a slip in the year."""
    if abs(day - today) > FURTHEST:
        return [Finding(_("That is more than three years from today. Check the year."), field)]
    return []


def clients_findings(clients: Collection[UUID], in_case: Collection[UUID]) -> list[Finding]:
    """A visit is planned for clients who are in the case on its first day."""
    if not clients:
        return [Finding(_("Nothing is ticked. Tick at least one."), "clients")]
    if set(clients) - set(in_case):
        return [Finding(_("One of them is not in this case on that day. Tick who is."), "clients")]
    return []


def choice_findings(place: str, places: Collection[str], service: str, offered: Collection[str]) -> list[Finding]:
    """Place and service are those of their lists; an agency that keeps no list of services writes them freely."""
    found = []
    if place and place not in places:
        found.append(Finding(_("Choose the place of service from the list."), "place_of_service"))
    if service and offered and service not in offered:
        found.append(Finding(_("That service is not offered on the day. Choose one from the list."), "service"))
    return found


def worker_findings(*, may_plan: bool, serves: bool) -> list[Finding]:
    """A visit is planned by who goes there or by their supervisor, for somebody who serves the case."""
    if not may_plan:
        return [
            Finding(_("You plan your own visits and those of the people you supervise. Choose one of them."), "worker")
        ]
    if not serves:
        return [Finding(_("They do not serve this case. Assign them to it first, or choose somebody else."), "worker")]
    return []


def arriving_findings(day: date, *, today: date, has_arrived: bool, outcome: str) -> list[Finding]:
    """One arrives once, on the day or in the night after it, at a visit that takes place."""
    if outcome:
        return [Finding(_("This visit is marked as not having taken place. Undo that first."))]
    if has_arrived:
        return [Finding(_("Your arrival is noted already. Undo it first."))]
    if day > today:
        return [Finding(_("This visit is planned for a later day. Move it to today, then arrive."))]
    if day < today - timedelta(days=1):
        return [Finding(_("This visit was planned for an earlier day. Write its note, with the times that you know."))]
    return []


def leaving_findings(*, has_arrived: bool, has_left: bool, outcome: str) -> list[Finding]:
    """One leaves once, after one has arrived."""
    if outcome:
        return [Finding(_("This visit is marked as not having taken place. Undo that first."))]
    if not has_arrived:
        return [Finding(_("Your arrival is not noted yet. Press Arrived first."))]
    return [Finding(_("That you left is noted already. Undo it first."))] if has_left else []


def not_held_findings(outcome: str, known: Collection[str], *, former: str) -> list[Finding]:
    """A visit falls out once, in one of the ways that are known."""
    if outcome not in known:
        return [Finding(_("Choose who cancelled, or that nobody came."))]
    if former:
        return [Finding(_("It is marked already as not having taken place. Undo that first."))]
    return []

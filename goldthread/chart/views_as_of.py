"""The case file as it stood: on a day, as it was known at an hour of that day or as it is known now; it only reads."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.chart import as_of
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of

THEN, NOW = "then", "now"


def stood(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The file of one client as of a past instant, by the clock that is asked for."""
    staff = staff_of(request)
    client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    left = cases.left_on(staff, cases.same_person(client.pk))
    latest = left or clock.today(staff.zone)
    asked = request.GET.get("day", "")
    day, amiss = _day(asked, latest)
    known = NOW if request.GET.get("known") == NOW and not left else THEN
    hour = request.GET.get("at", "")
    known_at, untimely = _moment(day, hour, staff) if known == THEN else (None, "")
    same = as_of.records_of(staff, client.pk, known_at)
    ledger.look_at_each(same, by=actor_of(request), action="read", page="as of", object=client.pk)
    context = {
        "client": client,
        "name": cases.names_for(staff, [client.pk]).get(client.pk, ""),
        "asked": asked or day.isoformat(),
        "hour": hour,
        "known": known,
        "left": left,
        "latest": latest.isoformat(),
        "amiss": [sentence for sentence in (amiss, untimely) if sentence],
        "known_at": known_at,
        "file": as_of.as_of(staff, client.pk, same, day, known_at),
    }
    return page(request, "chart/as_of.html", context)


def _day(asked: str, latest: date) -> tuple[date, str]:
    """The day that is asked for, never after the latest; and what to say where it is none."""
    if not asked:
        return latest, ""
    day = calendar.day_from(asked)
    if day is None:
        return latest, _("That is not a day of the calendar. Choose another.")
    if day > latest:
        return latest, _("That day lies ahead. Choose today or an earlier day.")
    return day, ""


def _moment(day: date, hour: str, staff: Staff) -> tuple[datetime, str]:
    """The hour of that day where the reader works, its last moment where none is given; and what to say where it is none."""
    at, amiss = time.max, ""
    try:
        at = time.fromisoformat(hour) if hour else at
    except ValueError:
        amiss = _("That is no time of day. Write it like 14:30.")
    if at.tzinfo is not None:
        at, amiss = time.max, _("That is no time of day. Write it like 14:30.")
    return datetime.combine(day, at, ZoneInfo(staff.zone)), amiss

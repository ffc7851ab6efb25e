"""Pages across rooms: Today, the case file, the record check; they only read."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.cases.rules import age_on
from goldthread.chart import queries, visits
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as record
from goldthread.lib import calendar, clock, uuids
from goldthread.notes.queries import Filters, items, items_to_choose
from goldthread.page.render import page
from goldthread.people.queries import actor_of, lacking, staff_of
from goldthread.people.rules import may
from goldthread.policies import queries as policies


def today(request: HttpRequest) -> HttpResponse:
    """What is in hand."""
    staff = staff_of(request)
    day = queries.day_of(staff)
    ledger.look(by=actor_of(request), action="read", page="today")
    return page(
        request,
        "chart/today.html",
        {
            "day": day,
            "today": clock.today(staff.zone),
            "may_write": may(staff.roles, "write_notes"),
            "sees_bills": may(staff.roles, "reconcile_bills"),
            "visits": visits.of_today(staff),
            "keeps_staff": may(staff.roles, "manage_staff"),
            "lacking": lacking(clock.today(staff.zone)) if may(staff.roles, "manage_staff") else [],
        },
    )


def file(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """The case file of one client: who they are, who is around them, and the journal, newest first."""
    staff = staff_of(request)
    client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    filters = Filters.asked(request.GET)
    # The record asked for first; those that are the same person are shown with it, and each is written down as seen.
    # Of somebody who left, all of it is as it was on their last day here: who they are, and who is around them.
    known = cases.known_of(staff, client.pk)
    same, on = known.same, known.day
    if day := calendar.day_from(request.GET.get("on", "")):
        return redirect(queries.place_at(staff, same, filters, day))
    ledger.look_at_each(same, by=actor_of(request), action="read", page="case file", object=client.pk)
    detail = cases.detail_known(known, staff.zone)
    seen = cases.cases_seen_by(staff, *same)
    context = {
        "client": client,
        "may_write": may(staff.roles, "write_notes"),
        "detail": detail,
        "this_year": on.year,
        "age": age_on(detail.born_on, on),
        "left": known.left,
        "together": cases.numbers_of(same[1:]) if same[1:] else [],
        "around": cases.people_known(staff, known),
        "siblings": cases.siblings_known(staff, known),
        "placements": cases.placements_on(same, on, known.known_at),
        "cases": seen,
        "referrals": cases.referrals_of([case.pk for case in seen], on),
        "alerts": [alert for alerts in cases.alerts_of([case.pk for case in seen], on).values() for alert in alerts],
        "unsigned": queries.left_about(staff, same),
        "file": queries.file_of(staff, same, filters, *_place(request)),
        "is_narrowed": filters != Filters(),
        "filters": filters,
        "asked": request.GET,
        "items": items(),
        "items_to_choose": items_to_choose(filters.item),
        "agency": policies.agency(),
        **queries.choices_of(staff, same),
        **queries.apart_of(staff, same),
    }
    return page(request, "chart/file.html", context)


def _place(request: HttpRequest) -> tuple[int, UUID | None]:
    """The page that is asked for, and the note whose page it is to be."""
    number = request.GET.get("page", "1")
    return int(number) if number.isdecimal() and len(number) < 8 else 1, uuids.or_none(request.GET.get("at", ""))


def record_check(request: HttpRequest) -> HttpResponse:
    """The heads of both logs as last signed, for the officer who keeps them elsewhere."""
    if not may(staff_of(request).roles, "check_record"):
        raise Http404
    ledger.look(by=actor_of(request), action="read", page="record check")
    heads = [(stream, record.latest_checkpoint(stream)) for stream in ("record", "access")]
    return page(request, "chart/record_check.html", {"heads": heads})

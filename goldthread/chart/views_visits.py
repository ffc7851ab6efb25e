"""The week of planned visits, those of a case, and one visit with what to know before it; they only read."""

from datetime import date, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from goldthread.cases import queries as cases
from goldthread.cases.models import Case
from goldthread.cases.rules import dial
from goldthread.chart import visits
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock, uuids
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, below, staff_of
from goldthread.people.rules import may
from goldthread.schedule import queries as schedule


def week(request: HttpRequest) -> HttpResponse:
    """One's own visits of a week, or those of somebody below one."""
    staff = staff_of(request)
    worker = uuids.or_none(request.GET.get("worker", "")) or staff.pk
    if worker != staff.pk and not schedule.may_plan_for(staff, worker):
        raise Http404
    today = clock.today(staff.zone)
    day = calendar.day_from(request.GET.get("week", "")) or today
    first = day - timedelta(days=day.weekday())
    ledger.look(by=actor_of(request), action="read", page="visits")
    context = {
        "days": visits.of_week(staff, worker, first),
        "first": first,
        "last": first + visits.WEEK,
        "before": first - timedelta(days=7),
        "after": first + timedelta(days=7),
        "worker": worker,
        "is_own": worker == staff.pk,
        "others": Staff.objects.filter(pk__in=below(staff), is_active=True).order_by("name") if below(staff) else (),
        "may_write": may(staff.roles, "write_notes"),
    }
    return page(request, "chart/visits.html", context)


def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Who comes to a family, and when, in the coming weeks."""
    staff = staff_of(request)
    case: Case = get_object_or_404(Case.objects.visible_to(staff), pk=case_id)
    days = visits.of_case(staff, case.pk)
    for client in {client.pk for day in days for stop in day.stops for client in stop.planned.visit.clients}:
        ledger.look(by=actor_of(request), action="read", page="case visits", client=client, object=case.pk)
    context = {"case": case, "days": days, "may_write": may(staff.roles, "write_notes")}
    return page(request, "chart/case_visits.html", context)


def visit(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """One visit: what to beware of first, then who, when, where and what for."""
    staff = staff_of(request)
    stop = visits.one(staff, visit_id, day)
    if stop is None:
        raise Http404
    clients = stop.planned.visit.clients
    for client in clients:
        ledger.look(by=actor_of(request), action="read", page="visit", client=client.pk, object=stop.planned.pk)
    details = [cases.detail_for(staff, client.pk) for client in clients]
    kinds = dict(schedule.kinds())
    context = {
        "stop": stop,
        "clients": [(each, dial(each.phone)) for each in details],
        "kind": kinds.get(stop.planned.visit.note_type, ""),
    }
    return page(request, "chart/visit.html", context)

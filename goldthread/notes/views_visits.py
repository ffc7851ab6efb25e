"""The buttons of a planned visit: write, arrived, left, did not take place, undo."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from goldthread.ledger import actions as ledger
from goldthread.lib.refusals import Refused
from goldthread.notes import visiting
from goldthread.people.queries import actor_of, staff_of
from goldthread.schedule import queries as schedule
from goldthread.schedule.models import NotHeld
from goldthread.schedule.queries import Planned


def _planned(request: HttpRequest, visit_id: UUID, day: date, *, own: bool = True) -> Planned:
    """A visit that the asker makes, or where not `own` may change; 404 for everybody else."""
    staff = staff_of(request)
    found = schedule.planned(staff, visit_id, day)
    if found is None or not schedule.may_change(staff, found.visit):
        raise Http404
    if own and found.visit.worker_id != staff.pk:
        raise Http404
    return found


def _pressed(request: HttpRequest, planned: Planned, act: Callable[[], object]) -> HttpResponse:
    """Do it and lead back to where the button stood; a refusal is said there."""
    try:
        act()
    except Refused as refused:
        messages.error(request, refused.sentence, extra_tags="bad")
    else:
        ledger.sequence()
    if request.POST.get("from") == "visit":
        return HttpResponseRedirect(reverse("chart:visit", args=[planned.visit.identity, planned.planned_on]))
    # To its place on the list, from where the tabulator goes on.
    return HttpResponseRedirect(reverse("chart:today") + f"#visit-{planned.pk}")


@require_POST
def write(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """Begin the note of this visit, or go on with it."""
    draft = visiting.write(planned=_planned(request, visit_id, day), by=actor_of(request))
    return HttpResponseRedirect(reverse("notes:draft", args=[draft.pk]))


@require_POST
def arrive(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """The worker stands at the door."""
    planned = _planned(request, visit_id, day)
    return _pressed(request, planned, lambda: visiting.arrive(planned=planned, by=actor_of(request)))


@require_POST
def leave(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """The worker leaves."""
    planned = _planned(request, visit_id, day)
    return _pressed(request, planned, lambda: visiting.leave(planned=planned, by=actor_of(request)))


@require_POST
def call_off(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """It did not take place, or will not."""
    planned = _planned(request, visit_id, day, own=False)
    why = request.POST.get("why", "")

    def act() -> None:
        if visiting.call_off(planned=planned, why=why, by=actor_of(request)):
            messages.success(request, _("The attempt is written and waits for your signature."))
        elif why == NotHeld.BY_PROVIDER:
            messages.success(request, _("The visit is marked as cancelled by the provider."))

    return _pressed(request, planned, act)


@require_POST
def undo(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """What was pressed last was pressed by mistake."""
    planned = _planned(request, visit_id, day, own=False)
    return _pressed(request, planned, lambda: visiting.undo(planned=planned, by=actor_of(request)))

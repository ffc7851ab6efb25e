"""Who the agency is, and its days off; for administrators, and for quality reviewers to read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people import rules
from goldthread.people.forms import LastDayForm
from goldthread.people.forms_agency import AgencyForm, HolidayForm
from goldthread.people.queries import actor_of
from goldthread.people.views_agency import who_may
from goldthread.policies import actions as policies
from goldthread.policies import queries
from goldthread.policies.models import Agency, Holiday

ask = require_http_methods(["GET", "POST"])
_SAID = ("name", "state", "zone", "letterhead")


@require_safe
def agency(request: HttpRequest) -> HttpResponse:
    """Name, state and zone, what they were before, and the days off."""
    asker = who_may(request, "see_policies")
    context = {
        "agency": queries.agency(),
        "versions": Agency.objects.current().order_by("-true_from_on"),
        "holidays": queries.holidays(),
        "may_manage": rules.may(asker.roles, "manage_policies"),
    }
    return page(request, "people/agency.html", context)


@ask
def name_agency(request: HttpRequest) -> HttpResponse:
    """Another name, state or zone."""
    asker = who_may(request, "manage_policies")
    held = queries.agency()
    # Without a name nothing was said yet: what is typed holds from the beginning.
    how = "changed" if held.name else "wrong"
    initial = {name: getattr(held, name) for name in _SAID} | {"how": how}
    form = AgencyForm(typed(request), initial={**initial, "from_on": clock.today(asker.zone)}, is_first=not held.name)
    sheet = Sheet(title=_("The agency"), button=_("Save"), back=reverse("people:agency"))

    def act() -> str:
        asked = form.cleaned_data
        from_on = asked["from_on"] if asked["how"] == "changed" else None
        said = {name: asked[name] for name in _SAID}
        policies.name_agency(**said, from_on=from_on, by=actor_of(request))
        return _("The agency is on file as %(name)s.") % {"name": asked["name"]}

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def add_holiday(request: HttpRequest) -> HttpResponse:
    """A further day off."""
    asker = who_may(request, "manage_policies")
    form = HolidayForm(typed(request), initial={"day": clock.today(asker.zone), "repeats": "once"})
    sheet = Sheet(
        title=_("A day off"),
        beneath=_("It is no business day: deadlines that count business days pass over it."),
        button=_("Keep this day off"),
        back=reverse("people:agency"),
    )

    def act() -> str:
        policies.add_holiday(**form.cleaned_data, by=actor_of(request))
        return _("The day off is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end_holiday(request: HttpRequest, holiday_id: UUID) -> HttpResponse:
    """A day off is kept no longer."""
    asker = who_may(request, "manage_policies")
    row = get_object_or_404(Holiday.objects.current(), pk=holiday_id)
    form = LastDayForm(typed(request), initial={"to_on": max(clock.today(asker.zone), row.true_from_on)})
    sheet = Sheet(
        title=_("%(name)s is a day off no longer") % {"name": shown(row.name, "holiday")},
        beneath=_("Deadlines of notes about earlier days stay as they were."),
        button=_("End the day off"),
        back=reverse("people:agency"),
    )

    def act() -> str:
        policies.end_holiday(row=row, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("It is kept until that day.")

    return answer(request, form, sheet, act, then=ledger.sequence)

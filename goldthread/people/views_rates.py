"""What a service allows, who pays for it, and how much."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.codes import queries as codes
from goldthread.codes.models import System
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock
from goldthread.lib.shipped import shown
from goldthread.page.picking import Offers
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.forms_services import ChangeServiceForm, PayerForm, RateForm, ServiceForm
from goldthread.people.queries import actor_of, levels
from goldthread.people.views_agency import who_may
from goldthread.services import actions as services
from goldthread.services import queries
from goldthread.services.models import Service

ask = require_http_methods(["GET", "POST"])


def _codes_on(request: HttpRequest, today: date) -> Callable[[str], Offers]:
    """What is found in the list of the day from which the form says that a service is offered."""
    said = calendar.day_from(request.POST.get("from_on", "")) or today
    on = codes.listed_on(System.HCPCS, said, today)
    return lambda words: codes.offers(System.HCPCS, words, on)


def _told(done: str, code: str, from_on: date, today: date) -> str:
    """That it was done, and what the list on file says of its code."""
    on = codes.listed_on(System.HCPCS, from_on, today)
    return " ".join([done, *codes.amiss(System.HCPCS, [code] if code else [], on).values()])


@ask
def add_service(request: HttpRequest) -> HttpResponse:
    """A further service."""
    asker = who_may(request, "manage_services")
    today = clock.today(asker.zone)
    offered = {"modalities": queries.modalities(today), "levels": levels()}
    form = ServiceForm(typed(request), initial={"from_on": today}, **offered)
    form.find_with(_codes_on(request, today))
    sheet = Sheet(
        title=_("A service"),
        beneath=_("What is left empty below is all allowed."),
        button=_("Offer it"),
        back=reverse("people:services"),
    )

    def act() -> str:
        said = {name: form.cleaned_data[name] for name in ("name", "code", "is_billable", "from_on")}
        services.add_service(**said, details=form.details(), by=actor_of(request))
        return _told(_("The service can be named in notes."), said["code"], said["from_on"], today)

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def change_service(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """How a service is billed and what it allows, from a day on."""
    asker = who_may(request, "manage_services")
    row = get_object_or_404(Service.objects.current(), pk=row_id)
    today = clock.today(asker.zone)
    offered = {"modalities": queries.modalities(today), "levels": levels()}
    form = ChangeServiceForm(typed(request), row=row, today=today, **offered)
    form.find_with(_codes_on(request, today))
    sheet = Sheet(
        title=shown(row.name, "service"),
        beneath=_("What is left empty below is all allowed. Notes that are signed keep what held on their day."),
        button=_("Save"),
        back=reverse("people:services"),
    )

    def act() -> str:
        said = {name: form.cleaned_data[name] for name in ("code", "is_billable", "from_on")}
        services.change_service(row=row, **said, details=form.details(), by=actor_of(request))
        return _told(
            _("The service is saved. What was on file before stays readable."), said["code"], said["from_on"], today
        )

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def add_payer(request: HttpRequest) -> HttpResponse:
    """Somebody more who pays."""
    asker = who_may(request, "manage_services")
    form = PayerForm(typed(request), initial={"from_on": clock.today(asker.zone)})
    sheet = Sheet(title=_("A payer"), button=_("Put on file"), back=reverse("people:services"))

    def act() -> str:
        services.add_payer(**form.cleaned_data, by=actor_of(request))
        return _("The payer is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def add_rate(request: HttpRequest) -> HttpResponse:
    """What a payer pays for a service."""
    asker = who_may(request, "manage_services")
    today = clock.today(asker.zone)
    form = RateForm(
        typed(request), payers=queries.payers(today), services=queries.names(today), initial={"from_on": today}
    )
    sheet = Sheet(
        title=_("A rate"),
        beneath=_("One amount for a day: end the former rate on the day before."),
        button=_("Put on file"),
        back=reverse("people:services"),
    )

    def act() -> str:
        services.add_rate(**form.cleaned_data, by=actor_of(request))
        return _("The rate is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)

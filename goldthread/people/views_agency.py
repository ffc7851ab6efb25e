"""What holds for the whole agency: services, modalities and programs."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.codes import queries as codes
from goldthread.codes.models import System
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people import rules
from goldthread.people.forms import LastDayForm
from goldthread.people.forms_agency import ModalityForm, ProgramForm
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of
from goldthread.services import actions as services
from goldthread.services.models import Modality, Payer, Program, Rate, Service

ask = require_http_methods(["GET", "POST"])


def who_may(request: HttpRequest, what: str) -> Staff:
    """Who is signed in and may do `what`; for anybody else the page is not there."""
    asker = request.user
    if not isinstance(asker, Staff) or not rules.may(asker.roles, what):
        raise Http404
    ledger.look(
        by=actor_of(request), action="view", page=str(request.resolver_match and request.resolver_match.view_name)
    )
    return asker


def _services(today: date) -> list[Service]:
    """Every service, each with what the list of codes on file says of its code today."""
    rows = list(Service.objects.current().order_by("name"))
    said = codes.amiss(System.HCPCS, {row.code for row in rows if row.code and not row.true_to_on}, today)
    for row in rows:
        row.amiss = "" if row.true_to_on else said.get(row.code, "")
    return rows


@require_safe
def service_list(request: HttpRequest) -> HttpResponse:
    """What a note may name."""
    asker = who_may(request, "manage_services")
    context = {
        "services": _services(clock.today(asker.zone)),
        "modalities": Modality.objects.current().order_by("name"),
        "programs": Program.objects.current().order_by("name"),
        "payers": Payer.objects.current().order_by("name"),
        "rates": Rate.objects.current().order_by("payer", "service", "-true_from_on"),
        "today": clock.today(asker.zone),
    }
    return page(request, "people/services.html", context)


@ask
def add_modality(request: HttpRequest) -> HttpResponse:
    """A further way of treating."""
    asker = who_may(request, "manage_services")
    form = ModalityForm(typed(request), initial={"from_on": clock.today(asker.zone)})
    sheet = Sheet(title=_("A modality"), button=_("Use it"), back=reverse("people:services"))

    def act() -> str:
        services.add_modality(**form.cleaned_data, by=actor_of(request))
        return _("The modality can be named in notes.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def add_program(request: HttpRequest) -> HttpResponse:
    """A further program under which cases are served."""
    asker = who_may(request, "manage_services")
    form = ProgramForm(typed(request), initial={"from_on": clock.today(asker.zone)})
    sheet = Sheet(
        title=_("A program"),
        beneath=_("A case names the program it is served under, so that the rules of that program judge its notes."),
        button=_("Serve cases under it"),
        back=reverse("people:services"),
    )

    def act() -> str:
        services.add_program(**form.cleaned_data, by=actor_of(request))
        return _("Cases can name the program.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end_service(request: HttpRequest, row_id: UUID) -> HttpResponse:
    """A service, a modality, a program, a payer or a rate holds no longer."""
    asker = who_may(request, "manage_services")
    found = [kind.objects.current().filter(pk=row_id).first() for kind in (Service, Modality, Program, Payer, Rate)]
    row = next(filter(None, found), None)
    if row is None:
        raise Http404
    form = LastDayForm(typed(request), initial={"to_on": clock.today(asker.zone)})
    sheet = Sheet(
        title=_("%(name)s ends") % {"name": shown(row.service if isinstance(row, Rate) else row.name, "service")},
        beneath=_("Notes and cases that name it stay as they are."),
        button=_("Offer it no longer"),
        back=reverse("people:services"),
    )

    def act() -> str:
        services.end(row=row, to_on=form.cleaned_data["to_on"], by=actor_of(request))
        return _("It can be named until that day.")

    return answer(request, form, sheet, act, then=ledger.sequence)

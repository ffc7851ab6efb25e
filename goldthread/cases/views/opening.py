"""Opening a case, with the question whether somebody is on file already."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, overview, standing
from goldthread.cases.actions import NewCase, NewClient
from goldthread.cases.forms import ClientRows, OpenForm
from goldthread.cases.models import Case
from goldthread.cases.rules import may
from goldthread.cases.views.doors import demand, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.page.forms import refuse
from goldthread.page.once import once, sent_twice, token
from goldthread.page.render import page
from goldthread.people.models import Role, Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.services import queries as services

if TYPE_CHECKING:
    from django.forms import BaseFormSet

    from goldthread.cases.forms import ClientForm

    # Only the types' own package can be written with brackets.
    Rows = BaseFormSet[ClientForm]


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a case for a family or a single client."""
    staff = staff_of(request)
    demand(staff, "open_case")
    form, rows = _forms(request, staff)
    if request.method != "POST":
        return _shown(request, form, rows)
    if "add" in request.POST:
        return _shown(request, form, _with_one_more(request))
    if not (form.is_valid() & rows.is_valid()):
        return _shown(request, form, rows, status=422)
    clients = [row.new() for row in rows if row.has_changed()]
    alike = [found for client in clients for found in overview.alike(staff, client.name, client.born_on)]
    if alike and "confirmed" not in request.POST:
        look(request, "cases:new")
        return _shown(request, form, rows, alike, status=422)
    return _opened(request, form, rows, clients)


def _forms(request: HttpRequest, staff: Staff) -> "tuple[OpenForm, Rows]":
    today = clock.today(staff.zone)
    initial = {"opened_on": today, "care_team": [str(staff.pk)]}
    data = request.POST if request.method == "POST" else None
    choices = [(str(worker.pk), worker.name) for worker, _roles in standing.workers(today)]
    team = choices if may(staff.roles, "assign") else []
    form = OpenForm(data, initial=initial, staff=team, programs=services.programs(today))
    return form, ClientRows(data, prefix="clients")


def _with_one_more(request: HttpRequest) -> "Rows":
    """The rows as typed and an empty one; nothing is judged before the case is opened."""
    data = request.POST.copy()
    total = ClientRows(data, prefix="clients").total_form_count()
    data["clients-TOTAL_FORMS"] = str(min(total + 1, 30))
    return ClientRows(data, prefix="clients")


def _opened(request: HttpRequest, form: OpenForm, rows: "Rows", clients: Sequence[NewClient]) -> HttpResponse:
    staff = staff_of(request)
    asked = form.cleaned_data
    # Left empty, both follow from who is a client.
    asked["kind"] = asked["kind"] or ("single" if len(clients) == 1 else "family")
    asked["name"] = asked["name"] if asked["name"].strip() or not clients else clients[0].name
    words = {name: asked[name] for name in ("name", "kind", "opened_on", "reason", "program", "payer")}
    case = NewCase(**words, clients=clients, care_team=_team(form, staff))
    try:
        opened = once(request, lambda: actions.open_case(new=case, by=actor_of(request)))
    except Refused as refused:
        refuse(form, refused)
        return _shown(request, form, rows, status=422)
    if opened is None:
        messages.success(request, sent_twice())
        return redirect("cases:clients")
    ledger.sequence()
    said = _("The case %(number)s, %(name)s, is open.") % {"number": opened.number, "name": opened.short_name}
    messages.success(request, said)
    if Case.objects.visible_to(staff).filter(pk=opened.pk).exists():
        return redirect("cases:case", opened.pk)
    return redirect("cases:clients")


def _team(form: OpenForm, staff: Staff) -> list[tuple[Staff, str]]:
    """Those ticked, each as what they do here; who may not choose a team is it themselves."""
    workers = standing.workers(clock.today(staff.zone))
    chosen = form.cleaned_data["care_team"] if "care_team" in form.fields else [str(staff.pk)]
    return [(worker, _as_what(roles)) for worker, roles in workers if str(worker.pk) in chosen]


def _as_what(roles: frozenset[str]) -> str:
    if Role.CASE_MANAGER in roles:
        return "case manager"
    return "therapist" if Role.THERAPIST in roles else "supervisor"


def _shown(
    request: HttpRequest, form: OpenForm, rows: "Rows", alike: Sequence[overview.Row] = (), status: int = 200
) -> HttpResponse:
    context = {"form": form, "rows": rows, "alike": alike, "once": token(request)}
    return page(request, "cases/new.html", context, status)

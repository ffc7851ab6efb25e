"""The pages on which visits are planned, changed, moved and cancelled."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from goldthread.cases import queries as cases
from goldthread.cases.models import Case, Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.page.render import page
from goldthread.page.sheet import Act, Sheet, answer, show, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.schedule import actions, queries
from goldthread.schedule.forms import MoveForm, VisitForm
from goldthread.schedule.models import Repeats
from goldthread.schedule.queries import Planned
from goldthread.schedule.units import ahead
from goldthread.services import queries as services

# What is written after most visits, where the agency offers it.
USUAL = "session"


def _planned(request: HttpRequest, visit_id: UUID, day: date) -> Planned:
    """A visit that the asker sees and may plan, or 404."""
    staff = staff_of(request)
    found = queries.planned(staff, visit_id, day)
    if found is None or not queries.may_change(staff, found.visit):
        raise Http404
    return found


def _look(request: HttpRequest, view: str, case: Case, clients: list[Client]) -> None:
    for client in clients:
        ledger.look(by=actor_of(request), action="read", page=view, client=client.pk, object=case.pk)


# A button of the form that only shows what is left, for whom no script does.
_SHOW = "show_units"
Changes = tuple[UUID, date]


def _form(request: HttpRequest, case: Case, initial: dict[str, Any]) -> tuple[VisitForm, list[Staff], list[Client]]:
    """The form with what may be chosen of this case, and those who may be chosen."""
    staff, today = staff_of(request), clock.today(staff_of(request).zone)
    workers = queries.workers_for(staff, case)
    if not workers:
        raise Http404
    names = cases.names_of(cases.clients_of(case, today))
    clients = sorted(Client.objects.visible_to(staff).filter(pk__in=names), key=lambda each: names[each.pk])
    form = VisitForm(
        typed(request),
        initial=initial,
        staff=workers,
        clients=[(str(each.pk), names[each.pk]) for each in clients],
        offered=services.names(today),
        kinds=queries.kinds(),
    )
    return form, workers, clients


def _ahead(request: HttpRequest, case: Case, form: VisitForm, clients: list[Client], changes: Changes | None) -> Any:
    """The units that are left of what the plan in the form would use."""
    staff, read = staff_of(request), form.typed(changes)
    if read is None:
        return []
    wanted, typed_plan = read
    chosen = [each for each in clients if each.pk in wanted]
    return ahead(staff, case, chosen, typed_plan, clock.today(staff.zone))


def _ahead_moved(request: HttpRequest, found: Planned, form: MoveForm) -> Any:
    """The same where one visit of a row is moved: whose and of which service it is says its plan."""
    staff, moved = staff_of(request), form.typed(found)
    if moved is None:
        return []
    return ahead(staff, found.visit.case, found.visit.clients, moved, clock.today(staff.zone))


def _with_units(at: str, reckoned: Callable[[], Any]) -> dict[str, Any]:
    """What a sheet needs to show the units: they are reckoned only where the form is shown."""
    return {
        "template": "authorizations/sheet.html",
        "within": "schedule/_units.html",
        "more": {"ahead": reckoned, "units_at": at},
    }


def _answer(request: HttpRequest, form: Form, sheet: Sheet, act: Act) -> HttpResponse:
    """The form as any sheet, or, where only the units were asked for, as it was typed and without a word of what is missing."""
    if request.method != "POST" or _SHOW not in request.POST:
        return answer(request, form, sheet, act, then=ledger.sequence)
    form.is_valid()
    form.errors.clear()
    return show(request, form, sheet)


@require_POST
def plan_units(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """The units that are left of what a new plan would use, while it is typed."""
    case: Case = get_object_or_404(Case.objects.visible_to(staff_of(request)), pk=case_id)
    form, _workers, clients = _form(request, case, {})
    _look(request, "visit units", case, clients)
    return page(request, "schedule/units.html", {"ahead": _ahead(request, case, form, clients, None)})


@require_POST
def change_units(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """The same where a plan is changed: what it changes is not counted beside it."""
    found = _planned(request, visit_id, day)
    case = found.visit.case
    form, _workers, clients = _form(request, case, {})
    _look(request, "visit units", case, clients)
    changes = (found.visit.identity, found.planned_on)
    return page(request, "schedule/units.html", {"ahead": _ahead(request, case, form, clients, changes)})


@require_POST
def move_units(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """The same where one visit of a row is moved: the others of the row are counted, this one where it goes."""
    found, form = _moving(request, visit_id, day)
    _look(request, "visit units", found.visit.case, found.visit.clients)
    return page(request, "schedule/units.html", {"ahead": _ahead_moved(request, found, form)})


@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A visit is planned, or a row of them; the client comes along from where one was."""
    staff = staff_of(request)
    case: Case = get_object_or_404(Case.objects.visible_to(staff), pk=case_id)
    client = uuids.or_none(request.GET.get("client", ""))
    today = clock.today(staff.zone)
    initial: dict[str, Any] = {"first_on": today, "worker": str(staff.pk), "zone": staff.zone, "place_of_service": "12"}
    initial["note_type"] = next((key for key, _title in queries.kinds() if key == USUAL), "")
    chosen = [client] if client else cases.clients_of(case, today)
    initial["clients"] = [str(each) for each in chosen]
    form, workers, clients = _form(request, case, initial)
    sheet = Sheet(
        title=_("Plan a visit: %(case)s") % {"case": case.short_name},
        button=_("Plan it"),
        back=reverse("chart:visits"),
        **_with_units(
            reverse("schedule:plan_units", args=[case.pk]), partial(_ahead, request, case, form, clients, None)
        ),
    )

    def act() -> str:
        new = form.new(workers, clients)
        actions.plan(case=case, new=new, by=actor_of(request))
        is_row = new.repeats != Repeats.ONCE
        sentence = (
            _("The visits are planned, the first for %(day)s.") if is_row else _("The visit is planned for %(day)s.")
        )
        return sentence % {"day": date_format(new.first_on)}

    _look(request, "visit plan", case, clients)
    return _answer(request, form, sheet, act)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """Another plan from this visit on."""
    found = _planned(request, visit_id, day)
    visit = found.visit
    fields = ("starts", "minutes", "zone", "repeats", "every", "service", "place_of_service", "note_type", "purpose")
    initial: dict[str, Any] = {name: getattr(visit, name) for name in fields}
    initial |= {"first_on": found.planned_on, "worker": str(visit.worker_id)}
    initial["clients"] = [str(each.pk) for each in visit.clients]
    initial["last_on"] = visit.true_to_on if visit.rhythm else None
    form, workers, clients = _form(request, visit.case, initial)
    if not visit.rhythm:
        for name in ("repeats", "every", "last_on"):
            del form.fields[name]
    else:
        form.fields["repeats"].choices = Repeats.choices[1:]  # type: ignore[attr-defined]
    at = reverse("schedule:change_units", args=[visit_id, day])
    sheet = Sheet(
        title=_("Change this visit and those that follow") if visit.rhythm else _("Change this visit"),
        button=_("Save"),
        back=reverse("chart:visits"),
        **_with_units(at, partial(_ahead, request, visit.case, form, clients, (visit.identity, found.planned_on))),
    )

    def act() -> str:
        actions.change(planned=found, new=form.new(workers, clients), by=actor_of(request))
        return _("The plan is changed.")

    _look(request, "visit change", visit.case, visit.clients)
    return _answer(request, form, sheet, act)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """This one visit of a row is moved; the others stay."""
    found, form = _moving(request, visit_id, day)
    sheet = Sheet(
        title=_("Move this visit only"),
        button=_("Move it"),
        back=reverse("chart:visit", args=[visit_id, day]),
        **_with_units(
            reverse("schedule:move_units", args=[visit_id, day]), partial(_ahead_moved, request, found, form)
        ),
    )

    def act() -> str:
        asked = form.cleaned_data
        actions.move(
            planned=found,
            to=asked["first_on"],
            starts=asked["starts"],
            minutes=asked["minutes"],
            by=actor_of(request),
        )
        return _("This visit is moved to %(day)s.") % {"day": date_format(asked["first_on"])}

    _look(request, "visit move", found.visit.case, found.visit.clients)
    return _answer(request, form, sheet, act)


def _moving(request: HttpRequest, visit_id: UUID, day: date) -> tuple[Planned, MoveForm]:
    """One visit of a row, and the form that moves it."""
    found = _planned(request, visit_id, day)
    if not found.visit.rhythm:
        raise Http404
    initial = {"first_on": found.day, "starts": found.starts, "minutes": found.minutes}
    return found, MoveForm(typed(request), initial=initial)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, visit_id: UUID, day: date) -> HttpResponse:
    """This visit and all that would follow are taken out of the plan."""
    found = _planned(request, visit_id, day)
    form = Form(typed(request))
    sheet = Sheet(
        title=_("Take this visit and those that follow out of the plan")
        if found.visit.rhythm
        else _("Take this visit out of the plan"),
        button=_("Take it out"),
        back=reverse("chart:visits"),
        notice=_("Where the family called it off, say so at the visit instead: that is an attempt, and counts as one."),
    )

    def act() -> str:
        actions.end(planned=found, by=actor_of(request))
        return _("It is out of the plan.")

    _look(request, "visit end", found.visit.case, found.visit.clients)
    return answer(request, form, sheet, act, then=ledger.sequence)

"""The page of one case, and what is done to the case as a whole: clients, closing, opening again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from goldthread.cases import actions, overview, queries, rules
from goldthread.cases import standing as reads
from goldthread.cases.forms import AddClientForm, ChangeCaseForm, CloseForm, LeaveForm, ReopenForm
from goldthread.cases.models import CaseDetail
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, show, typed
from goldthread.people.queries import actor_of, staff_of
from goldthread.services import queries as services


@require_GET
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Everything about a case: clients, people around them, care team, episodes."""
    found = case_of(request, case_id)
    staff = staff_of(request)
    shown = reads.standing(found, staff, clock.today(staff.zone))
    may = {verb: rules.may(staff.roles, verb) for verb in ("change_case", "assign", "merge")}
    named = (*shown.members, *shown.former, *(shown.taken_out if may["change_case"] else ()))
    for member in named:
        look(request, "cases:case", client=member.row.client.pk, about=found.pk)
    if not named:
        look(request, "cases:case", about=found.pk)
    return page(request, "cases/case.html", {"case": found, "standing": shown, "may": may})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Another name, program or payer."""
    found = case_of(request, case_id, to="change_case")
    today = clock.today(staff_of(request).zone)
    held = queries.terms_of(found.pk, today)
    initial = {"name": found.name, "from_on": today, "how": "changed"}
    if held:
        initial |= {"program": held.program, "payer": held.payer}
    offered = sorted({*services.programs(today), *([held.program] if held and held.program else [])})
    form = ChangeCaseForm(typed(request), initial=initial, programs=offered)
    sheet = Sheet(
        title=_("The case %(number)s") % {"number": found.number},
        button=_("Save"),
        back=reverse("cases:case", args=[found.pk]),
        after="cases/_terms.html",
        more={"terms": CaseDetail.objects.current().filter(case=found).order_by("-true_from_on")},
    )

    def act() -> str:
        day = form.day(held.true_from_on if held else today)
        actions.change_case(case=found, new=form.new(), from_on=day, by=actor_of(request))
        return _("The case is on file as %(name)s.") % {"name": found.short_name}

    look(request, "cases:change", about=found.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def add_client(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Somebody joins the case as a client, unless they are on file already."""
    found = case_of(request, case_id, to="change_case")
    staff = staff_of(request)
    form = AddClientForm(typed(request), initial={"from_on": clock.today(staff.zone)})
    sheet = Sheet(
        title=_("Add a client to %(case)s") % {"case": found.short_name},
        button=_("Add the client"),
        before="cases/_alike.html",
        back=reverse("cases:case", args=[found.pk]),
    )
    look(request, "cases:add_client", about=found.pk)
    if request.method == "POST" and "confirmed" not in request.POST and form.is_valid():
        alike = overview.alike(staff, form.cleaned_data["name"], form.cleaned_data["born_on"])
        if alike:
            sheet.more["alike"] = alike
            return show(request, form, sheet, status=422)

    def act() -> str:
        actions.add_client(case=found, new=form.new(), from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("%(name)s is a client of this case now.") % {"name": form.cleaned_data["name"]}

    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, case_id: UUID, client_id: UUID) -> HttpResponse:
    """A client leaves the case, or never belonged to it."""
    found = case_of(request, case_id, to="change_case")
    staff = staff_of(request)
    today = clock.today(staff.zone)
    member = reads.membership_of(found, client_id)
    if member is None:
        raise Http404
    name = overview.details_of([client_id], today)[client_id].name
    form = LeaveForm(typed(request), initial={"to_on": today})
    sheet = Sheet(
        title=_("%(name)s leaves %(case)s") % {"name": name, "case": found.short_name},
        button=_("Save"),
        back=reverse("cases:case", args=[found.pk]),
        notice=_(
            "Who left is shown under “Formerly”, and what was written about them in this case stays readable here. "
            "Who was added by mistake is not shown here any more; only the offices that see every case still see them."
        ),
    )

    def act() -> str:
        asked = form.cleaned_data
        if asked["how"] == "wrong":
            actions.take_out(member=member, reason=asked["reason"], by=actor_of(request))
            return _("%(name)s is taken out of this case, as added by mistake.") % {"name": name}
        actions.leave_case(member=member, to_on=asked["to_on"], by=actor_of(request))
        return _("%(name)s is a client of this case no longer.") % {"name": name}

    look(request, "cases:leave", client=client_id, about=found.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Close the open episode."""
    found = case_of(request, case_id, to="change_case")
    form = CloseForm(typed(request), initial={"closed_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("Close the case %(case)s") % {"case": found.short_name},
        button=_("Close the case"),
        back=reverse("cases:case", args=[found.pk]),
        notice=_("Everything stays readable, notes can still be finished, and the case can be opened again."),
    )

    def act() -> str:
        asked = form.cleaned_data
        actions.close_episode(case=found, closed_on=asked["closed_on"], reason=asked["reason"], by=actor_of(request))
        return _("The case is closed.")

    look(request, "cases:close", about=found.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Begin a further episode."""
    found = case_of(request, case_id, to="change_case")
    form = ReopenForm(typed(request), initial={"opened_on": clock.today(staff_of(request).zone)})
    sheet = Sheet(
        title=_("Open the case %(case)s again") % {"case": found.short_name},
        button=_("Open the case again"),
        back=reverse("cases:case", args=[found.pk]),
    )

    def act() -> str:
        asked = form.cleaned_data
        actions.reopen(case=found, opened_on=asked["opened_on"], reason=asked["reason"], by=actor_of(request))
        return _("The case is open again.")

    look(request, "cases:reopen", about=found.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)

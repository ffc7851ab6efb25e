"""The list of clients, finding one as one types, and a client's details with what was on file before."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from goldthread.cases import actions, overview, queries, rules, versions
from goldthread.cases.forms import ChangeClientForm, FindForm, KnownForm
from goldthread.cases.models import Client, ClientDetail
from goldthread.cases.views.doors import client_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """Everybody whom the asker serves or may see, by case."""
    return _listed(request, staff_of(request), FindForm())


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Clients whose names begin as typed; the words travel in the body, never in an address."""
    if request.method != "POST":
        return redirect("cases:clients")
    staff, form = staff_of(request), FindForm(request.POST)
    if not form.is_valid():
        return _listed(request, staff, form, 422)
    words = form.cleaned_data["words"]
    if not rules.sought(words):
        return _listed(request, staff, FindForm())
    look(request, "cases:find")
    context = {"found": overview.found(staff, words), "form": form, "may_open": rules.may(staff.roles, "open_case")}
    return page(request, _template(request), context)


def _listed(request: HttpRequest, staff: Staff, form: FindForm, status: int = 200) -> HttpResponse:
    look(request, "cases:clients")
    context = {
        "listing": overview.listing(staff, request.GET.get("page", "1")),
        "form": form,
        "may_open": rules.may(staff.roles, "open_case"),
    }
    return page(request, _template(request), context, status)


def _template(request: HttpRequest) -> str:
    """Only the list, for the script that fills it in as one types; the whole page for everybody else."""
    return "cases/_listing.html" if request.headers.get("HX-Request") else "cases/clients.html"


@require_http_methods(["GET", "POST"])
def change_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """New details of a client, beside every version that was on file."""
    client = client_of(request, client_id)
    staff = staff_of(request)
    today = clock.today(staff.zone)
    detail = overview.details_of([client.pk], today)[client.pk]
    # Who left is another team's client now, and where they live today is not for those who served them before.
    if not Client.objects.visible_to(staff).served_by(staff).filter(pk=client.pk).exists():
        raise Http404
    may_change = rules.may(staff.roles, "change_case")
    if not may_change and request.method == "POST":
        client_of(request, client_id, to="change_case")
    form = ChangeClientForm(typed(request), initial=_initial(detail, today))
    case = next(iter(queries.cases_seen_by(staff, client.pk)), None)
    sheet = Sheet(
        title=_("Details of %(name)s") % {"name": detail.name},
        beneath=_("Client number %(number)s") % {"number": client.number},
        button=_("Save the details"),
        back=reverse("cases:case", args=[case.pk]) if case else reverse("cases:clients"),
        template="cases/details.html",
        more={
            "client": client,
            "detail": detail,
            "may_change": may_change,
            "versions": versions.of_client(client),
            **_as_known(request, client),
        },
    )

    def act() -> str:
        day = form.day(detail.true_from_on)
        former = form.new()
        actions.change_client(client=client, new=former, from_on=day, by=actor_of(request))
        return _("The details of %(name)s are saved. What was on file before stays readable.") % {"name": former.name}

    look(request, "cases:change_client", client=client.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _initial(detail: ClientDetail, today: object) -> dict[str, object]:
    words = ("name", "born_on", "preferred_name", "pronouns", "language", "phone", "address")
    return {**{name: getattr(detail, name) for name in words}, "from_on": today, "how": "changed"}


def _as_known(request: HttpRequest, client: Client) -> dict[str, object]:
    """The details as the record stood at the end of a day that the asker chose, if they chose one."""
    if "known" not in request.GET:
        return {"known_form": KnownForm()}
    form = KnownForm(request.GET)
    if not form.is_valid():
        return {"known_form": form}
    day = form.cleaned_data["known"]
    return {"known_form": form, "known_on": day, "known": versions.as_known(client, day, staff_of(request).zone)}

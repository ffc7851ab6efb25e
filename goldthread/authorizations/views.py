"""What is authorized for a client: listed with what remains, put on file, changed, taken out as a mistake."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.authorizations import actions, queries, rules
from goldthread.authorizations.forms import AuthorizationForm, ChangeAuthorizationForm, StrikeForm
from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of
from goldthread.services import queries as services

ask = require_http_methods(["GET", "POST"])


@dataclass(frozen=True)
class _At:
    """Who asks, about which client, and every record of that person."""

    staff: Staff
    client: Client
    same: tuple[UUID, ...]
    name: str
    today: date

    @property
    def back(self) -> str:
        """The list of the client's authorizations."""
        return reverse("authorizations:of_client", args=[self.client.pk])


def _at(request: HttpRequest, client_id: UUID, view: str, *, to_change: bool = True) -> _At:
    """A client whom the asker serves today: what is authorized after somebody left a case is not theirs to know."""
    staff = request.user
    if not isinstance(staff, Staff) or (to_change and not rules.may_change(staff.roles)):
        raise Http404
    client: Client = get_object_or_404(queries.clients_of(staff), pk=client_id)
    same = tuple(sorted(cases.same_person(client.pk)))
    ledger.look_at_each(same, by=actor_of(request), action="view", page=f"authorizations:{view}", object=client.pk)
    today = clock.today(staff.zone)
    return _At(staff, client, same, cases.detail_of(client.pk, on=today).name, today)


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Every authorization with its bar."""
    at = _at(request, client_id, "of_client", to_change=False)
    context = {
        "client": at.client,
        "name": at.name,
        "authorizations": queries.of_clients(at.same, at.today),
        "may_change": rules.may_change(at.staff.roles),
    }
    return page(request, "authorizations/of_client.html", context)


@ask
def authorize(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A further authorization."""
    at = _at(request, client_id, "authorize")
    payers = [terms.payer for case in _cases(at) if (terms := cases.terms_of(case.pk, at.today)) and terms.payer]
    initial = {"payer": next(iter(payers), ""), "unit_label": "unit", "from_on": at.today}
    form = AuthorizationForm(typed(request), initial=initial, **_lists(at))
    sheet = Sheet(title=_("An authorization for %(name)s") % {"name": at.name}, button=_("Put on file"), back=at.back)

    def act() -> str:
        actions.authorize(client=at.client, new=form.new(), by=actor_of(request))
        return _("The authorization is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def change(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """What an authorization is now, beside what was on file and what used it."""
    at = _at(request, client_id, "change")
    standing = _standing(at, identity)
    row = standing.row
    initial = {name: getattr(row, name) for name in ("payer", "service", "number", "unit_label")}
    initial |= {"units": standing.authorized, "from_on": row.true_from_on, "to_on": row.true_to_on}
    form = ChangeAuthorizationForm(
        typed(request),
        initial={**initial, "referral": str(row.referral or ""), "how": "changed"},
        **_lists(at, row.service),
    )
    sheet = Sheet(
        title=_("The authorization of %(service)s") % {"service": row.service},
        button=_("Save"),
        back=at.back,
        template="authorizations/sheet.html",
        after="authorizations/_history.html",
        more={
            "client": at.client,
            "standing": standing,
            "versions": queries.versions_of(identity),
            "uses": queries.uses_of(identity),
        },
    )

    def act() -> str:
        was_wrong = form.cleaned_data["how"] == "wrong"
        actions.change(row=row, new=form.new(), was_wrong=was_wrong, by=actor_of(request))
        return _("The authorization is saved. What was on file before stays readable.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def strike(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """An authorization that never was."""
    at = _at(request, client_id, "strike")
    row = _standing(at, identity).row
    form = StrikeForm(typed(request))
    sheet = Sheet(
        title=_("The authorization of %(service)s is a mistake") % {"service": row.service},
        button=_("Take it out"),
        back=at.back,
    )

    def act() -> str:
        actions.strike(row=row, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("The authorization is taken out, as entered by mistake.")

    return answer(request, form, sheet, act, then=ledger.sequence)


def _standing(at: _At, identity: UUID) -> queries.Standing:
    found = queries.of_identity(identity, at.same, at.today)
    if found is None:
        raise Http404
    return found


def _cases(at: _At) -> list[Any]:
    return cases.cases_seen_by(at.staff, *at.same)


def _lists(at: _At, *kept: str) -> dict[str, Any]:
    """What the form offers: today's services, beside the one that is on file, and the referrals that the asker sees."""
    referrals = cases.referrals_of([case.pk for case in _cases(at)], at.today)
    told = [(str(row.identity), " · ".join(filter(None, (row.referred_by, row.number, formats.date_format(row.received_on))))) for row in referrals]  # fmt: skip
    return {"services": sorted({*services.names(at.today), *kept}), "referrals": told}

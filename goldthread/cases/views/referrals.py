"""Who asked for a case to be served: referrals, put on file, changed and taken out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.cases import actions, standing, versions
from goldthread.cases.actions import NewReferral
from goldthread.cases.forms import ChangeReferralForm, ReferralForm, StrikeForm
from goldthread.cases.models import Case, Priority, Referral, ReferralStatus
from goldthread.cases.views.doors import case_of, look
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of


@require_http_methods(["GET", "POST"])
def refer(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A further referral."""
    case = case_of(request, case_id, to="change_case")
    today = clock.today(staff_of(request).zone)
    initial = {"received_on": today, "priority": Priority.ROUTINE, "status": ReferralStatus.RECEIVED}
    form = ReferralForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("A referral of %(case)s") % {"case": case.short_name}, button=_("Put on file"), back=_back(case)
    )

    def act() -> str:
        actions.refer(case=case, new=form.new(), by=actor_of(request))
        return _("The referral is on file.")

    look(request, "cases:refer", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, case_id: UUID, identity: UUID) -> HttpResponse:
    """What became of a referral, or what it truly was, beside every version that was on file."""
    case = case_of(request, case_id, to="change_case")
    referral = _referral(case, identity)
    initial = {name: getattr(referral, name) for name in NewReferral.__dataclass_fields__}
    initial |= {"from_on": clock.today(staff_of(request).zone), "how": "changed"}
    form = ChangeReferralForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("The referral by %(name)s") % {"name": referral.referred_by},
        button=_("Save"),
        back=_back(case),
        after="cases/_referral_versions.html",
        more={
            "case": case,
            "referral": referral,
            "versions": versions.of_referral(referral),
            "members": standing.placed_members(case, clock.today(staff_of(request).zone)),
        },
    )

    def act() -> str:
        if form.cleaned_data["how"] == "wrong":
            actions.mend_referral(referral=referral, new=form.new(), by=actor_of(request))
        else:
            day = form.cleaned_data["from_on"]
            actions.change_referral(referral=referral, new=form.new(), from_on=day, by=actor_of(request))
        return _("The referral is saved. What was on file before stays readable.")

    look(request, "cases:change_referral", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


@require_http_methods(["GET", "POST"])
def strike(request: HttpRequest, case_id: UUID, identity: UUID) -> HttpResponse:
    """A referral that never was."""
    case = case_of(request, case_id, to="change_case")
    referral = _referral(case, identity)
    form = StrikeForm(typed(request))
    sheet = Sheet(
        title=_("The referral by %(name)s is a mistake") % {"name": referral.referred_by},
        button=_("Take it out"),
        back=_back(case),
    )

    def act() -> str:
        actions.strike_referral(referral=referral, reason=form.cleaned_data["reason"], by=actor_of(request))
        return _("The referral is taken out, as entered by mistake.")

    look(request, "cases:strike_referral", about=case.pk)
    return answer(request, form, sheet, act, then=ledger.sequence)


def _referral(case: Case, identity: UUID) -> Referral:
    referral = standing.referral_of(case, identity)
    if referral is None:
        raise Http404
    return referral


def _back(case: Case) -> str:
    return reverse("cases:case", args=[case.pk]) + "#referrals"

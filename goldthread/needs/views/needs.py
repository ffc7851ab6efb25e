"""Needs and strengths: put on file, changed, ended, taken out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.needs import actions, queries
from goldthread.needs.actions import NewNeed
from goldthread.needs.forms import AddNeedForm, ChangeNeedForm
from goldthread.needs.models import Need, NeedKind
from goldthread.needs.views import pages
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of

ask = require_http_methods(["GET", "POST"])


@ask
def add(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Something that is not on file yet; a note's page may say that the note evidences it."""
    client = pages.client_of(request, client_id, "needs:add_need")
    evidence, kind = pages.evidence_of(request), request.GET.get("kind", "")
    initial = {
        "from_on": clock.today(staff_of(request).zone),
        "evidence": evidence,
        "kind": kind if kind in NeedKind.values else "",
    }
    form = AddNeedForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("A need or a strength"),
        beneath=_("What care is needed for, or what carries it."),
        notice=_("The note you came from is kept as what evidences it.") if evidence else "",
        button=_("Put on file"),
        back=pages.back_to(client),
    )

    def act() -> str:
        actions.state(client=client, new=form.new(), from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("It is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def change(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """What it is now, or what it truly was, beside every version that was on file."""
    client = pages.client_of(request, client_id, "needs:change_need")
    need = pages.row_of(Need, client, identity)
    initial = {name: getattr(need, name) for name in NewNeed.__dataclass_fields__}
    initial |= {"evidence": need.evidence_id, "from_on": clock.today(staff_of(request).zone), "how": "changed"}
    form = ChangeNeedForm(typed(request), initial=initial)
    sheet = Sheet(
        title=_("Change: %(kind)s") % {"kind": need.get_kind_display()},
        button=_("Save"),
        back=pages.back_to(client),
        after="needs/_versions.html",
        more={"client": client, "row": need, "versions": queries.versions_of(need)},
    )

    def act() -> str:
        write = actions.mend_need if form.cleaned_data["how"] == "wrong" else actions.change_need
        write(need=need, new=form.new(), from_on=form.day(need.true_from_on), by=actor_of(request))
        return _("It is saved. What was on file before stays readable.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """It is over."""
    client = pages.client_of(request, client_id, "needs:end_need")
    need = pages.row_of(Need, client, identity)
    return pages.ended(request, client, need, _("Ended: %(kind)s") % {"kind": need.get_kind_display()})


@ask
def strike(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """It never was."""
    client = pages.client_of(request, client_id, "needs:strike_need")
    need = pages.row_of(Need, client, identity)
    return pages.struck(request, client, need, _("A mistake: %(kind)s") % {"kind": need.get_kind_display()})

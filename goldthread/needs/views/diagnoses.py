"""Diagnoses: put on file, changed, ended, taken out."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from goldthread.codes import queries as codes
from goldthread.codes.models import System
from goldthread.ledger import actions as ledger
from goldthread.lib import calendar, clock
from goldthread.needs import actions, queries
from goldthread.needs.forms import AddDiagnosisForm, ChangeDiagnosisForm
from goldthread.needs.models import Diagnosis, Source, Verification
from goldthread.needs.views import pages
from goldthread.page.picking import Offers
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people import queries as people
from goldthread.people.queries import actor_of, staff_of

ask = require_http_methods(["GET", "POST"])


@ask
def add(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A diagnosis that is not on file yet; a note's page may say that the note evidences it."""
    client = pages.client_of(request, client_id, "needs:add_diagnosis")
    today, evidence = clock.today(staff_of(request).zone), pages.evidence_of(request)
    initial = {
        "from_on": today,
        "made_on": today,
        "verification": Verification.PROVISIONAL,
        "source": Source.HERE,
        "evidence": evidence,
    }
    form = AddDiagnosisForm(typed(request), initial=initial, staff=_makers(today), offers=_offers(request, today))
    sheet = Sheet(
        title=_("A diagnosis"),
        beneath=_("Code and title are kept as they stand on the list of the day from which it is true."),
        notice=_("The note you came from is kept as what evidences it.") if evidence else "",
        button=_("Put on file"),
        back=pages.back_to(client),
    )

    def act() -> str:
        actions.diagnose(client=client, new=form.new(), from_on=form.cleaned_data["from_on"], by=actor_of(request))
        return _("The diagnosis is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def change(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """What a diagnosis is now, or what it truly was, beside every version that was on file."""
    client = pages.client_of(request, client_id, "needs:change_diagnosis")
    row = pages.row_of(Diagnosis, client, identity)
    today = clock.today(staff_of(request).zone)
    initial = {each: getattr(row, each) for each in ("code", "verification", "is_principal", "source", "made_on")}
    if row.staff_id:
        initial["staff"] = str(row.staff_id)
    else:
        initial |= {"name": row.made_by, "credential": row.credential}
    initial |= {"evidence": row.evidence_id, "from_on": today, "how": "changed"}
    form = ChangeDiagnosisForm(
        typed(request), initial=initial, staff=_makers(today, row), offers=_offers(request, today)
    )
    sheet = Sheet(
        title=_("Change the diagnosis %(code)s") % {"code": row.code},
        beneath=row.title,
        button=_("Save"),
        back=pages.back_to(client),
        after="needs/_versions.html",
        more={"client": client, "row": row, "versions": queries.versions_of(row)},
    )

    def act() -> str:
        write = actions.mend_diagnosis if form.cleaned_data["how"] == "wrong" else actions.change_diagnosis
        write(diagnosis=row, new=form.new(), from_on=form.day(row.true_from_on), by=actor_of(request))
        return _("It is saved. What was on file before stays readable.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@ask
def end(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """A diagnosis holds no longer."""
    client = pages.client_of(request, client_id, "needs:end_diagnosis")
    row = pages.row_of(Diagnosis, client, identity)
    return pages.ended(request, client, row, _("Ended: %(kind)s") % {"kind": row.code})


@ask
def strike(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """A diagnosis that never was."""
    client = pages.client_of(request, client_id, "needs:strike_diagnosis")
    row = pages.row_of(Diagnosis, client, identity)
    return pages.struck(request, client, row, _("A mistake: %(kind)s") % {"kind": row.code})


def _makers(today: date, row: Diagnosis | None = None) -> list[tuple[str, str]]:
    """Who of the staff holds a credential, as printed under a signature; and who made a diagnosis, though they left."""
    everybody = people.active_staff()
    held = people.credentials_of([staff.pk for staff in everybody])
    makers = {str(staff.pk): people.display_name(staff, today) for staff in everybody if held.get(staff.pk)}
    if row and row.staff_id:
        makers.setdefault(str(row.staff_id), row.maker)
    return list(makers.items())


def _offers(request: HttpRequest, today: date) -> Callable[[str], Offers]:
    """What the words find on the day that stands in the form."""
    try:
        on = calendar.within(date.fromisoformat(request.POST.get("from_on", "")))
    except ValueError:
        on = today
    day = codes.listed_on(System.ICD, on, today)
    return lambda words: codes.offers(System.ICD, words, day)

"""The service record of a client or of everybody in sight, as page, CSV and PDF; and a bill held against it."""

import tempfile
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import formats
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.billing import giving, queries, reading
from goldthread.billing.forms import NO_COLUMN, BillForm, RecordForm, month_before
from goldthread.billing.queries import Wanted
from goldthread.billing.rules import COLUMNS, Billed, Judged
from goldthread.billing.served import Served
from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.refusals import Refused
from goldthread.notes import queries as notes
from goldthread.page.download import download, download_file
from goldthread.page.render import page
from goldthread.paper import actions as paper
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.policies import queries as policies

_CSV = "text/csv; charset=utf-8"
# So many rows of a reconciled bill stand on its page; the report has all.
SHOWN = 1000


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponseBase:
    """The service record of one client, and of records that are the same person."""
    client = get_object_or_404(Client.objects.visible_to(staff_of(request)), pk=client_id)
    return _record(request, client)


@require_safe
def of_agency(request: HttpRequest) -> HttpResponseBase:
    """The service record of everybody in sight."""
    return _record(request, None)


def _record(request: HttpRequest, client: Client | None) -> HttpResponseBase:
    staff = staff_of(request)
    today = clock.today(staff.zone)
    asked = {name: request.GET.get(name, value) for name, value in {**month_before(today), "payer": ""}.items()}
    form = RecordForm(asked, payers=queries.payers(staff))
    same = cases.known_of(staff, client.pk).same if client else None
    served: list[Served] = []
    if form.is_valid():
        said = form.cleaned_data
        try:
            served = queries.service_record(staff, Wanted(said["since"], said["until"], same, said["payer"]))
        except Refused as refused:
            form.add_error("until", refused.sentence)
    seen = {each.noted.note.client_id for each in served} | set(same or ())
    given_as = request.GET.get("as", "") if form.is_valid() else ""
    action = "print" if given_as else "read"
    ledger.look_at_each(sorted(seen) or [None], by=actor_of(request), action=action, page="service record")
    name = cases.names_for(staff, [client.pk]).get(client.pk, "") if client else ""
    if given_as == "csv":
        return download(giving.record_csv(served).encode(), _CSV, f"{_named(client, form.cleaned_data)}.csv")
    if given_as == "pdf":
        return _pdf(served, client, name, form.cleaned_data, staff)
    context = {
        "client": client,
        "name": name,
        "form": form,
        "asked": asked,
        "rows": [(each, giving.terms_of(each)) for each in served],
        "count": len(served),
        "stretch": _stretch(form.cleaned_data) if form.is_valid() else "",
    }
    return page(request, "billing/record.html", context)


def _stretch(said: dict[str, Any]) -> str:
    """Of which days the record is, and of which payer alone: on paper nothing else says so."""
    days = f"{formats.date_format(said['since'])} – {formats.date_format(said['until'])}"
    return f"{days} · {said['payer']}" if said["payer"] else days


def _named(client: Client | None, said: dict[str, Any]) -> str:
    whose = f"{client.number}-" if client else ""
    return f"services-{whose}{said['since']}-{said['until']}"


def _pdf(
    served: list[Served], client: Client | None, name: str, said: dict[str, Any], staff: Staff
) -> HttpResponseBase:
    agency = policies.agency()
    whose = f"{name}, {client.number} · " if client else ""
    title = _("Service record")
    made = tempfile.TemporaryFile()  # noqa: SIM115 - it is open until it was sent
    paper.print_articles(
        made,
        title=f"{title}: {whose}{_stretch(said)}",
        running=f"{whose}{_stretch(said)}",
        letterhead=(agency.name, agency.letterhead),
        printed=notes.printed_by(staff.name),
        articles=giving.on_paper(served),
        count=len(served),
    )
    return download_file(made, "application/pdf", f"{_named(client, said)}.pdf")


@require_http_methods(["GET", "POST"])
def reconcile(request: HttpRequest) -> HttpResponse:
    """A bill's lines against the notes: the columns as guessed or as corrected, a verdict on each line, the report as CSV."""
    staff = staff_of(request)
    if request.method != "POST":
        return _asking(request, BillForm(header=[]))
    form = BillForm(request.POST, request.FILES, header=_header(request))
    if not form.is_valid():
        return _asking(request, form, status=422)
    text, pasted = "", form.cleaned_data["lines"]
    try:
        text = form.text()
        columns, billed = _billed(staff, text, form)
        judged = queries.reconciled(staff, billed)
    except ValidationError as wrong:
        form.add_error("file", wrong)
        return _asking(request, form, status=422)
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)
        # What was pasted is kept where the file beside it is refused.
        return _asking(request, _again(form, pasted or text), status=422)
    is_report = "report" in request.POST
    action = "print" if is_report else "read"
    ledger.look_at_each(giving.clients_in(judged) or [None], by=actor_of(request), action=action, page="reconcile")
    if is_report:
        return download(giving.report_csv(judged).encode(), _CSV, f"reconciled-{clock.today(staff.zone)}.csv")
    far = queries.days_of(staff, billed).far
    return _asking(request, _again(form, text, columns), judged=judged, far=giving.told_far(far))


def _billed(staff: Staff, text: str, form: BillForm) -> tuple[dict[str, str], list[Billed]]:
    """Which column is what, and the lines; Refused where the text is no bill."""
    header, rows = reading.rows_in(text)
    clients = queries.clients_named(staff)
    columns = reading.mapping_of(header, _chosen(form, header), rows, clients)
    return columns, reading.billed(rows, columns, clients)


def _chosen(form: BillForm, header: Sequence[str]) -> dict[str, str | None]:
    """The columns as chosen, None for none; a file that takes the place of the lines may not have those of before, and is guessed anew."""
    chosen = {what: form.cleaned_data.get(what, "") for what in COLUMNS}
    return {what: None if name == NO_COLUMN else name for what, name in chosen.items() if name in (NO_COLUMN, *header)}


def _header(request: HttpRequest) -> list[str]:
    """The columns that may be chosen: those of the lines that were sent, where they can be read."""
    try:
        return reading.rows_in(request.POST.get("lines", ""))[0]
    except Refused:
        return [name for what in COLUMNS if (name := request.POST.get(what, "").strip())]


def _again(form: BillForm, text: str, columns: dict[str, str] | None = None) -> BillForm:
    """The form with the lines in it, also those of a file, so that a column can be corrected without choosing it again."""
    try:
        header = reading.rows_in(text)[0]
    except Refused:
        return form
    chosen = {what: NO_COLUMN if name is None else name for what, name in _chosen(form, header).items()}
    further = BillForm({"lines": text, **chosen, **(columns or {})}, header=header)
    for field, sentences in form.errors.items():
        for sentence in sentences:
            further.add_error(field if field in further.fields else None, sentence)
    return further


def _asking(
    request: HttpRequest,
    form: BillForm,
    *,
    judged: list[Judged] | None = None,
    far: str = "",
    status: int = 200,
) -> HttpResponse:
    counts: dict[str, int] = {}
    for each in judged or ():
        counts[each.verdict] = counts.get(each.verdict, 0) + 1
    shown = (judged or [])[:SHOWN]
    rows = [(each, giving.said_of(each), giving.verdict_title(each.verdict)) for each in shown]
    context = {
        "form": form,
        "judged": rows if judged is not None else None,
        "counts": [(giving.verdict_title(verdict), count) for verdict, count in counts.items()],
        "far": far,
        "more": len(judged or ()) - len(shown),
        "agrees": judged is not None and all(each.agrees for each in judged),
    }
    return page(request, "billing/reconcile.html", context, status)

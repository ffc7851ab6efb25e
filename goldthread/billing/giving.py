"""A service record and a reconciled bill as files: CSV for whoever reckons on, HTML for paper."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from io import StringIO
from typing import Any
from uuid import UUID

from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from goldthread.authorizations.rules import spelled
from goldthread.billing.rules import COLUMNS, VERDICTS, Judged
from goldthread.billing.served import Served
from goldthread.lib.cells import quiet
from goldthread.lib.shipped import shown

RECORD = (
    "client_number", "client", "date", "start_end", "minutes", "service", "code", "payer", "units", "unit", "steps",
    "reckoned_with", "authorization", "goals", "signed_by", "signed_at", "late_days", "missing", "note",
)  # fmt: skip
_BILLED = ("client", "date", "service", "units", "amount")
# What came later stands at the end, so that whoever reads by place still finds the rest.
REPORT = ("line", *_BILLED, "client_name", "verdict", "reason", "carried_units", "minutes", "notes", "modifiers")


def _table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows([quiet("" if value is None else str(value)) for value in row] for row in rows)
    return out.getvalue()


def record_csv(served: Iterable[Served]) -> str:
    """A line for each note; the columns are the same in every language, so that a file can be read by machine."""
    return _table(RECORD, map(_record_row, served))


def _record_row(each: Served) -> list[Any]:
    others = [str(entry) for entry in each.reckoned.together if entry != each.entry]
    return [
        each.number,
        each.client,
        each.on,
        each.clocks,
        each.minutes,
        each.name,
        each.code,
        each.payer,
        each.counted,
        each.label,
        "; ".join(each.spoken) if each.is_first else "",
        " ".join(others),
        each.authorization,
        "; ".join(each.goals),
        each.noted.author,
        each.signed_at.isoformat() if each.signed_at else "",
        each.late_days,
        "; ".join(each.missing),
        each.entry,
    ]


def report_csv(judged: Iterable[Judged]) -> str:
    """A line for each billed line in its order, then for each signed note that is in none."""
    return _table(REPORT, map(_report_row, judged))


def _report_row(each: Judged) -> list[Any]:
    billed, told = each.billed, each.documented
    said = said_of(each)
    carried = spelled(told.hundredths) if told and told.hundredths is not None else ""
    entries = " ".join(str(entry) for entry in told.entries) if told else ""
    return [
        billed.line if billed else "",
        *(said[what] for what in _BILLED),
        told.client_name if told else "",
        each.verdict,
        each.reason,
        carried,
        told.minutes if told else "",
        entries,
        said["modifiers"],
    ]


def said_of(each: Judged) -> dict[str, str]:
    """What the line says by column, as it stands in the bill, all modifiers as one; of a note in no line, the client's number, the day and the service."""
    if each.billed:
        said = {what: each.billed.said.get(what, "") for what in COLUMNS}
        return {**said, "modifiers": " ".join(each.billed.modifier_cells)}
    told = each.documented
    known = {"client": told.number, "date": told.day.isoformat(), "service": told.service} if told else {}
    return {what: known.get(what, "") for what in COLUMNS}


def clients_in(judged: Sequence[Judged]) -> list[UUID]:
    """Whom a reconciled bill tells of, each once."""
    billed = {each.billed.client for each in judged if each.billed and each.billed.client}
    return sorted(billed | {each.documented.client for each in judged if each.documented})


def told_far(days: Sequence[date]) -> str:
    """The days of a bill that do not stretch it; empty where there are none."""
    if not days:
        return ""
    sentence = _(
        "Far from the other days of the bill, or in the future: %(days)s. Signed notes between are not asked for; check these days."
    )
    return sentence % {"days": ", ".join(formats.date_format(day) for day in days)}


def verdict_title(verdict: str) -> str:
    """A verdict in the reader's language."""
    return str(VERDICTS[verdict])


def on_paper(served: Iterable[Served]) -> Iterator[str]:
    """Each note as an article under a heading: what a page shows of it, as a list of terms."""
    for each in served:
        day = formats.date_format(each.on) if each.on else ""
        title = f"{each.client}, {each.number} · {day}"
        terms = format_html_join("", "<dt>{}</dt><dd>{}</dd>", terms_of(each))
        yield format_html("<article><h2>{}</h2><dl>{}</dl></article>", title, terms)


def terms_of(each: Served) -> list[tuple[str, SafeString | str]]:
    """What is said of one note, term by term; what there is nothing of is left out."""
    signed = _moment(each.signed_at) if each.signed_at else _("imported, not signed here")
    minutes = "" if each.minutes is None else _("%(n)s minutes") % {"n": each.minutes}
    told = [
        (_("Time"), " · ".join(filter(None, (each.clocks, minutes)))),
        (_("Service"), " · ".join(filter(None, (shown(each.name, "service"), each.code)))),
        (_("Payer"), each.payer),
        (_("Units"), f"{each.counted} {each.label}".strip() if each.counted else ""),
        (_("How they are reckoned"), "; ".join(each.spoken) if each.is_first else _with_first(each)),
        (_("Authorization"), each.authorization),
        (_("Goals"), "; ".join(each.goals)),
        (_("Signed by"), f"{each.noted.author}, {signed}"),
        (_("Late"), _("%(n)s days after") % {"n": each.late_days} if each.late_days is not None else ""),
        (_("Missing"), " ".join(each.missing)),
        (_("Note"), str(each.entry)),
    ]
    return [(term, said) for term, said in told if said]


def _moment(at: datetime) -> str:
    """A moment on the reader's clock, which is named: the note beside it says the same."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"


def _with_first(each: Served) -> str:
    """With which note of the day it was reckoned together, by its time where one is known."""
    if not each.reckoned.first_at:
        return _("with another note of that day")
    return _("with the note of %(time)s") % {"time": each.reckoned.first_at}

"""Measures of a client: how they went, an instrument filled in, one score, and one that was a mistake."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.lib.shipped import shown
from goldthread.needs import actions, queries, scoring
from goldthread.needs.courses import Course, answers_of, courses, subscales_of
from goldthread.needs.curve import curve
from goldthread.needs.forms_measures import MeasureForm
from goldthread.needs.instruments import Instrument
from goldthread.needs.models import Score
from goldthread.needs.views import pages
from goldthread.page import once
from goldthread.page.render import page
from goldthread.page.sheet import Sheet, answer, typed
from goldthread.people.queries import actor_of, staff_of

ask = require_http_methods(["GET", "POST"])


@require_safe
def of_client(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Every measure's course, and those that can be filled in."""
    staff = staff_of(request)
    client = pages.client_of(request, client_id, "needs:measures", changes=False)
    instruments = queries.instruments()
    found = courses(queries.scores_known_to(staff, client.pk), instruments)
    context = {
        "client": client,
        "name": cases.detail_for(staff, client.pk).name,
        "courses": [(course, curve(course, label=_label(course))) for course in found],
        "instruments": [each for each in instruments.values() if each.is_offered],
        "may_change": queries.may_change(staff, client.pk),
        "evidence": pages.evidence_of(request),
    }
    return page(request, "needs/measures.html", context)


def _label(course: Course) -> str:
    told = {"title": course.title, "n": len(course.scores), "first": course.baseline.total, "last": course.latest.total}
    sentence = ngettext(
        "%(title)s: %(n)s score, %(last)s.", "%(title)s: %(n)s scores, from %(first)s to %(last)s.", len(course.scores)
    )
    return sentence % told


@ask
def fill_in(request: HttpRequest, client_id: UUID, key: str) -> HttpResponse:
    """An instrument is filled in; a note's page may say that the note evidences it."""
    client = pages.client_of(request, client_id, "needs:fill_in")
    instrument = queries.instruments().get(key)
    if instrument is None or not instrument.is_offered:
        raise Http404
    # Sent twice, it leads to the one score that it made.
    evidence, identity = pages.evidence_of(request), once.identity(request)
    initial = {"taken_on": clock.today(staff_of(request).zone), "evidence": evidence}
    form = MeasureForm(typed(request), initial=initial, instrument=instrument)
    sheet = Sheet(
        title=instrument.title,
        beneath=shown(instrument.about, "measure"),
        notice=_("The note you came from is kept as what evidences it.") if evidence else "",
        button=_("Count and put on file"),
        back=reverse("needs:score", args=[client.pk, identity]),
        template="needs/fill_in.html",
        more={"client": client, "instrument": instrument},
    )

    def act() -> str:
        day, by = form.cleaned_data["taken_on"], actor_of(request)
        actions.measure(client=client, new=form.new(), taken_on=day, by=by, identity=identity)
        return _("The score is on file.")

    return answer(request, form, sheet, act, then=ledger.sequence)


@require_safe
def score(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """One score with its answers, and what to do at once where an answer asks for it."""
    staff = staff_of(request)
    client = pages.client_of(request, client_id, "needs:score", changes=False)
    row, instrument = _score(request, client, identity)
    answers = answers_of(row)
    words = {answer.value: answer.words for answer in instrument.answers}
    parts = subscales_of(row)
    same = [
        each
        for each in courses(queries.scores_known_to(staff, client.pk), {instrument.key: instrument})
        if row in each.scores
    ]
    context = {
        "client": client,
        "name": cases.detail_for(staff, client.pk).name,
        "row": row,
        "instrument": instrument,
        "course": same[0] if same and same[0].latest == row else None,
        "cases": cases.cases_seen_by(staff, client.pk)[:1],
        "is_alarming": bool(answers and scoring.alarming(instrument, answers)),
        "answers": [(item, words.get(each) if each is not None else None) for item, each in zip(instrument.items, answers, strict=False)],
        "subscales": [(each, parts[each.key], scoring.word_of(each.bands, parts[each.key])) for each in instrument.subscales if each.key in parts],
        "may_change": queries.may_change(staff, client.pk),
        "is_of_note": queries.is_of_note(row),
    }  # fmt: skip
    return page(request, "needs/score.html", context)


@ask
def strike(request: HttpRequest, client_id: UUID, identity: UUID) -> HttpResponse:
    """A score that never was."""
    client = pages.client_of(request, client_id, "needs:strike_score")
    row, instrument = _score(request, client, identity)
    return pages.struck(
        request,
        client,
        row,
        _("A mistake: %(kind)s") % {"kind": instrument.title},
        reverse("needs:measures", args=[client.pk]),
    )


def _score(request: HttpRequest, client: Client, identity: UUID) -> tuple[Score, Instrument]:
    known = queries.scores_known_to(staff_of(request), client.pk)
    row = next((each for each in known if each.identity == identity), None)
    instrument = queries.instruments().get(row.instrument) if row else None
    if row is None or instrument is None:
        raise Http404
    return row, instrument

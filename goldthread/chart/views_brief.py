"""The hand-off brief: one screen for who takes a file over, and what is new since they last looked; it only reads."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.cases.rules import age_on
from goldthread.chart import brief
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as record
from goldthread.lib import clock
from goldthread.notes import queries as notes
from goldthread.page.render import page
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of
from goldthread.people.rules import may

# The pages on which somebody reads a file.
_READING = ("case file", "note", "brief")
_NEW_AT_MOST = 12
# Whoever did not look at the file for so long, sits down to it anew.
_SITTING_ENDS_AFTER = timedelta(minutes=30)


def handoff(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """What somebody must know who takes over, and what was signed since they last looked."""
    staff = staff_of(request)
    client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    known = cases.known_of(staff, client.pk)
    same, on = known.same, known.day
    by = actor_of(request)
    new = _since(staff, same, by.session)
    ledger.look_at_each(same, by=by, action="read", page="brief", object=client.pk)
    detail, seen = cases.detail_known(known, staff.zone), cases.cases_seen_by(staff, *same)
    identities = [case.pk for case in seen]
    context = {
        "client": client,
        "detail": detail,
        "age": age_on(detail.born_on, on),
        "left": known.left,
        "today": on,
        "siblings": cases.siblings_known(staff, known),
        "cases": seen,
        "referrals": cases.referrals_of(identities, on),
        "alerts": [alert for alerts in cases.alerts_of(identities, on).values() for alert in alerts],
        "brief": brief.brief_of(staff, known, seen),
        "may_write": may(staff.roles, "write_notes"),
        **new,
    }
    return page(request, "chart/brief.html", context)


def _since(staff: Staff, clients: Sequence[UUID], session: str) -> dict[str, Any]:
    """When somebody last looked at this file before they sat down to it now, and what was signed after that.

    Looking again does not make old what was new a minute before. Who never looked, but signed notes in it, knows it up to the
    last of them; who sees it for the first time today, up to the first look.
    """
    began = record.sitting_began(staff.pk, clients, _READING, session, _SITTING_ENDS_AFTER)
    before = began or clock.now()
    last = record.last_look(staff.pk, clients, _READING, before) or notes.last_signed(staff, clients, before) or began
    if last is None:
        return {"last_look": None}
    new, count = notes.recorded_since(staff, clients, last, _NEW_AT_MOST)
    return {"last_look": last, "new": new, "new_count": count}

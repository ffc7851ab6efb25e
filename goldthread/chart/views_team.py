"""The pages of a supervisor's team; they only read."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from goldthread.chart import plans_due, work
from goldthread.chart import team as teams
from goldthread.ledger import actions as ledger
from goldthread.lib import clock
from goldthread.page.render import page
from goldthread.people.models import Role, Staff
from goldthread.people.queries import actor_of, below, staff_of


def team(request: HttpRequest) -> HttpResponse:
    """Everybody below one, and how much each has in hand; never what is in a draft."""
    staff = staff_of(request)
    if Role.SUPERVISOR not in staff.roles:
        raise Http404
    left = teams.left_behind(staff)
    clients: list[UUID | None] = [*{pk for each in left for pk in each.names}] or [None]
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="team")
    return page(request, "chart/team.html", {"rows": teams.team_of(staff), "unsigned": left})


def worker(request: HttpRequest, staff_id: UUID) -> HttpResponse:
    """What one of the team has in hand: the lists behind the figures, of drafts only of which kind and how old."""
    staff = staff_of(request)
    if Role.SUPERVISOR not in staff.roles or staff_id not in below(staff):
        raise Http404
    (held,) = work.work_of(staff, [get_object_or_404(Staff, pk=staff_id)])
    names = work.names_in(staff, [held])
    ledger.look_at_each([*names] or [None], by=actor_of(request), action="read", page="in hand", object=staff_id)
    context = {
        "work": held,
        "to_sign": work.lines(staff, held.unsigned, names),
        "visits": [(each, work.about([client.pk for client in each.visit.clients], names)) for each in held.visits],
        "returned": [(each, work.about(each.clients, names)) for each in held.returned],
        "plans": plans_due.lines(held.plans, names, clock.today(staff.zone)),
        "waiting": [(note, names.get(note.client_id, "")) for note in held.to_cosign],
        "for_others": [(note, names.get(note.client_id, "")) for note in held.for_others],
    }
    return page(request, "chart/worker.html", context)


def left_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What somebody who left did not sign: to be read, and nothing else."""
    found = teams.left_behind(staff_of(request), draft_id)
    if not found:
        raise Http404
    clients: list[UUID | None] = [*found[0].names] or [None]
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="left unsigned", object=draft_id)
    return page(request, "chart/left_draft.html", {"left": found[0], "draft": found[0].draft, "client": clients[0]})

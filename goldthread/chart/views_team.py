"""The pages of a supervisor's team; they only read."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from goldthread.chart import team as teams
from goldthread.chart.views import staff_of
from goldthread.ledger import actions as ledger
from goldthread.page.render import page
from goldthread.people.models import Role
from goldthread.people.queries import actor_of


def team(request: HttpRequest) -> HttpResponse:
    """Everybody below one: cases, open drafts and how old the oldest is, never what is in them."""
    staff = staff_of(request)
    if Role.SUPERVISOR not in staff.roles:
        raise Http404
    left = teams.left_behind(staff)
    clients: list[UUID | None] = [*{pk for each in left for pk in each.names}] or [None]
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="team")
    return page(request, "chart/team.html", {"rows": teams.team_of(staff), "unsigned": left})


def left_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What somebody who left did not sign: to be read, and nothing else."""
    found = teams.left_behind(staff_of(request), draft_id)
    if not found:
        raise Http404
    clients: list[UUID | None] = [*found[0].names] or [None]
    ledger.look_at_each(clients, by=actor_of(request), action="read", page="left unsigned", object=draft_id)
    return page(request, "chart/left_draft.html", {"left": found[0], "draft": found[0].draft, "client": clients[0]})

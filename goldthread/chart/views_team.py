"""The team of a supervisor: who is below one, what they hold, and what those who left did not sign."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse

from goldthread.cases import queries as cases
from goldthread.cases.models import CareTeamMember
from goldthread.chart.views import staff_of
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft
from goldthread.page.render import page
from goldthread.people.models import Role, Staff
from goldthread.people.queries import actor_of, below


def team(request: HttpRequest) -> HttpResponse:
    """Everybody below one: cases, open drafts and how old the oldest is, never what is in them."""
    staff = staff_of(request)
    if Role.SUPERVISOR not in staff.roles:
        raise Http404
    ledger.look(by=actor_of(request), action="read", page="team")
    today = clock.today(staff.zone)
    people = list(Staff.objects.filter(pk__in=below(staff)).order_by("-is_active", "name"))
    held = CareTeamMember.objects.current().filter(staff__in=people, true_to_on__isnull=True)
    cases_held: dict[UUID, set[UUID]] = {}
    for member, case in held.values_list("staff", "case"):
        cases_held.setdefault(member, set()).add(case)
    drafts: dict[UUID, list[Draft]] = {}
    for draft in Draft.objects.open().filter(author__in=people).order_by("began_at"):
        drafts.setdefault(draft.author_id, []).append(draft)
    rows = [
        {
            "staff": each,
            "cases": len(cases_held.get(each.pk, ())),
            "drafts": len(drafts.get(each.pk, [])),
            "oldest": (today - drafts[each.pk][0].began_at.date()).days if each.pk in drafts else None,
        }
        for each in people
    ]
    left = list(Draft.objects.left_behind_for(staff).select_related("author", "note_type").order_by("began_at"))
    names = cases.names_of({pk for draft in left for pk in notes.clients_of(draft)})
    unsigned = [(each, ", ".join(names[pk] for pk in notes.clients_of(each) if pk in names)) for each in left]
    return page(request, "chart/team.html", {"rows": rows, "unsigned": unsigned})


def left_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What somebody who left did not sign: to be read, and nothing else."""
    staff = staff_of(request)
    held = Draft.objects.left_behind_for(staff).select_related("author", "note_type").filter(pk=draft_id).first()
    if held is None:
        raise Http404
    clients = notes.clients_of(held)
    ledger.look_at_each(clients or [None], by=actor_of(request), action="read", page="left unsigned", object=held.pk)
    names = {str(pk): name for pk, name in cases.names_of(clients).items()}
    parts = notes.parts_of_draft(held, names)
    about = ", ".join(names.values())
    client = next((uuids.or_none(pk) for pk in names), None)
    return page(request, "chart/left_draft.html", {"draft": held, "parts": parts, "about": about, "client": client})

"""What was tried with a client and what happened meanwhile; it only reads."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from goldthread.cases import queries as cases
from goldthread.cases.models import Client
from goldthread.chart import tried, tried_picture
from goldthread.ledger import actions as ledger
from goldthread.page.render import page
from goldthread.people.queries import actor_of, staff_of


def told(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Sessions and minutes of each modality, under the courses of measures and goals."""
    staff = staff_of(request)
    client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    known = cases.known_of(staff, client.pk)
    ledger.look_at_each(known.same, by=actor_of(request), action="read", page="tried", object=client.pk)
    found = tried.tried_with(staff, known, cases.cases_seen_by(staff, *known.same))
    context = {
        "client": client,
        "name": cases.names_for(staff, [client.pk]).get(client.pk, ""),
        "tried": found,
        "picture": tried_picture.picture(found),
    }
    return page(request, "chart/tried.html", context)

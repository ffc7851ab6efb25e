"""How every page of cases lets somebody in: what they may not see is not there."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from goldthread.cases import rules
from goldthread.cases.models import Case, Client
from goldthread.ledger import actions as ledger
from goldthread.people.models import Staff
from goldthread.people.queries import actor_of, staff_of


def case_of(request: HttpRequest, case_id: UUID, *, to: str = "") -> Case:
    """A case that the asker sees, and where `to` names an act, may do it to."""
    staff = staff_of(request)
    case: Case = get_object_or_404(Case.objects.visible_to(staff), pk=case_id)
    demand(staff, to)
    return case


def client_of(request: HttpRequest, client_id: UUID, *, to: str = "") -> Client:
    """A client whom the asker sees, and where `to` names an act, may do it to."""
    staff = staff_of(request)
    client: Client = get_object_or_404(Client.objects.visible_to(staff), pk=client_id)
    demand(staff, to)
    return client


def demand(staff: Staff, to: str) -> None:
    """What somebody may not do is, for them, not there."""
    if to and not rules.may(staff.roles, to):
        raise Http404


def look(request: HttpRequest, page: str, *, client: UUID | None = None, about: UUID | None = None) -> None:
    """Write down who is about to see what."""
    action = "find" if page == "cases:find" else "view"
    ledger.look(by=actor_of(request), action=action, page=page, client=client, object=about)

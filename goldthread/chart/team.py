"""The team of a supervisor: who is below one, what they hold, and what those who left did not sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from goldthread.cases import queries as cases
from goldthread.cases.models import CareTeamMember
from goldthread.chart.work import Work, work_of
from goldthread.notes import queries as notes
from goldthread.notes.models import Draft
from goldthread.people.models import Staff
from goldthread.people.queries import below


@dataclass(frozen=True)
class Below:
    """Somebody of the team: what they have in hand, and how many cases they hold."""

    work: Work
    cases: int


@dataclass(frozen=True)
class Left:
    """A draft of somebody who left, and about whom it is."""

    draft: Draft
    names: dict[UUID, str]
    reader: Staff

    @property
    def about(self) -> str:
        """The clients' names; empty where it is about nobody yet."""
        return ", ".join(self.names.values())

    @property
    def parts(self) -> list[tuple[str, str]]:
        """Everything that it says, as titles and texts."""
        return notes.parts_of_draft(self.draft, {str(pk): name for pk, name in self.names.items()}, self.reader)


def team_of(actor: Staff) -> list[Below]:
    """Everybody below somebody, those who work here first."""
    people = list(Staff.objects.filter(pk__in=below(actor)).order_by("-is_active", "name"))
    held: dict[UUID, set[UUID]] = {}
    members = CareTeamMember.objects.current().filter(staff__in=people, true_to_on__isnull=True)
    for staff, case in members.values_list("staff", "case"):
        held.setdefault(staff, set()).add(case)
    return [Below(each, len(held.get(each.staff.pk, ()))) for each in work_of(actor, people)]


def left_behind(actor: Staff, draft: UUID | None = None) -> Sequence[Left]:
    """The drafts left unsigned that somebody may read, the oldest first; of them only this one, where one is named."""
    drafts = Draft.objects.left_behind_for(actor).select_related("author", "note_type").order_by("began_at")
    found = list(drafts.filter(pk=draft) if draft else drafts)
    names = cases.names_for(actor, {pk for each in found for pk in notes.clients_of(each)})
    return [Left(each, {pk: names[pk] for pk in notes.clients_of(each) if pk in names}, actor) for each in found]

"""When a family was first met in person, as the signed notes say; for the clocks of referrals below."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef

from goldthread.notes.choices import Amendment, How
from goldthread.notes.models import Note

_ATTEMPT = "attempted_contact"


def first_contact(case: UUID, since: date) -> date | None:
    """The first day from `since` on with a signed note of a meeting in person in this case; attempts and mistakes do not count."""
    struck = Note.objects.filter(amends=OuterRef("pk"), amendment=Amendment.ENTERED_IN_ERROR)
    met = Note.objects.first_entries().filter(case=case, how=How.IN_PERSON, occurred_on__gte=since)
    days = met.exclude(note_type=_ATTEMPT).exclude(Exists(struck)).order_by("occurred_on")
    return days.values_list("occurred_on", flat=True).first()

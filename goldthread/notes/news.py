"""What is new about some clients for a reader: what was signed after a moment, and when they signed something themselves."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from goldthread.notes.models import Note
from goldthread.people.models import Staff


def recorded_since(actor: Staff, clients: Sequence[UUID], moment: datetime, at_most: int) -> tuple[list[Note], int]:
    """What was signed about these clients after a moment, also what amends a note: the newest of it, and how much it is."""
    since = Note.objects.visible_to(actor).filter(client__in=clients, recorded_at__gt=moment)
    return list(since.order_by("-recorded_at", "-pk")[:at_most]), since.count()


def last_signed(author: Staff, clients: Sequence[UUID], before: datetime) -> datetime | None:
    """When somebody last signed a note about these clients, or what amends one, before a moment; None where never."""
    own = Note.objects.filter(author=author, client__in=clients, recorded_at__lt=before, source="")
    last: datetime | None = own.aggregate(last=Max("recorded_at"))["last"]
    return last

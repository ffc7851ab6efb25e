"""What a therapist's own psychotherapy notes say, and how many there are for who may know no more."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused
from goldthread.people.models import Staff
from goldthread.psychotherapy.models import Draft, PsychotherapyNote, Version
from goldthread.psychotherapy.words import KEY, opened


@dataclass(frozen=True)
class Worded:
    """A version and what it says."""

    number: int
    written_at: datetime
    text: str


def of_clients(actor: Staff, clients: Sequence[UUID]) -> list[PsychotherapyNote]:
    """The notes that `actor` keeps about these, the newest first, each with `changed_at`; none of them is opened."""
    mine = PsychotherapyNote.objects.visible_to(actor).filter(client__in=clients)
    return list(mine.annotate(changed_at=Max("versions__written_at")).order_by("-written_at", "-pk"))


def drafts_of(actor: Staff, clients: Sequence[UUID]) -> list[Draft]:
    """What `actor` is still writing about these, the newest first."""
    open_ones = Draft.objects.visible_to(actor).filter(client__in=clients, closed_at__isnull=True)
    return list(open_ones.order_by("-saved_at", "-pk"))


def note(actor: Staff, note_id: UUID) -> PsychotherapyNote | None:
    """One of the actor's own; None for everybody else."""
    found: PsychotherapyNote | None = PsychotherapyNote.objects.visible_to(actor).filter(pk=note_id).first()
    return found


def draft(actor: Staff, draft_id: UUID) -> Draft | None:
    """One of the actor's own drafts, also one that is closed; None for everybody else."""
    found: Draft | None = Draft.objects.visible_to(actor).filter(pk=draft_id).first()
    return found


def versions(note: PsychotherapyNote) -> list[Worded]:
    """Everything that a note ever said, what it says now first."""
    rows = Version.objects.filter(note=note).select_related("note").order_by("-number")
    return [Worded(row.number, row.written_at, opened(row)) for row in rows]


def text_of(draft: Draft) -> str:
    """What stands in a draft, or what it was kept as."""
    return opened(draft.kept_as) if draft.kept_as else opened(draft)


def count_about(clients: Sequence[UUID]) -> int:
    """How many are kept about these, by whomever: that is all that anybody but their authors may know."""
    return PsychotherapyNote.objects.filter(client__in=clients).count()


def holds_any() -> bool:
    """Whether words are here that only the key opens."""
    return Version.objects.exists() or Draft.objects.exclude(words=b"").exists()


def problems() -> Iterator[str]:
    """One sentence where the key is missing, or does not open what is kept."""
    if not holds_any():
        if not KEY.path.exists():
            yield _("The key %(name)s is missing. Run goldthread init for a new one.") % {"name": KEY.file_name}
        return
    last = Version.objects.select_related("note").order_by("-written_at").first() or _written_in()
    try:
        opened(last)
    except Refused as refused:
        yield refused.sentence


def _written_in() -> Draft:
    found: Draft = Draft.objects.exclude(words=b"").latest("saved_at")
    return found

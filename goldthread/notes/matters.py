"""What signed notes wait for, opened and closed with each entry, so that no queue is read by looking at every note.

A row that is there says that a note may wait: whether it does is asked of the note and what amends it
(`goldthread.notes.cosigning`). A row that is missing would hide a note from whoever is asked, so `verify` looks for it.
"""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from goldthread.notes import cosigning
from goldthread.notes.models import Amendment, Note, OpenMatter

_ENDS = {
    Amendment.COSIGNATURE: (False, True),
    Amendment.ENTERED_IN_ERROR: (False, True),
    **dict.fromkeys(cosigning.MENDING, (True,)),
}


def follow(notes: Sequence[Note]) -> None:
    """Close what these notes, just recorded, end, and open what they begin; in the transaction that records them."""
    for note in notes:
        if note.amendment in _ENDS:
            # What was opened later than this was recorded is not ended by it.
            OpenMatter.objects.filter(
                note=note.amends_id, is_returned__in=_ENDS[Amendment(note.amendment)], opened_at__lte=note.recorded_at
            ).delete()
    OpenMatter.objects.bulk_create([_opened(note) for note in notes if _opens(note)])


def _opens(note: Note) -> bool:
    return note.needs_cosignature or note.amendment == Amendment.RETURNED


def _opened(note: Note) -> OpenMatter:
    about = note if note.amends_id is None else Note.objects.only("author").get(pk=note.amends_id)
    return OpenMatter(
        entry=note,
        note_id=about.pk,
        author_id=about.author_id,
        is_returned=note.amendment == Amendment.RETURNED,
        opened_at=note.recorded_at,
    )


def problems() -> list[str]:
    """A sentence for each note that waits and that nobody would be shown as waiting."""
    known = OpenMatter.objects.filter(note=OuterRef("pk"))
    first = Note.objects.first_entries()
    waiting = first.filter(cosigning.is_waiting()).filter(~Exists(known.filter(is_returned=False)))
    returned = first.filter(cosigning.is_returned()).filter(~Exists(known.filter(is_returned=True)))
    lost = [*waiting.values_list("pk", flat=True), *returned.values_list("pk", flat=True)]
    return [_("note %(note)s waits for somebody and stands in nobody's queue") % {"note": pk} for pk in lost]

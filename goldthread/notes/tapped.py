"""The short notes in hand that are signed together, and which of them say what three taps say."""

from typing import TYPE_CHECKING

from goldthread.notes import rules
from goldthread.notes.models import Draft, Outcome, Verdict
from goldthread.people.models import Staff

if TYPE_CHECKING:
    from django.db.models import QuerySet


def short_drafts(actor: Staff) -> "QuerySet[Draft]":
    """The open drafts of kinds that are signed together; not what amends a note, nor what waits for its review."""
    kinds = Draft.objects.visible_to(actor).open().filter(note_type__key__in=rules.SIGNED_TOGETHER, amends=None)
    own = kinds.exclude(submissions__verdict=Verdict.WAITING)
    return own.select_related("note_type", "author").order_by("began_at", "pk")


def tapped(actor: Staff) -> int:
    """How many lines of the day sheet wait."""
    return sum(is_tapped(each) for each in short_drafts(actor))


def is_tapped(draft: Draft) -> bool:
    """Whether it names whom, how and what came of it, as a line of the day sheet does from its first moment."""
    attempts, met = draft.content.get("attempts", []), draft.content.get("participants", [])
    return any(each.get("name") and each.get("outcome") in Outcome.values for each in attempts) or any(
        each.get("name") and each.get("how") for each in met
    )

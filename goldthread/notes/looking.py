"""What the checks ask, as a page shows it; whoever is shown an earlier note's words has looked at that note."""

from typing import Any

from django.http import HttpRequest

from goldthread.ledger import actions as ledger
from goldthread.notes import checking
from goldthread.notes.checks.registry import WARNS
from goldthread.notes.models import Draft, Note
from goldthread.people.queries import actor_of


def asked_of(request: HttpRequest, held: Draft) -> dict[str, Any]:
    """The context of notes/asked.html: questions, what is to know, and answers whose questions do not stand now."""
    _found, ready = checking.look_over(draft=held, author=held.author)
    shown = {found.note for each in ready.questions for found in each.found if found.note and found.pairs}
    notes = Note.objects.visible_to(held.author).filter(pk__in=shown) if shown else ()
    for note in notes:
        ledger.look(by=actor_of(request), action="read", page="alike", client=note.client_id, object=note.pk)
    asking = {each.check.key for each in ready.questions if each.severity == WARNS}
    answers = held.content.get("answers", {})
    return {
        "draft": held,
        "questions": ready.questions,
        "kept": [(key, text) for key, text in answers.items() if text and key not in asking],
    }

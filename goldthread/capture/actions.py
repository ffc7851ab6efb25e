"""A note that was begun on a device without signal becomes a draft."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.notes import actions as notes
from goldthread.notes import queries
from goldthread.notes.actions import NewDraft, Saved
from goldthread.notes.models import Draft
from goldthread.people.models import Staff


@dataclass(frozen=True)
class Begun:
    """A note that was begun without signal: under which UUID, of which kind, what was typed, in which window, and after which."""

    draft_id: UUID
    kind: str
    header: dict[str, str]
    words: str
    window: UUID | None
    turn: int
    after: Mapping[UUID, int] = field(default_factory=dict)


@transaction.atomic
def take_in(*, begun: Begun, author: Staff, by: Actor) -> tuple[Draft, Saved]:
    """Begin the draft under the UUID that the device made, and save its words into the first section of its kind.

    Sent twice it is one draft, saved once; where the draft was written on meanwhile, the words stand beside.
    """
    note_type = next((each for each in queries.offered() if each.key == begun.kind), None)
    definition = queries.definition_of(note_type) if note_type else None
    if note_type is None or definition is None or not definition.sections:
        raise Refused(_("This kind of note is offered no longer. Copy the words into a note of another kind."))
    known: dict[str, Any] = {"clients": [], "zone": author.zone, "labels": list(definition.labels)}
    known |= queries.usual(author, note_type) | begun.header
    draft = notes.start(new=NewDraft(begun.draft_id, note_type, known), by=by)
    content = {**known, "narrative": {definition.sections[0].key: begun.words}}
    hand: dict[str, Any] = {"window": begun.window, "turn": begun.turn, "after": begun.after}
    saved = notes.save(draft=draft, base_revision=0, content=content, by=by, **hand)
    return draft, saved

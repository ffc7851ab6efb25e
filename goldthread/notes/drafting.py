"""Drafts: begun, saved as one types, kept beside where two wrote at once, discarded and taken up again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.refusals import Refused
from goldthread.lib.statements import change
from goldthread.notes import definitions, reviewing
from goldthread.notes.merging import BEGUN_FROM, apart, chosen_from, holds, loses_rows, merged, rebased
from goldthread.notes.models import Draft, DraftRevision, Note, NoteType
from goldthread.notes.rules import GIVEN_HERE
from goldthread.people.models import Staff
from goldthread.people.rules import may

# One earlier state of a draft a minute is kept, so that a slip of the hand can be taken back.
KEPT_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class NewDraft:
    """A note to be begun; `content` is what the context already knows. `amends` where it mends an entry."""

    draft_id: UUID
    note_type: NoteType
    content: dict[str, Any] = field(default_factory=dict)
    amends: UUID | None = None
    amendment: str = ""


@dataclass(frozen=True)
class Saved:
    """What became of a save: the revision to go on from, when, and whether it stands beside another's.

    `taken` are the fields that somebody else changed meanwhile and that stand in the draft along with what was saved.
    """

    revision: int
    saved_at: datetime
    beside: bool = False
    taken: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def start(*, new: NewDraft, by: Actor) -> Draft:
    """Begin a draft under the UUID that the client made; beginning the same one again gives it back."""
    if by.staff_id is None:
        raise Refused(_("Only a member of staff writes notes. Sign in first."))
    if not new.amends and not may(Staff.objects.get(pk=by.staff_id).roles, "write_notes"):
        raise Refused(_("Notes are written by case managers, therapists and supervisors. Ask one of them."))
    now = clock.now()
    draft, is_new = Draft.objects.get_or_create(
        pk=new.draft_id,
        defaults={
            "author_id": by.staff_id,
            "note_type": new.note_type,
            "content": new.content,
            "amends_id": new.amends,
            "amendment": new.amendment,
            "began_at": now,
            "saved_at": now,
        },
    )
    # A note that was imported has an encounter, and nobody's draft: what is signed of it would be corrected along with this.
    is_anothers = is_new and Note.objects.filter(encounter=draft.pk).exists()
    if draft.author_id != by.staff_id or is_anothers:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    return draft


def save(
    *,
    draft: Draft,
    base_revision: int,
    content: dict[str, Any],
    by: Actor,
    window: UUID | None = None,
    turn: int = 0,
    after: Mapping[UUID, int] | None = None,
) -> Saved:
    """Keep what was typed. From the newest revision it becomes the draft; from an older one it is kept beside, unless what
    was changed meanwhile are other fields (notes.merging.apart): then both are the draft.

    What one `window` of the editor types on from an older revision is one row beside, which grows. Where the newest
    revision is that window's own, a later `turn` of it goes on from there, whatever base it names: the answer to its
    save before was lost on the way. So does a window that took over from that one on the device: `after` says which
    windows it went on from, and which of their states it had. Answered as saved is only what the draft holds or what is
    kept by it: other words under a turn that is held already are another page's, and never one to be passed over.
    """
    if by.staff_id != draft.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    if draft.amendment in GIVEN_HERE and not content.get(draft.amendment):
        raise Refused(
            _("What was signed on this device stays as it was given. To get another, begin again from the note.")
        )
    now = clock.now()
    hand = _Hand(window, turn, {**(after or {}), **({window: turn - 1} if window else {})})
    if base_revision == draft.revision and _replaced(draft, content, now, hand):
        return Saved(draft.revision + 1, now)
    with transaction.atomic():
        held = Draft.objects.select_for_update().get(pk=draft.pk)
        if _words(content) == _words(held.content):
            return Saved(held.revision, held.saved_at)
        if hand.is_late(held):
            if _is_kept(held, content):
                return Saved(held.revision, held.saved_at)  # overtaken by a later state of the same window
            _keep_beside(held, base_revision, content, hand, now)
            return Saved(base_revision, now, beside=True)
        goes_on = base_revision == held.revision or hand.goes_on(held, content)
        if goes_on and _replaced(held, content, now, hand):
            return Saved(held.revision + 1, now)
        if (joined := _joined(held, base_revision, content)) is not None:
            taken = {key: value for key, value in joined.items() if value != content.get(key, "")}
            # Nobody's window holds all of this yet, so that none goes on from it unasked where the answer is lost.
            if _replaced(held, joined, now, _Hand(uuids.fresh())):
                return Saved(held.revision + 1, now, taken=taken)
            return Saved(held.revision, held.saved_at, taken=taken)
        _keep_beside(held, base_revision, content, hand, now)
        return Saved(base_revision, now, beside=True)


@dataclass(frozen=True)
class _Hand:
    """Which window typed, in which of its states, and the newest state that it had of each window before it."""

    window: UUID | None
    turn: int = 0
    had: Mapping[UUID, int] = field(default_factory=dict)

    def is_late(self, held: Draft) -> bool:
        """Whether a later state of the same window is the draft already."""
        return self._is_of(held.window) and self.turn < held.turn and held.signed_at is None

    def goes_on(self, held: Draft, content: dict[str, Any]) -> bool:
        """Whether this was typed on from the draft: it had that state, or it holds every word of it."""
        if held.window is None or self.turn == 0 or held.window not in self.had:
            return False
        return held.turn <= self.had[held.window] or holds(content, held.content)

    def may_replace(self, beside: DraftRevision, content: dict[str, Any]) -> bool:
        """Whether this is a later state of what stands beside; of the same turn only where it lost no word of it."""
        return self.turn > beside.turn or (self.turn == beside.turn and holds(content, beside.content))

    def _is_of(self, window: UUID | None) -> bool:
        return window is not None and window == self.window and self.turn > 0


def _replaced(read: Draft, content: dict[str, Any], now: datetime, hand: _Hand) -> bool:
    """Whether the words differ and the draft, still as it was read, holds them now: mostly one statement.

    Where another window takes over, the state before is kept, for somebody else may still go on from it (_joined); and where
    a row of a list is taken away, for that is one tap.
    """
    if read.signed_at is not None or _words(content) == _words(read.content):
        return False
    values = {"content": content, "revision": read.revision + 1, "saved_at": now, "discarded_at": None}
    values |= {"window": hand.window, "turn": hand.turn}
    as_read = {"id": read.pk, "revision": read.revision, "signed_at": None}
    is_same_hand = hand.window == read.window
    is_kept_soon = is_same_hand and abs(now - read.kept_at) < KEPT_EVERY and not loses_rows(read.content, content)
    if not read.content or is_kept_soon:
        return bool(change(Draft, as_read, values))
    with transaction.atomic():
        replaced = bool(change(Draft, as_read, {**values, "kept_at": now}))
        if replaced:
            _keep(read)
        return replaced


def _joined(held: Draft, base_revision: int, content: dict[str, Any]) -> dict[str, Any] | None:
    """The draft and what was typed from an older state of it as one, where that state is kept and they changed other fields."""
    if held.signed_at is not None:
        return None
    # A state kept as it was has its own number as base; what stood beside came from an older one.
    states = held.revisions.filter(revision=base_revision, base_revision=base_revision, is_beside=False)
    base = states.first()
    return apart(base.content, content, held.content) if base else None


def _keep_beside(held: Draft, base_revision: int, content: dict[str, Any], hand: _Hand, now: datetime) -> None:
    """Keep it as a state of its own, once; what the same window typed before grows into it."""
    if any(
        _words(each) == _words(content)
        for each in held.revisions.filter(is_beside=True).values_list("content", flat=True)
    ):
        return
    standing = DraftRevision.objects.filter(pk=hand.window).first() if hand.window else None
    if standing and standing.draft_id == held.pk and standing.is_beside and hand.may_replace(standing, content):
        DraftRevision.objects.filter(pk=standing.pk).update(content=content, turn=hand.turn, saved_at=now)
        return
    DraftRevision.objects.create(
        id=hand.window if hand.window and standing is None else uuids.fresh(),
        draft=held,
        revision=held.revision,
        base_revision=base_revision,
        is_beside=True,
        content=content,
        turn=hand.turn,
        saved_at=now,
    )


def _is_kept(held: Draft, content: dict[str, Any]) -> bool:
    """Whether every word of this stands in the draft or in a state that is kept of it."""
    if holds(held.content, content):
        return True
    return any(holds(each, content) for each in held.revisions.values_list("content", flat=True).iterator())


def _words(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key != "caret"}


def _keep(state: Draft) -> None:
    DraftRevision.objects.create(
        draft=state,
        revision=state.revision,
        base_revision=state.revision,
        content=state.content,
        saved_at=state.saved_at,
    )


@transaction.atomic
def take(*, draft: Draft, kept: DraftRevision, by: Actor) -> Saved:
    """Go on from a kept state; what the draft holds now is kept in its place."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    _keep(held)
    DraftRevision.objects.filter(pk=kept.pk).update(is_beside=False)
    return save(draft=held, base_revision=held.revision, content=kept.content, by=by)


@transaction.atomic
def merge(
    *, draft: Draft, kept: DraftRevision, base_revision: int, chosen: Mapping[str, str], by: Actor, kept_at: str = ""
) -> Saved:
    """Make one of the draft and a kept state, as somebody chose part by part; both stay kept as they were.

    `chosen` is as notes.merging.merged takes it. Refused where the draft is no longer the one that was looked at, nor the state
    that of `kept_at`: what stands beside grows while its window types on.
    """
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    kept = DraftRevision.objects.select_for_update().get(pk=kept.pk)
    if held.revision != base_revision or kept_at not in ("", kept.saved_at.isoformat()):
        raise Refused(_("The draft was changed meanwhile. Look at both once more, then choose."))
    _keep(held)
    DraftRevision.objects.filter(pk=kept.pk).update(is_beside=False)
    content = merged(held.content, kept.content, chosen)
    return save(draft=held, base_revision=held.revision, content=content, by=by)


@transaction.atomic
def rebase(*, draft: Draft, base: Mapping[str, Any], now: Mapping[str, Any], by: Actor) -> DraftRevision | None:
    """Bring what a draft was begun from (`base`) up to how that stands `now`; the state before stays kept.

    Where both changed the same part, the draft keeps its own and goes on standing on `base`; what stands there now is kept
    beside, given back to be merged by hand.
    """
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    joined, both = rebased(base, held.content, now)
    joined.pop("caret", None)  # so that the page opens at its top, where it is told what came
    if joined != held.content:
        _keep(held)
    stands_on = {BEGUN_FROM: str(now.get(BEGUN_FROM, ""))}
    content = joined if both else joined | stands_on
    save(draft=held, base_revision=held.revision, content=content, by=by)
    if not both:
        return None
    beside = chosen_from(joined, now, both) | stands_on
    standing: DraftRevision | None = held.revisions.filter(is_beside=True, content=beside).first()
    if standing is None:
        held.refresh_from_db()
        standing = DraftRevision.objects.create(
            draft=held,
            revision=held.revision,
            base_revision=held.revision,
            is_beside=True,
            content=beside,
            saved_at=clock.now(),
        )
    return standing


@transaction.atomic
def change_type(*, draft: Draft, note_type: NoteType, by: Actor) -> bool:
    """Let a draft be another kind of note; every word stays in it, and what is sensitive in that kind is marked so.

    What waits for review is taken back, and the answer says whether anything did: it would be read as what it was not submitted as.
    """
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    labels = definitions.kept(note_type.definition).labels
    content = {**held.content, "labels": list(dict.fromkeys([*held.content.get("labels", ()), *labels]))}
    Draft.objects.filter(pk=draft.pk, signed_at__isnull=True).update(
        note_type=note_type, content=content, revision=held.revision + 1
    )
    return held.note_type_id != note_type.pk and reviewing.withdraw(held.pk, clock.now())


def discard(*, draft: Draft, by: Actor) -> None:
    """Lay a draft aside; it can be taken up again."""
    Draft.objects.filter(pk=draft.pk, signed_at__isnull=True).update(discarded_at=clock.now())


def restore(*, draft: Draft, by: Actor) -> None:
    """Take a discarded draft up again."""
    Draft.objects.filter(pk=draft.pk).update(discarded_at=None)

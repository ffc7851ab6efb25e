"""Reading and signing: drafts are frozen for one reading, and signed by one ceremony, alone or several together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from goldthread.authorizations import queries as authorizations
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as ledger_queries
from goldthread.lib import clock, locks, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.encoding import from_moment
from goldthread.lib.refusals import Refused
from goldthread.lib.shipped import shown
from goldthread.lib.statements import change
from goldthread.notes import checking, counting, rules, sealing, using
from goldthread.notes.drafting import restore
from goldthread.notes.models import Draft, Note, PendingSeal
from goldthread.notes.projection import IMPORTED, KIND
from goldthread.people import actions as people
from goldthread.people.actions import Signature as Signature
from goldthread.people.models import Passkey
from goldthread.people.rules import PENDING_FOR


@dataclass(frozen=True)
class _Frozen:
    """What one draft would become: an item per entry, their signing inputs, the digest of the facts, and when."""

    draft: Draft
    items: list[dict[str, Any]]
    inputs: list[str]
    facts_digest: str
    prepared_at: datetime


@transaction.atomic
def prepare(*, draft: Draft, passkey: Passkey | None, by: Actor) -> PendingSeal:
    """Freeze what will be signed, for one reading and one signature within five minutes."""
    frozen = _freeze(draft, passkey, by)
    return _pend([frozen], passkey, ceremony=None)[0]


@transaction.atomic
def prepare_together(*, drafts: Sequence[Draft], passkey: Passkey | None, by: Actor) -> list[PendingSeal]:
    """Freeze several short notes for one reading and one signature; refused where one of them cannot be signed."""
    if not drafts:
        raise Refused(_("Nothing is chosen. Tick what you want to read and sign."), field="drafts")
    for each in drafts:
        if each.amends_id or each.note_type.key not in rules.SIGNED_TOGETHER:
            raise Refused(_("Only attempts and short contacts are signed together. Sign the others one by one."))
    return _pend([_freeze(each, passkey, by) for each in drafts], passkey, ceremony=uuids.fresh())


def _freeze(draft: Draft, passkey: Passkey | None, by: Actor) -> _Frozen:
    held = Draft.objects.select_for_update().select_related("author", "note_type").get(pk=draft.pk)
    people.nobody_for_another(held.author_id, by)
    _still_open(held)
    if held.discarded_at is not None:
        restore(draft=held, by=by)  # who reads it to sign it takes it up again
    sealing.refuse_who_may_not(held, held.author)
    ready = checking.checked(draft=held, author=held.author)
    facts = sealing.facts_for(draft=held, author=held.author, ready=ready)
    approval = sealing.refuse_unreviewed(held, facts)
    made = sealing.contents_for(
        draft=held,
        author=held.author,
        facts=facts,
        checked=ready,
        signing=people.way_of_signing(passkey),
        approval=approval,
    )
    prepared_at = from_moment(made[0].content["written"]["at"])
    unsigned = [sealing.unsigned(each, prepared_at) for each in made]
    items = [people.frozen_item(each.content, sealed) for each, sealed in zip(made, unsigned, strict=True)]
    inputs = [sealed.signing_input for sealed in unsigned]
    return _Frozen(held, items, inputs, sealing.facts_digest(facts, held.note_type), prepared_at)


def _pend(frozen: Sequence[_Frozen], passkey: Passkey | None, *, ceremony: UUID | None) -> list[PendingSeal]:
    """A row for each draft; the challenge is one, over everything that is signed by this ceremony."""
    challenge = people.challenge_over([signing_input for each in frozen for signing_input in each.inputs])
    people.give_way(PendingSeal.objects.filter(draft__in=[each.draft for each in frozen]))
    expires_at = min(each.prepared_at for each in frozen) + PENDING_FOR
    return [
        PendingSeal.objects.create(
            draft=each.draft,
            draft_revision=each.draft.revision,
            staff=each.draft.author,
            method="passkey" if passkey else "password",
            frozen=each.items,
            ceremony=ceremony,
            place=place,
            challenge=challenge,
            facts_digest=each.facts_digest,
            prepared_at=each.prepared_at,
            expires_at=expires_at,
        )
        for place, each in enumerate(frozen)
    ]


def sign(*, pending: PendingSeal, signature: Signature, by: Actor) -> list[Note]:
    """Sign what was read: one entry per client; the same signature sent twice gives the same notes."""
    if pending.ceremony is not None:
        raise Refused(_("This was read together with other notes. Sign them together, or read it alone."))
    return sign_together(pendings=[pending], signature=signature, by=by)


def sign_together(*, pendings: Sequence[PendingSeal], signature: Signature, by: Actor) -> list[Note]:
    """Sign all that was read in one ceremony, or nothing; the same signature sent twice gives the same notes.

    `pendings` are all of a ceremony, in their places.
    """
    for pending in pendings:
        people.nobody_for_another(pending.staff_id, by)
    if any(pending.gave_way for pending in pendings):
        raise Refused(_opened_again(pendings))
    if all(pending.used_at is not None for pending in pendings):
        return _already_signed(pendings)
    if any(clock.now() > pending.expires_at for pending in pendings):
        raise Refused(_("More than five minutes passed between reading and signing. Read it again, then sign."))
    if pendings[0].ceremony is not None:
        _whole(pendings)
    try:
        answer = people.answer_to(pendings[0], signature, by)
    except Refused:
        # Sent twice at once, a passkey's answer is used up by the first of them, and the second is answered as that was.
        used = PendingSeal.objects.filter(pk__in=[each.pk for each in pendings], used_at__isnull=False)
        if used.count() < len(pendings):
            raise
        return _already_signed(pendings)
    notes = _commit(pendings, answer, by)
    ledger.sequence()
    return notes


def _whole(pendings: Sequence[PendingSeal]) -> None:
    """Refuse a ceremony of which something is gone: one of its notes was read again by itself meanwhile."""
    inputs = [str(each.get("signing_input", "")) for pending in pendings for each in pending.frozen]
    if people.challenge_over(inputs) != pendings[0].challenge:
        raise Refused(_opened_again(pendings))


def _opened_again(pendings: Sequence[PendingSeal]) -> str:
    if pendings[0].ceremony is None:
        return _("This note was opened for signing once more after you read it. Read it again, then sign.")
    return _("One of these notes was opened again after you read them. Read them again, then sign.")


@transaction.atomic
def _commit(pendings: Sequence[PendingSeal], answer: people.PasskeyAnswer | None, by: Actor) -> list[Note]:
    now = clock.now()
    for pending in pendings:
        if not people.use_up(pending, now):
            if pending is not pendings[0]:
                raise Refused(_changed(pending))
            return _already_signed(pendings)
    items = [each for pending in pendings for each in pending.frozen]
    told = [each["content"] for each in items]
    locks.take_turn(*locks.numbers_of(using.touched(told) | counting.touched(told)))
    _still_enough(pendings)
    changed = _may_have_changed(pendings)
    for pending in pendings:
        # What was added to a note meanwhile is an entry like any other, and makes what amends it read otherwise.
        _as_it_was_read(pending, now, facts_too=changed or "amendment" in pending.frozen[0]["content"])
    if answer:
        people.note_use(answer=answer)
    evidence = answer.evidence if answer else None
    digests = [ledger.digest_of_input(each["signing_input"]) for pending in pendings for each in pending.frozen]
    if evidence and len(digests) > 1:
        evidence = {**evidence, "digests": digests}
    notes = [_insert(each, pending, evidence, by) for pending in pendings for each in pending.frozen]
    signed = [(note, each["content"]) for note, each in zip(notes, items, strict=True)]
    using.settle(signed, by)
    counting.settle(signed, by)
    return notes


def _still_enough(pendings: Sequence[PendingSeal]) -> None:
    """Ask the checks again of each draft of whose units others may have used since it was read; refused where one forbids it."""
    for pending in pendings:
        if _may_be_less([each["content"] for each in pending.frozen], _since(pending)):
            draft = Draft.objects.select_related("author", "note_type").get(pk=pending.draft_id)
            if draft.signed_at is None and draft.revision == pending.draft_revision:
                checking.checked(draft=draft, author=draft.author)


def _may_be_less(contents: Sequence[Mapping[str, Any]], since: datetime) -> bool:
    held = using.authorizations_of(contents)
    if held and authorizations.have_changed(held, since):
        return True
    signed = Note.objects.filter(recorded_at__gte=since)
    return any(signed.filter(client=client, service=service).exists() for client, service in using.capped(contents))


def _since(pending: PendingSeal) -> datetime:
    """From when on something may have come that was not there as it was read.

    An entry may surface a little after its time, so the seconds before the reading count as well; and where the clock was
    set back since, what is recorded now bears an earlier time than the reading.
    """
    return min(pending.prepared_at, clock.now()) - timedelta(seconds=10)


def _as_it_was_read(pending: PendingSeal, now: datetime, *, facts_too: bool) -> None:
    """Let the draft be signed; refused where it, or a fact frozen with it, is not what was read."""
    as_read = {"id": pending.draft_id, "revision": pending.draft_revision, "signed_at": None, "discarded_at": None}
    if not change(Draft, as_read, {"signed_at": now}):
        held = Draft.objects.get(pk=pending.draft_id)
        _still_open(held)
        raise Refused(_changed(pending) if held.discarded_at is None else _laid_aside(pending))
    if facts_too:
        held = Draft.objects.select_related("note_type").get(pk=pending.draft_id)
        facts = sealing.facts_for(draft=held, author=pending.staff)
        if sealing.facts_digest(facts, held.note_type) != pending.facts_digest:
            raise Refused(_("Something about the client or about you changed meanwhile. Read it again, then sign."))


def _changed(pending: PendingSeal) -> str:
    if pending.ceremony is None:
        return _("The note was changed after it was read. Read it again, then sign.")
    content = pending.frozen[0]["content"]
    told = {"kind": shown(content["note_type"]["title"], "note type"), "name": content["client"]["name"]}
    return _("%(kind)s about %(name)s was changed after it was read, so nothing was signed. Read them again.") % told


def _laid_aside(pending: PendingSeal) -> str:
    if pending.ceremony is None:
        return _("This note was laid aside after you read it. Take it up again, then read and sign it.")
    content = pending.frozen[0]["content"]
    told = {"kind": shown(content["note_type"]["title"], "note type"), "name": content["client"]["name"]}
    return _("%(kind)s about %(name)s was taken back after you read it, so nothing was signed. Read them again.") % told


def _may_have_changed(pendings: Sequence[PendingSeal]) -> bool:
    """Whether a fact may differ from the one read: facts change by entries, and by the day."""
    zone, prepared_at = pendings[0].staff.zone, min(pending.prepared_at for pending in pendings)
    if clock.today(zone) != prepared_at.astimezone(ZoneInfo(zone)).date():
        return True
    kinds = (KIND, IMPORTED, *using.KINDS)
    return ledger_queries.has_other_than(kinds, since=min(_since(pending) for pending in pendings))


def _insert(each: dict[str, Any], pending: PendingSeal, evidence: dict[str, Any] | None, by: Actor) -> Note:
    unsigned = people.unsigned_of(each, KIND, pending.prepared_at)
    return sealing.insert(unsigned, each["content"], evidence, by)


def _already_signed(pendings: Sequence[PendingSeal]) -> list[Note]:
    """The notes that these readings became; refused where they were not signed but made way for a further reading meanwhile."""
    notes = list(Note.objects.filter(pk__in=[each["entry_id"] for pending in pendings for each in pending.frozen]))
    if not notes:
        raise Refused(_opened_again(pendings))
    return notes


def _still_open(draft: Draft) -> None:
    if draft.signed_at is not None:
        raise Refused(_("This note is signed and locked already. Add an addendum to say more."))

"""Every write of the journal: note types, drafts, reading before signing, signing, amending, importing."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.ledger import queries as ledger_queries
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.canonical import canonical
from goldthread.lib.encoding import from_moment, moment
from goldthread.lib.refusals import Refused
from goldthread.notes import checking, counting, definitions, importing, meanwhile, queries, sealing, using
from goldthread.notes import content as contents
from goldthread.notes.attaching import attach
from goldthread.notes.definitions import Definition
from goldthread.notes.drafting import NewDraft, Saved, change_type, discard, merge, rebase, restore, save, start, take
from goldthread.notes.models import Amendment, Draft, DraftRevision, Note, NoteFingerprint, NoteType, TypeOffered
from goldthread.notes.phrasing import drop_phrase, keep_phrase, offer_phrase, withdraw_phrase
from goldthread.notes.projection import IMPORTED, fingerprint
from goldthread.notes.reviewing import comment, decide, settle, submit, take_back
from goldthread.notes.signing import Signature, prepare, prepare_together, sign, sign_together
from goldthread.notes.versions import further, goals_said
from goldthread.people.models import Staff
from goldthread.plans import queries as plans

__all__ = ["NewDraft", "Saved", "Signature", "addendum_of", "amend", "attach", "bring_up_to_date", "change_type", "comment", "decide", "discard",
           "drop_phrase", "keep_phrase", "load_shipped", "load_type", "merge", "offer_phrase", "offer_type", "prepare",
           "prepare_together", "record_imported", "restore", "save", "settle", "sign", "sign_directly",
           "sign_together", "start", "submit", "take", "take_back", "withdraw_phrase"]  # fmt: skip


def load_shipped(*, by: Actor) -> None:
    """Bring in the note types of this version that are not there yet."""
    for definition, document in definitions.shipped_documents():
        if not NoteType.objects.filter(key=definition.key, version=definition.version).exists():
            _add_type(definition, document, by)


@transaction.atomic
def load_type(*, document: dict[str, Any], by: Actor) -> NoteType:
    """Add a note type, or a further version of one, and offer it; refused by name where its document is none."""
    definition = definitions.read(document)
    if NoteType.objects.filter(key=definition.key, version__gte=definition.version).exists():
        raise Refused(_("This version of the note type is here already. Give the changed one a higher version."))
    added = _add_type(definition, document, by)
    offer_type(key=definition.key, is_offered=True, by=by)
    return added


def _add_type(definition: Definition, document: dict[str, Any], by: Actor) -> NoteType:
    row = NoteType(key=definition.key, version=definition.version, document=canonical(document).decode())
    ledger.record_facts(kind="note_type.added", rows=[row], by=by)
    return row


@transaction.atomic
def offer_type(*, key: str, is_offered: bool, by: Actor) -> None:
    """Offer a note type for new notes, or no longer; drafts of it can be finished in any case."""
    former = TypeOffered.objects.current().filter(key=key).order_by("recorded_at", "pk").last()
    if is_offered == (former is None or former.is_offered):
        return
    offer = TypeOffered(key=key, is_offered=is_offered, true_from_on=clock.today("UTC"), replaces=former)
    kind = "note_type.offered" if is_offered else "note_type.withdrawn"
    try:
        with transaction.atomic():
            ledger.record_facts(kind=kind, rows=[offer], by=by)
    except IntegrityError as collision:
        raise Refused(_("Somebody changed this at the same moment. Look at the list, then do it again.")) from collision


# What who signs too, or attests, mostly says; it can be written otherwise before it is signed.
_OFFERED_REASONS: dict[str, Callable[[], str]] = {
    Amendment.JOINT_SIGNATURE: lambda: _("I took part in this, and what is written here is so."),
    Amendment.ATTESTATION: lambda: _(
        "I wrote this note and did not sign it then. I attest today that it is mine and that it is so."
    ),
}


def amend(*, note: Note, kind: str, draft_id: UUID, author: Staff, by: Actor) -> Draft:
    """Begin an addendum, correction, late entry, entered-in-error or co-signature of a note."""
    if note.amends_id or not sealing.may_amend(note, kind, author):
        raise Refused(_("This cannot be added to that note by you. Ask its author or the records officer."))
    if kind in (Amendment.COSIGNATURE, Amendment.RETURNED):
        sealing.refuse_cosigner(note, author)
    corrections = meanwhile.corrections_of(note.pk)
    as_it_reads = contents.typed_again(queries.as_corrected(note.pk, [each.pk for each in corrections]))
    if kind != Amendment.CORRECTION:
        as_it_reads = {key: as_it_reads[key] for key in meanwhile.REPEATED}
    as_it_reads |= meanwhile.begun_from(note.pk, corrections)
    if kind in _OFFERED_REASONS:
        as_it_reads["reason"] = _OFFERED_REASONS[kind]()
    note_type = NoteType.objects.filter(key=note.note_type).order_by("-version").first() or queries.newest_type("free")
    if kind != Amendment.CORRECTION:
        note_type = queries.newest_type("free")
    return start(new=NewDraft(_unless_taken(draft_id, note, kind), note_type, as_it_reads, note.pk, kind), by=by)


def _unless_taken(draft_id: UUID, note: Note, kind: str) -> UUID:
    """The page's UUID; a fresh one where something else was begun under it, so that no signature given to this note gets into that."""
    taken = Draft.objects.filter(pk=draft_id).first()
    return draft_id if taken is None or (taken.amends_id, taken.amendment) == (note.pk, kind) else uuids.fresh()


@dataclass(frozen=True)
class Brought:
    """What an amendment was brought up to date with: one sentence, and the state to be merged by hand where that is left."""

    sentence: str
    kept: DraftRevision | None


@transaction.atomic
def bring_up_to_date(*, draft: Draft, by: Actor) -> Brought | None:
    """Join what an author changed onto the note as it was corrected meanwhile; None where nothing came."""
    if not meanwhile.came(draft):
        return None
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    unknown = meanwhile.came(held)
    if not unknown or held.amends_id is None or held.signed_at is not None:
        return None
    states = meanwhile.states_of(held, held.amends_id)
    kept = rebase(draft=held, base=states.base, now=states.now, by=by)
    return Brought(meanwhile.told(unknown, is_joined=kept is None), kept)


@transaction.atomic
def addendum_of(*, kept: DraftRevision, draft: Draft, note: Note, draft_id: UUID, author: Staff, by: Actor) -> Draft:
    """Begin an addendum of what another window typed on after the note was signed; the words start it."""
    begun = amend(note=note, kind=Amendment.ADDENDUM, draft_id=draft_id, author=author, by=by)
    if begun.revision == 0 and not begun.content.get("narrative"):
        words = plans.words_of_goals(author, goals_said(kept.content, draft.content))
        more = further(kept.content, draft.content, queries.definition_of(draft.note_type), words)
        section = queries.definition_of(begun.note_type).sections[0].key
        content = {**begun.content, "clients": draft.content.get("clients", []), **more}
        content["narrative"] = {section: content.pop("text")}
        save(draft=begun, base_revision=0, content=content, by=by)
    DraftRevision.objects.filter(pk=kept.pk).update(is_beside=False)
    return begun


@transaction.atomic
def sign_directly(*, draft: Draft, method: str, by: Actor) -> list[Note]:
    """Sign a draft in one step and say how: for the demonstration and the benchmark, which have no author at hand."""
    sealing.refuse_who_may_not(draft, draft.author)
    ready = checking.checked(draft=draft, author=draft.author, asks=False)
    facts = sealing.facts_for(draft=draft, author=draft.author, ready=ready)
    signing = {"method": method}
    made = sealing.contents_for(draft=draft, author=draft.author, facts=facts, checked=ready, signing=signing)
    prepared_at = from_moment(made[0].content["written"]["at"])
    notes = [sealing.insert(sealing.unsigned(each, prepared_at), each.content, None, by) for each in made]
    signed = [(note, each.content) for note, each in zip(notes, made, strict=True)]
    using.settle(signed, by)
    counting.settle(signed, by)
    Draft.objects.filter(pk=draft.pk).update(signed_at=clock.now())
    return notes


@transaction.atomic
def add_fingerprints(*, by: Actor) -> int:
    """Add the fingerprints of notes that were signed before there were any; how many rows that made."""
    lacking = list(Note.objects.filter(fingerprint__isnull=True).values_list("pk", flat=True))
    made = 0
    for at in range(0, len(lacking), 500):
        held = ledger_queries.contents_of(lacking[at : at + 500])
        rows = [row for entry_id, content in held.items() for row in fingerprint(entry_id, content)]
        if rows:
            ledger.add_rows([NoteFingerprint(**row.values) for row in rows])
        made += len(rows)
    return made


@transaction.atomic
def record_imported(*, content: dict[str, Any], client: Client, by: Actor, is_deactivated: bool = False) -> Note:
    """Seal a note of another system as imported, not signed here; `content` as notes.importing makes it.

    One that the other system had deactivated comes in like the others and is marked entered in error by a further entry.
    """
    now = clock.now()
    whole = {**content, "written": {**content["written"], "at": moment(now)}}
    entry = sealing.Sealing(uuids.fresh(), whole)
    note = sealing.insert(sealing.unsigned(entry, now, IMPORTED), whole, None, by)
    if is_deactivated:
        marked = sealing.Sealing(uuids.fresh(), importing.withdrawal(whole, note.pk), (note.pk,))
        sealing.insert(sealing.unsigned(marked, now, IMPORTED), marked.content, None, by)
    return note

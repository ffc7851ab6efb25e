"""Every write of psychotherapy notes: begun, saved while one types, kept, thrown away; and the key, made once."""

from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from goldthread.cases.models import Client
from goldthread.ledger import actions as ledger
from goldthread.lib import clock, uuids
from goldthread.lib.actor import Actor
from goldthread.lib.keeping import Saved as Saved
from goldthread.lib.keeping import Typed as Typed
from goldthread.lib.refusals import Refused, refuse
from goldthread.lib.text import accept
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.people.rules import may
from goldthread.psychotherapy import queries, rules
from goldthread.psychotherapy.models import Draft, PsychotherapyNote, Version
from goldthread.psychotherapy.words import KEY, shut


def make_key() -> None:
    """Make the key of this room, where none is and nothing is encrypted yet: a lost one is never replaced unseen."""
    if not queries.holds_any():
        KEY.make()


def begin(*, draft_id: UUID, client: Client, author: Staff, by: Actor, note: PsychotherapyNote | None = None) -> Draft:
    """Begin a note under the UUID that the page made, or the next version of `note`; once more gives the same draft."""
    if by.staff_id != author.pk or not may(author.roles, "keep_psychotherapy_notes"):
        raise Refused(_("Only a therapist keeps psychotherapy notes, and only their own."))
    refuse(rules.author_findings(has_credential=_has_credential(author)))
    draft = Draft(pk=draft_id, client=client, author=author)
    words = shut(draft, queries.versions(note)[0].text) if note else b""
    begun, _made = Draft.objects.get_or_create(
        pk=draft_id,
        defaults={"client": client, "author": author, "note": note, "words": words, "saved_at": clock.now()},
    )
    if begun.author_id != author.pk:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    return begun


@transaction.atomic
def save(*, draft: Draft, typed: Typed[str], by: Actor) -> Saved:
    """Keep what was typed. What was typed on from an older state becomes a draft of its own, so that nothing is lost."""
    if by.staff_id != draft.author_id:
        raise Refused(_("This draft belongs to somebody else. Begin a note of your own."))
    text = accept(typed.words, field="text")
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    # The same words, or a state that a later one of the same page has overtaken.
    if text == queries.text_of(held) or typed.is_overtaken(held):
        return Saved(held.pk, held.revision, held.saved_at)
    if held.closed_at is not None or not typed.goes_on(held):
        return _save_apart(held, typed, by)
    return _replace(held, text, typed)


def _replace(held: Draft, text: str, typed: Typed[str]) -> Saved:
    held.words = shut(held, text) if text else b""
    held.revision, held.saved_at = held.revision + 1, clock.now()
    held.window, held.turn = typed.window, typed.turn
    held.save(update_fields=["words", "revision", "saved_at", "window", "turn"])
    return Saved(held.pk, held.revision, held.saved_at)


def _save_apart(held: Draft, typed: Typed[str], by: Actor) -> Saved:
    """A draft of its own for one page, under the page's UUID: it is the same one again where the answer was lost."""
    apart, _made = Draft.objects.get_or_create(
        pk=_free(typed.window, held),
        defaults={
            "client_id": held.client_id,
            "author_id": held.author_id,
            "note": held.kept_as.note if held.kept_as else held.note,
            "saved_at": clock.now(),
        },
    )
    return save(draft=apart, typed=replace(typed, base_revision=apart.revision), by=by)


def _free(window: UUID | None, held: Draft) -> UUID:
    """The page's UUID, unless a draft that is closed, or is about something else, has it."""
    taken = Draft.objects.filter(pk=window).first() if window else None
    is_same = taken is None or (taken.author_id, taken.client_id) == (held.author_id, held.client_id)
    is_open = taken is None or (taken.closed_at is None and taken.pk != held.pk)
    return window if window and is_same and is_open else uuids.fresh()


@transaction.atomic
def keep(*, draft: Draft, revision: int, by: Actor) -> PsychotherapyNote:
    """Keep what a draft says, as a note or as the next version of one; dated now, and never changed after."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if held.kept_as:
        standing: PsychotherapyNote = held.kept_as.note
        return standing
    if by.staff_id != held.author_id or held.revision != revision or held.closed_at:
        raise Refused(_("The draft was changed meanwhile. Look at it once more, then keep it."))
    text = queries.text_of(held)
    refuse(rules.text_findings(text) + rules.author_findings(has_credential=_has_credential(held.author)))
    now = clock.now()
    note: PsychotherapyNote | None = held.note
    if note is None:
        note = PsychotherapyNote(client_id=held.client_id, author_id=held.author_id, written_at=now)
        ledger.add_rows([note])
    version = Version(note=note, number=_next_number(note), written_at=now)
    version.words = shut(version, text)
    _add(version)
    ledger.look(by=by, action="write", page="psychotherapy note", client=held.client_id, object=note.pk)
    _close(held, version)
    return note


def _next_number(note: PsychotherapyNote) -> int:
    return (Version.objects.filter(note=note).aggregate(last=Max("number"))["last"] or 0) + 1


def _add(version: Version) -> None:
    try:
        with transaction.atomic():
            ledger.add_rows([version])
    except IntegrityError as collision:
        sentence = _("This note was changed at the same moment in another window. Look at it, then keep this.")
        raise Refused(sentence) from collision


@transaction.atomic
def throw_away(*, draft: Draft, by: Actor) -> None:
    """Empty a draft for good; what was kept before stays."""
    held = Draft.objects.select_for_update().get(pk=draft.pk)
    if by.staff_id == held.author_id and held.closed_at is None:
        _close(held, None)


def _close(held: Draft, version: Version | None) -> None:
    held.words, held.closed_at, held.kept_as = b"", clock.now(), version
    held.save(update_fields=["words", "closed_at", "kept_as"])


def _has_credential(author: Staff) -> bool:
    return people.credential_on(author.pk, clock.today(author.zone)) is not None

"""Every write of the record: entries, facts, leaves, checkpoints, looks and keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from goldthread.ledger import assertion, facts, keys, queries, seal, sequencer, witness
from goldthread.ledger.adding import add_rows
from goldthread.ledger.facts import further
from goldthread.ledger.models import Access, Checkpoint, Content, Entry, Key
from goldthread.ledger.own_keys import OwnKey as OwnKey
from goldthread.ledger.seal import Unsigned
from goldthread.lib import clock, uuids
from goldthread.lib.actor import COMMAND_LINE, WORKER, Actor
from goldthread.lib.refusals import Refused

__all__ = ["OwnKey", "Unsigned", "add_rows", "challenge_for", "checkpoint", "decrypt", "digest_of_input", "encrypt", "further", "insert", "introduce_keys", "look", "prepare",
           "record", "record_facts", "record_following", "replace", "rotate_key", "sequence"]  # fmt: skip

# The sealed prepared time and the time of commit may lie this far apart (architecture.md, the seal, version 1).
SEAL_WITHIN = timedelta(minutes=5)


def prepare(
    *, entry_id: UUID, kind: str, content: dict[str, Any], amends: Sequence[UUID] = (), prepared_at: datetime
) -> Unsigned:
    """Freeze an entry's content into the bytes to be signed; writes nothing."""
    heading = seal.Heading(
        kid=keys.signer(keys.SEAL).kid,
        issuer=settings.URL,
        entry_id=entry_id,
        kind=kind,
        prepared_at=prepared_at,
        amends=queries.digests_of(amends) if amends else (),
    )
    return seal.freeze(heading, content)


def encrypt(secret: bytes, purpose: str) -> str:
    """A secret under the home key, for one purpose only."""
    return keys.encrypt(secret, purpose)


def decrypt(kept: str, purpose: str) -> bytes:
    """The secret that `encrypt` kept for this purpose."""
    return keys.decrypt(kept, purpose)


def digest_of_input(signing_input: str) -> str:
    """Base64url SHA-256 of one signing input: how a ceremony over several entries names each."""
    return seal.digest_of(signing_input)


def challenge_for(signing_inputs: Sequence[str]) -> bytes:
    """The 32 bytes that a passkey signs for these entries together."""
    return assertion.challenge_for([seal.digest_of(text) for text in signing_inputs])


def insert(*, unsigned: Unsigned, evidence: dict[str, Any] | None, by: Actor) -> Entry:
    """Sign with the agency's key and add the entry with its content; `by` is whose session commits it.

    Refused after five minutes, and where the key was rotated meanwhile. assertion.Broken and seal.Broken are mistakes
    of ours: nothing goes in that `verify` would report.
    """
    claims = seal.read(unsigned.signing_input)
    if (claims.entry_id, claims.kind, claims.prepared_at) != (unsigned.entry_id, unsigned.kind, unsigned.prepared_at):
        raise seal.Broken(_("the frozen entry and its signing input differ"))
    signing = seal.open_whole(claims, unsigned.disclosures).get("signing") or {}
    signer = keys.signer(keys.SEAL)
    if signer.kid != claims.kid:
        raise Refused(_("The agency's key was changed while this was being read. Read it again, then sign."))
    jws = seal.sign(unsigned, signer.sign)
    kept = assertion.settle(evidence)
    assertion.check(kept, signing, jws)
    entry = Entry(
        id=unsigned.entry_id,
        kind=unsigned.kind,
        schema_version=claims.version,
        recorded_at=_commit_time(unsigned.prepared_at),
        jws=jws,
        evidence=kept,
    )
    with transaction.atomic(savepoint=False):
        add_rows([entry])
        add_rows([Content(entry=entry, disclosures="~".join(unsigned.disclosures))])
    return entry


def _commit_time(prepared_at: datetime) -> datetime:
    """Now, or the prepared time where the server's clock was set back a little meanwhile."""
    now = clock.now()
    if abs(now - prepared_at) > SEAL_WITHIN:
        raise Refused(_("More than five minutes passed between reading and signing. Read it again, then sign."))
    return max(now, prepared_at)


def record(
    *, kind: str, content: dict[str, Any], by: Actor, amends: Sequence[UUID] = (), entry_id: UUID | None = None
) -> Entry:
    """Add an entry for an act without a ceremony; the content says in which way and by whom it was done."""
    said = {"signing": _way_of(by), **content}
    prepared_at = clock.now()
    unsigned = prepare(
        entry_id=entry_id or uuids.fresh(), kind=kind, content=said, amends=amends, prepared_at=prepared_at
    )
    return insert(unsigned=unsigned, evidence=None, by=by)


def _way_of(by: Actor) -> dict[str, Any]:
    methods = {COMMAND_LINE.name: "command line", WORKER.name: "worker"}
    method = "session" if by.staff_id else methods.get(by.name, "command line")
    return {"method": method, "by": {"staff": str(by.staff_id) if by.staff_id else None, "name": by.name}}


def record_facts(*, kind: str, rows: Sequence[models.Model], by: Actor, content: dict[str, Any] | None = None) -> Entry:
    """Add unsaved append-only rows together with the one entry that states them, in their order."""
    for row in rows:
        if not getattr(row, "append_only", False):
            raise TypeError(f"{type(row).__name__} is not append-only; only facts are stated by an entry")
    statements = [facts.statement(row) for row in rows]
    with transaction.atomic(savepoint=False):
        entry = record(kind=kind, content={**(content or {}), "facts": statements}, by=by)
        for run in facts.runs(rows):
            for row in run:
                row.entry = entry  # type: ignore[attr-defined]
                row.recorded_at = entry.recorded_at  # type: ignore[attr-defined]
            add_rows(run)
    return entry


def record_following(*, kind: str, rows: Sequence[models.Model], by: Actor) -> Entry:
    """Add rows that follow others: each is replaced once, so of two who change it at the same moment the second looks again."""
    try:
        with transaction.atomic():
            return record_facts(kind=kind, rows=rows, by=by)
    except IntegrityError as collision:
        sentence = _("Somebody changed this at the same moment. Look at what is on file now, then do it again.")
        raise Refused(sentence) from collision


def replace(*, kind: str, row: facts.Row, by: Actor, **changes: Any) -> facts.Row:
    """Add a further row that says the same but for `changes`, and names the row it replaces."""
    follows = further(row, **changes)
    record_following(kind=kind, rows=[follows], by=by)
    return follows


def sequence(*, stream: str = "record", sweep: bool = False, since: datetime | None = None) -> int:
    """Give leaves to the rows that have none, oldest first; how many. Call it right after commit.

    Without `sweep` only recent rows are looked at, which is what a signature can afford; the worker sweeps all of them, or those
    from `since` on.
    """
    return sequencer.sequence(stream, sweep=sweep, since=since)


def checkpoint(*, stream: str) -> Checkpoint | None:
    """Sign the stream's tree head as it stands and append it to HOME/checkpoints; None where the tree is empty."""
    made, is_new = sequencer.checkpoint(stream)
    if made is not None and is_new:
        transaction.on_commit(lambda: witness.append(made))
    return made


def look(
    *,
    by: Actor,
    action: str,
    page: str,
    client: UUID | None = None,
    object: UUID | None = None,
    outcome: str = "shown",
) -> None:
    """Write down that somebody is about to see something: one plain INSERT, before the answer leaves."""
    look_at_each([client], by=by, action=action, page=page, object=object, outcome=outcome)


def look_at_each(
    clients: Iterable[UUID | None],
    *,
    by: Actor,
    action: str,
    page: str,
    object: UUID | None = None,
    outcome: str = "shown",
) -> None:
    """The same of a page that shows several clients: a row for each, all by one INSERT; nothing where there is none."""
    now = clock.now()
    looked = [
        Access(
            at=now,
            actor=by.staff_id,
            actor_name=by.name,
            session=by.session,
            address=by.address,
            purpose=by.purpose,
            action=action,
            page=page,
            client=client,
            object=object,
            outcome=outcome,
        )
        for client in clients
    ]
    if looked:
        add_rows(looked)


def introduce_keys(*, by: Actor) -> None:
    """Begin the record: make the two key pairs and the first entry, which names them; nothing where it is begun."""
    keys.make_home()
    if Key.objects.exists():
        return
    made = {purpose: keys.generate(purpose) for purpose in keys.PURPOSES}
    rows = [Key(kid=signer.kid, purpose=purpose, public=signer.public) for purpose, signer in made.items()]
    # The first seal key signs the entry that introduces it: nothing stands before it.
    with keys.using(keys.SEAL, made[keys.SEAL]):
        record_facts(kind="key.introduced", rows=rows, by=by)
    sequencer.sequence("record", sweep=True)


def rotate_key(*, purpose: str, by: Actor) -> None:
    """Replace the key of a purpose, by an entry that the old seal key signs; the old private key stays in its file."""
    old = keys.current_kid(purpose)
    new = keys.generate(purpose)
    with transaction.atomic():
        record_facts(
            kind="key.rotated", rows=[Key(kid=new.kid, purpose=purpose, public=new.public, replaces_id=old)], by=by
        )
        transaction.on_commit(keys.announce_change)
    sequencer.sequence("record", sweep=True)

"""What a note still waits for after it was signed, and which notes a supervisor is asked to co-sign or an author to mend; pure rules and their query."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from goldthread.lib import clock
from goldthread.lib.refusals import Finding
from goldthread.notes import rules
from goldthread.notes.models import Amendment, Note, OpenMatter
from goldthread.people import queries as people
from goldthread.people.models import Staff
from goldthread.policies import queries as policies
from goldthread.policies.rules import levels_of

WAITING, RETURNED, COSIGNED = "waiting", "returned", "cosigned"
# So many notes are asked about by one statement.
_AT_ONCE = 500
# What an author adds, which mends what was returned and may itself need a co-signature.
MENDING = (Amendment.ADDENDUM, Amendment.CORRECTION, Amendment.LATE_ENTRY)


def standing(needs: bool, added: Iterable[tuple[str, bool]]) -> str:
    """Where a note stands, given whether it needs a co-signature and, in their order, what was added and whether that does."""
    wants, returned, cosigned = needs, False, False
    for kind, also_needs in added:
        if kind == Amendment.COSIGNATURE:
            wants, returned, cosigned = False, False, True
        elif kind == Amendment.RETURNED:
            returned = True
        elif kind in MENDING:
            wants, returned = wants or also_needs, False
    return RETURNED if returned else WAITING if wants else COSIGNED if cosigned else ""


def is_sampled(encounter: UUID, percent: int) -> bool:
    """Whether a note is of those that are read by sample: the same answer for ever, and for `percent` of all notes."""
    return int.from_bytes(sha256(encounter.bytes).digest()[:8], "big") % 100 < percent


def _added(*kinds: str) -> "QuerySet[Note]":
    return Note.objects.filter(amends=OuterRef("pk"), amendment__in=kinds)


def _not_followed_by(rows: "QuerySet[Note]", *kinds: str) -> "QuerySet[Note]":
    """Amendments after which none of these kinds was added."""
    later = Note.objects.filter(amends=OuterRef("amends"), amendment__in=kinds, recorded_at__gt=OuterRef("recorded_at"))
    return rows.filter(~Exists(later))


def is_returned() -> Q:
    """Notes that were given back and not mended since."""
    return Q(Exists(_not_followed_by(_added(Amendment.RETURNED), *MENDING, Amendment.COSIGNATURE))) & ~_in_error()


def is_waiting() -> Q:
    """Notes that wait for a co-signature, or to which something was added that does."""
    own = Q(needs_cosignature=True) & ~Exists(_added(Amendment.COSIGNATURE))
    since = Exists(_not_followed_by(_added(*MENDING).filter(needs_cosignature=True), Amendment.COSIGNATURE))
    return (own | Q(since)) & ~_in_error()


def _in_error() -> Q:
    return Q(Exists(_added(Amendment.ENTERED_IN_ERROR)))


def _open(actor: Staff, authors: Collection[UUID], truly: Q, *, is_returned: bool) -> list[Note]:
    """The first entries among the open matters of these authors of which something truly holds, oldest first.

    The matters are read first: they are few among all notes, which a database does not know before it has read them.
    """
    matters = OpenMatter.objects.filter(author__in=list(authors), is_returned=is_returned)
    named = list(matters.values_list("note", flat=True).distinct())
    found: list[Note] = []
    for at in range(0, len(named), _AT_ONCE):
        first = Note.objects.visible_to(actor).first_entries().filter(pk__in=named[at : at + _AT_ONCE])
        found += first.filter(truly).defer("html")
    return sorted(found, key=lambda note: (note.recorded_at, note.pk))


def awaiting(actor: Staff, authors: Collection[UUID]) -> list[Note]:
    """Notes of these people that wait for a co-signature and were not given back; oldest first."""
    return _open(actor, authors, is_waiting() & ~is_returned(), is_returned=False)


def returned_to(actor: Staff, authors: Collection[UUID]) -> list[Note]:
    """Notes of these people, as far as `actor` may see them, that were returned and not mended since, oldest first."""
    return _open(actor, authors, is_returned(), is_returned=True)


@dataclass(frozen=True)
class Cosigner:
    """Somebody who may be asked to co-sign, with the staff level that holds today and whether their own notes need it.

    `wrote` are the notes to which they themselves added what waits for a co-signature.
    """

    level: str
    needs_own: bool
    wrote: frozenset[UUID]

    def findings(self, note: Note) -> list[Finding]:
        """What keeps this person from co-signing a note, by the levels that were sealed with it."""
        levels = levels_of(note.cosignature_levels)
        return rules.cosign_findings(
            level=self.level, levels=levels, needs_own=self.needs_own, wrote_it=note.pk in self.wrote
        )


def cosigner(actor: Staff) -> Cosigner:
    """The co-signer that somebody is today."""
    today = clock.today(actor.zone)
    credential = people.credential_on(actor.pk, today)
    level = credential.level if credential else ""
    needs_own = bool(policies.resolve("cosign_required", on=today, staff_level=level).value)
    added = Note.objects.filter(author=actor, amendment__in=MENDING, needs_cosignature=True)
    wrote = _not_followed_by(added, Amendment.COSIGNATURE).values_list("amends", flat=True)
    return Cosigner(level, needs_own, frozenset(wrote))

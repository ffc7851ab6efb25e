"""Checkpoints against the recomputed trees: those in the database, and those that a witness kept."""

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from goldthread.ledger import checkpoints, stored
from goldthread.ledger.check_keys import Ring
from goldthread.ledger.check_tree import Walk
from goldthread.ledger.models import Checkpoint
from goldthread.ledger.report import Report
from goldthread.lib.encoding import b64

_OTHER_LOG = gettext_lazy("it belongs to another log: this one was begun anew, or the file is another agency's")


def read(connection: BaseDatabaseWrapper) -> list[Checkpoint]:
    """Every checkpoint in the database, by stream and number; Misread where a column is spelled as we never write."""
    joined = stored.Joined(connection, (Checkpoint, "c"))
    return [row for (row,) in joined.rows("FROM ledger_checkpoint c ORDER BY c.stream, c.number", [])]


def check_kept(kept: Sequence[Checkpoint], walk: Walk, ring: Ring, report: Report) -> None:
    """The checkpoints of one stream: numbered without gaps, growing, signed, and each the root of its time.

    Where the clock was set back, times tell nothing of which key it was: then their order does, and none goes back to an earlier key.
    """
    size = key = 0
    for number, row in enumerate(kept, start=1):
        try:
            said, key = _signed(row.note, walk, ring, key)
            columns = (row.id, row.stream, row.number, row.size, row.root, row.at)
            if columns != (
                checkpoints.identity(row.note), said.stream, said.number, said.size, b64(said.root), said.at
            ):  # fmt: skip
                raise checkpoints.Broken(_("its columns are not what the note says"))
            if said.number != number or said.size <= size:
                raise checkpoints.Broken(_("it is not number %(number)s in its stream") % {"number": number})
            size = said.size
            _agrees(said, walk)
        except checkpoints.Broken as problem:
            report.add(
                _("checkpoint %(number)s of %(stream)s: %(why)s")
                % {"number": row.number, "stream": walk.stream, "why": problem}
            )


def check_witness(notes: Sequence[str], walks: dict[str, Walk], ring: Ring, report: Report) -> None:
    """The notes that a witness kept: each a checkpoint of this log, whose first so many leaves still have that root."""
    if not notes:
        report.add(_("the witness file holds no checkpoint"))
    for note in notes:
        try:
            head, _signatures = checkpoints.parse(note)
            walk = walks.get(head.stream)
            if walk is None or head.origin != checkpoints.origin_of(ring.first_kid, walk.stream):
                raise checkpoints.Broken(_OTHER_LOG)
            # First the log: where its end was cut off, the key that signed the witness may have gone with it.
            _agrees(head, walk)
            _signed(note, walk, ring)
        except checkpoints.Broken as problem:
            report.add(
                _("witness checkpoint %(what)s: %(why)s") % {"what": " ".join(note.split("\n")[:2]), "why": problem}
            )


def _signed(note: str, walk: Walk, ring: Ring, since: int = 0) -> tuple[checkpoints.Head, int]:
    """The head of a note that one of the log's checkpoint keys signed, and the newest key used so far."""
    head, _signatures = checkpoints.parse(note)
    if head.origin != checkpoints.origin_of(ring.first_kid, walk.stream):
        raise checkpoints.Broken(_OTHER_LOG)
    problem = checkpoints.Broken(_("no key of this log was there to sign it"))
    for number, public in reversed(ring.checkpoint_keys(head.at, since)):
        try:
            return checkpoints.check(note, public), max(number, since)
        except checkpoints.Broken as error:
            problem = error
    raise problem


def _agrees(head: checkpoints.Head, walk: Walk) -> None:
    if head.size > walk.edge.size:
        sentence = _("the log was shortened: it had %(then)s leaves then and has %(now)s now")
        raise checkpoints.Broken(sentence % {"then": head.size, "now": walk.edge.size})
    if walk.roots.get(head.size) != head.root:
        sentence = _("the log was rewritten: its first %(count)s leaves had another root then")
        raise checkpoints.Broken(sentence % {"count": head.size})

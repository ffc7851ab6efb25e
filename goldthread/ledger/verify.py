"""The record check: walks the whole log, contents, facts, projections, keys, checkpoints and triggers."""

from collections.abc import Sequence
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.utils.translation import gettext as _

from goldthread.ledger import check_access, check_checkpoints, checkpoints, stored, triggers
from goldthread.ledger.check_entries import Entries, Progress
from goldthread.ledger.check_rows import Rows
from goldthread.ledger.check_tree import Walk
from goldthread.ledger.models import Checkpoint, TreeHead
from goldthread.ledger.projection import Derived, Projection
from goldthread.ledger.report import MOST, Enough, Report
from goldthread.ledger.streams import ACCESS, RECORD
from goldthread.lib.snapshot import unchanging

__all__ = ["Report", "verify"]


def verify(
    *,
    witness: str | None,
    on_progress: Progress | None = None,
    projections: Sequence[Projection] = (),
    derived: Sequence[Derived] = (),
    most: int = MOST,
) -> Report:
    """Check everything that can be checked; reads only, in one snapshot, and memory does not grow with the log.

    `witness` is the path of a file of checkpoints kept elsewhere. It stops after `most` problems.
    """
    report = Report(most=most)
    notes = _witness_notes(witness, report)
    # The connection itself: behind its proxy each of millions of look-ups would cost twice.
    connection = connections[DEFAULT_DB_ALIAS]
    with unchanging():
        try:
            _check(report, notes, on_progress, Rows(connection, projections, derived, report))
        except Enough:
            pass
        except stored.Misread as problem:
            report.problems.append(_("%(column)s holds a value that was never written") % {"column": problem})
        except DatabaseError as problem:
            report.problems.append(_("the database cannot be read: %(why)s") % {"why": problem})
    return report


def _check(report: Report, notes: Sequence[str] | None, on_progress: Progress | None, rows: Rows) -> None:
    connection = rows.connection
    for name in triggers.missing(connection):
        report.add(_("trigger %(name)s is missing or changed") % {"name": name})
    kept = check_checkpoints.read(connection)
    walks = {stream: Walk(stream, _sizes(stream, kept, notes), report) for stream in (RECORD, ACCESS)}
    entries = Entries(connection, walks[RECORD], rows, report)
    entries.check(on_progress)
    report.record = walks[RECORD].head()
    check_access.check(connection, walks[ACCESS], report)
    report.access = walks[ACCESS].head()
    if not walks[RECORD].edge.size:
        report.add(_("the record is empty: not even the agency's keys were introduced"))
    for stream, walk in walks.items():
        own = [row for row in kept if row.stream == stream]
        check_checkpoints.check_kept(own, walk, entries.ring, report)
        walk.check_head(TreeHead.objects.filter(pk=stream).first(), len(own))
    if {row.stream for row in kept} - set(walks) or TreeHead.objects.exclude(pk__in=walks).exists():
        report.add(_("there is a checkpoint or a tree head of a stream that does not exist"))
    if notes is not None:
        check_checkpoints.check_witness(notes, walks, entries.ring, report)


def _witness_notes(witness: str | None, report: Report) -> list[str] | None:
    if witness is None:
        return None
    try:
        return list(checkpoints.notes_in(Path(witness).read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError):
        report.problems.append(_("the witness file %(path)s cannot be read") % {"path": witness})
        return None


def _sizes(stream: str, kept: Sequence[Checkpoint], notes: Sequence[str] | None) -> set[int]:
    """At which sizes the walk must remember the root."""
    sizes = {row.size for row in kept if row.stream == stream}
    for note in notes or ():
        try:
            head, _signatures = checkpoints.parse(note)
        except checkpoints.Broken:
            continue
        sizes |= {head.size} if head.stream == stream else set()
    return sizes

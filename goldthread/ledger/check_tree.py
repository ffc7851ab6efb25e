"""A walk along one tree: positions without gaps, hashes that follow from the rows, and roots at the sizes asked for."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from goldthread.ledger.merkle import EMPTY_ROOT, Edge, leaf_hash
from goldthread.ledger.models import TreeHead
from goldthread.ledger.report import Report
from goldthread.lib import clock
from goldthread.lib.encoding import b64

# Signing only inserts; the sequencer follows right after commit, and the worker after it.
_UNSEQUENCED = timedelta(seconds=60)


class Walk:
    """One tree being recomputed from its rows."""

    def __init__(self, stream: str, sizes: Iterable[int], report: Report) -> None:
        self.stream, self.report = stream, report
        # A long record is read for minutes, in which whatever waited when it was begun grows older.
        self._begun = clock.now()
        self.edge = Edge()
        self._asked = set(sizes)
        self.roots: dict[int, bytes] = {0: EMPTY_ROOT}

    def take(self, position: int, kept: bytes, data: bytes, what: object) -> None:
        """Take in the next leaf: its position, the hash that is kept for it, and what it must be the hash of."""
        if position != self.edge.size:
            self.report.add(
                _("%(stream)s: leaf %(expected)s is missing or out of its place (found %(found)s)")
                % {"stream": self.stream, "expected": self.edge.size, "found": position}
            )
        hashed = leaf_hash(data)
        if hashed != kept:
            self.report.add(
                _("%(stream)s leaf %(position)s (%(what)s): the row was changed after it was sequenced")
                % {"stream": self.stream, "position": position, "what": what}
            )
        self.edge.append(hashed)
        if self.edge.size in self._asked:
            self.roots[self.edge.size] = self.edge.root()

    def waiting(self, what: object, at: datetime) -> None:
        """Judge a row that has no leaf: for a minute that is in order."""
        if self._begun - at < -_UNSEQUENCED:
            self.report.add(
                _(
                    "%(stream)s: %(what)s of %(at)s has no leaf, and bears a time that this machine's clock has not reached"
                )
                % {"stream": self.stream, "what": what, "at": at.isoformat()}
            )
        elif self._begun - at > _UNSEQUENCED:
            self.report.add(
                _("%(stream)s: %(what)s of %(at)s has no leaf after more than 60 seconds")
                % {"stream": self.stream, "what": what, "at": at.isoformat()}
            )

    def check_head(self, head: TreeHead | None, checkpoints: int) -> None:
        """Compare the sequencer's own note of the tree with the tree."""
        kept = (head.size, head.edge, head.checkpoints) if head else (0, "", 0)
        if kept != (self.edge.size, ",".join(map(b64, self.edge.hashes)), checkpoints):
            sentence = _(
                "%(stream)s: the sequencer's own note (%(kept)s leaves, %(noted)s checkpoints) is not that of the log"
                " (%(size)s leaves, %(count)s checkpoints)"
            )
            values = {"kept": kept[0], "noted": kept[2], "size": self.edge.size, "count": checkpoints}
            self.report.add(sentence % {"stream": self.stream, **values})

    def head(self) -> tuple[int, str]:
        """Size and base64 root of the tree as recomputed."""
        return self.edge.size, b64(self.edge.root())

"""The walk along the record: every entry's seal, content, evidence, times and key, and the rows that follow from it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from goldthread.ledger import assertion, check_keys, seal, stored
from goldthread.ledger.check_disposals import Disposals
from goldthread.ledger.check_rows import Opened, Rows
from goldthread.ledger.check_tree import Walk
from goldthread.ledger.models import Content, Entry, Leaf
from goldthread.ledger.report import Report
from goldthread.ledger.streams import record_leaf

_WITHIN = timedelta(minutes=5)
_FROM_LEAVES = (
    "FROM ledger_leaf l LEFT JOIN ledger_entry e ON e.id = l.entry_id"
    " LEFT JOIN ledger_content c ON c.entry_id = l.entry_id"
    " WHERE l.position > %s ORDER BY l.position LIMIT %s"
)
_FROM_WAITING = (
    "FROM ledger_entry e LEFT JOIN ledger_leaf l ON l.entry_id = e.id LEFT JOIN ledger_content c ON c.entry_id = e.id"
    " WHERE l.entry_id IS NULL ORDER BY e.recorded_at, e.id"
)

Progress = Callable[[int, int], None]


class Entries:
    """All entries, in the order of their leaves and then those that still wait for one."""

    def __init__(self, connection: BaseDatabaseWrapper, walk: Walk, rows: Rows, report: Report) -> None:
        self.connection, self.walk, self.rows, self.report = connection, walk, rows, report
        self.ring = check_keys.Ring()
        self.disposals = Disposals(report)
        self.waiting = 0
        # Of the batch in hand: which entry names which as amended, and by which digest.
        self.amending: list[tuple[Entry, UUID, str]] = []

    def check(self, on_progress: Progress | None) -> None:
        """Walk the whole record."""
        total = stored.count(self.connection, Entry)
        for batch in self._leaf_batches():
            opened = [pair for leaf, entry, content in batch for pair in self._sequenced(leaf, entry, content)]
            self._finish_batch(opened)
            if on_progress:
                on_progress(self.walk.edge.size, total)
        self._check_waiting()
        self.disposals.finish()
        self._count(total)
        self.rows.finish()

    def _leaf_batches(self) -> Iterator[list[list[Any]]]:
        joined = stored.Joined(self.connection, (Leaf, "l"), (Entry, "e"), (Content, "c"))
        last = -(2**63)
        while batch := list(joined.rows(_FROM_LEAVES, [last, stored.BATCH])):
            yield batch
            last = batch[-1][0].position

    def _sequenced(self, leaf: Leaf, entry: Entry | None, content: Content | None) -> list[Opened]:
        if entry is None:
            self.report.add(_("leaf %(position)s: its entry is gone") % {"position": leaf.position})
            self.walk.edge.append(bytes(leaf.hash))
            return []
        self.walk.take(leaf.position, bytes(leaf.hash), record_leaf(entry.jws, entry.recorded_at), entry.pk)
        return self._entry(entry, content)

    def _check_waiting(self) -> None:
        joined = stored.Joined(self.connection, (Entry, "e"), (Content, "c"))
        opened: list[Opened] = []
        for entry, content in joined.rows(_FROM_WAITING, []):
            self.waiting += 1
            self.walk.waiting(_("entry %(entry)s") % {"entry": entry.pk}, entry.recorded_at)
            opened += self._entry(entry, content)
            if len(opened) >= stored.BATCH:
                self._finish_batch(opened)
                opened = []
        self._finish_batch(opened)

    def _entry(self, entry: Entry, content: Content | None) -> list[Opened]:
        """The entry with its content where all of it holds; what does not is reported."""
        try:
            if content is None:
                self.disposals.lacks(entry)
                self._check_sealed(entry, seal.read(entry.jws))
                return []
            return [(entry, self._opened(entry, content.disclosures))]
        except (seal.Broken, check_keys.Broken, assertion.Broken) as problem:
            self.report.add(_("entry %(entry)s: %(why)s") % {"entry": entry.pk, "why": problem})
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            self.report.add(_("entry %(entry)s cannot be read: %(why)s") % {"entry": entry.pk, "why": problem})
        return []

    def _opened(self, entry: Entry, disclosures: str) -> dict[str, Any]:
        claims = seal.read(entry.jws)
        is_first = not self.ring.first_kid
        content = seal.open_whole(claims, disclosures.split("~") if disclosures else [])
        if is_first:
            self.ring.begin(content, claims.kid, entry.recorded_at)
        self._check_sealed(entry, claims)
        if not is_first:
            self.ring.follow(entry.kind, content, entry.recorded_at)
        self.ring.passed(entry.recorded_at)
        assertion.check(entry.evidence, content.get("signing") or {}, entry.jws)
        self.disposals.take(entry, content)
        self.amending += [(entry, prior, digest) for prior, digest in claims.amends]
        return content

    def _check_sealed(self, entry: Entry, claims: seal.Claims) -> None:
        """What holds of an entry also where its content was disposed of: signature, columns and times."""
        seal.check_signature(entry.jws, self.ring.seal_key(claims.kid, entry.recorded_at))
        if (entry.pk, entry.kind, entry.schema_version) != (claims.entry_id, claims.kind, claims.version):
            raise seal.Broken(_("its columns are not what the seal says"))
        if not claims.prepared_at <= entry.recorded_at <= claims.prepared_at + _WITHIN:
            raise seal.Broken(_("it was recorded before, or more than five minutes after, the sealed time"))

    def _finish_batch(self, opened: Sequence[Opened]) -> None:
        self._check_amended()
        self.rows.check(opened)

    def _check_amended(self) -> None:
        """Each entry that a seal names as amended is there, and is the one it was."""
        named, self.amending = self.amending, []
        jws = dict(Entry.objects.filter(pk__in={prior for _entry, prior, _digest in named}).values_list("pk", "jws"))
        for entry, prior, digest in named:
            if prior not in jws or _digest(jws, prior) != digest:
                self.report.add(
                    _("entry %(entry)s amends %(prior)s, which is gone or changed")
                    % {"entry": entry.pk, "prior": prior}
                )

    def _count(self, entries: int) -> None:
        if entries != self.walk.edge.size + self.waiting:
            self.report.add(
                _("%(entries)s entries, but %(leaves)s leaves and %(waiting)s entries that wait for one")
                % {"entries": entries, "leaves": self.walk.edge.size, "waiting": self.waiting}
            )
        contents = stored.count(self.connection, Content)
        if contents + len(self.disposals.disposed) != entries:
            self.report.add(
                _("%(entries)s entries, but %(contents)s contents") % {"entries": entries, "contents": contents}
            )


def _digest(jws: dict[UUID, str], prior: UUID) -> str:
    try:
        return seal.digest_of(jws[prior])
    except UnicodeEncodeError:
        return ""

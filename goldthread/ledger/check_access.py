"""The walk along the access stream: every column of every row is in its leaf."""

from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from goldthread.ledger import stored
from goldthread.ledger.check_tree import Walk
from goldthread.ledger.models import Access, AccessLeaf
from goldthread.ledger.report import Report
from goldthread.ledger.streams import ACCESS_COLUMNS, access_leaf

_FROM_LEAVES = (
    "FROM ledger_accessleaf l LEFT JOIN ledger_access a ON a.id = l.access_id"
    " WHERE l.position > %s ORDER BY l.position LIMIT %s"
)
_FROM_WAITING = (
    "FROM ledger_access a LEFT JOIN ledger_accessleaf l ON l.access_id = a.id"
    " WHERE l.access_id IS NULL ORDER BY a.at, a.id LIMIT 100000"
)


def check(connection: BaseDatabaseWrapper, walk: Walk, report: Report) -> None:
    """Walk the whole access tree, then the rows that still wait for a leaf."""
    joined = stored.Joined(connection, (AccessLeaf, "l"), (Access, "a"))
    last = -(2**63)
    while batch := list(joined.rows(_FROM_LEAVES, [last, stored.BATCH])):
        for leaf, access in batch:
            if access is None:
                report.add(_("access leaf %(position)s: its row is gone") % {"position": leaf.position})
                walk.edge.append(leaf.hash)
            else:
                walk.take(leaf.position, leaf.hash, _data(access), access.pk)
        last = batch[-1][0].position
    waiting = 0
    for (access,) in stored.Joined(connection, (Access, "a")).rows(_FROM_WAITING, []):
        waiting += 1
        walk.waiting(_("access row %(id)s") % {"id": access.pk}, access.at)
    if stored.count(connection, Access) != walk.edge.size + waiting:
        report.add(_("access: rows and leaves differ in number"))


def _data(access: Access) -> bytes:
    return access_leaf(tuple(access.__dict__[name] for name in ACCESS_COLUMNS))

"""The one sequencer: gives each row its place in its tree, in batches, and signs tree heads."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from goldthread.ledger import checkpoints, keys
from goldthread.ledger.adding import add_rows
from goldthread.ledger.merkle import Edge, leaf_hash
from goldthread.ledger.models import Checkpoint, Key, TreeHead
from goldthread.ledger.streams import STREAMS, Stream
from goldthread.lib import clock, locks
from goldthread.lib.encoding import b64, from_b64

BATCH = 1000

# A row's time is taken just before its commit, so it may surface behind rows already sequenced. What surfaces later
# still is for the worker's sweep; a longer look back would make every signature pay for the rows of the last minutes.
_LOOK_BACK = timedelta(seconds=1)


def sequence(name: str, *, sweep: bool = False, since: datetime | None = None) -> int:
    """Give leaves to the rows that have none; each batch is a transaction of its own. How many it took in.

    A sweep looks at all rows, or at those from `since` on; otherwise only recent ones are looked at.
    """
    stream, taken = STREAMS[name], 0
    while True:
        # All rows before the last of a batch were looked at; what surfaces among them meanwhile is for the next sweep.
        batch, since = _sequence_batch(stream, sweep=sweep, since=since)
        taken += batch
        if batch < BATCH:
            return taken


@transaction.atomic
def _sequence_batch(stream: Stream, *, sweep: bool, since: datetime | None) -> tuple[int, datetime | None]:
    take_turn(stream)
    head = _head(stream)
    if since is None and not sweep and head.size:
        since = _recent(stream, head.size)
    rows = _without_leaf(stream, since)
    if not rows:
        return 0, since
    edge = edge_of(head)
    leaves = []
    for row in rows:
        hashed = leaf_hash(stream.leaf_data(tuple(getattr(row, column) for column in stream.columns)))
        leaves.append(stream.leaves(position=edge.size, hash=hashed, **{stream.link: row.pk}))
        edge.append(hashed)
    add_rows(leaves)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sequencer_tree_head SET size = %s, edge = %s WHERE stream = %s",
            [edge.size, ",".join(map(b64, edge.hashes)), stream.name],
        )
    last: datetime = getattr(rows[-1], stream.time)
    return len(rows), last


def take_turn(stream: Stream) -> None:
    """Wait until no other sequencer of the stream is at work, until the transaction ends."""
    locks.take_turn(stream.lock)


def _head(stream: Stream) -> TreeHead:
    found = list(TreeHead.objects.raw("SELECT * FROM sequencer_tree_head WHERE stream = %s", [stream.name]))
    return found[0] if found else TreeHead.objects.create(stream=stream.name)


def edge_of(head: TreeHead) -> Edge:
    """The right edge as the head keeps it."""
    return Edge(head.size, [from_b64(text) for text in head.edge.split(",") if text])


def _without_leaf(stream: Stream, since: datetime | None) -> list[Model]:
    """Up to a batch of rows that have no leaf, oldest first. In SQL by hand, since every signature waits for it."""
    columns = ", ".join(f"row.{column}" for column in dict.fromkeys(("id", *stream.columns)))
    unplaced = f"NOT EXISTS (SELECT 1 FROM {stream.leaf_table} leaf WHERE leaf.{stream.link} = row.id)"
    recent = "" if since is None else f" AND row.{stream.time} >= %s"
    return list(
        stream.rows._base_manager.raw(
            f"SELECT {columns} FROM {stream.row_table} row WHERE {unplaced}{recent} ORDER BY row.{stream.time}, row.id LIMIT {BATCH}",
            [] if since is None else [connection.ops.adapt_datetimefield_value(since)],
        )
    )


def _recent(stream: Stream, size: int) -> datetime:
    """From when on rows may still be without a leaf in the ordinary run of things."""
    last = stream.rows._base_manager.raw(
        f"SELECT row.id, row.{stream.time} FROM {stream.leaf_table} leaf"
        f" JOIN {stream.row_table} row ON row.id = leaf.{stream.link} WHERE leaf.position = %s",
        [size - 1],
    )
    known: list[datetime] = [getattr(row, stream.time) for row in last]
    return min([clock.now(), *known]) - _LOOK_BACK


@transaction.atomic
def checkpoint(name: str) -> tuple[Checkpoint | None, bool]:
    """The signed head of the tree as it stands, and whether it is new; (None, False) for an empty tree."""
    stream = STREAMS[name]
    take_turn(stream)
    head = TreeHead.objects.filter(pk=name).first()
    if head is None or not head.size:
        return None, False
    standing = Checkpoint.objects.filter(stream=name, size=head.size).first()
    if standing:
        return standing, False
    signer = keys.signer(keys.CHECKPOINT)
    said = checkpoints.Head(
        origin=checkpoints.origin_of(first_kid(), name),
        size=head.size,
        root=edge_of(head).root(),
        number=head.checkpoints + 1,
        at=clock.now(),
    )
    note = checkpoints.issue(said, signer.public_bytes, signer.sign)
    made = Checkpoint.objects.create(
        id=checkpoints.identity(note),
        stream=name,
        number=said.number,
        size=said.size,
        root=b64(said.root),
        note=note,
        at=said.at,
    )
    TreeHead.objects.filter(pk=name).update(checkpoints=said.number)
    return made, True


def first_kid() -> str:
    """The seal key that began the record, by which the log is named."""
    return Key.objects.filter(purpose=keys.SEAL, replaces__isnull=True).values_list("kid", flat=True).get()

"""The one sequencer: gives each row its place in its tree, in batches, and signs tree heads."""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from goldthread.ledger import checkpoints, keys
from goldthread.ledger.merkle import Edge, leaf_hash
from goldthread.ledger.models import Checkpoint, Key, TreeHead
from goldthread.ledger.streams import STREAMS, Stream
from goldthread.lib import clock
from goldthread.lib.encoding import b64, from_b64

BATCH = 1000

# A row's time is taken just before its commit, so it may surface behind rows already sequenced. What surfaces later
# still is for the worker's sweep; a longer look back would make every signature pay for the rows of the last minutes.
_LOOK_BACK = timedelta(seconds=1)


def sequence(name: str, *, sweep: bool = False) -> int:
    """Give leaves to the rows that have none; each batch is a transaction of its own. How many it took in."""
    stream, taken = STREAMS[name], 0
    while True:
        batch = _sequence_batch(stream, sweep=sweep)
        taken += batch
        if batch < BATCH:
            return taken


@transaction.atomic
def _sequence_batch(stream: Stream, *, sweep: bool) -> int:
    take_turn(stream)
    head = _head(stream)
    waiting = _without_leaf(stream)
    if not sweep and head.size:
        waiting = waiting.filter(**{f"{stream.time}__gte": _recent(stream, head.size)})
    rows = list(waiting.values_list("pk", *stream.columns)[:BATCH])
    if not rows:
        return 0
    edge = edge_of(head)
    leaves = []
    for pk, *values in rows:
        hashed = leaf_hash(stream.leaf_data(tuple(values)))
        leaves.append(stream.leaves(position=edge.size, hash=hashed, **{stream.link: pk}))
        edge.append(hashed)
    stream.leaves._base_manager.bulk_create(leaves)
    TreeHead.objects.filter(pk=stream.name).update(size=edge.size, edge=",".join(map(b64, edge.hashes)))
    return len(rows)


def take_turn(stream: Stream) -> None:
    """Wait until no other sequencer of the stream is at work, until the transaction ends.

    On SQLite the transaction itself is immediate (settings) and so alone.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [stream.lock])


def _head(stream: Stream) -> TreeHead:
    head = TreeHead.objects.filter(pk=stream.name).first()
    return head or TreeHead.objects.create(stream=stream.name)


def edge_of(head: TreeHead) -> Edge:
    """The right edge as the head keeps it."""
    return Edge(head.size, [from_b64(text) for text in head.edge.split(",") if text])


def _without_leaf(stream: Stream) -> "QuerySet[Any]":
    return stream.rows._base_manager.filter(leaf__isnull=True).order_by(stream.time, "pk")


def _recent(stream: Stream, size: int) -> datetime:
    """From when on rows may still be without a leaf in the ordinary run of things."""
    last = (
        stream.leaves._base_manager.filter(position=size - 1)
        .values_list(f"{stream.link.removesuffix('_id')}__{stream.time}", flat=True)
        .first()
    )
    now = clock.now()
    return min(last or now, now) - _LOOK_BACK


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

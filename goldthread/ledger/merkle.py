"""The tree over the leaves, exactly as RFC 6962 section 2 has it: hashes, right edge, roots and proofs; pure."""

import hashlib
from collections.abc import Collection, Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one leaf's data."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Edge:
    """The right edge of a growing tree: the roots of its complete subtrees, largest first; memory is log2(size)."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if size.bit_count() != len(hashes):
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(hashes)}")
        self.size = size
        self.hashes = list(hashes)

    def append(self, hashed_leaf: bytes) -> None:
        """Add one leaf by its hash."""
        self.hashes.append(hashed_leaf)
        # Each trailing one bit of the old size is a complete subtree of equal height, which merges.
        size = self.size
        while size & 1:
            right = self.hashes.pop()
            self.hashes.append(node_hash(self.hashes.pop(), right))
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def root_of(hashed_leaves: Sequence[bytes]) -> bytes:
    """The root over a sequence of leaf hashes."""
    edge = Edge()
    for hashed in hashed_leaves:
        edge.append(hashed)
    return edge.root()


def _split(size: int) -> int:
    """The largest power of two below `size` (RFC 6962: k)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, hashed_leaves: Sequence[bytes]) -> list[bytes]:
    """The audit path of the leaf at `index` (RFC 6962, 2.1.1), nearest sibling first."""
    if not 0 <= index < len(hashed_leaves):
        raise IndexError(index)
    if len(hashed_leaves) == 1:
        return []
    k = _split(len(hashed_leaves))
    left, right = hashed_leaves[:k], hashed_leaves[k:]
    if index < k:
        return [*inclusion_proof(index, left), root_of(right)]
    return [*inclusion_proof(index - k, right), root_of(left)]


def inclusion_proofs(wanted: Collection[int], size: int, hashed_leaves: Iterable[bytes]) -> dict[int, list[bytes]]:
    """The audit paths of several leaves by their index, in one pass over `size` leaves; memory is that of the paths."""
    if not all(0 <= index < size for index in wanted):
        raise IndexError(max(wanted))
    paths = {index: [(level, (index >> level) ^ 1) for level in range((size - 1).bit_length())] for index in wanted}
    needed = {place for path in paths.values() for place in path}
    kept: dict[tuple[int, int], bytes] = {}
    edge: list[tuple[int, int, bytes]] = []
    for position, hashed in enumerate(hashed_leaves):
        level, index, here = 0, position, hashed
        while True:
            if (level, index) in needed:
                kept[level, index] = here
            if not edge or edge[-1][0] != level:
                break
            here = node_hash(edge.pop()[2], here)
            level, index = level + 1, index >> 1
        edge.append((level, index, here))
    # A sibling that the tree has not filled up is what lies there so far; one that begins beyond the tree is none.
    tails = _tails(edge)
    return {
        index: [kept.get(place) or tails[place[1] << place[0]] for place in path if place[1] << place[0] < size]
        for index, path in paths.items()
    }


def _tails(edge: Sequence[tuple[int, int, bytes]]) -> dict[int, bytes]:
    """The roots over everything from where each complete subtree of the right edge begins, by that leaf's index."""
    tails: dict[int, bytes] = {}
    running = b""
    for level, index, here in reversed(edge):
        running = node_hash(here, running) if running else here
        tails[index << level] = running
    return tails


def consistency_proof(old_size: int, hashed_leaves: Sequence[bytes]) -> list[bytes]:
    """The proof that the tree of the first `old_size` leaves is a prefix of this one (RFC 6962, 2.1.2)."""
    if not 0 < old_size <= len(hashed_leaves):
        raise IndexError(old_size)
    return _subproof(old_size, hashed_leaves, known=True)


def _subproof(old_size: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    if old_size == len(leaves):
        return [] if known else [root_of(leaves)]
    k = _split(len(leaves))
    if old_size <= k:
        return [*_subproof(old_size, leaves[:k], known=known), root_of(leaves[k:])]
    return [*_subproof(old_size - k, leaves[k:], known=False), root_of(leaves[:k])]


def check_inclusion(index: int, size: int, hashed_leaf: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` places the leaf at `index` in the tree of `size` leaves under `root` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or any(len(part) != 32 for part in (hashed_leaf, root, *proof)):
        return False
    here, last, running = index, size - 1, hashed_leaf
    for sibling in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            running = node_hash(sibling, running)
            while not here & 1 and here:
                here >>= 1
                last >>= 1
        else:
            running = node_hash(running, sibling)
        here >>= 1
        last >>= 1
    return last == 0 and running == root


def check_consistency(old_size: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether `proof` shows that the older tree is a prefix of the newer one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old_size <= size or any(len(part) != 32 for part in (old_root, root, *proof)):
        return False
    if old_size == size:
        return not proof and old_root == root
    if old_size == 0:
        # Every tree extends the empty one; there is nothing to prove and nothing may be claimed.
        return not proof and old_root == EMPTY_ROOT
    path = list(proof) if old_size & (old_size - 1) else [old_root, *proof]
    return bool(path) and _walk_consistency(old_size - 1, size - 1, path) == (old_root, root)


def _walk_consistency(old_last: int, last: int, path: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that the path leads to; None where its length is wrong."""
    while old_last & 1:
        old_last >>= 1
        last >>= 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if old_last & 1 or old_last == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not old_last & 1 and old_last:
                old_last >>= 1
                last >>= 1
        else:
            new = node_hash(new, sibling)
        old_last >>= 1
        last >>= 1
    return (old, new) if last == 0 else None

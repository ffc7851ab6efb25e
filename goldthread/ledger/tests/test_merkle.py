"""The tree against RFC 6962's own values, proofs of an independent implementation, and itself."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger import merkle
from goldthread.ledger.tests import vectors
from goldthread.lib.encoding import from_b64

# Re-typed: the test tree of Certificate Transparency, eight leaves and the roots over the first 0 to 8 of them.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHED = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES]


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    assert merkle.root_of(HASHED[:size]).hex() == ROOTS[size]


def test_it_continues_from_a_kept_edge() -> None:
    edge = merkle.Edge()
    for hashed in HASHED:
        edge = merkle.Edge(edge.size, edge.hashes)
        edge.append(hashed)
    assert (edge.size, edge.root().hex()) == (8, ROOTS[8])


def test_an_edge_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="has 2 complete subtrees"):
        merkle.Edge(5, HASHED[:1])


@given(size=some.integers(1, 40), data=some.data())
def test_every_leaf_is_proven_to_be_in_the_tree(size: int, data: Any) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    index = data.draw(some.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(index, leaves), merkle.root_of(leaves)
    assert merkle.check_inclusion(index, size, leaves[index], proof, root)
    assert not merkle.check_inclusion(index, size, merkle.leaf_hash(b"other"), proof, root)
    assert not merkle.check_inclusion(index, size, leaves[index], [*proof, root], root)


@given(size=some.integers(1, 40), data=some.data())
def test_several_leaves_are_proven_by_one_walk(size: int, data: Any) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    wanted = data.draw(some.sets(some.integers(0, size - 1)))
    proofs = {index: merkle.inclusion_proof(index, leaves) for index in wanted}
    assert merkle.inclusion_proofs(wanted, size, iter(leaves)) == proofs


@given(size=some.integers(1, 40), data=some.data())
def test_every_tree_is_proven_to_extend_each_earlier_one(size: int, data: Any) -> None:
    leaves = [merkle.leaf_hash(bytes([n])) for n in range(size)]
    old = data.draw(some.integers(1, size))
    proof = merkle.consistency_proof(old, leaves)
    old_root, root = merkle.root_of(leaves[:old]), merkle.root_of(leaves)
    assert merkle.check_consistency(old, size, proof, old_root, root)
    assert not merkle.check_consistency(old, size, proof, merkle.leaf_hash(b"other"), root)
    assert not merkle.check_consistency(old, size, [*proof, root], old_root, root)


def test_there_is_no_proof_beyond_the_tree() -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(8, HASHED)
    with pytest.raises(IndexError):
        merkle.inclusion_proofs([3, 8], 8, HASHED)
    with pytest.raises(IndexError):
        merkle.consistency_proof(9, HASHED)


def test_it_judges_inclusion_as_the_vectors_do() -> None:
    for line in (vectors.folder("merkle") / "inclusion_share.jsonl").read_text().splitlines():
        case = json.loads(line)
        found = merkle.check_inclusion(
            case["leafIdx"], case["treeSize"], _raw(case["leafHash"]), _proof(case), _raw(case["root"])
        )
        assert found is not case["wantErr"], (case["file"], case["desc"])


def test_it_judges_consistency_as_the_vectors_do() -> None:
    for line in (vectors.folder("merkle") / "consistency_share.jsonl").read_text().splitlines():
        case = json.loads(line)
        found = merkle.check_consistency(
            case["size1"], case["size2"], _proof(case), _raw(case["root1"]), _raw(case["root2"])
        )
        assert found is not case["wantErr"], (case["file"], case["desc"])


def test_the_roots_are_those_of_another_implementation() -> None:
    roots = json.loads((vectors.folder("merkle") / "pymerkle_roots.json").read_text())["roots"]
    leaves = [merkle.leaf_hash(f"leaf-{n}".encode()) for n in range(len(roots))]
    for size, root in roots.items():
        assert merkle.root_of(leaves[: int(size)]).hex() == root


def test_the_reference_constants_say_the_same() -> None:
    text = (vectors.folder("merkle") / "rfc6962_reference_constants.go.txt").read_text()
    quoted = re.findall(r'hd\("([0-9a-f]*)"\)', text)
    assert quoted[:8] == LEAVES
    assert set(ROOTS) <= set(quoted)


def _raw(text: str | None) -> bytes:
    return from_b64(text or "")


def _proof(case: dict[str, Any]) -> list[bytes]:
    return [_raw(part) for part in case["proof"] or []]

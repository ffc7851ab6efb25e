"""Canonical JSON against RFC 8785's examples and the vectors of its author."""

import hashlib
import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from goldthread.ledger.tests import vectors
from goldthread.lib.canonical import canonical, digest


def test_it_writes_the_example_of_the_standard() -> None:
    """RFC 8785, section 3.2.2 and 3.2.3 (re-typed)."""
    value = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_it_sorts_by_utf_16_units() -> None:
    """RFC 8785, section 3.2.3 (re-typed): an emoji comes before U+FB33, because its first half is U+D83D."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 0)))) == [
        "\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33",
    ]  # fmt: skip


words = some.text(some.characters(codec="utf-8"))
floats = some.floats(allow_nan=False, allow_infinity=False)
documents = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | floats | words,
    lambda inner: some.lists(inner) | some.dictionaries(words, inner),
    max_leaves=10,
)


@given(documents)
def test_the_short_way_and_the_library_agree(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_the_digest_is_sha_256() -> None:
    assert digest({"b": 1, "a": []}) == hashlib.sha256(b'{"a":[],"b":1}').digest()


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800", {1: "a"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical(value)


@pytest.mark.parametrize("name", ["arrays", "structures", "unicode", "values"])
def test_it_agrees_with_the_vectors(name: str) -> None:
    folder = vectors.folder("jcs")
    given = json.loads((folder / "input" / f"{name}.json").read_text(encoding="utf-8"))
    expected = bytes.fromhex("".join((folder / "outhex" / f"{name}.txt").read_text().split()))
    assert canonical(given) == expected
    assert canonical(given) == (folder / "output" / f"{name}.json").read_bytes()

"""The seal: round trips, redaction, and that nothing in it can be changed."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as some

from goldthread.ledger import seal

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key()
ENTRY = UUID("01a20c88-e6e8-7060-bfa3-6543b7b11283")
PRIOR = UUID("01a20c88-e6e8-79ee-a8e6-0926757d2e62")
CONTENT: dict[str, Any] = {
    "client_name": "Mateo Rivera",
    "occurred": {"on": "2026-03-02", "minutes": 50, "starts": None},
    "labels": [],
    "narrative": [{"section": "s", "text": "One.\n\n"}, {"section": "s", "text": "Two — “quoted”."}],
}

words = some.text(some.characters(codec="utf-8"), max_size=30)
names = words.filter(lambda name: name not in ("_sd", "..."))
values = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | words,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(names, inner),
    max_leaves=6,
)  # fmt: skip
contents = some.dictionaries(words.filter(lambda key: key not in seal.RESERVED), values, max_size=5)


def sealed(content: dict[str, Any]) -> str:
    heading = seal.Heading(
        kid="k",
        issuer="https://agency.example",
        entry_id=ENTRY,
        kind="note",
        prepared_at=datetime(2026, 3, 2, 15, 4, 5, 678, tzinfo=UTC),
        amends=[(PRIOR, "d")],
    )
    unsigned = seal.freeze(heading, content)
    return seal.join(seal.sign(unsigned, KEY.sign), unsigned.disclosures)


@given(contents)
@settings(deadline=None, max_examples=60)
def test_it_gives_back_what_was_sealed(content: dict[str, Any]) -> None:
    claims, opened = seal.verify(sealed(content), PUBLIC)
    assert opened == content
    assert (claims.entry_id, claims.kind, claims.amends) == (ENTRY, "note", ((PRIOR, "d"),))
    jws, disclosures = seal.split(sealed(content))
    assert seal.open_whole(seal.read(jws), disclosures) == content


@given(contents, some.randoms())
@settings(deadline=None, max_examples=60)
def test_any_redaction_still_verifies(content: dict[str, Any], random: Any) -> None:
    whole = sealed(content)
    redacted = seal.redact(whole, lambda *_: random.random() < 0.5)
    _claims, opened = seal.verify(redacted, PUBLIC)
    for key, value in opened.items():
        if isinstance(content[key], list):
            rest = iter(content[key])
            assert all(any(element == other for other in rest) for element in value)
        else:
            assert value == content[key]


def test_a_redaction_leaves_out_one_paragraph() -> None:
    redacted = seal.redact(sealed(CONTENT), lambda name, position, _value: (name, position) != ("narrative", 0))
    _claims, opened = seal.verify(redacted, PUBLIC)
    assert opened == {**CONTENT, "narrative": CONTENT["narrative"][1:]}
    assert "One." not in str(opened)


def test_a_name_or_value_is_nowhere_in_the_clear_part() -> None:
    jws, _disclosures = seal.split(sealed(CONTENT))
    said = str(seal.read(jws).payload)
    assert "Mateo" not in said
    assert "client_name" not in said


# Salts are fresh in every run, so what is drawn may not hang on them.
@given(some.integers(0, 100_000), some.permutations("ABCDabcd0189-_.~"))
@settings(deadline=None, max_examples=150)
def test_any_changed_byte_breaks_it(place: int, letters: list[str]) -> None:
    whole = sealed(CONTENT)
    at = place % len(whole)
    other = next(letter for letter in letters if letter != whole[at])
    changed = whole[:at] + other + whole[at + 1 :]
    try:
        _claims, opened = seal.verify(changed, PUBLIC)
    except seal.Broken:
        return
    # A '~' put where a disclosure was takes disclosures away, as any holder may; it adds and alters nothing.
    assert opened != CONTENT


def test_disclosures_out_of_order_twice_or_foreign_are_refused() -> None:
    jws, disclosures = seal.split(sealed(CONTENT))
    claims = seal.read(jws)
    with pytest.raises(seal.Broken, match="in their order"):
        seal.open_whole(claims, disclosures[::-1])
    with pytest.raises(seal.Broken, match="twice"):
        seal.open_content(claims, [*disclosures, disclosures[0]])
    with pytest.raises(seal.Broken, match="does not belong"):
        seal.open_content(claims, [*disclosures, seal.disclosure("more", 1)])


def test_another_key_did_not_sign_it() -> None:
    with pytest.raises(seal.Broken, match="signature"):
        seal.verify(sealed(CONTENT), Ed25519PrivateKey.generate().public_key())


def test_two_seals_of_one_content_have_nothing_in_common() -> None:
    _jws, one = seal.split(sealed(CONTENT))
    _jws, other = seal.split(sealed(CONTENT))
    assert not set(one) & set(other)


@pytest.mark.parametrize("name", ["iss", "_sd", "...", "amends"])
def test_content_may_not_forge_a_clear_claim(name: str) -> None:
    with pytest.raises(ValueError, match="clear claim"):
        sealed({name: 1})


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1, tzinfo=UTC), b"x"])
def test_content_is_plain(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be sealed"):
        sealed({"a": [value]})


def test_the_bytes_of_version_1_stand() -> None:
    """A seal made once, kept here: what was sealed then must be read by every later version."""
    claims, opened = seal.verify(KEPT, PUBLIC)
    assert opened == CONTENT
    assert claims.prepared_at == datetime(2026, 3, 2, 15, 4, 5, 678, tzinfo=UTC)


KEPT = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiayIsInR5cCI6ImdvbGR0aHJlYWQtZW50cnkrc2Qtand0In0.eyJfc2QiOlsiS05WQ0M3"
    "TkM3aDdpZVZZMWREWWQ4Q0hfUHEwVW4yaEtkOV9SdUhPUEdCUSIsInZ5TkRtYUx0bVRJZ240N0d6dHlYTmxrZkhpX0hfM2FZT0NM"
    "OS1sSG03M3ciXSwiX3NkX2FsZyI6InNoYS0yNTYiLCJhbWVuZHMiOlt7ImRpZ2VzdCI6ImQiLCJlbnRyeSI6IjAxYTIwYzg4LWU2"
    "ZTgtNzllZS1hOGU2LTA5MjY3NTdkMmU2MiJ9XSwiaWF0IjoxNzcyNDYzODQ1LCJpc3MiOiJodHRwczovL2FnZW5jeS5leGFtcGxl"
    "IiwianRpIjoiMDFhMjBjODgtZTZlOC03MDYwLWJmYTMtNjU0M2I3YjExMjgzIiwia2luZCI6Im5vdGUiLCJsYWJlbHMiOltdLCJu"
    "YXJyYXRpdmUiOlt7Ii4uLiI6Ijk2TjFGVHRsUndYQ281VEwzOU1qZTFpbkFoNmE0MGw3cGE4YUZPN1Z5QVkifSx7Ii4uLiI6IkFG"
    "b1pjLWN5blhFT3lmZ1ktdEQ0ODc3WV9xdzB6OU83N2lhdi1ia2J6VzQifV0sInByZXBhcmVkX2F0IjoiMjAyNi0wMy0wMlQxNTow"
    "NDowNS4wMDA2NzhaIiwic3RyZWFtIjoicmVjb3JkIiwidmVyIjoxfQ.zSAp1EboxaA2RoAHYhC8CIOEHJKtgV4pTag96_O9sQxgv"
    "L2BLWQD0yqX699k42oETcPzZYAxCsf05kTfTFjqDA~WyJRSlJqYlN3THJWMHRYWjhqMm9iUVFnIiwib2NjdXJyZWQiLHsibWludX"
    "RlcyI6NTAsIm9uIjoiMjAyNi0wMy0wMiIsInN0YXJ0cyI6bnVsbH1d~WyJyb3RXX0p2Zy1UdkVpYlh4QnZkaDd3IiwiY2xpZW50X"
    "25hbWUiLCJNYXRlbyBSaXZlcmEiXQ~WyJyZEhReFBsdGpQZDMzUnZiZDFVT1ZRIix7InNlY3Rpb24iOiJzIiwidGV4dCI6Ik9uZS"
    "5cblxuIn1d~WyIzOVc5NEhCN0lWSkU4d3lVVWxwWklRIix7InNlY3Rpb24iOiJzIiwidGV4dCI6IlR3byDigJQg4oCccXVvdGVk4"
    "oCdLiJ9XQ~"
)

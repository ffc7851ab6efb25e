"""Passkey assertions: kept in one spelling, checked again from the entry alone."""

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from goldthread.bench.passkey import Passkey
from goldthread.ledger import actions, assertion, seal
from goldthread.ledger.models import Entry
from goldthread.ledger.tests import laboratory
from goldthread.lib import clock, uuids
from goldthread.lib.canonical import canonical, digest
from goldthread.lib.encoding import b64url, from_b64url

pytestmark = pytest.mark.usefixtures("begun")
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def frozen(passkey: Passkey) -> seal.Unsigned:
    content = {**laboratory.NOTE, "signing": passkey.signing()}
    return actions.prepare(entry_id=uuids.fresh(), kind="note", content=content, prepared_at=clock.now())


def insert(unsigned: seal.Unsigned, evidence: dict[str, Any] | None) -> Entry:
    return actions.insert(unsigned=unsigned, evidence=evidence, by=laboratory.ANA)


def test_one_entry_is_signed_by_its_digest() -> None:
    unsigned = frozen(Passkey())
    assert actions.challenge_for([unsigned.signing_input]) == from_b64url(seal.digest_of(unsigned.signing_input))


def test_several_are_signed_by_the_digest_of_their_list() -> None:
    assert actions.challenge_for(["a.b", "c.d"]) == digest([seal.digest_of("a.b"), seal.digest_of("c.d")])


def test_it_keeps_what_proves_the_author() -> None:
    passkey = Passkey()
    unsigned = frozen(passkey)
    entry = insert(unsigned, passkey.assertion([unsigned.signing_input]))
    assert json.loads(entry.evidence)["public_key"] == passkey.public_key


def test_one_ceremony_proves_several_entries() -> None:
    for entry in laboratory.sign_with_passkey(3):
        assert len(json.loads(entry.evidence)["digests"]) == 3


def test_of_two_signatures_that_fit_one_is_kept() -> None:
    passkey = Passkey()
    unsigned = frozen(passkey)
    evidence = passkey.assertion([unsigned.signing_input])
    r, s = decode_dss_signature(from_b64url(evidence["signature"]))
    twin = {**evidence, "signature": b64url(encode_dss_signature(r, ORDER - s))}
    assert assertion.settle(twin) == assertion.settle(evidence)
    entry = insert(unsigned, twin)
    r, s = decode_dss_signature(from_b64url(json.loads(entry.evidence)["signature"]))
    other = {**json.loads(entry.evidence), "signature": b64url(encode_dss_signature(r, ORDER - s))}
    with pytest.raises(assertion.Broken, match="not kept as it was made"):
        assertion.check(canonical(other).decode(), passkey.signing(), entry.jws)


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("credential_id", "AAAA"),
        ("rp_id", "elsewhere.example"),
        ("origin", "https://elsewhere.example"),
        ("type", "other"),
        ("more", "x"),
        ("digests", ["AAAA"]),
        ("authenticator_data", "AAAA"),
        ("client_data_json", b64url(b'{"type":"webauthn.get"}')),
        ("signature", "AAAA"),
        ("public_key", "AAAA"),
    ],
)
def test_evidence_that_does_not_fit_is_not_taken_in(part: str, value: Any) -> None:
    passkey = Passkey()
    unsigned = frozen(passkey)
    evidence = {**passkey.assertion([unsigned.signing_input]), part: value}
    with pytest.raises(assertion.Broken):
        insert(unsigned, evidence)
    assert not Entry.objects.filter(pk=unsigned.entry_id).exists()


def test_an_assertion_for_another_entry_is_not_taken_in() -> None:
    passkey = Passkey()
    unsigned, other = frozen(passkey), frozen(passkey)
    with pytest.raises(assertion.Broken, match="something else"):
        insert(unsigned, passkey.assertion([other.signing_input]))


def test_an_entry_that_says_passkey_needs_an_assertion() -> None:
    with pytest.raises(assertion.Broken):
        insert(frozen(Passkey()), None)


def test_an_entry_that_says_password_has_none() -> None:
    passkey = Passkey()
    content = {**laboratory.NOTE, "signing": {"method": "password"}}
    unsigned = actions.prepare(entry_id=uuids.fresh(), kind="note", content=content, prepared_at=clock.now())
    with pytest.raises(assertion.Broken, match="knows of none"):
        insert(unsigned, passkey.assertion([unsigned.signing_input]))

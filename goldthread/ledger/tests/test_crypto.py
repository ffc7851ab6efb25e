"""The signature and the cipher we stand on, against RFC 8032 and Wycheproof."""

import json
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from goldthread.ledger import keys, seal
from goldthread.ledger.tests import vectors
from goldthread.lib.encoding import b64url, from_b64, from_b64url


def test_it_signs_as_the_standard_has_it() -> None:
    """RFC 8032, section 7.1, test 2 (re-typed)."""
    key = Ed25519PrivateKey.from_private_bytes(
        bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
    )
    assert key.sign(b"\x72").hex() == (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )


def test_a_key_is_named_by_its_thumbprint() -> None:
    """RFC 8037, appendix A.3 (re-typed)."""
    assert (
        keys.thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo") == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    )


def test_the_vectors_of_the_standard_are_signed_alike() -> None:
    for case in json.loads((vectors.folder("crypto") / "rfc8032-ed25519.json").read_text()):
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(case["priv"]))
        assert key.public_key().public_bytes_raw().hex() == case["pub"]
        assert key.sign(bytes.fromhex(case["msg"])).hex() == case["sig"]


def cases(name: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    groups = json.loads((vectors.folder("crypto") / name).read_text())["testGroups"]
    return [(group, case) for group in groups for case in group["tests"]]


def test_ed25519_judges_as_wycheproof_does() -> None:
    for group, case in cases("ed25519_test.json"):
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(group["publicKey"]["pk"]))
        try:
            public.verify(bytes.fromhex(case["sig"]), bytes.fromhex(case["msg"]))
            found = "valid"
        except InvalidSignature:
            found = "invalid"
        assert found == case["result"], (case["tcId"], case["comment"])


def test_aes_gcm_judges_as_wycheproof_does() -> None:
    for group, case in cases("aes_gcm_test.json"):
        if group["keySize"] != 256 or group["ivSize"] != 96 or group["tagSize"] != 128:
            continue
        given = {name: bytes.fromhex(case[name]) for name in ("key", "iv", "aad", "msg", "ct", "tag")}
        try:
            opened = AESGCM(given["key"]).decrypt(given["iv"], given["ct"] + given["tag"], given["aad"])
            assert (case["result"], opened) == ("valid", given["msg"])
        except InvalidTag:
            assert case["result"] == "invalid", case["tcId"]


@pytest.mark.parametrize("text", ["AB", "A", "AA=", "A A", "AA\n", "é"])
def test_base64_has_one_spelling(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        from_b64url(text)
    with pytest.raises(ValueError, match="not"):
        from_b64(text)
    assert b64url(from_b64url("AA")) == "AA"


def test_a_signature_with_spare_bits_set_is_refused() -> None:
    key = Ed25519PrivateKey.generate()
    jws = "a.b." + b64url(key.sign(b"a.b"))
    last = jws[-1]
    other = chr(ord(last) + 1) if last not in "Zz9_" else chr(ord(last) - 1)
    seal.check_signature(jws, key.public_key())
    with pytest.raises(seal.Broken):
        seal.check_signature(jws[:-1] + other, key.public_key())

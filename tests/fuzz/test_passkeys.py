"""The bytes of a passkey's answer, broken in every place: refused in one sentence, nobody is let in, nothing breaks."""

import json
import os
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.test import Client as Browser
from fido2 import cbor
from fido2.webauthn import AttestedCredentialData

from goldthread.bench.passkey import Passkey
from goldthread.lib.encoding import b64url, from_b64url
from tests.cast import named

pytestmark = pytest.mark.usefixtures("cast")
SEED = os.environ.get("GOLDTHREAD_FUZZ_SEED", "1")
TIMES = 40 if float(os.environ.get("GOLDTHREAD_FUZZ_SECONDS", "0")) <= 10 else 3_000


def signed_in() -> Browser:
    browser = Browser()
    browser.force_login(named("ana"))
    return browser


def sent(browser: Browser, at: str, body: Any) -> Any:
    return browser.post(at, json.dumps(body), content_type="application/json", headers={"accept": "application/json"})


def mangled(data: bytes, random: Random) -> bytes:
    """With a bit turned, a piece gone, a piece twice, or cut short."""
    at, to = sorted(random.randrange(len(data) + 1) for _each in range(2))
    turn = random.random()
    if turn < 0.5 and at < len(data):
        return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]
    return random.choice([data[:at], data[:at] + data[to:], data[:to] + data[at:], data[at:], random.randbytes(40)])


def one_place(answer: dict[str, Any], random: Random) -> dict[str, Any]:
    """The answer with the bytes of one of its parts mangled."""
    parts = [name for name, value in answer["response"].items() if isinstance(value, str)]
    name = random.choice([*parts, "id"])
    if name == "id":
        strange = b64url(mangled(from_b64url(answer["id"]), random))
        return {**answer, "id": strange, "rawId": random.choice([strange, answer["rawId"]])}
    broken = b64url(mangled(from_b64url(answer["response"][name]), random))
    return {**answer, "response": {**answer["response"], name: broken}}


def registration(challenge: str) -> dict[str, Any]:
    """What a browser gives for a new passkey."""
    held = Passkey(b"new")
    kept = held.kept_for(named("ben"))
    credential = AttestedCredentialData(from_b64url(kept.credential_data))
    told = (
        bytes.fromhex("49960de5880e8c687434170f6476605b8fe4aeb9a28632c7995cf3ba831d9763")
        + b"\x45"
        + b"\x00\x00\x00\x07"
    )
    made = cbor.encode({"fmt": "none", "attStmt": {}, "authData": told + bytes(credential)})
    kept.delete()
    client = {
        "type": "webauthn.create",
        "challenge": challenge,
        "origin": "http://localhost:8000",
        "crossOrigin": False,
    }
    response = {"clientDataJSON": b64url(json.dumps(client).encode()), "attestationObject": b64url(made)}
    return {"id": held.credential_id, "rawId": held.credential_id, "type": "public-key", "response": response}


def test_a_new_passkey_whose_bytes_are_broken_is_refused_and_a_whole_one_is_kept() -> None:
    browser, random = signed_in(), Random(SEED)
    for turn in range(TIMES):
        options = sent(browser, "/account/passkeys/options/", {}).json()
        answer = registration(options["publicKey"]["challenge"])
        broken = answer if turn == 0 else one_place(answer, random)
        with transaction.atomic():
            told = sent(browser, "/account/passkeys/", {"name": "phone", "answer": broken})
            assert sent(browser, "/account/passkeys/options/", {}).status_code == 200
            transaction.set_rollback(True)
        # The attestation is not asked for, so a part of it may differ and the passkey still be one.
        assert told.status_code in ((200,) if turn == 0 else (200, 422)), f"seed {SEED}, turn {turn}: {broken}"


def test_an_answer_whose_bytes_are_broken_lets_nobody_in_and_a_whole_one_does() -> None:
    held, random, browser = Passkey(b"of Ana"), Random(SEED), Browser()
    held.kept_for(named("ana"))
    for turn in range(TIMES):
        with transaction.atomic():
            options = sent(browser, "/sign-in/passkey/options/", {}).json()
            answer = held.answer(options["publicKey"]["challenge"])
            broken = answer if turn == 0 else one_place(answer, random)
            told = sent(browser, "/sign-in/passkey/", broken)
            transaction.set_rollback(True)
        browser.cookies.clear()
        is_whole = broken == answer
        assert told.status_code == (200 if is_whole else 422), f"seed {SEED}, turn {turn}: {broken}"
        assert is_whole or told.json()["sentence"]

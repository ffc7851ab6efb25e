"""Our seals, read whole and redacted by an SD-JWT library that is not ours: npm @sd-jwt/core."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from conftest import node
from goldthread.ledger import seal
from goldthread.lib import uuids
from goldthread.lib.encoding import b64url

HERE = Path(__file__).resolve().parent
KEY = Ed25519PrivateKey.generate()
PUBLIC = {"kty": "OKP", "crv": "Ed25519", "x": b64url(KEY.public_key().public_bytes_raw())}
CONTENT: dict[str, Any] = {
    "client_name": "Lucía Rivera",
    "occurred": {"on": "2026-03-02", "minutes": 50, "starts": None},
    "labels": [],
    "participants": [{"name": "Rosa", "role": "parent"}, {"name": "Joan", "role": "foster_parent"}],
    "narrative": [{"text": "One.\n\n"}, {"text": "Two — “quoted” \U0001f600 \u2028."}, {"text": "Three."}],
}
CLEAR = {"iss", "jti", "kind", "ver", "stream", "iat", "prepared_at", "amends"}


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The other library's program, in a folder from which it finds the packages that `make test` put into .venv."""
    packages = Path(sys.prefix) / "sdjwt" / "node_modules"
    assert packages.is_dir(), "The packages of tests/sdjwt are not installed. Run: make test"
    folder = tmp_path_factory.mktemp("sdjwt")
    shutil.copy(HERE / "read_seals.mjs", folder)
    (folder / "node_modules").symlink_to(packages)
    return folder / "read_seals.mjs"


def ask(reader: Path, seals: list[str], present: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """What the other library says."""
    asked = json.dumps({"key": PUBLIC, "seals": seals, "present": present})
    done = subprocess.run([str(node()), str(reader)], input=asked, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def sealed() -> str:
    heading = seal.Heading(
        kid="k",
        issuer="https://agency.example",
        entry_id=uuids.fresh(),
        kind="note",
        prepared_at=datetime(2026, 3, 2, 15, 4, 5, 678, tzinfo=UTC),
        amends=[(uuids.fresh(), "d")],
    )
    unsigned = seal.freeze(heading, CONTENT)
    return seal.join(seal.sign(unsigned, KEY.sign), unsigned.disclosures)


def test_another_library_reads_our_seals(reader: Path) -> None:
    whole = sealed()
    redacted = seal.redact(
        whole, lambda name, position, _value: name != "client_name" and (name, position) != ("narrative", 1)
    )
    nothing = seal.redact(whole, lambda *_: False)
    jws, disclosures = seal.split(whole)
    forged = seal.join(jws, [*disclosures[:-1], seal.disclosure({"name": "Other"})])
    broken = seal.join(jws[:-4] + ("AAAA" if jws[-4:] != "AAAA" else "BBBB"), disclosures)

    told = ask(
        reader, [whole, redacted, nothing, forged, broken], (whole, {"occurred": True, "narrative": {"0": True}})
    )
    read_whole, read_redacted, read_nothing, read_forged, read_broken = told["read"]

    assert content_in(read_whole) == CONTENT
    assert set(read_whole) >= CLEAR
    assert content_in(read_redacted) == {
        **{key: value for key, value in CONTENT.items() if key != "client_name"},
        "narrative": [CONTENT["narrative"][0], CONTENT["narrative"][2]],
    }
    assert content_in(read_nothing) == {"labels": [], "participants": [], "narrative": []}
    assert "refused" in read_forged or read_forged["participants"] == CONTENT["participants"][:1]
    assert "refused" in read_broken

    _claims, presented = seal.verify(told["presented"], KEY.public_key())
    assert presented["narrative"] == CONTENT["narrative"][:1]
    assert presented["occurred"] == CONTENT["occurred"]
    assert "client_name" not in presented


def content_in(payload: dict[str, Any]) -> dict[str, Any]:
    """What a reading gave beside the clear claims."""
    return {key: value for key, value in payload.items() if key not in CLEAR}

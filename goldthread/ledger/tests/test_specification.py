"""The manual's page on the seal is enough: a reader of it, without our code, checks an export."""

import base64
import hashlib
import json
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from goldthread.ledger import queries
from goldthread.ledger.models import Entry, Leaf


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def b64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def sha(data: str | bytes) -> bytes:
    return hashlib.sha256(data.encode() if isinstance(data, str) else data).digest()


def root(hashes: list[bytes]) -> bytes:
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return sha(b"\x01" + root(hashes[:k]) + root(hashes[k:]))


def read(sd_jwt: str, keys: dict[str, str]) -> dict[str, object]:
    """Section 1 and 4: signature, digests, content; takes in the keys that the entry introduces."""
    jws, *disclosures, end = sd_jwt.split("~")
    header, payload, signature = jws.split(".")
    said, kid = json.loads(unb64(payload)), json.loads(unb64(header))["kid"]
    found = {b64url(sha(text)): json.loads(unb64(text)) for text in disclosures}
    content = {found[digest][1]: found[digest][2] for digest in said["_sd"]}
    clear = {"iss", "jti", "kind", "ver", "stream", "prepared_at", "iat", "amends", "_sd_alg", "_sd"}
    for name in set(said) - clear:
        content[name] = [found[element["..."]][1] for element in said[name]]
    if said["kind"].startswith("key."):
        for fact in content["facts"]:
            public = fact["row"]["public"]
            assert b64url(sha(f'{{"crv":"Ed25519","kty":"OKP","x":"{public}"}}')) == fact["row"]["kid"]
            keys[fact["row"]["kid"]] = public
    Ed25519PublicKey.from_public_bytes(unb64(keys[kid])).verify(unb64(signature), f"{header}.{payload}".encode())
    assert end == ""
    return content


def test_an_export_is_checked_by_the_page_alone(standing: Path) -> None:
    entries = list(Entry.objects.filter(leaf__isnull=False).order_by("leaf__position"))
    keys: dict[str, str] = {}
    for entry in entries:
        assert read(queries.sd_jwt_of(entry.pk), keys) == queries.content_of(entry.pk)
    hashes = []
    for entry in entries:
        at = entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        hashes.append(sha(b"\x00" + f'{{"jws":"{entry.jws}","recorded_at":"{at}"}}'.encode()))
    assert hashes == [bytes(raw) for raw in Leaf.objects.order_by("position").values_list("hash", flat=True)]
    check_checkpoint(
        (standing / "checkpoints" / "record.txt").read_text().split("\n\n\u2014 ")[0], hashes, keys, standing
    )


def check_checkpoint(text: str, hashes: list[bytes], keys: dict[str, str], home: Path) -> None:
    """Section 5, for the first note of the witness file."""
    origin, size, said, *_extension = text.split("\n")
    assert base64.b64decode(said) == root(hashes[: int(size)])
    line = (home / "checkpoints" / "record.txt").read_text().split("\n\n")[1].split("\n")[0]
    raw = base64.b64decode(line.split(" ")[2])
    fitting = [unb64(key) for key in keys.values() if sha(f"{origin}\n".encode() + b"\x01" + unb64(key))[:4] == raw[:4]]
    Ed25519PublicKey.from_public_bytes(fitting[0]).verify(raw[4:], (text + "\n").encode())

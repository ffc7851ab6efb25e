"""The seal, version 1: an SD-JWT (RFC 9901) built, opened, checked and redacted; pure."""

import hashlib
import json
import secrets
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from goldthread.lib.canonical import canonical
from goldthread.lib.encoding import b64url, from_b64url, from_moment, moment

TYPE = "goldthread-entry+sd-jwt"
STREAM = "record"
SCHEMA_VERSION = 1

# A disclosure under one of these names would hide or forge a clear claim (RFC 9901, section 4.1).
RESERVED = frozenset(
    ("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "vct", "status", "kind", "ver", "stream", "prepared_at")
    + ("amends", "_sd", "_sd_alg", "...")
)


class Broken(ValueError):
    """A seal that does not hold; the message says in plain words why."""


@dataclass(frozen=True)
class Unsigned:
    """An entry frozen and ready to be signed: exactly these bytes, and the disclosures they stand for."""

    entry_id: UUID
    kind: str
    prepared_at: datetime
    signing_input: str
    disclosures: list[str]


@dataclass(frozen=True)
class Claims:
    """What a seal says in the clear."""

    kid: str
    issuer: str
    entry_id: UUID
    kind: str
    version: int
    prepared_at: datetime
    amends: tuple[tuple[UUID, str], ...]
    payload: dict[str, Any]


def digest_of(text: str) -> str:
    """Base64url SHA-256 of an ASCII text: a disclosure, a JWS or a signing input."""
    return b64url(hashlib.sha256(text.encode("ascii")).digest())


def disclosure(*parts: Any) -> str:
    """One salted disclosure: [salt, value] for an array element, [salt, name, value] for a member."""
    salt = b64url(secrets.token_bytes(16))
    return b64url(canonical([salt, *parts]))


@dataclass(frozen=True)
class Heading:
    """The clear claims of an entry about to be sealed."""

    kid: str
    issuer: str
    entry_id: UUID
    kind: str
    prepared_at: datetime
    amends: Sequence[tuple[UUID, str]] = ()
    version: int = SCHEMA_VERSION


def freeze(heading: Heading, content: dict[str, Any]) -> Unsigned:
    """Salt every part of `content` and lay out the bytes to be signed.

    A member that is a list becomes an array whose every element is a disclosure; every other member is one.
    """
    _accept(content)
    payload: dict[str, Any] = {
        "_sd_alg": "sha-256",
        "amends": [{"entry": str(entry), "digest": digest} for entry, digest in heading.amends],
        "iat": int(heading.prepared_at.timestamp()),
        "iss": heading.issuer,
        "jti": str(heading.entry_id),
        "kind": heading.kind,
        "prepared_at": moment(heading.prepared_at),
        "stream": STREAM,
        "ver": heading.version,
    }
    members = {digest_of(made): made for key, value in content.items() if not isinstance(value, list)
               for made in [disclosure(key, value)]}  # fmt: skip
    payload["_sd"] = sorted(members)
    disclosures = [members[digest] for digest in payload["_sd"]]
    for key in sorted(key for key, value in content.items() if isinstance(value, list)):
        elements = [disclosure(element) for element in content[key]]
        payload[key] = [{"...": digest_of(element)} for element in elements]
        disclosures += elements
    header = {"alg": "Ed25519", "kid": heading.kid, "typ": TYPE}
    signing_input = f"{b64url(canonical(header))}.{b64url(canonical(payload))}"
    return Unsigned(heading.entry_id, heading.kind, heading.prepared_at, signing_input, disclosures)


def _accept(content: dict[str, Any]) -> None:
    """Refuse, as a mistake of ours, content that version 1 cannot seal."""
    for key, value in content.items():
        if key in RESERVED:
            raise ValueError(f"content may not have a member {key!r}: that name is a clear claim of the seal")
        _accept_value(key, value)


def _accept_value(where: str, value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("_sd", "..."):
                raise ValueError(f"{where}: a member may not be called {key!r}")
            _accept_value(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            _accept_value(where, inner)
    elif value is not None and not isinstance(value, str | int):
        raise TypeError(f"{where}: {type(value).__name__} cannot be sealed; use text, whole numbers, yes/no or none")


def sign(unsigned: Unsigned, signature_of: Callable[[bytes], bytes]) -> str:
    """The JWS without its disclosures; `signature_of` makes the agency's Ed25519 signature."""
    return f"{unsigned.signing_input}.{b64url(signature_of(unsigned.signing_input.encode('ascii')))}"


def read(jws: str) -> Claims:
    """The clear claims of a JWS or of a signing input, without checking the signature; Broken where it is misshapen."""
    parts = jws.split(".")
    if len(parts) not in (2, 3):
        raise Broken(_("the seal is not a JWS"))
    header, payload = _object(parts[0], "header"), _object(parts[1], "payload")
    if set(header) != {"alg", "kid", "typ"} or header["alg"] != "Ed25519" or header["typ"] != TYPE:
        raise Broken(_("the seal's header is not that of version 1"))
    try:
        claims = _claims(str(header["kid"]), payload)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(_("the seal's clear claims are not those of version 1")) from error
    if payload["stream"] != STREAM or payload["_sd_alg"] != "sha-256" or not isinstance(payload["_sd"], list):
        raise Broken(_("the seal's clear claims are not those of version 1"))
    if payload["iat"] != int(claims.prepared_at.timestamp()):
        raise Broken(_("the seal's two times differ"))
    return claims


def _claims(kid: str, payload: dict[str, Any]) -> Claims:
    return Claims(
        kid=kid,
        issuer=payload["iss"],
        entry_id=UUID(payload["jti"]),
        kind=payload["kind"],
        version=payload["ver"],
        prepared_at=from_moment(payload["prepared_at"]),
        amends=tuple((UUID(prior["entry"]), prior["digest"]) for prior in payload["amends"]),
        payload=payload,
    )


def _object(part: str, what: str) -> dict[str, Any]:
    """A JSON object out of base64url."""
    value = _value(part, what)
    if not isinstance(value, dict):
        raise Broken(_("a part of the seal is not a JSON object: %(part)s") % {"part": what})
    return value


def _value(part: str, what: str) -> Any:
    """The JSON value out of base64url; whether its bytes are those that were sealed is for digest and signature."""
    try:
        return json.loads(from_b64url(part).decode())
    except ValueError as error:
        raise Broken(_("a part of the seal cannot be read: %(part)s") % {"part": what}) from error


def check_signature(jws: str, public: Ed25519PublicKey) -> None:
    """Broken where the JWS does not bear a signature of this key."""
    signing_input, _dot, signature = jws.rpartition(".")
    try:
        public.verify(from_b64url(signature), signing_input.encode("ascii"))
    except (InvalidSignature, ValueError) as error:
        raise Broken(_("the agency's signature does not fit")) from error


def open_content(claims: Claims, disclosures: Sequence[str]) -> dict[str, Any]:
    """The content that these disclosures give, whole or redacted; Broken where one does not belong or comes twice.

    A member whose disclosure is missing is left out, a missing element of an array likewise.
    """
    by_digest = {_digest_or_broken(text): text for text in disclosures}
    if len(by_digest) != len(disclosures):
        raise Broken(_("a disclosure comes twice"))
    return _opened(claims, by_digest)


def _opened(claims: Claims, by_digest: dict[str, str]) -> dict[str, Any]:
    """The content of disclosures by their digests, each of which must be used."""
    content: dict[str, Any] = {}
    for digest in claims.payload["_sd"]:
        if digest in by_digest:
            key, value = _member(by_digest.pop(digest))
            if key in content or key in claims.payload:
                raise Broken(_("the member “%(name)s” comes twice") % {"name": key})
            content[key] = value
    for key in _array_names(claims.payload):
        content[key] = [
            _element(by_digest.pop(digest)) for digest in _digests(claims.payload[key]) if digest in by_digest
        ]
    if by_digest:
        raise Broken(_("a disclosure does not belong to this seal"))
    return content


def open_whole(claims: Claims, disclosures: Sequence[str]) -> dict[str, Any]:
    """The whole content; Broken where a disclosure is missing, foreign, or out of its order."""
    digests = [_digest_or_broken(text) for text in disclosures]
    if digests != expected_digests(claims) or len(set(digests)) != len(digests):
        raise Broken(_("the disclosures are not those of the seal, in their order"))
    return _opened(claims, dict(zip(digests, disclosures, strict=True)))


def expected_digests(claims: Claims) -> list[str]:
    """The digests of all disclosures in the order in which they are kept: members, then arrays by name."""
    arrays = [digest for key in _array_names(claims.payload) for digest in _digests(claims.payload[key])]
    return [*claims.payload["_sd"], *arrays]


def _array_names(payload: dict[str, Any]) -> list[str]:
    return sorted(key for key in payload if key not in RESERVED)


def _digests(array: Any) -> list[str]:
    try:
        return [element["..."] for element in array]
    except (KeyError, TypeError) as error:
        raise Broken(_("an array of the seal holds something else than digests")) from error


def _digest_or_broken(text: str) -> str:
    try:
        return digest_of(text)
    except UnicodeEncodeError as error:
        raise Broken(_("a disclosure is not base64url")) from error


def _disclosed(text: str) -> Any:
    """The parts of a disclosure; that its digest fits has been seen, so its spelling is the one that was sealed."""
    try:
        # Decoded here: the library would first guess among five encodings.
        return json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except ValueError as error:
        raise Broken(_("a disclosure cannot be read")) from error


def _member(text: str) -> tuple[str, Any]:
    parts = _disclosed(text)
    if not isinstance(parts, list) or len(parts) != 3 or not isinstance(parts[1], str) or parts[1] in RESERVED:
        raise Broken(_("a disclosure is not [salt, name, value]"))
    return parts[1], parts[2]


def _element(text: str) -> Any:
    parts = _disclosed(text)
    if not isinstance(parts, list) or len(parts) != 2:
        raise Broken(_("a disclosure is not [salt, value]"))
    return parts[1]


def join(jws: str, disclosures: Iterable[str]) -> str:
    """The SD-JWT: the JWS and its disclosures, each followed by '~'."""
    return "~".join([jws, *disclosures, ""])


def split(sd_jwt: str) -> tuple[str, list[str]]:
    """The JWS and the disclosures of an SD-JWT without key binding."""
    jws, *disclosures = sd_jwt.split("~")
    if not disclosures or disclosures.pop() != "":
        raise Broken(_("an SD-JWT ends with '~'"))
    return jws, disclosures


def redact(sd_jwt: str, keep: Callable[[str, int, Any], bool]) -> str:
    """The same SD-JWT with only the disclosures for which `keep(name, position, value)` says yes.

    `position` is the place in an array, and -1 for a member that is not one.
    """
    jws, disclosures = split(sd_jwt)
    claims = read(jws)
    by_digest = {digest_of(text): text for text in disclosures}
    kept = []
    for digest in claims.payload["_sd"]:
        if digest in by_digest:
            key, value = _member(by_digest[digest])
            kept += [by_digest[digest]] if keep(key, -1, value) else []
    for key in _array_names(claims.payload):
        for position, digest in enumerate(_digests(claims.payload[key])):
            if digest in by_digest and keep(key, position, _element(by_digest[digest])):
                kept.append(by_digest[digest])
    return join(jws, kept)


def verify(sd_jwt: str, public: Ed25519PublicKey) -> tuple[Claims, dict[str, Any]]:
    """The claims and the disclosed content of an SD-JWT, whole or redacted; Broken where anything does not hold."""
    jws, disclosures = split(sd_jwt)
    check_signature(jws, public)
    claims = read(jws)
    return claims, open_content(claims, disclosures)

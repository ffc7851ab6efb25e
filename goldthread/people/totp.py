"""Time-based one-time passwords (RFC 6238, 30 seconds, six digits, SHA-1) by the cryptography library."""

import base64
import secrets
from datetime import datetime
from urllib.parse import quote

import segno
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30


def new_secret() -> bytes:
    """A fresh secret of 160 bits, as RFC 4226 recommends."""
    return secrets.token_bytes(20)


def spelled(secret: bytes) -> str:
    """The secret as people type it into an authenticator: base32 without padding."""
    return base64.b32encode(secret).decode().rstrip("=")


def counter_for(secret: bytes, code: str, at: datetime) -> int | None:
    """Which 30-second step the code belongs to, one step early or late allowed; None where it fits none."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP
    hotp = HOTP(secret, 6, SHA1(), enforce_key_length=False)
    for counter in (now, now - 1, now + 1):
        if secrets.compare_digest(hotp.generate(counter), digits.encode("utf-8", "replace")):
            return counter
    return None


def picture(secret: bytes, login: str) -> str:
    """A QR code as a data: URI that authenticator apps read."""
    address = f"otpauth://totp/Goldthread:{quote(login)}?secret={spelled(secret)}&issuer=Goldthread"
    return str(segno.make(address, error="m").svg_data_uri(scale=5, light="#ffffff"))

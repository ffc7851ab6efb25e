"""Private keys in GOLDTHREAD_HOME/keys (mode 0600), never in the database; cached in the process that signs."""

import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from django.utils.translation import gettext as _

from goldthread.ledger.models import Key
from goldthread.lib.canonical import digest
from goldthread.lib.encoding import b64url, from_b64url
from goldthread.lib.refusals import Refused

SEAL = "seal"
CHECKPOINT = "checkpoint"
PURPOSES = (SEAL, CHECKPOINT)

# Another process may rotate a key; this one notices at once by the folder's time, and after this long in any case.
_FRESH_SECONDS = 60.0


@dataclass(frozen=True)
class Signer:
    """A private key at work: its name, its public half (base64url) and the function that signs."""

    kid: str
    public: str
    sign: Callable[[bytes], bytes]

    @property
    def public_bytes(self) -> bytes:
        """The raw public half, 32 bytes."""
        return from_b64url(self.public)


@dataclass(frozen=True)
class _Cached:
    signer: Signer
    folder: tuple[str, int]
    read_at: float


_cache: dict[str, _Cached] = {}


def home() -> Path:
    """The folder of the private keys."""
    return Path(settings.HOME) / "keys"


def thumbprint(public: str) -> str:
    """The name of a key: its RFC 7638 thumbprint, so that a name can belong to one key only."""
    return b64url(digest({"crv": "Ed25519", "kty": "OKP", "x": public}))


def public_key(public: str) -> Ed25519PublicKey:
    """The key of a raw base64url public half; ValueError where it is none."""
    return Ed25519PublicKey.from_public_bytes(from_b64url(public))


def generate(purpose: str) -> Signer:
    """Make a key pair and write its private half durably; it signs nothing until an entry has introduced it."""
    key = Ed25519PrivateKey.generate()
    signer = _signer_of(key)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_secret(f"{purpose}-{signer.kid}.pem", pem)
    return signer


def signer(purpose: str) -> Signer:
    """The current key of a purpose; Refused where the database names one that the folder does not hold."""
    folder = _folder_state()
    cached = _cache.get(purpose)
    if cached and cached.folder == folder and time.monotonic() - cached.read_at < _FRESH_SECONDS:
        return cached.signer
    found = load(purpose, current_kid(purpose))
    _cache[purpose] = _Cached(found, folder, time.monotonic())
    return found


def current_kid(purpose: str) -> str:
    """The key of a purpose that no later one replaces."""
    known = Key.objects.filter(purpose=purpose, replaced_by__isnull=True).values_list("kid", flat=True).first()
    if known is None:
        raise Refused(_("This database has no signing keys yet. Run goldthread init first."))
    return known


def load(purpose: str, kid: str) -> Signer:
    """The private key of that name out of the folder."""
    path = home() / f"{purpose}-{kid}.pem"
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise Refused(
            _("The agency's private key %(name)s is missing. Bring the keys folder back from its own backup.")
            % {"name": path.name}
        ) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key")
    found = _signer_of(key)
    if found.kid != kid:
        raise ValueError(f"{path.name} holds another key than its name says")
    return found


@contextmanager
def using(purpose: str, signer: Signer) -> Iterator[None]:
    """Sign with a key that no entry has introduced yet: for the first entry, which introduces it."""
    _cache[purpose] = _Cached(signer, _folder_state(), time.monotonic())
    try:
        yield
    finally:
        forget()


def forget() -> None:
    """Read the keys anew at the next signature; after a rotation, and where a process changes databases."""
    _cache.clear()


def announce_change() -> None:
    """Let other processes notice a rotation: the folder's time is what their caches go by."""
    forget()
    os.utime(home())


def write_secret(name: str, secret: bytes) -> None:
    """Write a new file of mode 0600 durably into the folder of keys; FileExistsError where there is one."""
    folder = home()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, secret)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def make_home() -> None:
    """Make the two secrets that are not signing keys, where they are missing: home.key and django.key."""
    if not (home() / "home.key").exists():
        write_secret("home.key", secrets.token_bytes(32))
    if not (home() / "django.key").exists():
        write_secret("django.key", secrets.token_urlsafe(48).encode("ascii"))


def encrypt(secret: bytes, purpose: str) -> str:
    """AES-256-GCM under home.key, bound to `purpose`: base64url of nonce and ciphertext."""
    nonce = secrets.token_bytes(12)
    return b64url(nonce + _home_cipher().encrypt(nonce, secret, purpose.encode()))


def decrypt(text: str, purpose: str) -> bytes:
    """What `encrypt` was given; Refused where home.key is another one than at that time."""
    raw = from_b64url(text)
    try:
        return _home_cipher().decrypt(raw[:12], raw[12:], purpose.encode())
    except InvalidTag:
        raise Refused(
            _("A secret cannot be opened with home.key. Bring the keys folder back from the backup of the same day.")
        ) from None


def _home_cipher() -> AESGCM:
    if not (home() / "home.key").exists():
        make_home()
    return AESGCM((home() / "home.key").read_bytes())


def _signer_of(key: Ed25519PrivateKey) -> Signer:
    public = b64url(key.public_key().public_bytes_raw())
    return Signer(kid=thumbprint(public), public=public, sign=key.sign)


def _folder_state() -> tuple[str, int]:
    try:
        return str(home()), home().stat().st_mtime_ns
    except FileNotFoundError:
        return str(home()), 0

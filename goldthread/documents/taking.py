"""A file that somebody gives: looked at, shown to the virus scanner, and either known by its content or refused in one sentence."""

import hashlib
import json
import shlex
import subprocess
import sys
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from goldthread.lib.refusals import Refused

LARGEST = 20 * 2**20
_PATIENCE = 30  # seconds


@dataclass(frozen=True)
class Taken:
    """A file whose content is known: its bytes, their SHA-256 in hex, what it is, and a small JPEG, empty where there is none."""

    data: bytes
    sha256: str
    media_type: str
    small: bytes


def take(data: bytes, name: str) -> Taken:
    """The file with what it is; Refused where it is none of those that are kept, too large, or not clean."""
    if len(data) > LARGEST:
        sentence = _("%(name)s is larger than %(number)s MB. Make it smaller, or divide it.")
        raise Refused(sentence % {"name": name, "number": LARGEST // 2**20}, field="given")
    told, small = _looked_at(data)
    if "is" not in told:
        raise Refused(_refusals().get(told.get("refused", ""), _refusals()["broken"]) % {"name": name}, field="given")
    _scan(data, name)
    return Taken(data, hashlib.sha256(data).hexdigest(), told["is"], small)


def _looked_at(data: bytes) -> tuple[dict[str, str], bytes]:
    command = [sys.executable, "-m", "goldthread.documents.looking"]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=_PATIENCE, check=True)
        line, _newline, small = done.stdout.partition(b"\n")
        told: dict[str, str] = json.loads(line)
    except (subprocess.SubprocessError, ValueError):
        return {"refused": "broken"}, b""
    return told, small


def _scan(data: bytes, name: str) -> None:
    """Ask the agency's scanner, where it has one: 0 is clean, 1 is not, anything else is no answer."""
    if not settings.SCANNER:
        return
    try:
        done = subprocess.run(
            shlex.split(settings.SCANNER), input=data, capture_output=True, timeout=_PATIENCE, check=False
        )
    except (OSError, subprocess.SubprocessError):
        raise Refused(_unscanned() % {"name": name}, field="given") from None
    if done.returncode == 1:
        raise Refused(
            _("The virus scanner found something in %(name)s. It is not kept.") % {"name": name}, field="given"
        )
    if done.returncode:
        raise Refused(_unscanned() % {"name": name}, field="given")


def _unscanned() -> str:
    return _(
        "The virus scanner gave no answer about %(name)s, so it is not kept. Try again, or tell your administrator."
    )


def _refusals() -> dict[str, str]:
    return {
        "empty": _("%(name)s is empty. Choose the file again."),
        "locked": _("%(name)s is a PDF with a password. Save it without one, then add it again."),
        "broken": _("%(name)s cannot be opened: it is damaged, or no such file as its name says. Choose another."),
        "too_many_pixels": _("%(name)s has more pixels than can be shown. Make the picture smaller."),
        "other_picture": _("%(name)s is a picture of a kind that not everybody can open. Save it as JPEG or PNG."),
        "unknown": _("%(name)s is no PDF and no JPEG, PNG or WebP picture. Print or save it as a PDF, then add that."),
    }

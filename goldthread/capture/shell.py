"""What an installed page consists of, and the service worker that keeps it: static files, and one page without data."""

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static

_STYLES = ("page/tokens.css", "page/layout.css", "page/parts.css", "page/forms.css")
_SCRIPTS = ("capture/offline.js", "capture/outbox.js", "notes/spans.js")
FILES = ("page/thread.svg", *_STYLES, *_SCRIPTS)
_WORKER = "capture/worker.js"


@lru_cache(maxsize=32)
def worker(language: str, kinds: tuple[tuple[str, str], ...]) -> str:
    """The worker's script for a language, which is in force while this is asked: what it keeps, then what it does.

    The version is a digest of all that is kept, the page in this language with these kinds of note included.
    """
    kept = [static(name) for name in FILES]
    page = render_to_string("capture/offline.html", {"kinds": kinds})
    version = sha256(b"\0".join([page.encode(), *map(str.encode, kept), *_contents()])).hexdigest()[:16]
    told = f"const VERSION = {json.dumps(version)};\nconst FILES = {json.dumps(kept)};\n"
    return told + _read(_WORKER).decode()


def _contents() -> Iterator[bytes]:
    for name in FILES:
        yield _read(name)


def _read(name: str) -> bytes:
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    return Path(found).read_bytes()

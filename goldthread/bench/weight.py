"""What a browser has to fetch before a page works: every script and style sheet that is served, compressed."""

import gzip
from pathlib import Path

from django.contrib.staticfiles import finders

from goldthread.settings import PACKAGE

BOUND = 100 * 1024  # bytes, all of it together


def served() -> list[Path]:
    """Our own scripts and styles, and the one library."""
    ours = [path for path in PACKAGE.glob("*/static/**/*") if path.suffix in (".js", ".css")]
    return sorted([*ours, Path(str(finders.find("django_htmx/htmx-2.min.js")))])


def compressed() -> int:
    """Bytes of all of them together, each compressed by itself as it is sent."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in served())

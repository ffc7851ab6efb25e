"""The press without a record: notes as HTML in, a PDF out."""

import io
from collections.abc import Sequence
from typing import Any

from goldthread.paper import press

HEAD: dict[str, Any] = {
    "language": "en", "title": "Case file", "letterhead": ["Larkspur", "12 Main Street"], "running": "Mateo", "printed": "Printed",
    "page_of": "Page {page} of {pages}", "front": [], "unshown": "As numbers.",
}  # fmt: skip


def pressed(notes: Sequence[str], **said: Any) -> bytes:
    """The PDF of these notes."""
    made = io.BytesIO()
    press.press({**HEAD, **said}, iter(notes), made)
    return made.getvalue()

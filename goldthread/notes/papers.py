"""The columns of a document that was signed with a note; pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID


def row(note: UUID, identity: UUID, position: int, document: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of one sealed document, as the projection has them."""
    return {
        "id": identity,
        "note_id": note,
        "position": position,
        **{name: document[name] for name in ("title", "kind", "file_name", "media_type", "size", "sha256")},
    }

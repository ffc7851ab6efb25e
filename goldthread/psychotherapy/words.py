"""The words of psychotherapy notes under their own key, each bound to its row, so that none can stand at another."""

from collections.abc import Sequence
from typing import Any

from goldthread.ledger.actions import OwnKey
from goldthread.lib.canonical import canonical
from goldthread.lib.encoding import moment
from goldthread.psychotherapy.models import Draft, Version

KEY = OwnKey("psychotherapy.key")


def shut(row: Draft | Version, text: str) -> bytes:
    """The words as that row keeps them; its other columns are filled in already."""
    return KEY.encrypt(text.encode(), _place(row))


def opened(row: Draft | Version) -> str:
    """What a row says; "" for a draft in which nothing stands. Refused where the key is missing or not the one."""
    kept = bytes(row.words)
    return KEY.decrypt(kept, _place(row)).decode() if kept else ""


def _place(row: Draft | Version) -> bytes:
    return canonical(_of_version(row) if isinstance(row, Version) else _of_draft(row))


def _of_version(row: Version) -> Sequence[Any]:
    note = row.note
    return [
        "version",
        str(row.pk),
        str(note.pk),
        str(note.client_id),
        str(note.author_id),
        row.number,
        moment(row.written_at),
    ]


def _of_draft(row: Draft) -> Sequence[Any]:
    return ["draft", str(row.pk), str(row.client_id), str(row.author_id)]

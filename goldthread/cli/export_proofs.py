"""What lets a third party check an export: seals with their places in the log, public keys and signed heads."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from goldthread.cli.archive_folder import Folder
from goldthread.cli.archive_rows import plain
from goldthread.ledger import queries, seal
from goldthread.ledger.merkle import inclusion_proofs
from goldthread.ledger.models import Checkpoint, Entry, Key, Leaf
from goldthread.ledger.streams import ACCESS, RECORD
from goldthread.lib.encoding import b64

BATCH = 100
COLUMNS = ("pk", "kind", "recorded_at", "jws", "evidence", "content__disclosures", "leaf__position")
# Which entries, and of each the facts to be disclosed; None is all of it.
Disclosing = Mapping[UUID, set[str] | None]


def write_log(folder: Folder, *, whole: bool) -> None:
    """Public keys with the entries that introduced them, and signed heads: all of both trees, or the record's newest."""
    keys = list(Key.objects.order_by("entry__recorded_at", "purpose"))
    folder.value("log/keys.json", [{field.attname: plain(getattr(key, field.attname)) for field in Key._meta.concrete_fields} for key in keys])  # fmt: skip
    write_seals(folder, "log/keys.jsonl", {key.entry_id: None for key in keys}, with_paths=not whole)
    newest = queries.latest_checkpoint()
    folder.text("log/record.txt", _heads(RECORD) if whole else f"{newest.note}\n" if newest else "")
    if whole:
        folder.text("log/access.txt", _heads(ACCESS))


def _heads(stream: str) -> str:
    notes = Checkpoint.objects.filter(stream=stream).order_by("number").values_list("note", flat=True)
    return "".join(f"{note}\n" for note in notes)


def write_seals(folder: Folder, name: str, entries: Disclosing, *, with_paths: bool) -> None:
    """The SD-JWT of each entry, with only what may be disclosed."""
    paths = _paths(entries) if with_paths else {}
    folder.lines(name, _seals(entries, paths))


def _seals(entries: Disclosing, paths: Mapping[int, Sequence[bytes]]) -> Iterator[dict[str, Any]]:
    for batch in _batches(list(entries)):
        for row in Entry.objects.filter(pk__in=batch).order_by("recorded_at", "pk").values_list(*COLUMNS):
            entry, kind, recorded_at, jws, evidence, disclosures, position = row
            told = {"entry": str(entry), "kind": kind, "recorded_at": plain(recorded_at), "leaf": position}
            if position in paths:
                told["path"] = [b64(part) for part in paths[position]]
            sd_jwt = seal.join(jws, queries.split_disclosures(disclosures or ""))
            yield {
                **told,
                "evidence": json.loads(evidence) if evidence else None,
                "sd_jwt": _narrowed(sd_jwt, entries[entry]),
            }


def _narrowed(sd_jwt: str, facts: set[str] | None) -> str:
    """The same seal with these facts and who stated them, and with nothing that the entry says of others."""
    if facts is None:
        return sd_jwt
    return seal.redact(
        sd_jwt,
        lambda name, _position, value: name == "signing" or (name == "facts" and value["row"].get("id") in facts),
    )


def _paths(entries: Disclosing) -> dict[int, list[bytes]]:
    """From each entry's leaf to the record's newest signed head, by one walk over the leaves; later leaves have none yet."""
    newest = queries.latest_checkpoint()
    size = newest.size if newest else 0
    wanted: list[int] = []
    for batch in _batches(list(entries)):
        wanted += Leaf.objects.filter(entry__in=batch, position__lt=size).values_list("position", flat=True)
    leaves = Leaf.objects.filter(position__lt=size).order_by("position").values_list("hash", flat=True)
    return inclusion_proofs(wanted, size, (bytes(hashed) for hashed in leaves.iterator()))


def _batches(entries: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """At most so many at a time as a statement may name."""
    for start in range(0, len(entries), BATCH):
        yield entries[start : start + BATCH]

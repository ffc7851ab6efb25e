"""Checkpoints outside the database: HOME/checkpoints, one file a stream, each note appended and none changed."""

import os
from pathlib import Path

from django.conf import settings

from goldthread.ledger.models import Checkpoint


def path_of(stream: str) -> Path:
    """The file of a stream's checkpoints; copy it to another host, or give it to whoever shall watch."""
    return Path(settings.HOME) / "checkpoints" / f"{stream}.txt"


def append(made: Checkpoint) -> None:
    """Add a signed note to its stream's file."""
    path = path_of(made.stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{made.note}\n")
        file.flush()
        os.fsync(file.fileno())

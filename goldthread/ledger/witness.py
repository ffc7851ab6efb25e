"""Checkpoints outside the database: HOME/checkpoints, one file a stream, each note appended and none changed."""

import os
from collections.abc import Iterable
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


def take_over(stream: str, notes: Iterable[str]) -> None:
    """Let the stream's file hold these signed notes and no others: those of a record that was moved here."""
    path = path_of(stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.half")
    with beside.open("w", encoding="utf-8") as file:
        file.writelines(f"{note}\n" for note in notes)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)

"""A progress bar that shows itself only once something takes longer than a second."""

import sys
import time
from collections.abc import Iterable, Iterator
from typing import IO, TypeVar

from django.utils.translation import gettext as _

Item = TypeVar("Item")
_WIDTH = 30


class Bar:
    """A bar on standard error; silent where that is no terminal."""

    def __init__(self, label: str, total: int | None = None) -> None:
        self.label, self.total = label, total
        self.began = self.shown = time.monotonic()
        self.is_visible = False

    def show(self, done: int, total: int | None = None) -> None:
        """Tell how much is done; drawn at most ten times a second."""
        self.total = total or self.total
        now = time.monotonic()
        if not sys.stderr.isatty() or now - self.began < 1 or now - self.shown < 0.1:
            return
        self.shown, self.is_visible = now, True
        print(f"\r{self._line(done)}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Clear the line."""
        if self.is_visible:
            print("\r" + " " * 78 + "\r", end="", file=sys.stderr, flush=True)

    def _line(self, done: int) -> str:
        if not self.total:
            return f"{self.label} {done:,}"
        full = min(_WIDTH, done * _WIDTH // self.total)
        count = _("%(done)s of %(total)s") % {"done": f"{done:,}", "total": f"{self.total:,}"}
        return f"{self.label} [{'#' * full}{'.' * (_WIDTH - full)}] {count}"


class Reading:
    """A file being read, whose bar tells how many bytes of it are through."""

    def __init__(self, file: IO[bytes], bar: Bar, before: int = 0) -> None:
        self.file, self.bar, self.done = file, bar, before

    def read(self, size: int = -1) -> bytes:
        """The next bytes, told to the bar."""
        part = self.file.read(size)
        self.done += len(part)
        self.bar.show(self.done)
        return part


def over(items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
    """Pass the items on and show how far it is."""
    bar = Bar(label, total)
    for done, item in enumerate(items):
        bar.show(done)
        yield item
    bar.end()

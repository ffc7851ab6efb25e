"""What it costs to print: so many notes as one PDF, with the memory of the press while it works."""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pypdfium2

from goldthread.bench import processes
from goldthread.bench.many import Agency
from goldthread.cases import queries as cases
from goldthread.lib import clock
from goldthread.notes.models import Note
from goldthread.paper import pdf
from goldthread.paper.queries import Paper

# What is printed, where there are so many notes.
SIZES = (100, 1_000, 10_000)
_EVERY = 0.05  # seconds


def measured(agency: Agency, notes: int) -> list[dict[str, Any]]:
    """Notes, pages, bytes, seconds and the most memory of the press, for each size up to `notes`."""
    return [_printed(agency, size) for size in SIZES if size <= notes]


def _printed(agency: Agency, size: int) -> dict[str, Any]:
    reader = agency.reviewer
    ids = list(Note.objects.visible_to(reader).order_by("occurred_on", "pk").values_list("pk", flat=True)[:size])
    client = agency.held[0][1]
    detail = cases.detail_of(client.pk, on=clock.today(reader.zone))
    paper = Paper(reader, client, detail, "Case file", ids)
    watch = _Watch()
    with tempfile.NamedTemporaryFile() as made:
        began = time.monotonic()
        with watch.watching():
            pdf.print_to(made, paper)
        took = time.monotonic() - began
        with pypdfium2.PdfDocument(made.name) as document:
            pages = len(document)
        return {
            "notes": len(ids),
            "pages": pages,
            "bytes": os.path.getsize(made.name),
            "seconds": round(took, 2),
            "press_peak_mib": watch.most // 2**20,
        }


class _Watch:
    """Looks again and again at the memory of all processes that came from this one, together; 0 where there is no /proc.

    What several of them share is counted with each.
    """

    def __init__(self) -> None:
        self.most = 0
        self._is_over = threading.Event()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """For as long as something is done."""
        looking = threading.Thread(target=self._look)
        looking.start()
        try:
            yield
        finally:
            self._is_over.set()
            looking.join()

    def _look(self) -> None:
        while not self._is_over.wait(_EVERY):
            self.most = max(self.most, sum(map(processes.resident, processes.below(os.getpid()))))

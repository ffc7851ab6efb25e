"""Counts the pages of PDFs in a process of its own, one after the other, with little memory and time.

Run as `python -m goldthread.documents.counting`: on stdin each file after its length as eight bytes; on stdout a line for each with its
pages, 0 where they cannot be counted. What breaks a reader breaks this process and nothing else.
"""

import resource
import sys
from collections.abc import Callable

from goldthread.documents.looking import MEMORY

SECONDS = 60


def pages_in(data: bytes) -> int:
    """The pages of a PDF; 0 where it cannot be opened."""
    import pypdfium2

    try:
        return len(pypdfium2.PdfDocument(data))
    except pypdfium2.PdfiumError:
        return 0


def main(read: Callable[[int], bytes]) -> None:
    """Count what comes, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    while size := read(8):
        print(pages_in(read(int.from_bytes(size, "big"))), flush=True)


if __name__ == "__main__":
    main(sys.stdin.buffer.read)

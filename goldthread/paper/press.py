"""Sets one document as PDF in a process of its own, part by part, so that its memory is the same however long the document is.

Run as `python -m goldthread.paper.press`: on stdin a line of JSON that says what stands around the notes, then a line for each note, its
HTML as JSON; on stdout the PDF (PDF/UA-1 and PDF/A-2a). What fits into one part is set at once. Otherwise the pages of each part
are counted first, so that every page can say of how many it is one; then each part is set, and `joining` makes one document of them.
Each part is worked on in a child, which gives its memory back when it ends.
"""

import json
import multiprocessing
import sys
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import accumulate, chain
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, BinaryIO, TypeVar

from goldthread.paper import setting
from goldthread.paper.joining import Joined
from goldthread.paper.pieces import pieces

# Of JSON, in letters: some hundred notes. A larger part takes more memory, a smaller one more time.
A_PART = 300_000
# So many children at a time; what feeds the press works beside them.
_AT_ONCE = 2
_APART = multiprocessing.get_context("fork")
_Made = TypeVar("_Made")
_Part = dict[str, Any]


def press(head: dict[str, Any], notes: Iterable[str], out: BinaryIO) -> None:
    """Write the PDF of these notes, each as its HTML, to `out`, which can be written anew from its start."""
    # Looked for here, they are known to every child.
    setting.fonts()
    parts = _parts(head, notes)
    first, second = next(parts), next(parts, None)
    kept: list[bytes] = []
    unshown: set[str] = set()
    pages: list[int] = []
    if second is None:
        kept.append(_packed(first))
    else:
        unshown, pages = _counted(chain((first, second), parts), kept)
    for _round in range(setting.ROUNDS):
        further = _joined(kept, pages, unshown, out)
        if not further:
            return
        unshown |= further
        out.seek(0)
        out.truncate()
        pages = list(_each_apart(partial(_pages_of, each, unshown) for each in kept)) if pages else []
    raise ValueError(f"{len(unshown)} letters cannot be shown, and more are found each time")


def _parts(head: dict[str, Any], notes: Iterable[str]) -> Iterator[_Part]:
    """Some notes at a time, the first with what stands before them; the last part knows that it is."""
    held: list[Any] = []
    size, is_first = 0, True
    for html in notes:
        if size >= A_PART:
            yield {"head": head, "notes": held, "is_first": is_first, "is_last": False}
            held, size, is_first = [], 0, False
        held.append(pieces(html))
        size += len(html)
    yield {"head": head, "notes": held, "is_first": is_first, "is_last": True}


def _counted(parts: Iterable[_Part], kept: list[bytes]) -> tuple[set[str], list[int]]:
    """What no font has, and the pages of each part; the parts are put into `kept`, small."""

    def begun() -> Iterator[Callable[[], tuple[set[str], int]]]:
        for part in parts:
            kept.append(_packed(part))
            yield partial(_looked_at, kept[-1])

    found = list(_each_apart(begun()))
    unshown = {letter for letters, _pages in found for letter in letters}
    pages = [each for _letters, each in found]
    if unshown:
        # Only now is it known that the last one tells of them.
        pages[-1:] = _each_apart([partial(_pages_of, kept[-1], unshown)])
    return unshown, pages


def _joined(kept: list[bytes], pages: list[int], unshown: set[str], out: BinaryIO) -> set[str]:
    """Set the parts and join them into `out`; or further letters that cannot be shown, and half of a document."""
    numbered = zip(kept, accumulate(pages, initial=0), strict=False)
    works = (partial(_printed, part, unshown, before, sum(pages)) for part, before in numbered)
    whole = Joined(out)
    for at, made in enumerate(_each_apart(works)):
        if isinstance(made, set):
            return made
        stands = whole.add(made)
        if pages and stands != pages[at]:
            raise ValueError("a part stands on another number of pages than was counted")
    whole.finish()
    return set()


def _looked_at(packed: bytes) -> tuple[set[str], int]:
    text = zlib.decompress(packed).decode()
    unshown = setting.unshown_in(text)
    return unshown, _pages_of(packed, unshown)


def _pages_of(packed: bytes, unshown: set[str]) -> int:
    return setting.pages_of(_unpacked(packed, unshown, 0, 0), unshown)


def _printed(packed: bytes, unshown: set[str], before: int, pages: int) -> bytes | set[str]:
    return setting.printed(_unpacked(packed, unshown, before, pages), unshown)


def _packed(part: _Part) -> bytes:
    return zlib.compress(json.dumps(part, ensure_ascii=False).encode(), 1)


def _unpacked(packed: bytes, unshown: set[str], before: int, pages: int) -> _Part:
    part: _Part = json.loads(zlib.decompress(packed))
    told = [part["head"]["unshown"]] if unshown and part["is_last"] else []
    return {**part, "before": before, "pages": pages, "unshown": told}


def _each_apart(works: Iterable[Callable[[], _Made]]) -> Iterator[_Made]:
    """What each piece of work makes, in their order, each in a child of its own, some at a time."""
    running: deque[tuple[BaseProcess, Connection]] = deque()
    for work in works:
        running.append(_begun(work))
        if len(running) == _AT_ONCE:
            yield _ended(*running.popleft())
    while running:
        yield _ended(*running.popleft())


def _begun(work: Callable[[], object]) -> tuple[BaseProcess, Connection]:
    here, there = _APART.Pipe(duplex=False)
    child = _APART.Process(target=_tell, args=(there, work), daemon=True)
    child.start()
    there.close()
    return child, here


def _tell(there: Connection, work: Callable[[], object]) -> None:
    there.send(work())


def _ended(child: BaseProcess, here: Connection) -> Any:
    with here:
        try:
            return here.recv()
        except EOFError:
            # What broke it, it has said itself.
            raise ChildProcessError from None
        finally:
            child.join()


def main() -> None:
    """Set what stands on stdin."""
    head = json.loads(sys.stdin.buffer.readline())
    press(head, (json.loads(line) for line in sys.stdin.buffer), sys.stdout.buffer)


if __name__ == "__main__":
    main()

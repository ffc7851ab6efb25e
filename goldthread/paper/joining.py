"""Joins the parts that the press set one by one into one tagged PDF, written as a stream: of each part only numbers are kept.

A PDF's pages, its table from marks to tags, its bookmarks and its list of objects are trees and chains that take a further part as
one more branch. How typst writes a part is known: a classic table of objects, none within another. What is otherwise is refused: half a tree of tags would be worse than no document.
"""

import re
import struct
import zlib
from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

# Numbers of what the joined document has of its own, before what comes from its parts.
_CATALOG, _PAGES, _TAGS, _ALL, _OUTLINE = range(1, 6)
_ROOTS = {"Pages": _PAGES, "StructTreeRoot": _TAGS, "Document": _ALL, "Outlines": _OUTLINE, "Catalog": _CATALOG}
_ROW = struct.Struct(">BQH")
# So many objects are compressed together; a reader opens them together too.
_TOGETHER = 200
_NAMED = re.compile(rb"(?<![\w.])(\d+) 0 R\b|(/StructParents?) (\d+)")
_BRACKET = re.compile(rb"\\.|[()]", re.DOTALL)
_REFERENCES = rb"((?:\d+ 0 R ?)*)"
_TAGS_ROOT = re.compile(
    rb"<</Type/StructTreeRoot(?:/RoleMap<<([\w/]*)>>)?/K\[(\d+) 0 R\]"
    rb"/ParentTree<</Nums\[((?:\d+ \d+ 0 R ?)*)\]>>/ParentTreeNextKey (\d+)>>"
)
_ALL_TAGS = re.compile(rb"<</Type/StructElem/S/Document/P \d+ 0 R/K\[" + _REFERENCES + rb"\]>>")
_OUTLINES = re.compile(rb"<</Type/Outlines(?:/First (\d+) 0 R/Last (\d+) 0 R/Count (\d+))?>>")
_PAGES_ROOT = re.compile(rb"<</Type/Pages/Count (\d+)/Kids\[" + _REFERENCES + rb"\]>>")


class _Part:
    """One document as typst wrote it, and where in it each object lies."""

    def __init__(self, data: bytes) -> None:
        at = int(data[data.rindex(b"startxref") :].split()[1])
        table, _word, self.trailer = data[at:].partition(b"trailer\n")
        lines = table.split(b"\n")
        if lines[0] != b"xref" or lines[1] != b"0 %d" % (len(lines) - 3):
            raise ValueError("the table of objects is not as it is known")
        self._data = data
        self._places = [int(line[:10]) for line in lines[2:-1]]
        ends = sorted([*self._places[1:], at])
        self._end_of = dict(pairwise(ends))
        self.info = _one(rb"/Info (\d+) 0 R", self.trailer)
        catalog = _one(rb"/Root (\d+) 0 R", self.trailer)
        self.roots = {"Catalog": catalog}
        for name in ("Pages", "StructTreeRoot", "Outlines", "Metadata", "OutputIntents"):
            self.roots[name] = _one(rb"/%s (\d+) 0 R" % name.encode(), self.object(catalog))
        self.tags = _known(_TAGS_ROOT, self.of("StructTreeRoot"))
        self.roots["Document"] = int(self.tags[2])

    def __len__(self) -> int:
        return len(self._places)

    def of(self, root: str) -> bytes:
        """The body of one of its roots."""
        return self.object(self.roots[root])

    def object(self, number: int) -> bytes:
        """The body of an object."""
        start = self._places[number]
        body = self._data[start : self._end_of[start]].strip()
        opened = b"%d 0 obj\n" % number
        if not (body.startswith(opened) and body.endswith(b"\nendobj")):
            raise ValueError(f"object {number} does not stand where the table of objects has it")
        return body[len(opened) : -len(b"\nendobj")]

    def bookmarks(self) -> tuple[int, int, int]:
        """The first of its bookmarks, the last, and how many; nothing of each where it has no heading."""
        told = _known(_OUTLINES, self.of("Outlines"))
        return int(told[1] or 0), int(told[2] or 0), int(told[3] or 0)

    def said_once(self) -> set[int]:
        """What a document has once, so that only the first part's is kept."""
        intents = [int(each) for each in re.findall(rb"(\d+) 0 R", self.of("OutputIntents"))]
        return {self.info, self.roots["Metadata"], self.roots["OutputIntents"], *intents}


class Joined:
    """A document in the making: `add` each part in its order, then `finish`."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        # Of each object: in which way it is kept, where (its place, or the object that holds it), and the how manyth there.
        self._kinds, self._places, self._nths = array("B"), array("Q"), array("H")
        self._take(1 + len(_ROOTS))
        self._waiting: list[tuple[int, bytes]] = []
        self._roles: dict[bytes, bytes] = {}
        self._tags = bytearray()
        self._branches: list[bytes] = []
        self._marks: list[bytes] = []
        self._pages = self._keys = self._bookmarks = 0
        # The last bookmark waits for the next one, which it names.
        self._last: tuple[int, bytes] | None = None
        self._first_bookmark = self._info = 0
        self._catalog = self._trailer = b""
        # What it says of itself waits too, for it says how many pages there are.
        self._told = (0, b"")
        self._write(b"%PDF-1.7\n%\x80\x80\x80\x80\n")

    def add(self, data: bytes) -> int:
        """One part more, and how many pages it has: ValueError where it is not as typst writes it."""
        part = _Part(data)
        roots = {part.roots[name]: number for name, number in _ROOTS.items()}
        is_first = not self._branches
        left = set(roots) | (set() if is_first else part.said_once())
        kept = [number for number in range(1, len(part)) if number not in left]
        base, before = self._take(len(kept)), self._pages
        new = {old: base + at for at, old in enumerate(kept)} | roots
        if is_first:
            self._catalog = self._moved(part.of("Catalog"), new)
            self._info, self._trailer = new[part.info], part.trailer
            self._told = new[part.roots["Metadata"]], part.of("Metadata")
            kept.remove(part.roots["Metadata"])
        self._add_roots(part, new)
        first, last, count = part.bookmarks()
        self._bookmarks += count
        for old in kept:
            body = self._moved(part.object(old), new)
            if old == first:
                body = self._after_last(body, new[first])
            if old != last:
                self._put(new[old], body)
            else:
                self._last = new[old], body
        self._keys += int(part.tags[4])
        return self._pages - before

    def finish(self) -> None:
        """What stands around the parts."""
        if self._last:
            self._put(*self._last)
        roles = b"".join(b"/%s/%s" % pair for pair in sorted(self._roles.items()))
        self._put(_CATALOG, self._catalog)
        self._put(_PAGES, b"<</Type/Pages/Count %d/Kids[%s]>>" % (self._pages, b" ".join(self._branches)))
        marks = b"<</Kids[%s]>>/ParentTreeNextKey %d" % (b" ".join(self._marks), self._keys)
        root = b"<</Type/StructTreeRoot/RoleMap<<%s>>/K[%d 0 R]/ParentTree%s>>" % (roles, _ALL, marks)
        self._put(_TAGS, root)
        self._put(_ALL, b"<</Type/StructElem/S/Document/P %d 0 R/K[%s]>>" % (_TAGS, self._tags.strip()))
        ends = (self._first_bookmark, self._last[0], self._bookmarks) if self._last else None
        chain = b"/First %d 0 R/Last %d 0 R/Count %d" % ends if ends else b""
        self._put(_OUTLINE, b"<</Type/Outlines%s>>" % chain)
        self._put(self._told[0], _with_pages(self._told[1], self._pages))
        self._put_waiting()
        self._write_table()

    def _add_roots(self, part: _Part, new: dict[int, int]) -> None:
        """A branch for its pages, one for its marks, its tags beside those of the others."""
        pages = _known(_PAGES_ROOT, part.of("Pages"))
        branch, marks = self._take(1), self._take(1)
        self._put(branch, self._moved(pages[0][:-2], new) + b"/Parent %d 0 R>>" % _PAGES)
        new[part.roots["Pages"]] = branch
        self._branches.append(b"%d 0 R" % branch)
        self._pages += int(pages[1])
        if named := part.tags[1]:
            words = named.split(b"/")[1:]
            self._roles.update(zip(words[::2], words[1::2], strict=True))
        pairs = re.findall(rb"(\d+) (\d+) 0 R", part.tags[3])
        listed = b" ".join(b"%d %d 0 R" % (int(key) + self._keys, new[int(old)]) for key, old in pairs)
        limits = (int(pairs[0][0]) + self._keys, int(pairs[-1][0]) + self._keys)
        self._put(marks, b"<</Limits[%d %d]/Nums[%s]>>" % (*limits, listed))
        self._marks.append(b"%d 0 R" % marks)
        self._tags += self._moved(_known(_ALL_TAGS, part.of("Document"))[1], new) + b" "

    def _after_last(self, body: bytes, number: int) -> bytes:
        """The first bookmark of a part, chained to the last of the part before it."""
        if self._last is None:
            self._first_bookmark = number
            return body
        last, told = self._last
        self._put(last, told[:-2] + b"/Next %d 0 R>>" % number)
        return body[:-2] + b"/Prev %d 0 R>>" % last

    def _moved(self, body: bytes, new: dict[int, int]) -> bytes:
        """The body of an object with the numbers that it and what it names have in the whole."""
        keys = self._keys

        def there(found: re.Match[bytes]) -> bytes:
            if found[1]:
                return b"%d 0 R" % new[int(found[1])]
            return b"%s %d" % (found[2], int(found[3]) + keys)

        told, stream, rest = body.partition(b"stream\n") if body.endswith(b"\nendstream") else (body, b"", b"")
        if b"(" in told:
            moved = b"".join(text if is_said else _NAMED.sub(there, text) for text, is_said in _by_strings(told))
        else:
            moved = _NAMED.sub(there, told)
        return moved + stream + rest

    def _take(self, count: int) -> int:
        """The first of so many new numbers."""
        first = len(self._kinds)
        for kept in (self._kinds, self._places, self._nths):
            kept.extend([0] * count)
        return first

    def _put(self, number: int, body: bytes) -> None:
        if not body.endswith(b"\nendstream"):
            self._waiting.append((number, body))
            if len(self._waiting) == _TOGETHER:
                self._put_waiting()
            return
        self._kinds[number], self._places[number] = 1, self._at
        self._write(b"%d 0 obj\n" % number + body + b"\nendobj\n")

    def _put_waiting(self) -> None:
        """Those objects that are no streams, compressed together as one."""
        holder, at, told = self._take(1), 0, []
        for nth, (number, body) in enumerate(self._waiting):
            told.append(b"%d %d" % (number, at))
            at += len(body) + 1
            self._kinds[number], self._places[number], self._nths[number] = 2, holder, nth
        head = b" ".join(told) + b"\n"
        packed = zlib.compress(head + b"\n".join(body for _number, body in self._waiting))
        said = (len(self._waiting), len(head), len(packed))
        self._waiting = []
        self._put(
            holder,
            b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d>>\nstream\n" % said + packed + b"\nendstream",
        )

    def _write_table(self) -> None:
        table, at = self._take(1), self._at
        self._kinds[table], self._places[table], self._nths[0] = 1, at, 65535
        packer = zlib.compressobj()
        packed = bytearray()
        for kind, place, nth in zip(self._kinds, self._places, self._nths, strict=True):
            packed += packer.compress(_ROW.pack(kind, place, nth))
        packed += packer.flush()
        known = re.search(rb"/ID\[.*?\]", self._trailer, re.DOTALL)
        said = (len(self._kinds), _CATALOG, self._info, known[0] if known else b"", len(packed))
        head = b"<</Type/XRef/Size %d/W[1 8 2]/Root %d 0 R/Info %d 0 R%s/Filter/FlateDecode/Length %d>>" % said
        self._write(b"%d 0 obj\n" % table + head + b"\nstream\n" + packed + b"\nendstream\nendobj\n")
        self._write(b"startxref\n%d\n%%%%EOF\n" % at)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._at += len(data)


def _by_strings(told: bytes) -> Iterator[tuple[bytes, bool]]:
    """The body of an object in pieces, and of each whether it is a string: what people wrote is never taken for a number."""
    start = depth = 0
    for found in _BRACKET.finditer(told):
        if found[0] == b"(":
            if not depth:
                yield told[start : found.start()], False
                start = found.start()
            depth += 1
        elif found[0] == b")":
            depth -= 1
            if not depth:
                yield told[start : found.end()], True
                start = found.end()
    if depth:
        raise ValueError("a string does not end")
    yield told[start:], False


def _with_pages(metadata: bytes, pages: int) -> bytes:
    """The stream of what a document says of itself, with another number of pages."""
    _head, stream, told = metadata.removesuffix(b"\nendstream").partition(b"stream\n")
    told, changed = re.subn(rb"(?<=<xmpTPg:NPages>)\d+(?=<)", b"%d" % pages, told)
    if not stream or changed != 1:
        raise ValueError("a document does not say of itself how many pages it has")
    return b"<</Length %d/Type/Metadata/Subtype/XML>>\nstream\n" % len(told) + told + b"\nendstream"


def _known(pattern: re.Pattern[bytes], body: bytes) -> re.Match[bytes]:
    found = pattern.fullmatch(body)
    if found is None:
        raise ValueError(f"not as it is known: {body[:60]!r}")
    return found


def _one(pattern: bytes, within: bytes) -> int:
    found = re.findall(pattern, within)
    if len(found) != 1:
        raise ValueError(f"{len(found)} of {pattern!r}, where there is to be one")
    return int(found[0])

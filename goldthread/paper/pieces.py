"""What a page shows of a note, as pieces that any press can set: so paper says what the screen says, and nothing else.

The HTML is our own (goldthread.notes.article, goldthread.notes.markup): typed text in it is escaped, so that every tag
found here is one that the house wrote. A tag that no press knows is a mistake of ours, and told at once.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

# A run of text: the text, then what it looks like.
Run = list[str]
# A piece: its kind, what it holds, and what else is said of it; plain enough to be JSON.
Piece = dict[str, Any]

_TAG = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
_CLASS = re.compile(r'class="([^"]*)"')
_PICTURE = re.compile(r"<svg.*?</svg>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>")
_STYLES = {"b": "strong", "i": "italic", "del": "struck", "ins": "new", "code": "code"}
_PLAIN = frozenset(("bdi", "a", "span", "div", "article"))
_MARKS = frozenset(("meta", "badge"))
_BOXES = {"section": "added", "details": "folded"}
# Isolates keep a name in another direction from reordering what stands around it.
_ISOLATE, _END = "\u2068", "\u2069"


def direction(text: str) -> str:
    """Which way a text runs by its first letter that says so, as `dir="auto"` does; rtl or ltr."""
    for letter in text:
        kind = unicodedata.bidirectional(letter)
        if kind in ("R", "AL"):
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def pieces(html: str) -> list[Piece]:
    """The pieces of some HTML of ours, in their order; ValueError where it holds what no press knows."""
    setting = _Setting()
    for picture, text in _pictures(html):
        setting.write(text)
        if picture:
            title = _TITLE.search(picture)
            setting.add({"kind": "picture", "svg": picture, "told": unescape(title[1]) if title else ""})
    setting.finish()
    return setting.made


def _pictures(html: str) -> Iterator[tuple[str, str]]:
    """Each picture with the HTML before it; at last the HTML after all of them."""
    at = 0
    for found in _PICTURE.finditer(html):
        yield found[0], html[at : found.start()]
        at = found.end()
    yield "", html[at:]


@dataclass
class _Open:
    """A container that is being filled, and how it is called."""

    tag: str
    into: list[Piece]


@dataclass
class _Setting:
    """What was read so far: the containers that are open, the run of text in hand, and how it looks."""

    made: list[Piece] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    styles: list[tuple[str, str]] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    paragraph: Piece = field(default_factory=dict)

    def write(self, html: str) -> None:
        """Go on with some HTML."""
        at = 0
        for tag in _TAG.finditer(html):
            self._text(html[at : tag.start()])
            at = tag.end()
            if tag[1]:
                self._end(tag[2])
            else:
                self._begin(tag[2], tag[3])
        self._text(html[at:])

    def finish(self) -> None:
        """Nothing follows."""
        self._paragraph()
        if self.open or self.styles:
            raise ValueError(f"left open: {[each.tag for each in self.open]} {self.styles}")

    def add(self, piece: Piece) -> None:
        """A piece that stands by itself, where the reading is."""
        self._paragraph()
        (self.open[-1].into if self.open else self.made).append(piece)

    def _text(self, html: str) -> None:
        if html:
            # No press has stops for a tab.
            text = unescape(html).replace("\t", "    ")
            self.runs.append([text, *dict.fromkeys(style for _tag, style in self.styles if style)])

    def _begin(self, tag: str, more: str) -> None:
        found = _CLASS.search(more)
        classes = found[1].split() if found else []
        if tag in _STYLES or tag in _PLAIN:
            self._inline(tag, more, classes)
        elif tag in ("p", "summary") or re.fullmatch("h[2-6]", tag):
            self._paragraph()
            self.paragraph = {"kind": "text", "looks": _looks(tag, classes)}
            if tag[0] == "h":
                self.paragraph = {"kind": "heading", "level": int(tag[1])}
        elif tag in ("dl", "ul"):
            piece: Piece = {"kind": "terms" if tag == "dl" else "list", "items": []}
            self.add(piece)
            self.open.append(_Open(tag, piece["items"]))
        elif tag in ("dt", "dd", "li"):
            self._item(tag)
        elif tag in _BOXES:
            piece = {"kind": "box", "looks": _BOXES[tag], "pieces": []}
            self.add(piece)
            self.open.append(_Open(tag, piece["pieces"]))
        else:
            raise ValueError(f"no press knows <{tag}>")

    def _inline(self, tag: str, more: str, classes: list[str]) -> None:
        if tag in ("div", "article"):
            self._paragraph()
        marked = next((name for name in classes if name in _MARKS), "")
        self.styles.append((tag, _STYLES.get(tag, marked)))
        if tag == "bdi" or (tag in ("span", "i") and "dir=" in more):
            self.styles[-1] = (f"{tag} apart", self.styles[-1][1])
            self.runs.append([_ISOLATE])

    def _item(self, tag: str) -> None:
        self._paragraph()
        into = self.open[-1].into
        if tag == "dd":
            self.open.append(_Open(tag, into[-1]["said"]))
        elif tag == "dt":
            into.append({"term": [], "said": []})
            self.open.append(_Open(tag, into[-1]["term"]))
        else:
            into.append({"pieces": []})
            self.open.append(_Open(tag, into[-1]["pieces"]))

    def _end(self, tag: str) -> None:
        if self.styles and self.styles[-1][0].split()[0] == tag:
            if self.styles.pop()[0].endswith(" apart"):
                self.runs.append([_END])
            if tag in ("div", "article"):
                self._paragraph()
        elif tag in ("p", "summary") or re.fullmatch("h[2-6]", tag):
            self._paragraph()
        elif self.open and self.open[-1].tag == tag:
            self._paragraph()
            self.open.pop()
        else:
            raise ValueError(f"</{tag}> closes nothing")

    def _paragraph(self) -> None:
        """Put down the text in hand, if there is any, where the reading is."""
        piece = self.paragraph or {"kind": "text", "looks": ""}
        runs = _settled(self.runs, as_typed=piece.get("looks") == "words")
        self.paragraph, self.runs = {}, []
        if runs:
            text = "".join(run[0] for run in runs)
            (self.open[-1].into if self.open else self.made).append({**piece, "runs": runs, "runs_to": direction(text)})


def _looks(tag: str, classes: list[str]) -> str:
    """What a paragraph is: a warning, the words of somebody, or what is said beside."""
    known = ("notice", "words", "meta", "sensitive")
    return "summary" if tag == "summary" else next((name for name in known if name in classes), "")


def _settled(runs: list[Run], *, as_typed: bool) -> list[Run]:
    """Runs without the space around them; isolates stay only where something runs from right to left."""
    text = "".join(run[0] for run in runs)
    if not text.strip(_ISOLATE + _END + " \n"):
        return []
    if text.isascii() or not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        runs = [run for run in runs if run[0] not in (_ISOLATE, _END)]
    if not as_typed:
        runs[0] = [runs[0][0].lstrip(" "), *runs[0][1:]]
    runs[-1] = [runs[-1][0].rstrip(" \n"), *runs[-1][1:]]
    return [run for run in runs if run[0]]

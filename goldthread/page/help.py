"""The manual: Markdown pages of every room, and pages that rooms make from what they hold."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML

# The manual is in English, whoever reads it.
LANGUAGE = "en"
_PACKAGE = Path(__file__).resolve().parent.parent
_ORDER = [
    "start", "today", "signing-in", "clients-and-cases", "searching", "visits", "day-sheet", "writing", "checks", "writing-less", "shortcuts", "without-signal",
    "documents", "review", "signatures", "psychotherapy-notes", "nineteen", "reading", "paper", "agency", "importing", "import-layouts", "exporting",
    "record-check", "commands", "settings", "translating", "installing", "backups", "keys", "seal",
]  # fmt: skip
_made: dict[str, tuple[str, Callable[[bool], str]]] = {}


@dataclass(frozen=True)
class HelpPage:
    """One page of the manual: its name in the address, its title, and its text in Markdown below that title."""

    name: str
    title: str
    text: str


def register(name: str, title: str, render: Callable[[bool], str]) -> None:
    """Let a room above add a page that it makes itself; `render` gives Markdown, told whether somebody is signed in."""
    _made[name] = (title, render)


def pages() -> list[HelpPage]:
    """Every page, in the order of the manual; pages that rooms make come without their text."""
    made = {name: HelpPage(name, title, "") for name, (title, _render) in _made.items()}
    return sorted((_files() | made).values(), key=_place)


def find(name: str, *, signed_in: bool = False) -> HelpPage | None:
    """The page with this name, if there is one; what is the agency's own only for who is signed in."""
    if name in _made:
        title, render = _made[name]
        return HelpPage(name, title, _below_title(render(signed_in)))
    return _files().get(name)


def html(page: HelpPage) -> str:
    """The page's text as HTML; the Markdown is ours, and HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Scrolling).enable("table")
    return str(reader.render(page.text))


class _Scrolling(RendererHTML):
    """What may be wider than a phone scrolls by itself, and by the keyboard too."""

    def table_open(self, *_token: Any) -> str:
        return '<div class="scroll" tabindex="0"><table>\n'

    def table_close(self, *_token: Any) -> str:
        return "</table></div>\n"

    def fence(self, *token: Any) -> str:
        return super().fence(*token).replace("<pre>", '<pre tabindex="0">', 1)

    def code_block(self, *token: Any) -> str:
        return super().code_block(*token).replace("<pre>", '<pre tabindex="0">', 1)


def read(text: str, name: str) -> HelpPage:
    """A Markdown file as a page; its title stands in its front matter (`title: …`) or in its first heading."""
    fields, body = _front_matter(text)
    headings = (line[2:].strip() for line in body.splitlines() if line.startswith("# "))
    return HelpPage(name, fields.get("title") or next(headings, name), _below_title(body))


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """What stands between two lines of `---` at the very top, and the text after it."""
    if not text.startswith("---\n"):
        return {}, text
    top, fence, body = text.removeprefix("---\n").partition("\n---\n")
    if not fence:
        return {}, text
    pairs = (line.partition(":") for line in top.splitlines())
    return {key.strip(): value.strip() for key, _colon, value in pairs}, body


def _below_title(body: str) -> str:
    """The page frame shows the title as its h1, so the text begins below it."""
    body = body.lstrip("\n")
    return body.partition("\n")[2] if body.startswith("# ") else body


def _place(page: HelpPage) -> tuple[int, str]:
    return (_ORDER.index(page.name) if page.name in _ORDER else len(_ORDER), page.title)


@cache
def _files() -> dict[str, HelpPage]:
    paths = sorted(_PACKAGE.glob("*/help/*.md"))
    return {path.stem: read(path.read_text(encoding="utf-8"), path.stem) for path in paths}

"""The manual: Markdown pages of every room, and pages that rooms make from what they hold."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown_it import MarkdownIt

_PACKAGE = Path(__file__).resolve().parent.parent
_ORDER = ["start", "signing-in", "clients-and-cases", "writing", "nineteen", "reading", "importing", "record-check",
          "commands", "settings", "installing", "backups", "keys", "seal"]  # fmt: skip
_made: dict[str, tuple[str, Callable[[], str]]] = {}


@dataclass(frozen=True)
class HelpPage:
    """One page of the manual: its name in the address, its title, and its text in Markdown."""

    name: str
    title: str
    text: str


def register(name: str, title: str, text: Callable[[], str]) -> None:
    """Let a room above add a page that it makes itself; `text` gives Markdown."""
    _made[name] = (title, text)


def pages() -> list[HelpPage]:
    """Every page, in the order of the manual."""
    made = [HelpPage(name, title, "") for name, (title, _text) in _made.items()]
    return sorted([*_files().values(), *made], key=_place)


def find(name: str) -> HelpPage | None:
    """The page with this name, if there is one."""
    if name in _made:
        title, text = _made[name]
        return HelpPage(name, title, text())
    return _files().get(name)


def html(page: HelpPage) -> str:
    """The page's text as HTML below its title; the Markdown is ours, and HTML in it is shown as text."""
    text = page.text.partition("\n")[2] if page.text.startswith("# ") else page.text
    return str(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))


def _place(page: HelpPage) -> tuple[int, str]:
    return (_ORDER.index(page.name) if page.name in _ORDER else len(_ORDER), page.title)


@cache
def _files() -> dict[str, HelpPage]:
    found = {}
    for path in sorted(_PACKAGE.glob("*/help/*.md")):
        text = path.read_text(encoding="utf-8")
        title = next((line[2:] for line in text.splitlines() if line.startswith("# ")), path.stem)
        found[path.stem] = HelpPage(path.stem, title, text)
    return found

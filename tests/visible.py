"""What somebody reads on a page: its text, and the attributes that are read out or shown."""

from html.parser import HTMLParser

SPOKEN = {"title", "placeholder", "aria-label", "alt", "label"}
BUTTONS = {"submit", "button", "reset"}
# Commands, proofs and the names of keys are the same in every language.
SILENT = {"script", "style", "code", "pre", "kbd"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Visible(HTMLParser):
    """Gathers `words`; leaves out what names its own language, as the manual does (lang="en")."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.hidden: dict[str, str] = {}
        self.asks: bool = False
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        if tag == "a" and said.get("href", "").startswith("/") and "download" not in said:
            self.links.append(said["href"])
        if self._silent or tag in SILENT or (tag != "html" and "lang" in said):
            self._silent += [] if tag in VOID else [tag]
            return
        if said.get("type") == "hidden":
            self.hidden[said.get("name", "")] = said.get("value", "")
        self.asks |= tag in ("input", "textarea", "select") and said.get("type") not in ("hidden", "checkbox", "radio")
        self.words += [value for name, value in said.items() if name in SPOKEN]
        self.words += [value for name, value in said.items() if name.startswith("data-") and " " in value]
        if tag == "input" and said.get("type") in BUTTONS:
            self.words.append(said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.words.append(data.strip())


def read(html: str) -> Visible:
    """A page, read."""
    page = Visible()
    page.feed(html)
    page.close()
    return page

"""A page as a browser reads it: its forms with what they hold, where its links lead, and which elements it has."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_WORDS = {"text", "search", "email", "tel", "url", "password"}
_FIGURES = {"date", "time", "number"}
_ANY_LENGTH = 1 << 30
_OUR_SCRIPTS = ("/static/", "/help/")
Attributes = dict[str, str]


@dataclass
class Form:
    """Where it goes, how, what its controls hold, and which of them a person types into: words, or a day or number."""

    at: str
    method: str
    values: dict[str, str | list[str]] = field(default_factory=dict)
    words: dict[str, int] = field(default_factory=dict)
    figures: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)


@dataclass
class Page:
    """What stands on a page; `strange` are elements and attributes that no template of ours writes."""

    at: str
    forms: list[Form] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All that there is to read on it."""
        return "".join(self.parts)

    def posted(self) -> Iterator[Form]:
        """The forms that post."""
        return (each for each in self.forms if each.method == "post")

    def holding(self, name: str) -> list[str]:
        """What fields of this name hold, in every form that posts."""
        return [str(each.values[name]) for each in self.posted() if name in each.values]


def read(html: str, at: str) -> Page:
    """The page at this address."""
    reader = _Reader(at)
    reader.feed(html)
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page(at)
        self._open: Form | None = None
        self._area: tuple[str, list[str]] | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._in_template = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        self.page.strange += strange(tag, has)
        self._in_template |= tag == "template"
        if tag == "a" and "href" in has:
            self.page.links.append(has["href"])
        elif tag == "form":
            self._open = Form(has.get("action") or self.page.at, has.get("method", "get").lower())
            self.page.forms.append(self._open)
        elif tag == "option" and self._select is not None:
            self._select[1].append((has.get("value", ""), "selected" in has))
        elif self._open is not None and has.get("name") and not self._in_template:
            self._control(self._open, tag, has)

    def _control(self, form: Form, tag: str, has: Attributes) -> None:
        if tag == "input":
            _input(form, has)
        elif tag == "textarea":
            self._area = (has["name"], [])
            form.words[has["name"]] = int(has.get("maxlength", _ANY_LENGTH))
        elif tag == "select":
            self._select = (has["name"], [])

    def handle_data(self, data: str) -> None:
        self.page.parts.append(data)
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "template":
            self._in_template = False
        elif tag == "textarea" and self._area is not None and self._open is not None:
            name, parts = self._area
            # A browser drops the first line end of a text area.
            self._open.values[name] = "".join(parts).removeprefix("\n")
            self._area = None
        elif tag == "select" and self._select is not None and self._open is not None:
            name, options = self._select
            chosen = [value for value, marked in options if marked] or [value for value, _ in options if value]
            self._open.values[name] = chosen[:1]
            self._select = None


def _input(form: Form, has: Attributes) -> None:
    name, kind = has["name"], has.get("type", "text")
    if kind == "file":
        form.files.append(name)
    elif kind in ("checkbox", "radio"):
        if "checked" in has:
            held = form.values.get(name, [])
            form.values[name] = [*held, has.get("value", "on")]
    else:
        form.values[name] = has.get("value", "")
        if kind in _WORDS:
            form.words[name] = int(has.get("maxlength", _ANY_LENGTH))
        elif kind in _FIGURES:
            form.figures.append(name)


def strange(tag: str, has: Attributes) -> list[str]:
    """What text that was not escaped would leave on a page: other scripts, frames, handlers, and our own made-up tag."""
    found = [f"<{tag} {name}>" for name in has if name.startswith("on") or name in ("style", "srcdoc")]
    if tag == "script" and not has.get("src", "").startswith(_OUR_SCRIPTS):
        found.append("<script>")
    if tag in ("iframe", "object", "embed", "math", "base", "style", "marquee", "video", "audio", "injected"):
        found.append(f"<{tag}>")
    if tag == "svg" and "viewbox" not in has:  # ours are pictures with a size
        found.append("<svg>")
    if any(has.get(name, "").strip().lower().startswith(("javascript:", "data:text")) for name in ("href", "action")):
        found.append(f"<{tag}> that runs")
    return found

"""A page as the fuzzer reads it: the schema of each form, where it leads, and what is wrong with its HTML."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import urljoin

from tests.forms import Attributes, strange

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_TYPED = {"text", "search", "email", "tel", "url", "textarea"}
_CHOSEN = {"select", "checkbox", "radio"}
_ANY_LENGTH = 1 << 30


@dataclass
class Control:
    """One name of a form: its kind, what it holds, what it offers, and how long a text may be."""

    name: str
    kind: str
    held: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    longest: int = _ANY_LENGTH

    @property
    def is_typed(self) -> bool:
        """Whether a person writes words into it."""
        return self.kind in _TYPED

    @property
    def is_chosen(self) -> bool:
        """Whether a person chooses from what it offers."""
        return self.kind in _CHOSEN


@dataclass
class Form:
    """Where it goes, its controls by name, and its buttons: name, value and an address of their own where they have one."""

    at: str
    method: str
    page: str
    controls: dict[str, Control] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def files(self) -> list[str]:
        """The names under which files are given."""
        return [each.name for each in self.controls.values() if each.kind == "file"]

    def where(self) -> Iterator[str]:
        """Every address that a button of it posts to."""
        yield self.at
        yield from (at for _name, _value, at in self.buttons if at)


@dataclass
class Page:
    """What a page has in it, and every fault of its HTML."""

    at: str
    forms: list[Form] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    posted: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)


@lru_cache(maxsize=4)
def read(html: str, at: str) -> Page:
    """The page at this address, or a piece of one that a script asked for; looked at, never changed."""
    reader = _Reader(at)
    reader.feed(html)
    reader.close()
    reader.finish()
    return reader.page


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page(at)
        self._open: list[str] = []
        self._ids: set[str] = set()
        self._forms: dict[str, Form] = {}
        self._apart: list[tuple[str, str, Attributes]] = []
        self._form: Form | None = None
        self._filling: Control | None = None
        self._telling: int | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        # Our own pictures are drawn in it; what else somebody's would bring is named by itself.
        self.page.faults += [f"shown as {each}" for each in strange(tag, has) if each != "<svg>"]
        if len(has) < len(attrs):
            self._amiss(f"<{tag}> has an attribute twice")
        if has.get("id") in self._ids:
            self._amiss(f"the id {has['id']} stands twice")
        self._ids |= {has["id"]} if "id" in has else set()
        self._where(has)
        self._asked_as_typed(has)
        if tag not in _VOID:
            self._open.append(tag)
            if self._telling is None and ("error" in has.get("class", "").split() or has.get("role") == "alert"):
                self._telling = len(self._open)
        if tag == "form":
            self._form = Form(
                urljoin(self.page.at, has.get("action", "")), has.get("method", "get").lower(), self.page.at
            )
            self.page.forms.append(self._form)
            self._forms[has.get("id", "")] = self._form
        elif tag == "option" and self._filling is not None:
            self._filling.offered.append(has.get("value", ""))
            self._filling.held += [has.get("value", "")] if "selected" in has else []
        elif has.get("name") and tag in ("input", "textarea", "select", "button") and "template" not in self._open:
            form = self._forms.get(has["form"]) if "form" in has else self._form
            if form is not None:
                self._control(form, tag, has)

    def _asked_as_typed(self, has: Attributes) -> None:
        """What a field asks for while somebody types in it is a form of its own, with the values that it names; its words stay on the page."""
        if "hx-post" in has and "hx-vals" in has:
            form = Form(urljoin(self.page.at, has["hx-post"]), "post", self.page.at)
            for name, value in {**json.loads(has["hx-vals"]), has.get("name", ""): ""}.items():
                form.controls[name] = Control(name, "hidden", held=[value])
            self.page.forms.append(form)

    def _where(self, has: Attributes) -> None:
        for name, value in has.items():
            if name in ("action", "formaction", "hx-post"):
                self.page.posted.add(urljoin(self.page.at, value))
            elif name in ("href", "src") or (value.startswith("/") and name != "value"):
                self.page.links[urljoin(self.page.at, value)] = None

    def _control(self, form: Form, tag: str, has: Attributes) -> None:
        kind = has.get("type", "text" if tag == "input" else "") if tag in ("input", "button") else tag
        if tag == "button" or kind == "submit":
            at = urljoin(self.page.at, has["formaction"]) if "formaction" in has else ""
            form.buttons.append((has["name"], has.get("value", ""), at))
            return
        longest = int(has.get("maxlength") or _ANY_LENGTH)
        control = form.controls.setdefault(has["name"], Control(has["name"], kind, longest=longest))
        if kind in ("checkbox", "radio"):
            control.offered.append(has.get("value", "on"))
            control.held += [has.get("value", "on")] if "checked" in has else []
        elif tag == "input" and kind != "file":
            control.held.append(has.get("value", ""))
        if tag == "textarea":
            control.held.append("")
        self._filling = control if tag in ("textarea", "select") else self._filling

    def handle_data(self, data: str) -> None:
        if self._telling is not None and data.strip():
            self.page.told.append(data.strip())
        if self._filling is not None and self._filling.kind == "textarea":
            self._filling.held[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID or not self._open or self._open[-1] != tag:
            self._amiss(f"</{tag}> closes {self._open[-1:] or 'nothing'}")
            if tag in self._open:
                del self._open[len(self._open) - 1 - self._open[::-1].index(tag) :]
            return
        if self._telling == len(self._open):
            self._telling = None
        self._open.pop()
        if tag == "form":
            self._form = None
        elif tag in ("textarea", "select") and self._filling is not None:
            if tag == "textarea":
                # A browser drops the first line end of a text area.
                self._filling.held[-1] = self._filling.held[-1].removeprefix("\n")
            self._filling = None

    def finish(self) -> None:
        if self._open:
            self._amiss(f"left open: {self._open}")

    def _amiss(self, what: str) -> None:
        self.page.faults.append(f"{what} at line {self.getpos()[0]}")

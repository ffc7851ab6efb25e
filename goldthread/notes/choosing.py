"""The lists of the editor's page, as HTML: a page has some 250 options beside those of the zones, and a loop of a template
takes five times as long for each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from typing import Any, Protocol

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goldthread.documents.models import DocumentKind
from goldthread.needs.models import Informant
from goldthread.notes.definitions import ITEMS
from goldthread.notes.models import PART_ROLES, ComplyWith, Extent, How, Outcome, Valence
from goldthread.plans.models import Rating

# The lists that are the same for everybody: value and title of each line.
LISTS: Mapping[str, Sequence[tuple[str, Any]]] = {
    "role": tuple(PART_ROLES.items()),
    "how": How.choices,
    "outcome": Outcome.choices,
    "valence": Valence.choices,
    "with": ComplyWith.choices,
    "extent": Extent.choices,
    "progress": Rating.choices,
    "informant": Informant.choices,
    "document_kind": DocumentKind.choices,
    "item": tuple(ITEMS.items()),
}
_VALUES = {name: frozenset(value for value, _title in lines) for name, lines in LISTS.items()}


@dataclass(frozen=True)
class Choice:
    """Somebody or something to tick or choose."""

    value: str
    label: str
    chosen: bool = False


class Person(Protocol):
    """Somebody of a list (goldthread.notes.who.Listed)."""

    @property
    def value(self) -> str:
        """Who it is."""

    @property
    def name(self) -> str:
        """The name that a row takes over."""

    @property
    def role(self) -> str:
        """The role that a row takes over."""

    @property
    def label(self) -> str:
        """What stands in the list."""


def options(choices: Iterable[Choice]) -> SafeString:
    """The lines of a list."""
    return SafeString("".join(_option(each.value, each.label, each.chosen) for each in choices))


def options_of(name: str, chosen: str) -> SafeString:
    """The lines of one of LISTS, put together once for each language; what is chosen and not on it is added, as it was typed."""
    if not chosen or chosen in _VALUES[name]:
        return _lines(name, chosen, get_language() or "")
    return _lines(name, "", get_language() or "") + SafeString(_option(chosen, chosen, True))


@lru_cache(maxsize=1024)
def _lines(name: str, chosen: str, _language: str) -> SafeString:
    return options(Choice(value, str(title), value == chosen) for value, title in LISTS[name])


def people(groups: Iterable[tuple[str, Sequence[Person]]], chosen: str) -> SafeString:
    """The lines of a list of people, by groups, each with the name and role that a row takes over."""
    made = []
    for title, known in groups:
        if known:
            lines = (
                _option(
                    each.value,
                    each.label,
                    each.value == chosen,
                    f' data-name="{escape(each.name)}" data-role="{escape(each.role)}"',
                )
                for each in known
            )
            made.append(f'<optgroup label="{escape(title)}">{"".join(lines)}</optgroup>')
    return SafeString("".join(made))


def _option(value: str, label: str, chosen: bool, further: str = "") -> str:
    selected = " selected" if chosen else ""
    return f'<option value="{escape(value)}"{further}{selected}>{escape(label)}</option>'

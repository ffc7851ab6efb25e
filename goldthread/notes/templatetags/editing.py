"""What the editor's templates write many times: the options of its lists, and what a field says that stands in the way.

A page of the editor has some 250 options beside those of the zones; a loop of a template takes five times as long for them.
"""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Protocol

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from goldthread.needs.queries import Item
from goldthread.notes.measures_desk import FilledIn
from goldthread.notes.origins import is_of_this_visit
from goldthread.notes.shortcuts import READING, SHORTCUTS, Shortcut

register = template.Library()


class Offered(Protocol):
    """One line of a list (goldthread.notes.desk.Choice)."""

    @property
    def value(self) -> str:
        """What the form sends."""

    @property
    def label(self) -> str:
        """What stands in the list."""

    @property
    def chosen(self) -> bool:
        """Whether it is the one chosen."""


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


@register.simple_tag
def options(choices: Iterable[Offered]) -> SafeString:
    """The lines of a list."""
    return SafeString("".join(_option(each.value, each.label, each.chosen) for each in choices))


@register.simple_tag
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


@register.simple_tag(takes_context=True)
def wrong(context: dict[str, Any], field: str, hint: str = "") -> SafeString:
    """The attributes of a field: that it is wrong, and by which hint and sentence it is described."""
    amiss = field in (context.get("wrong") or {})
    if not amiss and not hint:
        return SafeString("")
    described = " ".join(each for each in (hint, f"{field}-error" if amiss else "") if each)
    return format_html(
        "{}{}",
        format_html(' aria-describedby="{}"', described) if described else "",
        SafeString(' aria-invalid="true"') if amiss else "",
    )


@register.simple_tag(takes_context=True)
def said(context: dict[str, Any], field: str) -> SafeString:
    """The sentence beneath a field; nothing where all is well with it."""
    sentence = (context.get("wrong") or {}).get(field)
    return format_html('<p class="error" id="{}-error">{}</p>', field, sentence) if sentence else SafeString("")


@register.simple_tag(takes_context=True)
def words_from(context: dict[str, Any], field: str, section: str = "") -> SafeString:
    """The attributes of a field of words: which of them were not typed, and that nothing may stand ready for it."""
    held = context["content"].get("origins", {}).get(field, "")
    anew = bool(section) and is_of_this_visit(section, context["definition"])
    return format_html(' data-origins="{}"{}', held, SafeString(" data-anew") if anew else "")


@register.simple_tag
def shortcuts() -> Sequence[Shortcut]:
    """The editor's keys."""
    return SHORTCUTS


@register.simple_tag
def reading_keys() -> Sequence[Shortcut]:
    """The keys that go from note to note."""
    return READING


@register.simple_tag(takes_context=True)
def items_of(context: dict[str, Any], each: FilledIn) -> Sequence[Item]:
    """The items of a measure, each with what stands in its way."""
    return each.items(context.get("wrong") or {})

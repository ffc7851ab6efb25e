"""What the editor's templates write many times: what a field says that stands in the way, and the keys."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goldthread.needs.queries import Item
from goldthread.notes.measures_desk import FilledIn
from goldthread.notes.origins import is_of_this_visit
from goldthread.notes.shortcuts import READING, SHORTCUTS, Shortcut

register = template.Library()


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
def reading_keys() -> SafeString:
    """The button and the dialog of the keys that go from note to note: the same for everybody, so made once a language."""
    return _reading_keys(get_language() or "")


@lru_cache(maxsize=64)
def _reading_keys(_language: str) -> SafeString:
    return render_to_string("notes/_reading_keys_told.html", {"keys": READING})


@register.simple_tag(takes_context=True)
def items_of(context: dict[str, Any], each: FilledIn) -> Sequence[Item]:
    """The items of a measure, each with what stands in its way."""
    return each.items(context.get("wrong") or {})

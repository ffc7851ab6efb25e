"""What a field of the editor says where it stands in the way of signing; `wrong` in the context has the sentences."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def wrong(context: dict[str, Any], field: str, hint: str = "") -> SafeString:
    """The attributes of a field: that it is wrong, and by which hint and sentence it is described."""
    amiss = field in (context.get("wrong") or {})
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

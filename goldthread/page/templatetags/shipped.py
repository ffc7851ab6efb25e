"""The filter by which a page shows kept English words in the reader's language."""

from django import template

from goldthread.lib.shipped import shown

register = template.Library()


@register.filter
def shipped(words: object, context: str) -> str:
    """`{{ note.type_title|shipped:"note type" }}`: see goldthread.lib.shipped."""
    return shown(str(words or ""), context)

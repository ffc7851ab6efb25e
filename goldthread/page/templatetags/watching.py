"""The dialog of the watch over a session: the same on every page but for five words, so it is rendered once a language."""

import re
from functools import lru_cache
from html import escape
from types import SimpleNamespace

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from goldthread.page.navigation import Watch

register = template.Library()
# Marks of the private use area, in whose place each person's own come.
_MARK = re.compile("\ue000(name|login|idle|ends|csrf)\ue001")


@register.simple_tag(takes_context=True)
def watch_over(context: Context, watch: Watch) -> SafeString:
    """The dialog of `watch.template` for who is signed in; nothing where nobody is."""
    if not watch:
        return mark_safe("")
    user = context["request"].user
    own = {
        "name": user.name,
        "login": user.login,
        "idle": watch.idle_seconds,
        "ends": watch.ends_seconds,
        "csrf": context.get("csrf_token", ""),
    }
    return mark_safe(_MARK.sub(lambda found: escape(str(own[found[1]])), _dialog(watch.template, get_language() or "")))


@lru_cache(maxsize=64)
def _dialog(name: str, language: str) -> str:
    """The dialog in a language, which is in force while this is asked, with marks for what is each person's own."""

    def mark(key: str) -> str:
        return f"\ue000{key}\ue001"

    who = SimpleNamespace(user=SimpleNamespace(name=mark("name"), login=mark("login")))
    watch = Watch(name, mark("idle"), mark("ends"))  # type: ignore[arg-type]
    return render_to_string(name, {"watch": watch, "request": who, "csrf_token": mark("csrf")})

"""What every page knows of its device: whose unsent words to look for, and whether any may be kept."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from goldthread.capture.queries import keeps_on_device
from goldthread.people.models import Staff
from goldthread.people.rules import may


def device(request: HttpRequest) -> dict[str, Any]:
    """The banner of what was not sent, the dialog at signing out and their script; nothing for who is not signed in."""
    watch = getattr(request, "watch", None)
    return {"device": SimpleLazyObject(lambda: _part(request, watch.idle_seconds)) if watch else ""}


def _part(request: HttpRequest, idle_seconds: int) -> SafeString:
    """The same words for all, rendered once a language, and around them what is each person's own."""
    staff, at = request.user, request.resolver_match
    if not isinstance(staff, Staff):
        return SafeString("")
    script = "editing" if at and at.view_name == "notes:draft" else "page"
    return format_html(
        '<div id="device" data-person="{}" data-keeps="{}" data-writes="{}" data-idle="{}">{}</div>'
        '<script type="module" src="{}"></script>',
        staff.pk,
        "yes" if keeps_on_device() else "",
        "yes" if may(staff.roles, "write_notes") else "",
        idle_seconds,
        _words(get_language() or ""),
        static(f"capture/{script}.js"),
    )


@lru_cache(maxsize=64)
def _words(language: str) -> SafeString:
    return SafeString(render_to_string("capture/device.html"))

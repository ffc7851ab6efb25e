"""What every page loads: the same line for each, so it is put together once a process."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script

register = template.Library()
_STYLES = ("tokens", "layout", "parts", "forms")


@register.simple_tag
@lru_cache(maxsize=1)
def icon_styles_and_scripts() -> SafeString:
    """The icon, the style sheets, htmx and what looks at a form before it is sent, at the addresses of their hashed files."""
    styles = format_html_join(
        "\n", '<link rel="stylesheet" href="{}">', ((static(f"page/{name}.css"),) for name in _STYLES)
    )
    return format_html(
        '<link rel="icon" href="{}" type="image/svg+xml">\n<link rel="manifest" href="/app.webmanifest">\n'
        '<link rel="apple-touch-icon" href="{}">\n{}\n<link rel="stylesheet" href="{}" media="print">\n{}\n'
        '<script type="module" src="{}"></script>',
        static("page/thread.svg"),
        static("page/icon-192.png"),
        styles,
        static("page/print.css"),
        htmx_script(),
        static("page/sendable.js"),
    )

"""The one way in which a view becomes a page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page(request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    """A whole page, or for htmx the part that its template is."""
    return render(request, template, context or {}, status=status)

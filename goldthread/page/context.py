"""What every page knows: where one can go, and whether this is the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from goldthread.lib.text import half_letter
from goldthread.page.views import too_large


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, the place one is at and the watch over the session; empty for somebody who has not signed in."""
    places = getattr(request, "navigation", [])
    here = next((place.name for place in places if place.holds(request.path)), "")
    return {
        "navigation": places,
        "here": here,
        "watch": getattr(request, "watch", None),
        "is_demonstration": settings.DEMONSTRATION,
        "largest": settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        "too_large": too_large(),
        "half_letter": half_letter(),
    }

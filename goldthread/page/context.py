"""What every page knows: where one can go, and whether this is the demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Navigation, the place one is at and the watch over the session; empty for somebody who has not signed in."""
    places = getattr(request, "navigation", [])
    here = next((place.name for place in places if place.holds(request.path)), "")
    watch = getattr(request, "watch", None)
    return {"navigation": places, "here": here, "watch": watch, "is_demonstration": settings.DEMONSTRATION}

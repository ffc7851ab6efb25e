"""Headers that hold on every answer, the one name of the product, and the address from which somebody asks."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

Answer = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)


class Headers:
    """No script or style but our own, no copy in any cache, no clinical page in a frame."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the headers; static files keep the caching that WhiteNoise gives them."""
        response = self.get_response(request)
        # A file that is given out brings a stricter one.
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if settings.IS_HTTPS:
            # Not Django's own, which waits for a proxy to say that it speaks HTTPS; the address says so already.
            response["Strict-Transport-Security"] = "max-age=31536000"
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response


class ClientAddress:
    """Behind a reverse proxy every request comes from this machine; the proxy says in a header whose it was.

    Only the header that GOLDTHREAD_ADDRESS_HEADER names is read, only from a neighbour on this machine, and of several
    addresses only the last, which is the one that the proxy itself saw: what stands before it the client may have made up.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Put the address where everything reads it: the lock-out, the access stream, the actor."""
        neighbour = _address(str(request.META.get("REMOTE_ADDR", "")))
        told = str(request.META.get(settings.ADDRESS_HEADER, "")) if settings.ADDRESS_HEADER else ""
        client = _address(told.rpartition(",")[2].strip())
        if client and neighbour and neighbour.is_loopback:
            request.META["REMOTE_ADDR"] = str(client)
        return self.get_response(request)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address written in `text`, an IPv4 one wrapped in IPv6 unwrapped; None where there is none.

    A zone after % may be any text of any length, so that is none either.
    """
    if "%" in text:
        return None
    try:
        found = ipaddress.ip_address(text)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


class OneName:
    """127.0.0.1 is sent on to the name in GOLDTHREAD_URL, because passkeys are bound to a name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect reads; a form posted to the number is answered as it is."""
        host, colon, port = request.get_host().partition(":")
        is_read = request.method in ("GET", "HEAD")
        if host == "127.0.0.1" and urlsplit(settings.URL).hostname == "localhost" and is_read:
            return HttpResponseRedirect(f"http://localhost{colon}{port}{request.get_full_path()}")
        return self.get_response(request)

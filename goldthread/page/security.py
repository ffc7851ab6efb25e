"""Headers that hold on every answer, and the one name by which the product is reached."""

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
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        response["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = "no-store"
        return response


class OneName:
    """127.0.0.1 is sent on to the name in GOLDTHREAD_URL, because passkeys are bound to a name."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Redirect reads; a form posted to the number is answered as it is."""
        host, colon, port = request.get_host().partition(":")
        if host == "127.0.0.1" and urlsplit(settings.URL).hostname == "localhost" and request.method == "GET":
            return HttpResponseRedirect(f"http://localhost{colon}{port}{request.get_full_path()}")
        return self.get_response(request)

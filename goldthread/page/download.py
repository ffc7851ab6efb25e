"""A file given out: never run, never guessed at, never kept by anybody in between."""

from urllib.parse import quote

from django.http import HttpResponse, HttpResponseRedirect
from django.templatetags.static import static

_SEALED_OFF = "default-src 'none'; sandbox"


def download(data: bytes, media_type: str, name: str) -> HttpResponse:
    """The bytes as a download under their name, in any script (RFC 6266, RFC 8187)."""
    answer = HttpResponse(data, content_type=media_type)
    plain = "".join(letter if letter.isascii() and letter not in '"\\;%' else "_" for letter in name)
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return _sealed_off(answer)


def small_picture(data: bytes) -> HttpResponse:
    """A small JPEG of our own making, shown in a page; where none could be made, the drawing of a sheet of paper."""
    if not data:
        return HttpResponseRedirect(static("page/paper.svg"))
    return _sealed_off(HttpResponse(data, content_type="image/jpeg"))


def _sealed_off(answer: HttpResponse) -> HttpResponse:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _SEALED_OFF
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer

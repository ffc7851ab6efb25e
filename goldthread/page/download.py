"""A file given out: never run, never guessed at, never kept by anybody in between."""

from typing import BinaryIO
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.templatetags.static import static

_SEALED_OFF = "default-src 'none'; sandbox"


def download(data: bytes, media_type: str, name: str) -> HttpResponse:
    """The bytes as a download under their name."""
    answer = HttpResponse(data, content_type=media_type)
    _named(answer, name)
    return answer


def download_file(made: BinaryIO, media_type: str, name: str) -> FileResponse:
    """A file of ours, however large, from its start as a download under its name; it is closed when it was sent."""
    made.seek(0)
    answer = FileResponse(made, content_type=media_type)
    _named(answer, name)
    return answer


def _named(answer: HttpResponseBase, name: str) -> None:
    """As a download of this name in any script (RFC 6266, RFC 8187)."""
    plain = "".join(letter if letter.isascii() and letter not in '"\\;%' else "_" for letter in name)
    answer["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    _seal_off(answer)


def small_picture(data: bytes) -> HttpResponse:
    """A small JPEG of our own making, shown in a page; where none could be made, the drawing of a sheet of paper."""
    if not data:
        return HttpResponseRedirect(static("page/paper.svg"))
    answer = HttpResponse(data, content_type="image/jpeg")
    _seal_off(answer)
    return answer


def _seal_off(answer: HttpResponseBase) -> None:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _SEALED_OFF
    answer["Cross-Origin-Resource-Policy"] = "same-origin"

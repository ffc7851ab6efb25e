"""What arrives must be readable as it was written: UTF-8 to the last byte, and no NUL where one is looked up by it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from goldthread.page.views import told

_MARK = "\N{REPLACEMENT CHARACTER}"
_FORM = "application/x-www-form-urlencoded"
_FORMS = (_FORM, "multipart/form-data")


class Readable:
    """Refuses words that are not UTF-8, which Django would keep with marks in their place and say nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A cookie with a NUL is none of ours; nothing is found under an address with one."""
        if any("\x00" in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\x00" not in value}
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """Before anything reads the form: the marks in it must be those that were sent."""
        if request.method != "POST" or request.content_type not in _FORMS:
            return None
        sent = request.body
        marks = _marks_in(request.POST)
        if not marks or marks <= _marks_sent(sent, request.content_type):
            return None
        sentence = _("What arrived is not UTF-8, so some of its letters cannot be read. Nothing was changed.")
        return told(request, sentence, status=422)


def _marks_in(form: QueryDict) -> int:
    return sum(text.count(_MARK) for name, texts in form.lists() for text in (name, *map(str, texts)))


def _marks_sent(body: bytes, content_type: str | None) -> int:
    raw = unquote_to_bytes(body) if content_type == _FORM else body
    return raw.count(_MARK.encode())

"""The manual's pages, and the pages that say what went wrong."""

import sys

from django.conf import settings
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from goldthread.page import help as manual
from goldthread.page.render import page


def help_page(request: HttpRequest, name: str = "start") -> HttpResponse:
    """One page of the manual beside the list of all."""
    found = manual.find(name, signed_in=request.user.is_authenticated)
    if found is None:
        raise Http404
    text = mark_safe(manual.html(found))
    return page(
        request,
        "page/help.html",
        {"shown": found, "text": text, "pages": manual.pages(), "written_in": manual.LANGUAGE},
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What is not there, or not for this person: the same page."""
    return render(request, "page/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What somebody with other roles may do."""
    return render(request, "page/403.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: signed out meanwhile, or another window signed in."""
    return render(request, "page/csrf.html", status=403)


def too_many(request: HttpRequest, *_told: object) -> HttpResponse:
    """Somebody, or something, tried a door too often."""
    return render(request, "page/429.html", status=429)


def told(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    """A sentence where no form could take it in: as JSON for a script, else on a page that needs nothing of the request."""
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"sentence": sentence, "field": ""}, status=status)
    context = {"sentence": sentence, "static": settings.STATIC_URL}
    return HttpResponse(render_to_string("page/unreadable.html", context), status=status)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What cannot be read at all: too large, too much at once, cut short, or sent to another name."""
    if isinstance(exception, RequestDataTooBig):
        return told(request, too_large(), status=413)
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        sentence = _("The form has more fields than can be taken in at once. Nothing was changed. Send it in parts.")
        return told(request, sentence, status=413)
    if isinstance(exception, DisallowedHost):
        sentence = _("Goldthread is not reached under this name. Go to %(address)s.") % {"address": settings.URL}
        return told(request, sentence, status=400)
    sentence = _("What arrived is cut short, or not what it says it is. Nothing was changed. Send it again.")
    return told(request, sentence, status=400)


def too_large() -> str:
    """The sentence for more than one request may hold; the page says it before anything is sent."""
    largest = settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2**20
    return _("This is more than %(number)s MB at once. Nothing was changed. Shorten it, or send it in parts.") % {
        "number": largest
    }


def broken(request: HttpRequest) -> HttpResponse:
    """A mistake of ours, or a database out of reach; neither page needs database, session or request."""
    is_away = isinstance(sys.exc_info()[1], OperationalError | InterfaceError)
    status = 503 if is_away else 500
    # Unhashed addresses: a page that tells of something broken must not itself depend on a built list of files.
    response = HttpResponse(render_to_string(f"page/{status}.html", {"static": settings.STATIC_URL}), status=status)
    if is_away:
        response["Retry-After"] = "30"
    return response

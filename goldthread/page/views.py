"""The manual's pages, and the pages that say what went wrong."""

import sys

from django.conf import settings
from django.core.exceptions import (
    DisallowedHost,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from goldthread.lib import faults
from goldthread.lib.faults import Fault
from goldthread.page import help as manual
from goldthread.page.addresses import came_from
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
    """A mistake of ours, or a full disk, a database that cannot be written or reached; neither page needs database or session."""
    # Unhashed addresses: a page that tells of something broken must not itself depend on a built list of files.
    context: dict[str, object] = {"static": settings.STATIC_URL}
    fault = faults.of(sys.exc_info()[1])
    if fault is None:
        return HttpResponse(render_to_string("page/500.html", context), status=500)
    response = _down(request, fault, context)
    response["Retry-After"] = "30"
    return response


def _down(request: HttpRequest, fault: Fault, context: dict[str, object]) -> HttpResponse:
    sentence = faults.sentence(fault)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"sentence": sentence, "field": ""}, status=503)
    context |= {"fault": fault.value, "sent": _sent(request), "to": request.get_full_path(), "back": _back(request)}
    return HttpResponse(render_to_string("page/503.html", context), status=503)


# What nobody's page may hold, not even their own.
_SECRET = ("password", "code")


def _sent(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form, to be sent once more from the page that says why it was not taken; no secrets and no files."""
    try:
        is_bare = not request.FILES and not any(word in name for name in request.POST for word in _SECRET)
    except (SuspiciousOperation, OSError):
        return []  # nobody had read it yet, and nobody can
    if request.method != "POST" or not is_bare:
        return []
    return [(name, str(value)) for name, values in request.POST.lists() for value in values]


def _back(request: HttpRequest) -> str:
    """Where somebody tries again: the page itself, or the one whose form was not taken."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else came_from(request)
